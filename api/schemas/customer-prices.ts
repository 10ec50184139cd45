import { z } from 'zod';
import { priceSources } from '../../domain/customers/price-for.ts';
import {
  amount,
  decimalOut,
  pathNumber,
  pathOfCustomer,
  pathProduct,
  percentage,
  productNumber,
  reference,
} from './common.ts';
import { stamps } from './registers.ts';

/** Requests and answers of a customer's discounts and prices. */

export const pathDiscount = pathOfCustomer.extend({ group_id: pathNumber.shape.number });
export const pathPriceOf = pathOfCustomer.extend({ item_id: pathProduct.shape.number });

export const discountBody = z
  .strictObject({
    group_id: reference().describe('Number of the product group.'),
    percentage: percentage(),
  })
  .meta({ id: 'CustomerDiscountCreate' });

export const discountRow = z
  .object({
    group_id: z.int(),
    group: z.object({ number: z.int(), name: z.string() }),
    percentage: decimalOut,
    ...stamps,
  })
  .meta({ id: 'CustomerDiscount' });

export const customerPriceBody = z
  .strictObject({
    item_id: productNumber(),
    sales_price: amount().describe("Without VAT, in the customer's currency, for one standard unit."),
  })
  .meta({ id: 'CustomerPriceCreate' });

const priceFields = {
  sales_price: decimalOut.describe("Before the discount, in the customer's currency."),
  regular_sales_price: decimalOut.describe('What others pay.'),
  is_custom_sales_price: z.boolean(),
  discount_percentage: decimalOut.describe(
    "The customer's discount on the product group; not on a custom price.",
  ),
  price_source: z.enum(priceSources),
};

export const customerPriceRow = z
  .object({
    item_id: z.string(),
    item: z.object({ number: z.string(), name: z.string() }),
    ...priceFields,
    ...stamps,
  })
  .meta({ id: 'CustomerPrice' });

export const priceForRow = z
  .object({ item_id: z.string(), currency: z.string(), ...priceFields })
  .meta({ id: 'PriceForCustomer' });
