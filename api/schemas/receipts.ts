import { z } from 'zod';
import { actionsOf } from '../../domain/documents/lifecycle.ts';
import { receiptLife } from '../../domain/receipts/receipt.lifecycle.ts';
import { allocationMethods } from '../../domain/stock/engine/allocation.ts';
import {
  day,
  decimal,
  decimalOut,
  moment,
  optionalText,
  productNumber,
  reference,
  registerNumber,
} from './common.ts';
import { expandedFields } from './fields.ts';
import { linesMax, named, quantity } from './sales.ts';

const tracking = z
  .array(z.strictObject({ number: z.string().min(1).max(255), quantity: quantity() }))
  .max(linesMax);

/** What came: a line of the receipt by its id, or one more of an item. */
const lineBody = z
  .strictObject({
    id: z.uuid().optional().describe('A line that is there; what is left out of it stays.'),
    item_id: productNumber().optional().describe('Of one more line.'),
    quantity: quantity().optional().describe('What really came; more than was ordered is possible.'),
    unit_id: reference().nullable().optional(),
    line_price: decimal({ places: 4, negative: true }).optional(),
    location_id: registerNumber().nullable().optional(),
    tracking: tracking.nullable().optional().describe('Batch or serial numbers, in standard units.'),
    is_quality_checked: z.boolean().optional(),
  })
  .meta({ id: 'ReceiptLineUpdate' });

/** An edit of an open receipt: what is left out stays; `lines`, where sent, are all that came. */
export const receiptEdit = z
  .strictObject({
    allocation: z.enum(allocationMethods).optional().describe('How freight is spread over the goods.'),
    note: optionalText(2000),
    lines: z.array(lineBody).max(linesMax).optional(),
  })
  .meta({ id: 'ReceiptUpdate' });

export const receiveBody = z
  .strictObject({
    ledger_date: day()
      .optional()
      .describe('When the stock counts it; today where nothing is said, never later.'),
  })
  .meta({ id: 'ReceiptReceive' });

/** A receipt in a list. */
export const receiptListRow = z
  .object({
    ...expandedFields,
    id: z.uuid(),
    number: z.int(),
    is_received: z.boolean(),
    is_archived: z.boolean(),
    purchase_order_number: z.int().nullable(),
    supplier_id: z.string(),
    supplier_name: z.string(),
    currency: z.string(),
    exchange_rate: decimalOut,
    allocation: z.enum(allocationMethods),
    note: z.string().nullable(),
    ledger_date: z.iso.date().nullable(),
    received_at: moment.nullable(),
    version: z.int().describe('The ETag is this, in quotes.'),
    created_at: moment,
    updated_at: moment,
    workflow_id: z.string(),
    self: z.string(),
  })
  .meta({ id: 'ReceiptSummary' });

const line = z
  .object({
    id: z.uuid(),
    position: z.int(),
    item: z.object({ number: z.string(), name: z.string(), barcode: z.string().nullable() }),
    name: z.string(),
    quantity: decimalOut,
    unit: named.nullable(),
    unit_quantity: decimalOut,
    line_price: decimalOut,
    discount_percentage: decimalOut,
    location_id: z.int().nullable(),
    tracking: z.array(z.object({ number: z.string(), quantity: decimalOut })),
    should_assure_quality: z.boolean(),
    is_quality_checked: z.boolean(),
    value: decimalOut.nullable().describe('What it cost in base currency, with extra cost and freight.'),
  })
  .meta({ id: 'ReceiptLine' });

export const receiptRow = receiptListRow
  .extend({ lines: z.array(line), allowed_actions: z.array(z.enum(actionsOf(receiptLife))) })
  .meta({ id: 'Receipt' });
