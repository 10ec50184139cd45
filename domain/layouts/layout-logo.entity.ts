import { defineEntity, p } from '@mikro-orm/core';
import { instant, tenantColumns, tenantTable } from '../tenant.ts';
import { Layout } from './layout.entity.ts';

/** What a logo can be. */
export const logoTypes = ['image/png', 'image/jpeg'] as const;
export type LogoType = (typeof logoTypes)[number];

/** Bytes of a logo at most: 1 MiB. */
export const logoBytesMax = 1_048_576;

/** Bytes that are stored at most: a PNG grows where its transparency is taken away. */
export const logoStoredBytesMax = 4 * logoBytesMax;

/** Pixels of a logo's side at most: unpacked, a picture of a few bytes could fill the memory. */
export const logoSideMax = 2_000;

const LayoutLogoSchema = defineEntity({
  name: 'LayoutLogo',
  tableName: 'layout_logo',
  ...tenantTable,
  uniques: [{ name: 'layout_logo_uq', properties: ['layout'] }],
  checks: [{ name: 'layout_logo_size_check', expression: `octet_length(content) <= ${logoStoredBytesMax}` }],
  properties: {
    ...tenantColumns(),
    layout: () => p.manyToOne(Layout).deleteRule('cascade'),
    mediaType: p.enum(logoTypes),
    content: p.blob().lazy(),
    changedBy: p.string().length(255),
    storedAt: instant().onCreate(() => new Date()),
  },
});

/** The logo of a layout. A table of its own: no list of layouts ever reads the picture. */
export class LayoutLogo extends LayoutLogoSchema.class {}
LayoutLogoSchema.setClass(LayoutLogo);
