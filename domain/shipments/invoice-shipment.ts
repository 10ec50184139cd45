import type { EntityManager } from '@mikro-orm/postgresql';
import type { DocumentId, DocumentKey } from '../documents/document.ts';
import type { ActionContext } from '../documents/kinds.ts';
import { requireAllowed } from '../documents/lifecycle.ts';
import { least } from '../money.ts';
import type { Decimal } from '../money.ts';
import { leftToInvoice } from '../orders/order-axes.ts';
import { invoiceQuantities } from '../orders/order-invoice.service.ts';
import { orderProgress } from '../orders/order-progress.ts';
import type { Order } from '../orders/order.entity.ts';
import { orderLife } from '../orders/order.lifecycle.ts';
import { orderTable } from '../orders/order.table.ts';
import { shipmentLines } from './shipment-lines.ts';
import type { Shipment } from './shipment.entity.ts';
import { holdShipment } from './shipment.service.ts';

/** What of a sent shipment's lines is on no invoice yet, by the order's line, drafts counted. */
export async function leftOfShipment(
  em: EntityManager,
  order: Order,
  shipment: Shipment,
): Promise<ReadonlyMap<string, Decimal>> {
  const progress = new Map((await orderProgress(em, order.id)).map((line) => [line.id, line]));
  const left = new Map<string, Decimal>();
  for (const { orderLineId, quantity } of await shipmentLines(em, shipment.id)) {
    const of = progress.get(orderLineId ?? '');
    if (of) left.set(of.id, least(quantity, leftToInvoice(of, true)));
  }
  return left;
}

/**
 * Makes a draft invoice of what is on a shipment and on no invoice yet. Throws `NotFound`, `InvalidTransition`
 * (of an invoice, or of a cancelled order) and `NothingLeft`.
 */
export async function invoiceShipment(
  em: EntityManager,
  key: DocumentKey,
  invoiceId: string,
  context: ActionContext,
): Promise<{ readonly shipment: Shipment; readonly order: Order; readonly invoice: DocumentId }> {
  const { shipment, order } = await holdShipment(em, key, 'convertToInvoice');
  if (order === undefined) throw new Error('The lifecycle allows this for shipments of orders alone.');
  requireAllowed(orderLife, orderTable.standingOf(order), 'convertToInvoice', order.number);
  const left = await leftOfShipment(em, order, shipment);
  const asked = { id: invoiceId, left, input: {}, shipmentId: shipment.id };
  const { invoice } = await invoiceQuantities(em, order, asked, context);
  return { shipment, order, invoice };
}
