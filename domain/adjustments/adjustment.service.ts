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
import { checkFields, line, omittable, optional, registerNumber } from '../field-rules.ts';
import { madeBy, postLines, requireLines } from '../internal-documents/drafts.ts';
import { digestOf, lineField, pastDay } from '../internal-documents/line-rules.ts';
import { OpenLocations } from '../internal-documents/references.ts';
import { takeNumber } from '../numbers/number-series.service.ts';
import { referToOptional } from '../registers.ts';
import { lockStockItems } from '../stock/stock-load.ts';
import { agreementOf } from '../tenant.ts';
import {
  adjustmentLineState,
  checkAdjustmentLines,
  findAdjustmentLines,
  makeAdjustmentLines,
  postingsOf,
} from './adjustment-lines.ts';
import type { AdjustmentLineInput } from './adjustment-lines.ts';
import { adjustmentCategoryRegister } from './adjustment-category.service.ts';
import { Adjustment, AdjustmentLine } from './adjustment.entity.ts';
import { adjustmentLife } from './adjustment.lifecycle.ts';
import { adjustmentTable } from './adjustment.table.ts';

/** A new draft, or changes to one: what is left out stays. */
export interface AdjustmentInput {
  /** When it counts, `YYYY-MM-DD`, not in the future; default: today, UTC. */
  readonly date?: string | undefined;
  /** Number of an adjustment category. */
  readonly categoryId?: number | null | undefined;
  /** Up to 255 characters, for the transaction report. */
  readonly reason?: string | null | undefined;
  /** Up to 255 characters, for the ledger. */
  readonly description?: string | null | undefined;
  /** Replace all lines. */
  readonly lines?: readonly AdjustmentLineInput[] | undefined;
}

/** Holds an input against the rules that need no database. Throws one `InvalidInput` with every finding. */
export function checkAdjustmentInput(input: AdjustmentInput, now: Date): void {
  checkFields(input, {
    date: omittable(pastDay(dayOf(now))),
    categoryId: optional(registerNumber),
    reason: optional(line(255)),
    description: optional(line(255)),
  });
  checkAdjustmentLines(input.lines ?? []);
}

/**
 * Makes a draft adjustment of that id in the caller's transaction; no stock moves. Throws `InvalidInput`,
 * `ReferenceNotFound`, `ItemNotStocked`, `Barred` (a blocked location), each with its fields, and `AlreadyExists`.
 */
export async function createAdjustment(
  em: EntityManager,
  id: string,
  input: AdjustmentInput,
  context: ActionContext,
): Promise<Adjustment> {
  checkAdjustmentInput(input, context.now);
  const adjustment = em.create(Adjustment, {
    id,
    agreementNumber: agreementOf(em),
    state: adjustmentLife.initial,
    number: await takeNumber(em, 'adjustment'),
    date: input.date ?? dayOf(context.now),
    category: (await referToOptional(em, adjustmentCategoryRegister, input.categoryId, 'categoryId')) ?? null,
    reason: input.reason ?? null,
    description: input.description ?? null,
    ...madeBy(context),
  });
  const lines = await makeAdjustmentLines(em, adjustment, input.lines ?? []);
  await storeNewDocument(em, adjustmentTable, adjustment);
  await recordCreation(em, adjustmentTable, adjustment, context, stateOf(adjustment, lines));
  return adjustment;
}

const stateOf = (adjustment: Adjustment, lines: readonly AdjustmentLine[]): EventData => ({
  state: adjustment.state,
  date: adjustment.date,
  category: adjustment.category?.number ?? null,
  reason: adjustment.reason ?? null,
  description: adjustment.description ?? null,
  lines: digestOf(lines.map(adjustmentLineState)),
});

/** Changes a draft. Throws `NotFound`, `InvalidTransition`, `EditConflict` and what `createAdjustment` throws. */
export async function editAdjustment(
  em: EntityManager,
  key: DocumentKey,
  input: AdjustmentInput,
  context: ActionContext,
  options: { readonly version?: number | undefined } = {},
): Promise<void> {
  checkAdjustmentInput(input, context.now);
  const adjustment = await lockDocument(em, adjustmentTable, key, 'edit');
  requireDocumentVersion(adjustmentTable, adjustment, options.version);
  const old = await findAdjustmentLines(em, adjustment.id);
  const before = stateOf(adjustment, old);
  if (input.date !== undefined) adjustment.date = input.date;
  const category = await referToOptional(em, adjustmentCategoryRegister, input.categoryId, 'categoryId');
  if (category !== undefined) adjustment.category = category;
  if (input.reason !== undefined) adjustment.reason = input.reason;
  if (input.description !== undefined) adjustment.description = input.description;
  let lines = old;
  if (input.lines !== undefined) {
    await em.nativeDelete(AdjustmentLine, { adjustment: adjustment.id });
    lines = await makeAdjustmentLines(em, adjustment, input.lines);
  }
  const change = changedFields(before, stateOf(adjustment, lines));
  await saveChange(em, adjustmentTable, adjustment, context, { action: 'edit', ...change });
}

/**
 * Books a draft: every line is posted, all of them or none. A new total becomes the difference to the stock as it is now.
 * Throws `NotFound`, `InvalidTransition`, `NoLines`, `Barred` (a location blocked since), and what `postStock` throws.
 */
export async function bookAdjustment(
  em: EntityManager,
  key: DocumentKey,
  context: ActionContext,
): Promise<Adjustment> {
  const adjustment = await lockDocument(em, adjustmentTable, key, 'book');
  const lines = await findAdjustmentLines(em, adjustment.id);
  requireLines(adjustmentTable, adjustment, lines);
  const locations = new OpenLocations(em);
  for (const [at, { location }] of lines.entries())
    if (location) await locations.find(location.number, lineField(at, 'locationId'));
  await lockStockItems(
    em,
    lines.map(({ product }) => product.id),
  );
  const postings = await postingsOf(em, adjustment, lines);
  const value = await postLines(em, lines, postings, context);
  adjustment.state = 'booked';
  adjustment.archivedAt = adjustment.bookedAt = context.now;
  adjustment.bookedBy = context.actor;
  await saveChange(em, adjustmentTable, adjustment, context, {
    action: 'book',
    before: { state: 'draft' },
    after: { state: 'booked', value, is_archived: true },
  });
  return adjustment;
}
