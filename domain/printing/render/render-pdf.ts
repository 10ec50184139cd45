import type { PrintLook } from '../look.ts';
import type { PrintableDocument } from '../printable-document.ts';
import { printWords } from '../words/words.ts';
import { printFoot, printPageFeet } from './foot.ts';
import { printHead } from './head.ts';
import { Paper } from './paper.ts';
import { printTable } from './table.ts';

/**
 * A document as a PDF. The same document and look give the same bytes: no clock, no random number, nothing of the machine.
 * Gives way to other work every few rows.
 */
export async function renderPdf(document: PrintableDocument, look: PrintLook): Promise<Buffer> {
  const language = look.language ?? document.language;
  const words = printWords[language];
  const paper = new Paper({
    title: `${words.titles[document.kind]} ${document.number}`,
    size: look.fontSize,
    author: document.company.name ?? '',
    language,
    createdAt: document.contentFrom,
    watermark: document.isDraft ? words.draft : look.watermark,
  });
  const printing = { paper, document, look, words };
  printHead(printing);
  await printTable(printing);
  printFoot(printing);
  await printPageFeet(printing);
  return paper.bytes();
}
