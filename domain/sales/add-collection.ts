import type { EntityManager } from '@mikro-orm/postgresql';
import { collectionLines } from '../collections/collection.service.ts';
import { changedFields } from '../documents/changes.ts';
import type { DocumentKey, DocumentTable } from '../documents/document.ts';
import { lockDocument, recordDocumentEvent, touchDocument } from '../documents/document-store.ts';
import type { ActionContext } from '../documents/kinds.ts';
import type { Standing } from '../documents/lifecycle.ts';
import { DomainError } from '../errors.ts';
import type { EventData } from '../events/event-hash.ts';
import { checkFields, invalidInput, line, omittable } from '../field-rules.ts';
import type { Decimal } from '../money.ts';
import type { SalesRow } from './sales-draft.ts';
import type { CountedLines } from './sales-edit.ts';
import { positive, salesLinesMax } from './sales-input.ts';
import type { LineTable, SalesLine } from './sales-line-rows.ts';
import { resolveLines, totalsOf } from './sales-lines.ts';

/** So many of a collection, to be put on a document. */
export interface CollectionToAdd {
  /** Its number. */
  readonly collection: string;
  /** More than 0, up to 4 decimals; default 1. */
  readonly quantity?: Decimal | undefined;
}

/** Throws one `InvalidInput` with every finding. */
export function checkCollectionToAdd(input: CollectionToAdd): void {
  checkFields(input, { collection: line(25), quantity: omittable(positive(4)) });
}

/**
 * The lines `old` of a document and, after them, those of a collection, at the prices that the document would give them;
 * the head has the new amounts. The lines that are there stay as they are, with their links. Throws `ReferenceNotFound`,
 * `Barred` and `InvalidInput`, with the fields of the input.
 */
export async function withCollection(
  em: EntityManager,
  row: SalesRow,
  input: CollectionToAdd,
  old: readonly SalesLine[],
): Promise<CountedLines> {
  const parts = await collectionLines(em, input.collection, input.quantity ?? '1');
  if (old.length + parts.length > salesLinesMax)
    throw invalidInput({ collection: [`The document would have more than ${salesLinesMax} lines.`] });
  const inputs = parts.map(({ itemNumber, quantity }) => ({ itemId: itemNumber, quantity }));
  const added = await resolveLines(em, inputs, row).catch(ofCollection);
  const lines = [...old, ...added];
  const totals = totalsOf(lines, row);
  Object.assign(row, totals.amounts);
  return { lines, totals };
}

/** What is wrong with its lines is wrong with the collection that was asked for. */
function ofCollection(error: unknown): never {
  if (!(error instanceof DomainError) || Object.keys(error.errors).length === 0) throw error;
  const collection = Object.values(error.errors).flat();
  throw new DomainError(error.code, error.params, { errors: { collection }, cause: error });
}

/** Stores the lines that `withCollection` added. */
export const storeAddedLines = (
  em: EntityManager,
  table: LineTable,
  documentId: string,
  old: readonly SalesLine[],
  { lines, totals }: CountedLines,
): Promise<void> =>
  table.insert(em, documentId, lines.slice(old.length), totals.lines.slice(old.length), old.length);

/** Documents to which a collection can be added: their table, their lines, and what events keep of one. */
interface CollectionTarget<Row extends SalesRow, S extends Standing, A extends string> {
  readonly table: DocumentTable<Row, S, A | 'addCollection'>;
  readonly lines: LineTable;
  readonly stateOf: (row: Row, lines: CountedLines) => EventData;
}

/**
 * Adds the lines of a collection to a draft, after those that it has. Throws `NotFound`, `InvalidTransition` and what
 * `withCollection` throws.
 */
export async function addCollection<Row extends SalesRow, S extends Standing, A extends string>(
  em: EntityManager,
  { table, lines, stateOf }: CollectionTarget<Row, S, A>,
  key: DocumentKey,
  input: CollectionToAdd,
  context: ActionContext,
): Promise<Row> {
  checkCollectionToAdd(input);
  const row = await lockDocument(em, table, key, 'addCollection');
  const old = await lines.find(em, row.id);
  const before = stateOf(row, { lines: old, totals: totalsOf(old, row) });
  const now = await withCollection(em, row, input, old);
  touchDocument(row, context);
  await em.flush();
  await storeAddedLines(em, lines, row.id, old, now);
  const change = changedFields(before, stateOf(row, now));
  await recordDocumentEvent(em, table, row, context, { action: 'addCollection', ...change });
  return row;
}
