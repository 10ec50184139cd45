import { customerDiscounts, customerPrices, findPriceFor } from '../../domain/customers/customer-parts.ts';
import type { CustomerDiscount } from '../../domain/customers/customer-discount.entity.ts';
import type { CustomerPrice } from '../../domain/customers/customer-price.entity.ts';
import { findCustomer } from '../../domain/customers/customer.service.ts';
import type { PriceForCustomer } from '../../domain/customers/price-for.ts';
import { plain } from '../../domain/money.ts';
import { createPart, deletePart, findPart, listParts, updatePart } from '../../domain/parts.ts';
import type { Em } from '../context.ts';
import { reading } from '../endpoint.ts';
import type { Endpoint } from '../endpoint.ts';
import { queryInteger, queryText, single } from '../lists.ts';
import { pathOfCustomer } from '../schemas/common.ts';
import {
  customerPriceBody,
  customerPriceRow,
  discountBody,
  discountRow,
  pathDiscount,
  pathPriceOf,
  priceForRow,
} from '../schemas/customer-prices.ts';
import { groupView, withStamps } from '../views/registers.ts';
import { registerEndpoints } from './register.ts';

const ofCustomer = { listPath: pathOfCustomer, tag: 'customers' } as const;

const discounts = registerEndpoints({
  ...ofCustomer,
  path: '/api/customers/{customer}/discount-groups',
  singular: 'discount_group',
  plural: 'discount_groups',
  what: 'discount of a customer on a product group',
  key: 'group_id',
  rowPath: pathDiscount,
  body: discountBody,
  bodyExample: { group_id: 1, percentage: '12.5' },
  row: discountRow,
  filters: { group_id: queryInteger(1, 999_999_999).optional() },
  filterNames: { group_id: 'groupNumber' },
  sortable: ['percentage', 'created_at', 'updated_at'],
  list: (em, query, path) => listParts(em, customerDiscounts, path.customer, query),
  find: (em, { customer: owner, group_id: key }) => findPart(em, customerDiscounts, { owner, key }),
  create: (em, { group_id: key, percentage }, actor, { customer: owner }) =>
    createPart(em, customerDiscounts, { owner, key }, { percentage }, actor),
  update: (em, { customer: owner, group_id: key }, { percentage }, options, actor) =>
    updatePart(em, customerDiscounts, { owner, key }, { percentage }, options, actor),
  remove: (em, { customer: owner, group_id: key }, options) =>
    deletePart(em, customerDiscounts, { owner, key }, options),
  view: withStamps((row: CustomerDiscount) => ({
    group_id: row.group.number,
    group: groupView(row.group),
    percentage: plain(row.percentage),
  })),
  fieldNames: { group_number: 'group_id' },
});

const priceView = (price: PriceForCustomer) => ({
  sales_price: plain(price.salesPrice),
  regular_sales_price: plain(price.regularSalesPrice),
  is_custom_sales_price: price.isCustomSalesPrice,
  discount_percentage: plain(price.discountPercentage),
  price_source: price.priceSource,
});

async function agreedView(row: CustomerPrice, em: Em): Promise<object> {
  await em.populate(row, ['customer']);
  const { number, name } = row.product;
  return {
    item_id: number,
    item: { number, name },
    ...priceView(await findPriceFor(em, row.customer.number, number)),
    created_at: row.createdAt,
    updated_at: row.updatedAt,
  };
}

const prices = registerEndpoints({
  ...ofCustomer,
  path: '/api/customers/{customer}/prices',
  singular: 'price',
  plural: 'prices',
  what: 'price agreed with a customer',
  key: 'item_id',
  rowPath: pathPriceOf,
  body: customerPriceBody,
  bodyExample: { item_id: 'FYR-45x95', sales_price: '29.95' },
  row: customerPriceRow,
  filters: { item_id: queryText(25).optional() },
  filterNames: { item_id: 'itemNumber' },
  sortable: ['sales_price', 'created_at', 'updated_at'],
  list: (em, query, path) => listParts(em, customerPrices, path.customer, query),
  find: (em, { customer: owner, item_id: key }) => findPart(em, customerPrices, { owner, key }),
  create: (em, { item_id: key, sales_price: salesPrice }, actor, { customer: owner }) =>
    createPart(em, customerPrices, { owner, key }, { salesPrice }, actor),
  update: (em, { customer: owner, item_id: key }, { sales_price: salesPrice }, options, actor) =>
    updatePart(em, customerPrices, { owner, key }, { salesPrice }, options, actor),
  remove: (em, { customer: owner, item_id: key }, options) =>
    deletePart(em, customerPrices, { owner, key }, options),
  view: agreedView,
  fieldNames: { item_number: 'item_id' },
});

const priceOfItem = reading(
  {
    method: 'GET',
    path: '/api/customers/{customer}/items/{item_id}/price',
    scope: 'read',
    tag: 'customers',
    summary: 'What an item costs a customer now.',
    params: pathPriceOf,
    answers: { 200: { description: 'The price.', schema: single('price', priceForRow) } },
  },
  async (em, { params }) => {
    const { currency } = await findCustomer(em, params.customer);
    const price = priceView(await findPriceFor(em, params.customer, params.item_id));
    return { status: 200, body: { price: { item_id: params.item_id, currency, ...price } } };
  },
);

export const customerPriceEndpoints: readonly Endpoint[] = [...discounts, ...prices, priceOfItem];
