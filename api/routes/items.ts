import { z } from 'zod';
import { itemTypes } from '../../domain/products/product.entity.ts';
import { findLot } from '../../domain/products/lot.service.ts';
import { findItem, listItems } from '../../domain/products/product.service.ts';
import { quantitiesAtLocations } from '../../domain/stock/quantities.ts';
import type { Em } from '../context.ts';
import { reading } from '../endpoint.ts';
import type { Endpoint } from '../endpoint.ts';
import { withFieldValues } from '../field-filters.ts';
import {
  expandFieldsQuery,
  listAnswer,
  listAnswers,
  listQuery,
  pageOf,
  single,
  singleAnswer,
} from '../lists.ts';
import { pathProduct } from '../schemas/common.ts';
import { itemLocationRow, itemRow } from '../schemas/products.ts';
import { productView } from '../views/products.ts';
import { deepListEndpoint } from './list.ts';
import { itemList } from './product-fields.ts';

const filters = { ...itemList.filters, type: z.enum(itemTypes).optional() };
const tag = 'items';

const list = deepListEndpoint({
  path: '/api/items',
  tag,
  plural: 'items',
  summary: 'List products and BOMs together.',
  row: itemRow,
  filters,
  filterNames: itemList.filterNames,
  sortable: itemList.sortable,
  fieldOwner: 'product',
  page: async (em, asked) => {
    const { rows, ...page } = await listItems(em, asked);
    return { ...page, rows: rows.map((row) => productView(row, 'items')) };
  },
});

const one = reading(
  {
    method: 'GET',
    path: '/api/items/{number}',
    scope: 'read',
    tag,
    summary: 'One product or BOM.',
    params: pathProduct,
    query: expandFieldsQuery,
    answers: { 200: { description: 'The item.', schema: single('item', itemRow) } },
  },
  async (em, { params, query }) => {
    const item = await findItem(em, params.number);
    const shown = { rows: [productView(item, 'items')], ids: [item.id] };
    const [view = {}] = await withFieldValues(em, 'product', query, shown);
    return singleAnswer(200, 'item', view);
  },
);

interface LocationsOf {
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  /** Those alone from which it can be shipped. */
  readonly isAvailable?: boolean;
  /** The item's id. Throws `NotFound`. */
  readonly find: (em: Em, number: string) => Promise<string>;
}

const locationsOf = ({ path, tag: of, summary, isAvailable = false, find }: LocationsOf): Endpoint =>
  reading(
    {
      method: 'GET',
      path,
      scope: 'read',
      tag: of,
      summary,
      description: isAvailable
        ? 'Open locations that hold more than none of it.'
        : 'Locations that hold none of it are left out. Value belongs to the item, not to a location.',
      params: pathProduct,
      query: listQuery(['location_id'], {}),
      answers: listAnswers('locations', itemLocationRow),
    },
    async (em, { params, query }) => {
      const page = pageOf(query);
      const id = await find(em, params.number);
      const { rows, total } = await quantitiesAtLocations(em, id, { ...page, isAvailable });
      const views = rows.map(({ location, quantity }) => ({
        location_id: location.number,
        location,
        stock_quantity: quantity,
      }));
      return listAnswer('locations', views, total, page, { fields: query.fields, schema: itemLocationRow });
    },
  );

const ofItem = { tag, find: async (em: Em, number: string) => (await findItem(em, number)).id };

export const itemEndpoints: readonly Endpoint[] = [
  list,
  one,
  locationsOf({
    ...ofItem,
    path: '/api/items/{number}/locations',
    summary: 'Where a product or BOM is, by location.',
  }),
  locationsOf({
    ...ofItem,
    path: '/api/items/{number}/locations/available',
    summary: 'From where a product or BOM can be shipped, by location.',
    isAvailable: true,
  }),
  locationsOf({
    tag: 'lots',
    find: async (em, number) => (await findLot(em, number)).id,
    path: '/api/lots/{number}/locations',
    summary: 'Where a BOM is, by location.',
  }),
];
