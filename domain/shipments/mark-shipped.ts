import type { EntityManager } from '@mikro-orm/postgresql';
import type { DocumentId, DocumentKey } from '../documents/document.ts';
import type { ActionContext } from '../documents/kinds.ts';
import { DomainError } from '../errors.ts';
import { invalidInput } from '../field-rules.ts';
import { invoiceQuantities } from '../orders/order-invoice.service.ts';
import type { Order } from '../orders/order.entity.ts';
import { leftOfShipment } from './invoice-shipment.ts';
import { recordShipped, send } from './send-goods.ts';
import type { Sending } from './send-goods.ts';
import type { Shipment } from './shipment.entity.ts';
import { holdShipment, refreshSource, tellSource } from './shipment.service.ts';
import type { HeldShipment } from './shipment.service.ts';

/** How a shipment is sent. */
export interface MarkShipped extends Sending {
  /** Whether a draft invoice is made of what was delivered. */
  readonly createInvoice?: boolean | undefined;
}

/** What sending a shipment came to. */
export interface ShippedShipment extends HeldShipment {
  /** The draft invoice that was asked for. */
  readonly invoiced: DocumentId | undefined;
  /** What went below zero, in words for whoever sent it. */
  readonly warnings: readonly string[];
}

/**
 * Sends what is picked of a shipment: it leaves the stock, the rest goes back to the order, the order's (or the invoice's)
 * delivery moves, and it is archived. Where invoices move the stock, none moves here. Items may go below zero, with a
 * warning; batches and serial numbers never. Throws `NotFound`, `InvalidTransition`, `InvalidInput`, `NothingPicked`,
 * `LocationMissing`, `Barred` (a blocked location), and what `postStock` throws. `invoiceId` is that of the invoice to be made.
 */
export async function markShipped(
  em: EntityManager,
  key: DocumentKey,
  invoiceId: string,
  input: MarkShipped,
  context: ActionContext,
): Promise<ShippedShipment> {
  const held = await holdShipment(em, key, 'markShipped');
  refuseCancelled(held.order);
  if (input.createInvoice === true && held.order === undefined)
    throw invalidInput({ create_invoice: ['The shipment was made of an invoice.'] });
  const sent = await send(em, held.shipment, input, context);
  const moved = await refreshSource(em, held, context);
  await recordShipped(em, held.shipment, sent, context);
  await tellSource(em, moved, held.shipment.number, context);
  const invoiced =
    input.createInvoice === true && held.order
      ? await invoiceSent(em, held.order, held.shipment, invoiceId, context)
      : undefined;
  return { ...held, invoiced, warnings: sent.warnings };
}

async function invoiceSent(
  em: EntityManager,
  order: Order,
  shipment: Shipment,
  id: string,
  context: ActionContext,
): Promise<DocumentId> {
  const left = await leftOfShipment(em, order, shipment);
  const asked = { id, left, input: {}, shipmentId: shipment.id };
  return (await invoiceQuantities(em, order, asked, context)).invoice;
}

function refuseCancelled(order: Order | undefined): void {
  if (order?.state !== 'cancelled') return;
  const params = {
    what: `Order ${order.number}`,
    state: 'cancelled',
    action: 'markShipped',
    allowed: 'nothing',
  };
  throw new DomainError('InvalidTransition', params, { errors: { action: ['Its order is cancelled.'] } });
}
