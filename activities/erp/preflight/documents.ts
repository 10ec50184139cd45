import type { InvoiceForErp } from '../../../domain/erp/documents.ts';
import type { OpenDocument } from '../../../domain/preflight/open-documents.ts';

/** The numbers of the product groups on a document's lines. */
export const groupsOf = (invoice: InvoiceForErp): string[] => [
  ...new Set(invoice.lines.flatMap(({ product }) => (product === null ? [] : String(product.group.number)))),
];

/** Documents and lines that are in memory together at most; a longer document comes alone. */
const documentsMax = 100;
const linesMax = 5_000;

/** Documents in their order, as many together as are read at once. */
export function inChunks(documents: readonly OpenDocument[]): OpenDocument[][] {
  const chunks: OpenDocument[][] = [];
  let lines = 0;
  for (const document of documents) {
    const chunk = chunks.at(-1);
    if (chunk === undefined || chunk.length >= documentsMax || lines + document.lines > linesMax) {
      chunks.push([document]);
      lines = document.lines;
    } else {
      chunk.push(document);
      lines += document.lines;
    }
  }
  return chunks;
}
