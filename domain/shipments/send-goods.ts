/** Goods of a shipment that leave the house. */
import type { EntityManager } from '@mikro-orm/postgresql';
import { dayOf } from '../documents/changes.ts';
import { recordDocumentEvent, touchDocument } from '../documents/document-store.ts';
import type { ActionContext } from '../documents/kinds.ts';
import { DomainError } from '../errors.ts';
import { invalidInput } from '../field-rules.ts';
import { refuseBlocked } from '../locations/location.service.ts';
import { isPositive } from '../money.ts';
import type { Decimal } from '../money.ts';
import { toStandardQuantity } from '../products/unit-conversion.ts';
import type { ShipmentPosting } from '../stock/posting.ts';
import { stockFollowsInvoices } from '../stock/stock-follows-invoices.ts';
import { issueGoods } from '../stock/issue-goods.ts';
import { stockWarnings } from '../stock/stock-warnings.ts';
import { deleteShipmentLines, shipmentLines, unchangedLine, updateShipmentLines } from './shipment-lines.ts';
import type { ShipmentLineRow } from './shipment-lines.ts';
import type { Shipment } from './shipment.entity.ts';
import { shipmentTable } from './shipment.table.ts';

/** How goods are sent. */
export interface Sending {
  /** Whether all of it is picked first. */
  readonly pick?: boolean | undefined;
  /** The day on which the stock counts it; default: today. Not in the future. */
  readonly ledgerDate?: string | undefined;
}

/** What left the house. */
export interface SentGoods {
  readonly lines: readonly ShipmentLineRow[];
  readonly removed: number;
  readonly value: readonly Decimal[];
  readonly warnings: readonly string[];
}

/** Posts what is picked, and stores the shipment as sent; source and events are the caller's. */
export async function send(
  em: EntityManager,
  shipment: Shipment,
  input: Sending,
  context: ActionContext,
): Promise<SentGoods> {
  const ledgerDate = ledgerDateOf(input.ledgerDate, context.now);
  const all = await shipmentLines(em, shipment.id);
  const picked = all.map((line, at) => ({
    ...line,
    ...(input.pick === true && { pickedQuantity: line.quantity }),
    field: `lines.${at}`,
  }));
  const lines = picked.filter((line) => isPositive(line.pickedQuantity));
  if (lines.length === 0) throw new DomainError('NothingPicked', { number: shipment.number });
  const movesStock = !(await stockFollowsInvoices(em));
  if (movesStock) await refuseBlocked(em, placesOf(lines));
  const postings = movesStock ? lines.map((line) => postingOf(shipment, line, ledgerDate)) : [];
  const boms = lines.filter(({ adjustsToZero }) => adjustsToZero).map(({ productId }) => productId);
  const { posted, short } = await issueGoods(em, postings, movesStock ? boms : [], context);
  // Before the shipment itself: once it is sent, the database lets nobody change its lines.
  await updateShipmentLines(
    em,
    lines.map((line, index) => ({
      ...unchangedLine(line),
      quantity: line.pickedQuantity,
      stockLineId: posted[index]?.lineId ?? null,
      locationId: line.from?.id ?? null,
    })),
  );
  const removed = picked.filter((line) => !isPositive(line.pickedQuantity)).map(({ id }) => id);
  await deleteShipmentLines(em, removed);
  Object.assign(shipment, {
    state: 'sent',
    picked: 'picked',
    ledgerDate,
    shippedAt: context.now,
    shippedBy: context.actor,
    archivedAt: context.now,
  });
  touchDocument(shipment, context);
  await em.flush();
  const warnings = stockWarnings(
    { posted, short },
    lines.map(({ item }) => item),
  );
  return { lines, removed: removed.length, value: posted.map(({ value }) => value), warnings };
}

const placesOf = (lines: readonly ShipmentLineRow[]) =>
  lines.flatMap(({ from, position }) =>
    from === null ? [] : [{ location: from, field: `lines.${position - 1}.location_id` }],
  );

/** Appends that a shipment was sent to its events. */
export const recordShipped = (
  em: EntityManager,
  shipment: Shipment,
  { lines, removed, warnings }: SentGoods,
  context: ActionContext,
): Promise<void> =>
  recordDocumentEvent(em, shipmentTable, shipment, context, {
    action: 'markShipped',
    before: { state: 'open' },
    after: {
      state: 'sent',
      ledger_date: shipment.ledgerDate ?? null,
      lines: lines.length,
      lines_returned: removed,
      ...(warnings.length > 0 && { warnings: warnings.length }),
    },
  });

/** The day given, or today. Throws `InvalidInput` (field `ledger_date`) for one that is still to come. */
export function ledgerDateOf(given: string | undefined, now: Date): string {
  const today = dayOf(now);
  if (given !== undefined && given > today)
    throw invalidInput({ ledger_date: [`ledger_date must not be after today, ${today}.`] });
  return given ?? today;
}

function postingOf(
  shipment: Shipment,
  line: ShipmentLineRow & { readonly field: string },
  ledgerDate: string,
): ShipmentPosting {
  const { field } = line;
  if (line.from === null)
    throw new DomainError(
      'LocationMissing',
      { item: line.item },
      { errors: { [field]: [`Item ${line.item} leaves from no location.`] } },
    );
  return {
    type: 'shipment',
    productId: line.productId,
    ledgerDate,
    origin: {
      documentKind: 'shipment',
      documentId: shipment.id,
      documentNumber: shipment.number,
      lineId: line.id,
    },
    field,
    locationId: line.from.id,
    quantity: toStandardQuantity(line.pickedQuantity, line.unitQuantity),
    ...(line.tracking && line.tracking.length > 0 && { tracking: line.tracking }),
  };
}
