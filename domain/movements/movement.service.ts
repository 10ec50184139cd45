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
import {
  checkFields,
  invalidField,
  lines as manyLines,
  omittable,
  optional,
  registerNumber,
} from '../field-rules.ts';
import { madeBy, requireLines } from '../internal-documents/drafts.ts';
import { digestOf, lineErrors, pastDay } from '../internal-documents/line-rules.ts';
import { OpenLocations } from '../internal-documents/references.ts';
import type { Location } from '../locations/location.entity.ts';
import { takeNumber } from '../numbers/number-series.service.ts';
import { postStock } from '../stock/stock.service.ts';
import { agreementOf } from '../tenant.ts';
import {
  findMovementLines,
  makeMovementLines,
  movementLineRules,
  movementLineState,
} from './movement-lines.ts';
import type { MovementLineInput } from './movement-lines.ts';
import { Movement, MovementLine } from './movement.entity.ts';
import { movementLife } from './movement.lifecycle.ts';
import { movementTable } from './movement.table.ts';

/** Changes to a draft: what is left out stays. */
export interface MovementEdit {
  /** When the goods leave, `YYYY-MM-DD`, not in the future; default: today, UTC. */
  readonly date?: string | undefined;
  /** Numbers of open locations, each another one. */
  readonly fromLocationId?: number | undefined;
  readonly toLocationId?: number | undefined;
  /** The location through which the goods go; null = they are there at once. */
  readonly transportLocationId?: number | null | undefined;
  /** Up to 2,000 characters. */
  readonly note?: string | null | undefined;
  /** Replace all lines. */
  readonly lines?: readonly MovementLineInput[] | undefined;
}

/** A new draft. */
export interface MovementInput extends MovementEdit {
  readonly fromLocationId: number;
  readonly toLocationId: number;
}

/** Holds an input against the rules that need no database. Throws one `InvalidInput` with every finding. */
export function checkMovementInput(
  input: MovementEdit,
  now: Date,
  options: { isPatch?: boolean } = {},
): void {
  checkFields(
    input,
    {
      date: omittable(pastDay(dayOf(now))),
      fromLocationId: registerNumber,
      toLocationId: registerNumber,
      transportLocationId: optional(registerNumber),
      note: optional(manyLines(2000)),
    },
    { ...options, also: lineErrors(input.lines ?? [], movementLineRules) },
  );
}

/**
 * Makes a draft movement of that id in the caller's transaction; no stock moves. Throws `InvalidInput`,
 * `ReferenceNotFound`, `ItemNotStocked`, `Barred` (a blocked location), each with its fields, and `AlreadyExists`.
 */
export async function createMovement(
  em: EntityManager,
  id: string,
  input: MovementInput,
  context: ActionContext,
): Promise<Movement> {
  checkMovementInput(input, context.now);
  const locations = new OpenLocations(em);
  const { transportLocationId } = input;
  const movement = em.create(Movement, {
    id,
    agreementNumber: agreementOf(em),
    state: movementLife.initial,
    number: await takeNumber(em, 'movement'),
    date: input.date ?? dayOf(context.now),
    fromLocation: await locations.find(input.fromLocationId, 'fromLocationId'),
    toLocation: await locations.find(input.toLocationId, 'toLocationId'),
    transportLocation: transportLocationId
      ? await locations.find(transportLocationId, 'transportLocationId')
      : null,
    note: input.note ?? null,
    ...madeBy(context),
  });
  requireDistinct(movement);
  const lines = await makeMovementLines(em, movement, input.lines ?? []);
  await storeNewDocument(em, movementTable, movement);
  await recordCreation(em, movementTable, movement, context, stateOf(movement, lines));
  return movement;
}

function requireDistinct({ fromLocation, toLocation, transportLocation }: Movement): void {
  if (fromLocation === toLocation)
    throw invalidField('toLocationId', 'must be another location than from_location_id');
  if (transportLocation === fromLocation || transportLocation === toLocation)
    throw invalidField(
      'transportLocationId',
      'must be another location than where the goods come from and go to',
    );
}

const stateOf = (movement: Movement, lines: readonly MovementLine[]): EventData => ({
  state: movement.state,
  date: movement.date,
  from_location: movement.fromLocation.number,
  to_location: movement.toLocation.number,
  transport_location: movement.transportLocation?.number ?? null,
  note: movement.note ?? null,
  lines: digestOf(lines.map(movementLineState)),
});

