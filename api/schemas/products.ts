import { z } from 'zod';
import {
  amount,
  decimalOut,
  moment,
  optionalText,
  productNumber,
  reference,
  requiredText,
} from './common.ts';
import { productGroupRow, unitRow } from './registers.ts';

const physicalBody = z.strictObject({
  weight: amount().nullable().optional(),
  weight_unit: optionalText(10),
  height: amount().nullable().optional(),
  width: amount().nullable().optional(),
  depth: amount().nullable().optional(),
  size_unit: optionalText(10),
});

export const productBody = z
  .strictObject({
    number: productNumber().optional().describe('One more than the largest where it is left out.'),
    name: requiredText(255),
    description: optionalText(10_000),
    group_id: reference(),
    unit_id: reference().nullable().optional(),
    barcode: optionalText(255),
    sales_price: amount().optional().describe('Without VAT, in the base currency; 0 where it is left out.'),
    recommended_sales_price: amount().nullable().optional(),
    recommended_cost_price: amount().nullable().optional().describe('The expected cost price.'),
    is_barred: z.boolean().optional(),
    physical: physicalBody.optional(),
  })
  .meta({ id: 'ProductCreate' });

export const productRow = z
  .object({
    number: z.string(),
    urlfriendly_number: z.string().describe('The number as it stands in a path.'),
    name: z.string(),
    description: z.string().nullable(),
    group_id: z.int(),
    group: productGroupRow.omit({ created_at: true, updated_at: true }),
    unit: unitRow.omit({ created_at: true, updated_at: true }).nullable(),
    barcode: z.string().nullable(),
    sales_price: decimalOut,
    recommended_sales_price: decimalOut.nullable(),
    cost_price: decimalOut.nullable().describe('Computed from stock; null before the first receipt.'),
    recommended_cost_price: decimalOut.nullable(),
    is_barred: z.boolean(),
    inventory_enabled: z.boolean(),
    physical: z.object({
      weight: decimalOut.nullable(),
      weight_unit: z.string().nullable(),
      height: decimalOut.nullable(),
      width: decimalOut.nullable(),
      depth: decimalOut.nullable(),
      size_unit: z.string().nullable(),
    }),
    created_at: moment,
    updated_at: moment,
  })
  .meta({ id: 'Product' });
