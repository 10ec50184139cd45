import { z } from 'zod';
import { itemTypes } from '../../domain/products/product.entity.ts';
import { findItem, listItems } from '../../domain/products/product.service.ts';
import { reading } from '../endpoint.ts';
import type { Endpoint } from '../endpoint.ts';
import { listAnswer, listAnswers, listQuery, pageOf, single, singleAnswer } from '../lists.ts';
import { pathProduct } from '../schemas/common.ts';
import { itemRow } from '../schemas/products.ts';
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

export const itemEndpoints: readonly Endpoint[] = [list, one];