/** Changes a draft. Throws `NotFound`, `InvalidTransition`, `EditConflict` and what `createMovement` throws. */
export async function editMovement(
  em: EntityManager,
  key: DocumentKey,
  input: MovementEdit,
  context: ActionContext,
  options: { readonly version?: number | undefined } = {},
): Promise<void> {
  checkMovementInput(input, context.now, { isPatch: true });
  const movement = await lockDocument(em, movementTable, key, 'edit');
  requireDocumentVersion(movementTable, movement, options.version);
  const old = await findMovementLines(em, movement.id);
  const before = stateOf(movement, old);
  const locations = new OpenLocations(em);
  const { fromLocationId, toLocationId, transportLocationId } = input;
  if (fromLocationId !== undefined)
    movement.fromLocation = await locations.find(fromLocationId, 'fromLocationId');
  if (toLocationId !== undefined) movement.toLocation = await locations.find(toLocationId, 'toLocationId');
  if (transportLocationId !== undefined)
    movement.transportLocation =
      transportLocationId === null ? null : await locations.find(transportLocationId, 'transportLocationId');
  requireDistinct(movement);
  if (input.date !== undefined) movement.date = input.date;
  if (input.note !== undefined) movement.note = input.note;
  let lines = old;
  if (input.lines !== undefined) {
    await em.nativeDelete(MovementLine, { movement: movement.id });
    lines = await makeMovementLines(em, movement, input.lines);
  }
  const change = changedFields(before, stateOf(movement, lines));
  await saveChange(em, movementTable, movement, context, { action: 'edit', ...change });
}

/**
 * Books a draft: the goods are at the other location, or at the transport location. Ordinary items may go below zero where
 * they come from, as everywhere (§4.4). Throws `NotFound`, `InvalidTransition`, `NoLines`, `Barred` (a location blocked
 * since), and what `postStock` throws.
 */
export async function bookMovement(
  em: EntityManager,
  key: DocumentKey,
  context: ActionContext,
): Promise<Movement> {
  const movement = await lockDocument(em, movementTable, key, 'book');
  const lines = await findMovementLines(em, movement.id);
  requireLines(movementTable, movement, lines);
  const { fromLocation, toLocation, transportLocation } = movement;
  const locations = new OpenLocations(em);
  await locations.find(fromLocation.number, 'fromLocationId');
  await locations.find(toLocation.number, 'toLocationId');
  if (transportLocation) await locations.find(transportLocation.number, 'transportLocationId');
  await move(
    em,
    movement,
    lines,
    { from: fromLocation, to: transportLocation ?? toLocation, day: movement.date },
    context,
  );
  movement.state = 'booked';
  movement.bookedAt = context.now;
  movement.bookedBy = context.actor;
  if (!transportLocation) movement.archivedAt = context.now;
  await saveChange(em, movementTable, movement, context, {
    action: 'book',
    before: { state: 'draft' },
    after: { state: 'booked', ...(!transportLocation && { is_archived: true }) },
  });
  return movement;
}

const move = (
  em: EntityManager,
  movement: Movement,
  lines: readonly MovementLine[],
  { from, to, day }: { readonly from: Location; readonly to: Location; readonly day: string },
  context: ActionContext,
) =>
  postStock(
    em,
    lines.map(({ id, product, quantity, tracking }, at) => ({
      type: 'movement' as const,
      field: `lines.${at}`,
      productId: product.id,
      ledgerDate: day,
      origin: {
        documentKind: 'movement' as const,
        documentId: movement.id,
        documentNumber: movement.number,
        lineId: id,
      },
      fromLocationId: from.id,
      toLocationId: to.id,
      quantity,
      tracking,
    })),
    context,
  );

/** The goods of a transport are awaited. Throws `NotFound` and `InvalidTransition`. */
export async function createMovementReceipt(
  em: EntityManager,
  key: DocumentKey,
  context: ActionContext,
): Promise<Movement> {
  const movement = await lockDocument(em, movementTable, key, 'createReceipt');
  movement.state = 'receiving';
  await saveChange(em, movementTable, movement, context, {
    action: 'createReceipt',
    before: { state: 'booked' },
    after: { state: 'receiving' },
  });
  return movement;
}

/** When the goods arrived. */
export interface ReceiveMovementInput {
  /** `YYYY-MM-DD`, not in the future and not before they left; default: today, UTC. */
  readonly date?: string | undefined;
}

/** Holds it against the rules that need no database. Throws `InvalidInput`. */
export function checkReceiveMovement(input: ReceiveMovementInput, now: Date): void {
  checkFields(input, { date: omittable(pastDay(dayOf(now))) });
}

/**
 * The goods of a transport arrive, all of them: they move on from the transport location. Throws `NotFound`,
 * `InvalidTransition`, `InvalidInput` (date), `Barred` and what `postStock` throws.
 */
export async function receiveMovement(
  em: EntityManager,
  key: DocumentKey,
  input: ReceiveMovementInput,
  context: ActionContext,
): Promise<Movement> {
  checkReceiveMovement(input, context.now);
  const movement = await lockDocument(em, movementTable, key, 'receive');
  const { transportLocation, toLocation } = movement;
  const day = input.date ?? dayOf(context.now);
  if (day < movement.date)
    throw invalidField('date', `must not be before ${movement.date}, when the goods left`);
  if (!transportLocation) throw new Error('A movement is received from its transport location.');
  await new OpenLocations(em).find(toLocation.number, 'toLocationId');
  const lines = await findMovementLines(em, movement.id);
  await move(em, movement, lines, { from: transportLocation, to: toLocation, day }, context);
  movement.state = 'received';
  movement.receivedDate = day;
  movement.receivedAt = movement.archivedAt = context.now;
  movement.receivedBy = context.actor;
  await saveChange(em, movementTable, movement, context, {
    action: 'receive',
    before: { state: 'receiving' },
    after: { state: 'received', received_date: day, is_archived: true },
  });
  return movement;
}
