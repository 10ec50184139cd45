import { z } from 'zod';
import { expectedCostMethods } from '../../domain/products/bom.ts';
import { bulkLotsMax } from '../../domain/products/lot-actions.ts';
import { amount, decimalOut, productNumber, requiredText } from './common.ts';
import { productBody, productRow } from './products.ts';
import { stamps, unitRow } from './registers.ts';

export const lotBody = productBody
  .extend({
    adjust_to_zero: z
      .boolean()
      .optional()
      .describe('Shipping more than there is consumes components, and the BOM ends at 0.'),
    expected_cost_method: z
      .enum(expectedCostMethods, `must be one of ${expectedCostMethods.join(', ')}`)
      .optional()
      .describe('Whence recommended_cost_price comes; typed where it is left out.'),
  })
  .meta({ id: 'LotCreate' });

export const lotRow = productRow
  .extend({
    recommended_cost_price: decimalOut
      .nullable()
      .describe('The expected cost: typed, or the sum of the lines; null where a part of it is not known.'),
    adjust_to_zero: z.boolean(),
    expected_cost_method: z.enum(expectedCostMethods),
  })
  .meta({ id: 'Lot' });

export const lotLineBody = z
  .strictObject({
    item_id: productNumber().describe('Number of a product or of another BOM.'),
    quantity: amount().describe('Standard units of it in one standard unit of the BOM; more than 0.'),
  })
  .meta({ id: 'LotLineCreate' });

export const lotLineRow = z
  .object({
    number: z.int(),
    item_id: z.string(),
    item: z.object({ number: z.string(), name: z.string(), type: productRow.shape.type }),
    unit: unitRow.pick({ number: true, name: true }).nullable(),
    quantity: decimalOut,
    ...stamps,
  })
  .meta({ id: 'LotLine' });

export const lotCopyBody = z
  .strictObject({
    number: productNumber().optional().describe('One more than the largest where it is left out.'),
    name: requiredText(255).optional().describe("The original's where it is left out."),
  })
  .meta({ id: 'LotCopy' });

const numbers = z.array(productNumber()).min(1).max(bulkLotsMax);

export const lotsBarBody = z.strictObject({ numbers, is_barred: z.boolean() }).meta({ id: 'LotsBar' });
export const lotsDeleteBody = z.strictObject({ numbers }).meta({ id: 'LotsDelete' });
export const lotsAnswer = z.object({ lots: z.int().describe('How many BOMs it was.') });
