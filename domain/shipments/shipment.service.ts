import type { EntityManager } from '@mikro-orm/postgresql';
import type { DocumentKey } from '../documents/document.ts';
import {
  findDocument,
  lockDocument,
  recordDocumentEvent,
  requireDocumentVersion,
  touchDocument,
  saveChange,
} from '../documents/document-store.ts';
import type { ActionContext } from '../documents/kinds.ts';
import { invalidInput } from '../field-rules.ts';
import type { FieldErrors } from '../field-rules.ts';
import type { CustomerInvoice } from '../invoices/customer-invoice.entity.ts';
import { referToOpenLocation } from '../locations/location.service.ts';
import { compare, isPositive, least } from '../money.ts';
import type { Decimal } from '../money.ts';
import { holdOrder, refreshOrder, tellMovedOrder } from '../orders/order-progress.ts';
import type { MovedOrder } from '../orders/order-progress.ts';
import type { Order } from '../orders/order.entity.ts';
import type { StockTracking } from '../stock/posting.ts';
import { holdShippedInvoice, refreshInvoice, tellMovedInvoice } from './invoice-delivery.ts';
import type { MovedInvoice } from './invoice-delivery.ts';
import { deleteShipmentLines, shipmentLines, unchangedLine, updateShipmentLines } from './shipment-lines.ts';
import type { LineChange, ShipmentLineRow } from './shipment-lines.ts';
import { Shipment } from './shipment.entity.ts';
import type { PickedAxis, ShipmentAction } from './shipment.lifecycle.ts';
import { shipmentTable } from './shipment.table.ts';

/** A shipment under its lock, and what it was made of under its own. */
export interface HeldShipment {
  readonly shipment: Shipment;
  readonly order: Order | undefined;
  readonly invoice: CustomerInvoice | undefined;
}

/** Locks a shipment after what it was made of. Throws `NotFound` and `InvalidTransition`. */
export async function holdShipment(
  em: EntityManager,
  key: DocumentKey,
  action: ShipmentAction,
): Promise<HeldShipment> {
  const found = await findDocument(em, shipmentTable, key);
  const order = found.order ? await holdOrder(em, found.order.id) : undefined;
  const invoice = found.invoice ? await holdShippedInvoice(em, found.invoice.id) : undefined;
  return { shipment: await lockDocument(em, shipmentTable, found.id, action), order, invoice };
}

/** What an action on a shipment moved of the document from which it was made. */
export interface MovedSource {
  readonly order: MovedOrder | undefined;
  readonly invoice: MovedInvoice | undefined;
}

/** Derives the axes of what a shipment was made of anew. */
export async function refreshSource(
  em: EntityManager,
  { order, invoice }: Pick<HeldShipment, 'order' | 'invoice'>,
  context: ActionContext,
): Promise<MovedSource> {
  return {
    order: order && (await refreshOrder(em, order, context)),
    invoice: invoice && (await refreshInvoice(em, invoice, context)),
  };
}

/** Appends what moved the source to its events. */
export async function tellSource(
  em: EntityManager,
  moved: MovedSource,
  shipment: number,
  context: ActionContext,
): Promise<void> {
  if (moved.order) await tellMovedOrder(em, moved.order, context, { shipment_number: shipment });
  if (moved.invoice) await tellMovedInvoice(em, moved.invoice, context, shipment);
}

/** A change of a line, which is named by its id. */
export interface LineEdit {
  readonly id: string;
  /** More than 0; more than was ordered is allowed. */
  readonly quantity?: Decimal | undefined;
  /** Number of a location; null: the item's own. */
  readonly locationId?: number | null | undefined;
  /** Batch or serial numbers, in standard units. */
  readonly tracking?: readonly StockTracking[] | null | undefined;
  /** Whether the line is removed; it goes back to the order. */
  readonly remove?: boolean | undefined;
}

/**
 * Changes lines of a shipment that waits; the order stays as it is. Lines that are not named stay. What is picked of a line
 * goes down with its quantity. Throws `NotFound`, `InvalidTransition`, `EditConflict`, `InvalidInput`, `ReferenceNotFound`
 * and `Barred`.
 */
export async function editShipment(
  em: EntityManager,
  key: DocumentKey,
  edits: readonly LineEdit[],
  context: ActionContext,
  options: { readonly version?: number | undefined } = {},
): Promise<void> {
  const held = await holdShipment(em, key, 'edit');
  const { shipment } = held;
  requireDocumentVersion(shipmentTable, shipment, options.version);
  const lines = await shipmentLines(em, shipment.id);
  const byId = namedLines(lines, edits);
  const removed = edits.filter(({ remove }) => remove === true).map(({ id }) => id);
  if (removed.length >= lines.length)
    throw invalidInput({ lines: ['A shipment has at least one line; delete the shipment instead.'] });
  const changes: LineChange[] = [];
  for (const edit of edits) {
    const line = byId.get(edit.id);
    if (line && edit.remove !== true) changes.push(await changedLine(em, line, edit));
  }
  await updateShipmentLines(em, changes);
  await deleteShipmentLines(em, removed);
  await storePicked(em, shipment, context);
  const moved = await refreshSource(em, held, context);
  await recordDocumentEvent(em, shipmentTable, shipment, context, {
    action: 'edit',
    before: null,
    after: { lines_changed: changes.length, lines_removed: removed.length },
  });
  await tellSource(em, moved, shipment.number, context);
}

