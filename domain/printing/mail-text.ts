import type { MailPlaceholder } from '../layouts/template-parts.ts';
import type { PrintLook } from './look.ts';
import type { PrintableDocument } from './printable-document.ts';
import { fill, writeAmount, writeDay } from './writing.ts';
import { printWords } from './words/words.ts';

/**
 * Subject and body of the mail that carries a document's PDF: the template's, else the language's standard words. `title`
 * (`Faktura 10001`) names the file.
 */
export function mailText(
  document: PrintableDocument,
  look: PrintLook,
): { readonly subject: string; readonly body: string; readonly title: string } {
  const words = printWords[look.language ?? document.language];
  const due = document.facts.due_date;
  const values: Readonly<Record<MailPlaceholder | 'title', string>> = {
    title: words.titles[document.kind],
    number: document.number,
    company: document.company.name ?? '',
    party: document.party.name ?? '',
    date: writeDay(words, document.date),
    due_date: due !== undefined && 'day' in due ? writeDay(words, due.day) : '',
    gross_amount: document.totals
      ? `${writeAmount(words, document.totals.grossAmount)} ${document.totals.currency}`
      : '',
  };
  return {
    subject: fill(look.template.mailSubject ?? words.mailSubject, values),
    body: fill(look.template.mailBody ?? words.mailBody, values),
    title: `${words.titles[document.kind]} ${document.number}`,
  };
}
