import type { EntityManager } from '@mikro-orm/postgresql';
import { findCurrency } from '../currencies/currency.service.ts';
import { percent, price } from '../field-rules.ts';
import type { Decimal } from '../money.ts';
import type { Owner, Part } from '../parts.ts';
import { productGroupRegister } from '../products/product-group.service.ts';
import { ProductPrice } from '../products/product-price.entity.ts';
import { findItem, itemRegister } from '../products/product.service.ts';
import { referTo } from '../registers.ts';
import { CustomerDiscount } from './customer-discount.entity.ts';
import { CustomerPrice } from './customer-price.entity.ts';
import { findCustomer } from './customer.service.ts';
import { priceFor } from './price-for.ts';
import type { PriceForCustomer } from './price-for.ts';

/** The discounts and prices of customers, and what an item costs one of them. */

const owner: Owner = { property: 'customer', find: findCustomer };

export interface DiscountFields {
  /** Of the price, 0 to 100 with 2 decimals. */
  readonly percentage: Decimal;
}

/** A customer's discounts, by the number of the product group. */
export const customerDiscounts: Part<CustomerDiscount, number, DiscountFields> = {
  owner,
  register: {
    entity: CustomerDiscount,
    key: 'groupNumber',
    what: 'Discount on product group',
    nameOf: (row) => row.group.number,
  },
  rules: { percentage: percent },
  empty: {},
  list: {
    order: ['percentage', 'createdAt', 'updatedAt'],
    filters: { groupNumber: (value) => ({ group: { number: value } }) },
    populate: ['group'],
  },
  where: (key) => ({ group: { number: key } }),
  columnOf: async (em, key) => ({ group: await referTo(em, productGroupRegister, key, 'groupNumber') }),
};

export interface CustomerPriceFields {
  /** In the customer's currency, without VAT, for one standard unit. */
  readonly salesPrice: Decimal;
}

/** Prices agreed with a customer, by the number of the item. */
export const customerPrices: Part<CustomerPrice, string, CustomerPriceFields> = {
  owner,
  register: {
    entity: CustomerPrice,
    key: 'itemNumber',
    what: 'Price of item',
    nameOf: (row) => row.product.number,
  },
  rules: { salesPrice: price },
  empty: {},
  list: {
    order: ['salesPrice', 'createdAt', 'updatedAt'],
    filters: { itemNumber: (value) => ({ product: { number: value } }) },
    populate: ['product'],
  },
  where: (key) => ({ product: { number: key } }),
  columnOf: async (em, key) => ({ product: await referTo(em, itemRegister, key, 'itemNumber') }),
};

/** What an item costs a customer now, in the customer's currency. Throws `NotFound`. */
export async function findPriceFor(
  em: EntityManager,
  customerNumber: string,
  itemNumber: string,
): Promise<PriceForCustomer> {
  const customer = await findCustomer(em, customerNumber);
  const product = await findItem(em, itemNumber);
  const { rate } = await findCurrency(em, customer.currency);
  const inCurrency = await em.findOne(ProductPrice, { product, currency: { code: customer.currency } });
  const agreed = await em.findOne(CustomerPrice, { customer, product });
  const discount = await em.findOne(CustomerDiscount, { customer, group: product.group });
  return priceFor({
    salesPrice: product.salesPrice,
    exchangeRate: rate,
    currencyPrice: inCurrency?.salesPrice,
    customerPrice: agreed?.salesPrice,
    groupDiscount: discount?.percentage,
  });
}