/** The lines by their ids. Throws `InvalidInput` for an id that is none of them, or twice there. */
function namedLines(
  lines: readonly ShipmentLineRow[],
  named: readonly { readonly id: string }[],
): ReadonlyMap<string, ShipmentLineRow> {
  const byId = new Map(lines.map((line) => [line.id, line]));
  const errors: FieldErrors = {};
  const seen = new Set<string>();
  named.forEach(({ id }, index) => {
    if (!byId.has(id)) errors[`lines.${index}.id`] = ['The shipment has no such line.'];
    else if (seen.has(id)) errors[`lines.${index}.id`] = ['The line is named twice.'];
    seen.add(id);
  });
  if (Object.keys(errors).length > 0) throw invalidInput(errors);
  return byId;
}

async function changedLine(em: EntityManager, line: ShipmentLineRow, edit: LineEdit): Promise<LineChange> {
  const quantity = edit.quantity ?? line.quantity;
  const location =
    typeof edit.locationId === 'number'
      ? (await referToOpenLocation(em, edit.locationId, 'locationId')).id
      : edit.locationId === null
        ? null
        : (line.location?.id ?? null);
  return {
    ...unchangedLine(line),
    quantity,
    pickedQuantity: least(line.pickedQuantity, quantity),
    locationId: location,
    tracking: edit.tracking === undefined ? line.tracking : edit.tracking,
  };
}

/** What is picked of a line: `quantity`, or all of it. */
export interface LinePick {
  readonly id: string;
  readonly quantity?: Decimal | undefined;
  readonly tracking?: readonly StockTracking[] | undefined;
}

/**
 * Picks lines, or all of them where none is named; a quantity takes the place of what was picked before. No stock moves.
 * Throws `NotFound`, `InvalidTransition`, and `InvalidInput` for more than is on a line.
 */
export async function pickShipment(
  em: EntityManager,
  key: DocumentKey,
  picks: readonly LinePick[] | undefined,
  context: ActionContext,
): Promise<Shipment> {
  const shipment = await lockDocument(em, shipmentTable, key, 'pick');
  const before = shipment.picked;
  const lines = await shipmentLines(em, shipment.id);
  const wanted: readonly LinePick[] = picks ?? lines.map(({ id }) => ({ id }));
  const byId = namedLines(lines, wanted);
  const changes = wanted.flatMap(({ id, quantity, tracking }, index): LineChange[] => {
    const line = byId.get(id);
    if (line === undefined) return [];
    const picked = quantity ?? line.quantity;
    if (compare(picked, line.quantity) > 0)
      throw invalidInput({ [`lines.${index}.quantity`]: [`Of the line ${line.quantity} can be picked.`] });
    return [{ ...unchangedLine(line), pickedQuantity: picked, tracking: tracking ?? line.tracking }];
  });
  await updateShipmentLines(em, changes);
  await storePicked(em, shipment, context);
  await recordDocumentEvent(em, shipmentTable, shipment, context, {
    action: 'pick',
    before: { picked: before },
    after: { picked: shipment.picked },
  });
  return shipment;
}

/** How much of a shipment is picked. */
export function pickedOf(lines: readonly Pick<ShipmentLineRow, 'quantity' | 'pickedQuantity'>[]): PickedAxis {
  if (lines.every((line) => compare(line.pickedQuantity, line.quantity) >= 0)) return 'picked';
  return lines.some((line) => isPositive(line.pickedQuantity)) ? 'partly' : 'not-picked';
}

async function storePicked(em: EntityManager, shipment: Shipment, context: ActionContext): Promise<void> {
  shipment.picked = pickedOf(await shipmentLines(em, shipment.id));
  touchDocument(shipment, context);
  await em.flush();
}

/** Deletes a shipment that waits; its quantities go back. Throws `NotFound` and `InvalidTransition`. */
export async function deleteShipment(
  em: EntityManager,
  key: DocumentKey,
  context: ActionContext,
): Promise<HeldShipment> {
  const held = await holdShipment(em, key, 'delete');
  const { shipment } = held;
  await em.nativeDelete(Shipment, { id: shipment.id });
  const moved = await refreshSource(em, held, context);
  await recordDocumentEvent(em, shipmentTable, shipment, context, {
    action: 'delete',
    before: { state: 'open', picked: shipment.picked },
    after: null,
  });
  await tellSource(em, moved, shipment.number, context);
  em.getUnitOfWork().unsetIdentity(shipment);
  return held;
}

/** Says whether carriers can fetch it. Throws `NotFound`. */
export async function setReadyForTransport(
  em: EntityManager,
  key: DocumentKey,
  isReady: boolean,
  context: ActionContext,
): Promise<void> {
  const shipment = await lockDocument(em, shipmentTable, key, 'setReadyForTransport');
  const before = { is_ready_for_transport: shipment.isReadyForTransport };
  if (shipment.isReadyForTransport === isReady) return;
  shipment.isReadyForTransport = isReady;
  await saveChange(em, shipmentTable, shipment, context, {
    action: 'setReadyForTransport',
    before,
    after: { is_ready_for_transport: isReady },
  });
}
