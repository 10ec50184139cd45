import type { z } from 'zod';
import {
  createAdjustmentCategory,
  deleteAdjustmentCategory,
  findAdjustmentCategory,
  listAdjustmentCategories,
  updateAdjustmentCategory,
} from '../../domain/adjustments/adjustment-category.service.ts';
import type { AdjustmentCategory } from '../../domain/adjustments/adjustment-category.entity.ts';
import {
  createCollection,
  deleteCollection,
  findCollection,
  listCollections,
  updateCollection,
} from '../../domain/collections/collection.service.ts';
import type { CollectionWithLines } from '../../domain/collections/collection.service.ts';
import { plain } from '../../domain/money.ts';
import { camelFields } from '../case.ts';
import type { Endpoint } from '../endpoint.ts';
import { queryBoolean, queryInteger, queryText } from '../lists.ts';
import { collectionBody, collectionRow } from '../schemas/collections.ts';
import { pathNumber, pathProduct } from '../schemas/common.ts';
import { adjustmentCategoryBody, adjustmentCategoryRow } from '../schemas/registers.ts';
import { groupView, withStamps } from '../views/registers.ts';
import { registerEndpoints } from './register.ts';

/** The request's fields under the domain's names. */
function fieldsOf<T extends Partial<z.output<typeof collectionBody>>>(body: T) {
  const { lines, ...rest } = body;
  return {
    ...camelFields(rest),
    lines: lines?.map(({ item_id, quantity }) => ({ itemNumber: item_id, quantity })),
  };
}

const collectionView = ({ collection, lines }: CollectionWithLines) => ({
  number: collection.number,
  name: collection.name,
  is_barred: collection.isBarred,
  lines: lines.map(({ product, quantity }) => ({
    item_id: product.number,
    name: product.name,
    quantity: plain(quantity),
  })),
  created_at: collection.createdAt,
  updated_at: collection.updatedAt,
});

const collections = registerEndpoints({
  path: '/api/collections',
  tag: 'collections',
  singular: 'collection',
  plural: 'collections',
  what: 'collection',
  key: 'number',
  rowPath: pathProduct,
  body: collectionBody,
  bodyExample: {
    number: 'TERRASSE',
    name: 'Terrassepakke',
    lines: [{ item_id: 'FYR-45x95', quantity: '24' }],
  },
  row: collectionRow,
  filters: {
    number: queryText(25).optional(),
    name: queryText().optional(),
    is_barred: queryBoolean().optional(),
  },
  sortable: ['number', 'name', 'created_at', 'updated_at'],
  list: listCollections,
  find: (em, path) => findCollection(em, path.number),
  create: (em, body, actor) => createCollection(em, fieldsOf(body), actor),
  update: (em, path, body, options, actor) =>
    updateCollection(em, path.number, fieldsOf(body), options, actor),
  remove: (em, path, options) => deleteCollection(em, path.number, options),
  view: collectionView,
});

const categories = registerEndpoints({
  path: '/api/adjustment-categories',
  tag: 'adjustment-categories',
  singular: 'adjustment_category',
  plural: 'adjustment_categories',
  what: 'category of adjustments',
  key: 'number',
  rowPath: pathNumber,
  body: adjustmentCategoryBody,
  bodyExample: { name: 'Messe' },
  row: adjustmentCategoryRow,
  filters: { number: queryInteger(1, 999_999_999).optional(), name: queryText().optional() },
  sortable: ['number', 'name', 'created_at', 'updated_at'],
  list: listAdjustmentCategories,
  find: (em, path) => findAdjustmentCategory(em, path.number),
  create: (em, body, actor) => createAdjustmentCategory(em, body, actor),
  update: (em, path, body, options, actor) => updateAdjustmentCategory(em, path.number, body, options, actor),
  remove: (em, path, options) => deleteAdjustmentCategory(em, path.number, options),
  view: (row: AdjustmentCategory) => withStamps(groupView)(row),
});

export const collectionEndpoints: readonly Endpoint[] = [...collections, ...categories];
