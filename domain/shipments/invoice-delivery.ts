import type { EntityManager } from '@mikro-orm/postgresql';
import type { ActionContext } from '../documents/kinds.ts';
import { CustomerInvoice } from '../invoices/customer-invoice.entity.ts';
import { recordEvent } from '../invoices/invoice-store.ts';
import type { Decimal } from '../money.ts';
import { deliveryOf } from '../orders/order-axes.ts';
import type { DeliveryAxis } from '../orders/order.lifecycle.ts';
import { prepare } from '../statements.ts';
import type { StockTracking } from '../stock/posting.ts';
import { agreementOf } from '../tenant.ts';

/** A stocked line of an invoice, and what became of it by the invoice's own shipments. */
export interface InvoiceLineProgress {
  readonly id: string;
  readonly productId: string;
  readonly item: string;
  readonly description: string;
  readonly unitId: string | null;
  /** Standard units in one of the line's unit. */
  readonly unitQuantity: Decimal;
  readonly ordered: Decimal;
  readonly shipped: Decimal;
  readonly onOpenShipments: Decimal;
  /** The location from which it leaves: that of the order's line, the item's, or the agreement's; null where there is none. */
  readonly fromId: string | null;
  /** The order's line from which it was made. */
  readonly orderLineId: string | null;
  /** What a refusal of it names: `lines.0`. */
  readonly field: string;
  /** Whether it is a BOM whose components leave where there is not enough of it. */
  readonly adjustsToZero: boolean;
  /** Its batch or serial numbers, in standard units. */
  readonly tracking: readonly StockTracking[] | null;
}

const progressOf = prepare<InvoiceLineProgress>(
  'invoice_delivery',
  ['int', 'uuid'],
  `with shipped as (
     select sl.invoice_line_id as id, sum(sl.quantity) filter (where s.state = 'sent') as done,
         sum(sl.quantity) filter (where s.state = 'open') as open
       from shipment s join shipment_line sl on sl.shipment_id = s.id where s.invoice_id = $2 group by 1)
   select l.id, l.product_id as "productId", p.number as item, l.order_line_id as "orderLineId", l.description,
       'lines.' || (l.position - 1) as field, p.adjust_to_zero as "adjustsToZero", l.tracking,
       coalesce((select ol.location_id from sales_order_line ol where ol.id = l.order_line_id), p.default_location_id,
         (select w.id from location w where w.agreement_number = $1 and w.is_default))
         as "fromId", l.unit_id as "unitId",
       l.unit_quantity::text as "unitQuantity", l.quantity::text as ordered,
       coalesce(s.done, 0)::text as shipped, coalesce(s.open, 0)::text as "onOpenShipments"
     from customer_invoice_line l join product p on p.id = l.product_id join product_group g on g.id = p.group_id
     left join shipped s on s.id = l.id
    where l.agreement_number = $1 and l.invoice_id = $2 and g.has_inventory
    order by l.position`,
);

/** The stocked lines of an invoice, and what became of each: one statement. */
export const invoiceProgress = (em: EntityManager, invoiceId: string): Promise<InvoiceLineProgress[]> =>
  progressOf.run(em, [agreementOf(em), invoiceId]);

/** Locks a booked invoice, and reads it as the lock found it: the same object, so that what refers to it still does. */
export async function holdShippedInvoice(em: EntityManager, id: string): Promise<CustomerInvoice> {
  await em.execute('select 1 from customer_invoice where id = ? for update', [id]);
  return em.findOneOrFail(CustomerInvoice, { id }, { populate: ['customer', 'order'], refresh: true });
}

/** An invoice whose delivery another document moved. */
export interface MovedInvoice {
  readonly id: string;
  readonly number: number;
  readonly before: DeliveryAxis;
  readonly after: DeliveryAxis;
}

/** Derives the delivery axis of an invoice anew from its own shipments; it is locked by the caller. Events come later. */
export async function refreshInvoice(
  em: EntityManager,
  { id, number, delivery }: Pick<CustomerInvoice, 'id' | 'number' | 'delivery'>,
  context: ActionContext,
): Promise<MovedInvoice | undefined> {
  const after = deliveryOf(await invoiceProgress(em, id));
  if (after === delivery) return undefined;
  await em.execute(
    `update customer_invoice set delivery = ?, version = version + 1, changed_by = ?,
       updated_at = greatest(?::timestamptz, updated_at + interval '1 millisecond') where id = ?`,
    [after, context.actor, context.now.toISOString(), id],
  );
  return { id, number, before: delivery, after };
}

/** Appends what moved an invoice to its events. */
export const tellMovedInvoice = (
  em: EntityManager,
  { before, after, ...invoice }: MovedInvoice,
  context: ActionContext,
  shipment: number,
): Promise<void> =>
  recordEvent(em, invoice, context, {
    action: 'moved',
    before: { delivery: before },
    after: { delivery: after, shipment_number: shipment },
  });
