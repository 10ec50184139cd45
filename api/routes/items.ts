import { z } from 'zod';
import { itemTypes } from '../../domain/products/product.entity.ts';
import { findItem, listItems } from '../../domain/products/product.service.ts';
import { quantitiesAtLocations } from '../../domain/stock/quantities.ts';
import { reading } from '../endpoint.ts';
import type { Endpoint } from '../endpoint.ts';
import { listAnswer, listAnswers, listQuery, pageOf, single, singleAnswer } from '../lists.ts';
import { pathProduct } from '../schemas/common.ts';
import { itemLocationRow, itemRow } from '../schemas/products.ts';
import { productView } from '../views/products.ts';
import { itemList } from './product-fields.ts';
import { domainQuery } from './register.ts';

const filters = { ...itemList.filters, type: z.enum(itemTypes).optional() };
const tag = 'items';

const list = reading(
  {
    method: 'GET',
    path: '/api/items',
    scope: 'read',
    tag,
    summary: 'List products and BOMs together.',
    query: listQuery(itemList.sortable, filters),
    answers: listAnswers('items', itemRow),
  },
  async (em, { query }) => {
    const asked = domainQuery(query, Object.keys(filters), itemList.filterNames);
    const { rows, total } = await listItems(em, { ...asked, withTotal: true });
    return listAnswer('items', rows.map(productView), total ?? rows.length, pageOf(query), {
      fields: query.fields,
      schema: itemRow,
    });
  },
);

const one = reading(
  {
    method: 'GET',
    path: '/api/items/{number}',
    scope: 'read',
    tag,
    summary: 'One product or BOM.',
    params: pathProduct,
    answers: { 200: { description: 'The item.', schema: single('item', itemRow) } },
  },
  async (em, { params }) => singleAnswer(200, 'item', productView(await findItem(em, params.number))),
);

const locations = reading(
  {
    method: 'GET',
    path: '/api/items/{number}/locations',
    scope: 'read',
    tag,
    summary: 'Where a product or BOM is, by location.',
    description: 'Locations that hold none of it are left out. Value belongs to the item, not to a location.',
    params: pathProduct,
    query: listQuery(['location_id'], {}),
    answers: listAnswers('locations', itemLocationRow),
  },
  async (em, { params, query }) => {
    const page = pageOf(query);
    const { id } = await findItem(em, params.number);
    const { rows, total } = await quantitiesAtLocations(em, id, page);
    const views = rows.map(({ location, quantity }) => ({
      location_id: location.number,
      location,
      stock_quantity: quantity,
    }));
    return listAnswer('locations', views, total, page, { fields: query.fields, schema: itemLocationRow });
  },
);

export const itemEndpoints: readonly Endpoint[] = [list, one, locations];
