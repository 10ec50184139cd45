import { z } from 'zod';
import { itemTypes } from '../../domain/products/product.entity.ts';
import {
  amount,
  decimal,
  decimalOut,
  moment,
  optionalText,
  productNumber,
  reference,
  requiredText,
  supplierNumber,
} from './common.ts';
import { expandedFields } from './fields.ts';
import { locationPlaceRow } from './locations.ts';
import { productGroupRow, stamps, unitRow } from './registers.ts';

const physicalBody = z.strictObject({
  weight: amount().nullable().optional(),
  weight_unit: optionalText(10),
  height: amount().nullable().optional(),
  width: amount().nullable().optional(),
  depth: amount().nullable().optional(),
  size: amount().nullable().optional(),
  size_unit: optionalText(10),
});

const activeBody = z.strictObject({ is_active: z.boolean().optional() });

const quantity = (verb: string) =>
  amount().optional().describe(`Least quantity to ${verb}, in the standard unit; 0 where it is left out.`);

export const productBody = z
  .strictObject({
    number: productNumber().optional().describe('One more than the largest where it is left out.'),
    name: requiredText(255),
    description: optionalText(10_000),
    group_id: reference().optional().describe('The default of the settings where it is left out.'),
    unit_id: reference()
      .nullable()
      .optional()
      .describe('The default of the settings where it is left out; null is none.'),
    barcode: optionalText(255),
    sales_price: amount().optional().describe('Without VAT, in the base currency; 0 where it is left out.'),
    recommended_sales_price: amount().nullable().optional(),
    recommended_cost_price: amount().nullable().optional().describe('The expected cost price.'),
    cost_addition_percentage: decimal({ places: 2, max: 999.99 })
      .optional()
      .describe('Extra cost in % of what goods cost, added when they are received or produced.'),
    min_order: quantity('purchase'),
    min_sales: quantity('sell'),
    min_stock: quantity('keep'),
    default_location_id: reference().nullable().optional(),
    default_supplier_id: supplierNumber().nullable().optional(),
    should_assure_quality: z.boolean().optional(),
    batch_control: activeBody.optional().describe('Only with inventory, and before the first transaction.'),
    serial_numbers: activeBody.optional().describe('As batch_control; not both.'),
    is_barred: z.boolean().optional(),
    goods_code: optionalText(50),
    country_code: optionalText(2),
    department_id: reference().nullable().optional(),
    physical: physicalBody.optional(),
  })
  .meta({ id: 'ProductCreate' });

const picture = z.string().nullable();

export const productRow = z
  .object({
    ...expandedFields,
    id: z.uuid(),
    number: z.string(),
    type: z.enum(itemTypes),
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
    cost_addition_percentage: decimalOut,
    sales_profit: decimalOut.nullable().describe('Sales price less cost price, where there is one.'),
    stock_quantity: decimalOut.describe(
      'In the standard unit, over all locations; below zero where more was sold than there was.',
    ),
    in_order_quantity: decimalOut.describe('On sent orders, not shipped yet.'),
    available_quantity: decimalOut.describe(
      'stock_quantity − in_order_quantity − used_in_production_quantity.',
    ),
    purchased_quantity: decimalOut.describe('On sent purchase orders, not received yet.'),
    used_in_production_quantity: decimalOut.describe('Components of productions that are not finished.'),
    min_order: decimalOut,
    min_sales: decimalOut,
    min_stock: decimalOut,
    default_location: locationPlaceRow.nullable(),
    default_supplier_id: z.string().nullable(),
    should_assure_quality: z.boolean(),
    batch_control: z.object({ is_active: z.boolean() }),
    serial_numbers: z.object({ is_active: z.boolean() }),
    is_barred: z.boolean(),
    is_convertable: z.boolean().describe('Whether it can become a BOM: on no line, never in stock.'),
    inventory_enabled: z.boolean(),
    goods_code: z.string().nullable(),
    country_code: z.string().nullable(),
    department_id: z.int().nullable(),
    physical: z.object({
      weight: decimalOut.nullable(),
      weight_unit: z.string().nullable(),
      height: decimalOut.nullable(),
      width: decimalOut.nullable(),
      depth: decimalOut.nullable(),
      size: decimalOut.nullable(),
      size_unit: z.string().nullable(),
    }),
    pictures: z
      .object({ thumb: picture, display: picture, large: picture, original: picture })
      .describe('Of the dialect; items have no pictures yet.'),
    pdf_url: z.null().describe('Of the dialect; there is no PDF of an item.'),
    self: z.string(),
    created_at: moment,
    updated_at: moment,
    deleted_at: z.null().describe('Of the dialect: what is deleted is gone.'),
  })
  .meta({ id: 'Product' });

/** How many of an item are at a location. */
export const itemLocationRow = z
  .object({
    location_id: z.int(),
    location: z.object({ number: z.int(), name: z.string() }),
    stock_quantity: decimalOut,
  })
  .meta({ id: 'ItemLocation' });

/** A product or a BOM, as the list of both shows it. */
export const itemRow = productRow.meta({ id: 'Item' });

export const productUnitBody = z
  .strictObject({
    unit_id: reference(),
    quantity: amount().describe('Standard units in one of this unit; more than 0.'),
    sales_price: amount()
      .nullable()
      .optional()
      .describe('For one of this unit; null is that of its standard units.'),
    cost_price: amount().nullable().optional().describe('As sales_price; used on purchase orders only.'),
    barcode: optionalText(255),
    is_default_sales: z.boolean().optional().describe("The item's other units lose it."),
    is_default_purchase: z.boolean().optional().describe("The item's other units lose it."),
  })
  .meta({ id: 'ProductUnitCreate' });

export const productUnitRow = z
  .object({
    unit_id: z.int(),
    unit: unitRow.omit({ created_at: true, updated_at: true }),
    quantity: decimalOut,
    sales_price: decimalOut.nullable(),
    cost_price: decimalOut.nullable(),
    barcode: z.string().nullable(),
    is_default_sales: z.boolean(),
    is_default_purchase: z.boolean(),
    ...stamps,
  })
  .meta({ id: 'ProductUnit' });
