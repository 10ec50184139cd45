import type { EntityManager } from '@mikro-orm/postgresql';
import { changedFields, dayOf } from '../documents/changes.ts';
import type { DocumentKey } from '../documents/document.ts';
import {
  lockDocument,
  requireDocumentVersion,
  storeNewDocument,
  saveChange,
  recordCreation,
} from '../documents/document-store.ts';
import type { ActionContext } from '../documents/kinds.ts';
import type { EventData } from '../events/event-hash.ts';
import { checkFields, lines as manyLines, omittable, optional, registerNumber } from '../field-rules.ts';
import { madeBy, postLines, requireLines } from '../internal-documents/drafts.ts';
import { digestOf, pastDay } from '../internal-documents/line-rules.ts';
import { OpenLocations } from '../internal-documents/references.ts';
import { takeNumber } from '../numbers/number-series.service.ts';
import { lockStockItems } from '../stock/stock-load.ts';
import { agreementOf } from '../tenant.ts';
import {
  countLineErrors,
  countLineState,
  correctedSince,
  countPosting,
  findCountLines,
  makeCountLines,
} from './count-lines.ts';
import type { CountLineInput } from './count-lines.ts';
import { StockCount, StockCountLine } from './count.entity.ts';
import { countLife } from './count.lifecycle.ts';
import { countTable } from './count.table.ts';

/** A new count, or changes to an open one: what is left out stays. */
export interface CountInput {
  /** When its differences count, `YYYY-MM-DD`, not in the future; default: today, UTC. */
  readonly date?: string | undefined;
  /** Number of the open location that is counted; default: the agreement's. It stays. */
  readonly locationId?: number | undefined;
  /** Up to 2,000 characters. */
  readonly note?: string | null | undefined;
  /** Replace all lines; one that was there with the same quantity stays as it was counted. */
  readonly lines?: readonly CountLineInput[] | undefined;
}

export type CountEdit = Omit<CountInput, 'locationId'>;

/** Holds an input against the rules that need no database. Throws one `InvalidInput` with every finding. */
export function checkCountInput(input: CountInput, now: Date): void {
  checkFields(
    input,
    {
      date: omittable(pastDay(dayOf(now))),
      locationId: omittable(registerNumber),
      note: optional(manyLines(2000)),
    },
    { also: countLineErrors(input.lines ?? []) },
  );
}

/**
 * Makes an open count of that id in the caller's transaction; no stock moves. Throws `InvalidInput`, `ReferenceNotFound`,
 * `ItemNotStocked`, `Barred` (a blocked location), each with its fields, and `AlreadyExists`.
 */
export async function createCount(
  em: EntityManager,
  id: string,
  input: CountInput,
  context: ActionContext,
): Promise<StockCount> {
  checkCountInput(input, context.now);
  const count = em.create(StockCount, {
    id,
    agreementNumber: agreementOf(em),
    state: countLife.initial,
    number: await takeNumber(em, 'count'),
    date: input.date ?? dayOf(context.now),
    location: await new OpenLocations(em).findFor(undefined, input.locationId, 'locationId'),
    note: input.note ?? null,
    ...madeBy(context),
  });
  const lines = await makeCountLines(em, count, input.lines ?? [], context);
  await storeNewDocument(em, countTable, count);
  await recordCreation(em, countTable, count, context, stateOf(count, lines));
  return count;
}

const stateOf = (count: StockCount, lines: readonly StockCountLine[]): EventData => ({
  state: count.state,
  date: count.date,
  location: count.location.number,
  note: count.note ?? null,
  lines: digestOf(lines.map(countLineState)),
});

/** Changes an open count. Throws `NotFound`, `InvalidTransition`, `EditConflict` and what `createCount` throws. */
export async function editCount(
  em: EntityManager,
  key: DocumentKey,
  input: CountEdit,
  context: ActionContext,
  options: { readonly version?: number | undefined } = {},
): Promise<void> {
  checkCountInput(input, context.now);
  const count = await lockDocument(em, countTable, key, 'edit');
  requireDocumentVersion(countTable, count, options.version);
  const old = await findCountLines(em, count.id);
  const before = stateOf(count, old);
  if (input.date !== undefined) count.date = input.date;
  if (input.note !== undefined) count.note = input.note;
  let lines = old;
  if (input.lines !== undefined) {
    await em.nativeDelete(StockCountLine, { count: count.id });
    lines = await makeCountLines(em, count, input.lines, context, old);
  }
  const change = changedFields(before, stateOf(count, lines));
  await saveChange(em, countTable, count, context, { action: 'edit', ...change });
}

/**
 * Books an open count: of each line the difference between what was counted and what the stock said then, so that what
 * moved since stays moved; less what another count of the same goods put right since. Throws `NotFound`, `InvalidTransition`, `NoLines`, `Barred` and what `postStock` throws.
 */
export async function bookCount(
  em: EntityManager,
  key: DocumentKey,
  context: ActionContext,
): Promise<StockCount> {
  const count = await lockDocument(em, countTable, key, 'book');
  const lines = await findCountLines(em, count.id);
  requireLines(countTable, count, lines);
  await new OpenLocations(em).find(count.location.number, 'locationId');
  await lockStockItems(
    em,
    lines.map(({ product }) => product.id),
  );
  const corrected = await correctedSince(em, count);
  const postings = lines.map((line, at) => countPosting(count, line, at, corrected.get(line.id)));
  const value = await postLines(em, lines, postings, context);
  count.state = 'booked';
  count.archivedAt = count.bookedAt = context.now;
  count.bookedBy = context.actor;
  await saveChange(em, countTable, count, context, {
    action: 'book',
    before: { state: 'open' },
    after: { state: 'booked', value, is_archived: true },
  });
  return count;
}

/** The numbers of counts that are open, in their order: what booking or deleting all of them goes through. */
export async function openCounts(em: EntityManager): Promise<readonly number[]> {
  const rows = await em.find(
    StockCount,
    { state: 'open' },
    { fields: ['number'], orderBy: { number: 'asc' } },
  );
  return rows.map(({ number }) => number);
}
