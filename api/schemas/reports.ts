import { z } from 'zod';
import { documentKinds } from '../../domain/documents/kinds.ts';
import { stockLineTypes } from '../../domain/stock/engine/ledger.ts';
import { decimalOut, moment } from './common.ts';

const place = z.object({ number: z.int(), name: z.string() });
const ofPeriod = (what: string) => decimalOut.nullable().describe(`${what} Null without date_from.`);

export const stockValueRow = z
  .object({
    item_id: z.string(),
    name: z.string(),
    group_id: z.int(),
    unit: z.string().nullable(),
    quantity: decimalOut.describe('In the standard unit, at the end of date_to.'),
    value: decimalOut.describe(
      'Base currency, as it is known now; at a location its share of the value of the item.',
    ),
    cost_price: decimalOut.nullable().describe('Value of a unit; null where there is none in stock.'),
    opening_quantity: ofPeriod('At the beginning of date_from.'),
    opening_value: ofPeriod('At the beginning of date_from.'),
    quantity_change: ofPeriod('Since then.'),
    value_change: ofPeriod('Since then.'),
  })
  .meta({ id: 'StockValue' });

export const stockValueTotals = z
  .object({
    value: decimalOut,
    opening_value: ofPeriod('Of all rows.'),
    value_change: ofPeriod('Of all rows.'),
  })
  .describe('Of all rows, those of other pages too.');

const ledgerDocument = z.object({
  kind: z.enum(documentKinds),
  id: z.uuid(),
  number: z.int(),
  line_id: z.uuid().nullable(),
});

export const ledgerItemRow = z
  .object({
    id: z.uuid(),
    sequence: z.int().describe('Counts the lines of the item in the order of posting, from 1.'),
    ledger_date: z.iso
      .date()
      .describe('When it counts. Lines are in the order of it, on one day in that of posting.'),
    transaction_date: moment.describe('When it was posted.'),
    type: z.enum(stockLineTypes),
    location_id: z.int().nullable(),
    location: place.nullable(),
    tracking: z
      .array(z.object({ number: z.string(), quantity: decimalOut }))
      .describe('Batches or serial numbers of it.'),
    document: ledgerDocument,
    posted_by: z.string(),
    quantity: decimalOut.describe('Negative: out.'),
    value: decimalOut.describe('Base currency, as it is known now; negative: out.'),
    unit_value: decimalOut.nullable().describe('Null on a line that moves value alone.'),
    posted_value: decimalOut.describe('As it was posted.'),
    is_corrected: z.boolean(),
    corrections: z
      .array(
        z.object({
          at: moment,
          old_value: decimalOut,
          new_value: decimalOut,
          cause: z.object({
            sequence: z.int(),
            type: z.enum(stockLineTypes),
            ledger_date: z.iso.date(),
            document: ledgerDocument,
          }),
        }),
      )
      .describe(
        'How it came to be worth something else, the first change first, each with the line that brought it about.',
      ),
    running_quantity: decimalOut.describe('In stock after the line, in the order of the ledger.'),
    running_value: decimalOut.describe('What that is worth, as it is known now.'),
  })
  .meta({ id: 'LedgerItem' });
