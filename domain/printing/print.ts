import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { findAgreement } from '../agreements/agreement.service.ts';
import { withAgreement } from '../database.ts';
import type { MessageLanguage } from '../languages.ts';
import { Layout } from '../layouts/layout.entity.ts';
import type { TemplateField } from '../layouts/template-parts.ts';
import { checkLayout } from './layout-check.ts';
import type { LayoutCheck } from './layout-check.ts';
import { lookOf } from './look.ts';
import type { PrintLook } from './look.ts';
import type { PrintableBuilder, PrintableDocument } from './printable-document.ts';
import { renderPdf } from './render/render-pdf.ts';
import { Slots } from './slots.ts';

/** Everything that a PDF is made of. */
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

/** A PDF, and what it was made of. */
export interface PrintedDocument extends PrintJob {
  readonly pdf: Buffer;
}

/**
 * PDFs that one process makes at once, whoever asks; further ones wait, and hold nothing while they do. Rendering is one
 * processor's work: with two, one is read from the database while the other is written.
 */
export const pdfsAtOnce = 2;
const slots = new Slots(pdfsAtOnce);

/**
 * Makes the PDF of a document of that number: read in one transaction, rendered after it, which it would hold open for
 * nothing. Throws `NotFound`.
 */
export const printDocument = (
  orm: MikroORM,
  agreementNumber: number,
  build: PrintableBuilder,
  number: number,
): Promise<PrintedDocument> =>
  slots.use(async () => {
    const job = await withAgreement(orm, agreementNumber, (em) => printJob(em, build, number));
    return { ...job, pdf: await renderPdf(job.document, job.look) };
  });

async function printJob(em: EntityManager, build: PrintableBuilder, number: number): Promise<PrintJob> {
  const source = await build(em, number);
  return { document: source.document, look: await lookOf(em, source) };
}
