import type { EntityManager } from '@mikro-orm/postgresql';
import { equal } from '../money.ts';
import type { SalesHeadInput, SalesLineInput } from './sales-input.ts';
import { editSalesHead } from './sales-draft.ts';
import type { SalesRow } from './sales-draft.ts';
import type { LineContent, LineTable, SalesLine } from './sales-line-rows.ts';
import { resolveLines, totalsOf, withVatOf } from './sales-lines.ts';
import type { DocumentTotals, LineTotals } from './totals.ts';

/** Changes to a document; `lines`, where given, replace all lines. */
export interface SalesEdit extends SalesHeadInput {
  /** Another customer: what documents take from their customer is taken anew, except what is given here. */
  readonly customerId?: string | undefined;
  readonly lines?: readonly SalesLineInput[] | undefined;
}

/** The lines of a document and what they amount to. */
export interface CountedLines<Content extends LineContent = LineContent> {
  readonly lines: readonly Content[];
  readonly totals: DocumentTotals;
}

/**
 * Changes head, lines and amounts of a document whose lines are `old`; the caller flushes the head and then stores the lines
 * with `storeEditedLines`. Lines that are not given stay, with the VAT rates of the document's zone. Throws
 * `ReferenceNotFound`, `Barred`, `CurrencyRateMissing` and `InvalidInput`, each with its fields.
 */
export async function editSales(
  em: EntityManager,
  row: SalesRow,
  edit: SalesEdit,
  old: readonly SalesLine[],
): Promise<CountedLines> {
  await editSalesHead(em, row, edit);
  const lines = edit.lines ? await resolveLines(em, edit.lines, row) : withVatOf(old, row.vatZone);
  const totals = totalsOf(lines, row);
  Object.assign(row, totals.amounts);
  return { lines, totals };
}

/** Stores the lines that `editSales` gave: anew where the edit gave lines, else where an amount differs. */
export async function storeEditedLines<Own extends object>(
  em: EntityManager,
  table: LineTable<Own>,
  documentId: string,
  change: {
    readonly isReplaced: boolean;
    readonly old: readonly SalesLine[];
    readonly now: CountedLines<LineContent & Own>;
  },
): Promise<void> {
  const { lines, totals } = change.now;
  if (change.isReplaced) {
    await table.deleteAll(em, documentId);
    await table.insert(em, documentId, lines, totals.lines);
    return;
  }
  const kept = lines as readonly LineContent[] as readonly SalesLine[];
  const isSame = kept.every(
    (line, index) => line === change.old[index] && sameAmounts(line, totals.lines[index]),
  );
  if (!isSame) await table.updateAmounts(em, kept, totals.lines);
}

const sameAmounts = (line: SalesLine, total: LineTotals | undefined): boolean =>
  total !== undefined && equal(line.netAmount, total.netAmount) && equal(line.vatAmount, total.vatAmount);
