/** What all kinds of internal stock documents do alike with their drafts. */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { DocumentKey, DocumentRow, DocumentTable } from '../documents/document.ts';
import { lockDocument, recordDocumentEvent, withoutLines } from '../documents/document-store.ts';
import type { ActionContext } from '../documents/kinds.ts';
import type { Standing } from '../documents/lifecycle.ts';
import { sum } from '../money.ts';
import type { Decimal } from '../money.ts';
import type { StockPosting } from '../stock/posting.ts';
import { postStock } from '../stock/stock.service.ts';

/** Who made a new document, and when. */
export const madeBy = ({ actor, now }: ActionContext) => ({
  createdBy: actor,
  changedBy: actor,
  createdAt: now,
  updatedAt: now,
});

/** Throws `NoLines`. */
export function requireLines(
  { what }: { readonly what: string },
  { number }: { readonly number: number },
  lines: readonly unknown[],
): void {
  if (lines.length === 0) throw withoutLines(`${what} ${number}`, 'At least one line is needed.');
}

/** A line of a booked document: what it did to the stock, in the standard unit and in base currency (2 decimals). */
interface BookedLine {
  bookedQuantity?: Decimal | null | undefined;
  bookedValue?: Decimal | null | undefined;
}

/**
 * Posts the lines of a document, all of them or none, and writes down of each what it did; one without a posting (null) does
 * nothing. Answers the value of all. The lines are stored before their document: they stand once that is booked. Throws what
 * `postStock` throws.
 */
export async function postLines(
  em: EntityManager,
  lines: readonly BookedLine[],
  postings: readonly (StockPosting | null)[],
  context: ActionContext,
): Promise<Decimal> {
  const results = await postStock(
    em,
    postings.filter((one) => one !== null),
    context,
  );
  const posted = results.values();
  for (const [at, line] of lines.entries()) {
    const result = postings[at] === null ? undefined : posted.next().value;
    line.bookedQuantity = result?.quantity ?? '0';
    line.bookedValue = result?.value ?? '0';
  }
  await em.flush();
  return sum(lines.map(({ bookedValue }) => bookedValue ?? '0'));
}

/** Deletes a draft with its lines; its number is not given again. Throws `NotFound` and `InvalidTransition`. */
export async function deleteInternalDraft<Row extends DocumentRow, S extends Standing, A extends string>(
  em: EntityManager,
  of: DocumentTable<Row, S, A | 'delete'>,
  key: DocumentKey,
  context: ActionContext,
): Promise<number> {
  const row = await lockDocument(em, of, key, 'delete');
  const { id, number } = row;
  const before = { state: of.standingOf(row).state };
  await em.execute(`delete from "${of.table}" where id = ?`, [id]);
  await recordDocumentEvent(em, of, { id, number }, context, { action: 'delete', before, after: null });
  em.getUnitOfWork().unsetIdentity(row);
  return number;
}
