import type { EntityManager } from '@mikro-orm/postgresql';
import { findAgreement } from '../agreements/agreement.service.ts';
import type { MessageLanguage } from '../languages.ts';
import { Layout } from '../layouts/layout.entity.ts';
import type { TemplateField } from '../layouts/template-parts.ts';
import { checkLayout } from './layout-check.ts';
import type { LayoutCheck } from './layout-check.ts';
import { lookOf } from './look.ts';
import type { PrintLook } from './look.ts';
import type { PrintableBuilder, PrintableDocument } from './printable-document.ts';

/** Everything that a PDF is made of: to be rendered after the transaction, which it would hold open for nothing. */
export interface PrintJob {
  readonly document: PrintableDocument;
  readonly look: PrintLook;
}

/** Reads all that the check of a field asks. Throws `NotFound`. */
export async function checkOf(
  em: EntityManager,
  build: PrintableBuilder,
  number: number,
  asked: { readonly field: TemplateField; readonly language: MessageLanguage },
): Promise<LayoutCheck> {
  const source = await build(em, number);
  const { settings } = await findAgreement(em);
  const [first] = await em.find(Layout, {}, { orderBy: { number: 'asc' }, limit: 1 });
  const suggestedLayout = settings.defaultLayoutNumber ?? first?.number ?? null;
  return checkLayout({ ...asked, source, look: await lookOf(em, source), suggestedLayout });
}

/** Reads a document with its layout. Throws `NotFound`. */
export async function printJob(
  em: EntityManager,
  build: PrintableBuilder,
  number: number,
): Promise<PrintJob> {
  const source = await build(em, number);
  return { document: source.document, look: await lookOf(em, source) };
}
