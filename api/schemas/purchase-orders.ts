import { z } from 'zod';
import { actionsOf } from '../../domain/documents/lifecycle.ts';
import { purchaseOrderLife } from '../../domain/purchase-orders/purchase-order.lifecycle.ts';
import { customerNumber, day, moment } from './common.ts';
import { mailWish } from './mail.ts';
import {
  purchaseHeadFields,
  purchaseHeaderFields,
  purchaseLineFields,
  purchaseLinesBody,
  purchaseSummaryFields,
} from './sales.ts';

/** A new draft. What is left out comes from the supplier. */
export const purchaseOrderBody = z
  .strictObject({
    supplier_id: customerNumber(),
    ...purchaseHeaderFields,
    order_date: day().optional().describe('Today where nothing is said.'),
    lines: purchaseLinesBody().optional(),
  })
  .meta({ id: 'PurchaseOrderCreate' });

/** An edit of a draft: what is left out stays; `lines`, where sent, replace all lines. */
export const purchaseOrderEdit = purchaseOrderBody.partial().meta({ id: 'PurchaseOrderUpdate' });

/** How an order is sent. */
export const sendBody = z
  .strictObject({
    mail: mailWish(),
  })
  .meta({ id: 'PurchaseOrderSend' });

export const convertBody = z
  .strictObject({ book: z.boolean().optional().describe('true where nothing is said.') })
  .meta({ id: 'PurchaseOrderToInvoice' });

/** A purchase order in a list. */
export const purchaseOrderListRow = z
  .object({
    ...purchaseSummaryFields,
    is_draft: z.boolean(),
    is_sent: z.boolean(),
    is_cancelled: z.boolean(),
    is_ready_for_receiving: z.boolean().describe('Nothing came yet, and a receipt is open.'),
    is_partly_received: z.boolean(),
    is_received: z.boolean(),
    is_ready_for_invoicing: z.boolean().describe('Nothing is invoiced yet, and a draft invoice waits.'),
    is_partly_invoiced: z.boolean(),
    is_invoiced: z.boolean(),
    order_date: z.iso.date(),
    sent_at: moment.nullable(),
  })
  .meta({ id: 'PurchaseOrderSummary' });

const line = z.object(purchaseLineFields).meta({ id: 'PurchaseLine' });

export const purchaseOrderRow = purchaseOrderListRow
  .extend({
    ...purchaseHeadFields,
    order_number: z.int().nullable().describe('The sales order for which it was made.'),
    lines: z.array(line),
    allowed_actions: z.array(z.enum(actionsOf(purchaseOrderLife))),
  })
  .meta({ id: 'PurchaseOrder' });
