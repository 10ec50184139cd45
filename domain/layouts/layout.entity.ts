import { defineEntity, p } from '@mikro-orm/core';
import { languages } from '../languages.ts';
import { editable, tenantColumns, tenantTable } from '../tenant.ts';

/** Where the logo stands at the head of a page. */
export const logoPlaces = ['left', 'center', 'right'] as const;
export type LogoPlace = (typeof logoPlaces)[number];

/** Points of the text, where a layout says nothing, and what it may say. */
export const fontSizes = { standard: 9, min: 7, max: 12 } as const;
export const standardLogoPlace: LogoPlace = 'right';

const LayoutSchema = defineEntity({
  name: 'Layout',
  ...tenantTable,
  uniques: [{ name: 'layout_number_uq', properties: ['agreementNumber', 'number'] }],
  checks: [
    {
      name: 'layout_font_size_check',
      expression: `font_size >= ${fontSizes.min} and font_size <= ${fontSizes.max}`,
    },
  ],
  properties: {
    ...tenantColumns(),
    number: p.integer(),
    name: p.string().length(255),
    /** Of all words on the PDF; null = each document's own. */
    language: p.enum(languages).nullable(),
    /** Lines as they are printed. */
    bankAccount: p.string().length(500).nullable(),
    fontSize: p.integer().default(fontSizes.standard),
    logoPlace: p.enum(logoPlaces).default(standardLogoPlace),
    /** Lines at the end of a document. */
    signature: p.string().length(500).nullable(),
    /** One line across every page; a draft has its own. */
    watermark: p.string().length(40).nullable(),
    ...editable(),
  },
});

/**
 * A parent layout: how PDFs look, by number and name; a document keeps the one it had when it was made. Its child templates
 * and its logo are tables of their own.
 */
export class Layout extends LayoutSchema.class {}
LayoutSchema.setClass(Layout);
