import type { EntityManager } from '@mikro-orm/postgresql';
import type { Language } from '../languages.ts';
import { fontSizes, standardLogoPlace } from '../layouts/layout.entity.ts';
import type { LogoPlace } from '../layouts/layout.entity.ts';
import { printedLogo } from '../agreements/company-logo.service.ts';
import { findLayout } from '../layouts/layout.service.ts';
import { templateOf } from '../layouts/layout-template.service.ts';
import { templateWithoutLayout } from '../layouts/template-defaults.ts';
import type { TemplateContent, TemplateField, TemplateKind } from '../layouts/template-parts.ts';
import type { FactField, PrintableDocument, PrintSource } from './printable-document.ts';

/** How a document looks: its layout with the child template of its kind, or what one without a layout gets. */
export interface PrintLook {
  /** Null = the document carries no layout. */
  readonly layoutNumber: number | null;
  /** Null = the document's own. */
  readonly language: Language | null;
  /** Points. */
  readonly fontSize: number;
  readonly logo: Uint8Array | null;
  readonly logoPlace: LogoPlace;
  readonly bankAccount: string | null;
  readonly signature: string | null;
  readonly watermark: string | null;
  readonly template: TemplateContent;
}

/** The look of a document of that kind that carries no layout. */
export const lookWithoutLayout = (kind: TemplateKind): PrintLook => ({
  layoutNumber: null,
  language: null,
  fontSize: fontSizes.standard,
  logo: null,
  logoPlace: standardLogoPlace,
  bankAccount: null,
  signature: null,
  watermark: null,
  template: templateWithoutLayout(kind),
});

/** The look of a document. */
export async function lookOf(em: EntityManager, source: PrintSource): Promise<PrintLook> {
  const { kind } = source.document;
  if (source.layoutNumber === null) return lookWithoutLayout(kind);
  const layout = await findLayout(em, source.layoutNumber);
  return {
    layoutNumber: layout.number,
    language: layout.language ?? null,
    fontSize: layout.fontSize,
    logo: (await printedLogo(em, layout))?.content ?? null,
    logoPlace: layout.logoPlace,
    bankAccount: layout.bankAccount ?? null,
    signature: layout.signature ?? null,
    watermark: layout.watermark ?? null,
    template: await templateOf(em, layout, kind),
  };
}

/** Whether there is anything to show under a field. */
export function hasValue(document: PrintableDocument, look: PrintLook, field: TemplateField): boolean {
  const own: Readonly<Record<Exclude<TemplateField, FactField>, unknown>> = {
    heading: document.heading,
    note: document.note,
    delivery_address: document.deliveryAddress,
    vat_summary: document.totals,
    bank_account: look.bankAccount,
    signature: look.signature,
    source_number: document.source,
  };
  const value = field in own ? own[field as keyof typeof own] : document.facts[field as FactField];
  return value !== null && value !== undefined;
}

/** Whether a field is printed: the template has it on and there is something to print. The one rule for it. */
export const isShown = (document: PrintableDocument, look: PrintLook, field: TemplateField): boolean =>
  look.template.fields[field] && hasValue(document, look, field);
