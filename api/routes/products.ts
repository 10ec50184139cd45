import type { z } from 'zod';
import type { Product } from '../../domain/products/product.entity.ts';
import {
  createProduct,
  deleteProduct,
  findProduct,
  listProducts,
  updateProduct,
} from '../../domain/products/product.service.ts';
import { plain } from '../../domain/money.ts';
import { camelFields } from '../case.ts';
import type { Endpoint } from '../endpoint.ts';
import { queryBoolean, queryInteger, queryText } from '../lists.ts';
import { pathProduct } from '../schemas/common.ts';
import { productBody, productRow } from '../schemas/products.ts';
import { decimalView, productGroupView, unitView } from '../views/registers.ts';
import { registerEndpoints } from './register.ts';

type Body = z.output<typeof productBody>;

/** The request's fields under the domain's names. */
function fieldsOf<T extends Partial<Body>>(body: T) {
  const { group_id, unit_id, physical, ...rest } = body;
  return {
    ...camelFields(rest),
    ...camelFields(physical ?? {}),
    groupNumber: group_id as T['group_id'],
    unitNumber: unit_id,
  };
}

function productView(product: Product): object {
  const unit = product.unit ?? null;
  return {
    number: product.number,
    urlfriendly_number: encodeURIComponent(product.number),
    name: product.name,
    description: product.description ?? null,
    group_id: product.group.number,
    group: productGroupView(product.group),
    unit: unit === null ? null : unitView(unit),
    barcode: product.barcode ?? null,
    sales_price: plain(product.salesPrice),
    recommended_sales_price: decimalView(product.recommendedSalesPrice),
    cost_price: decimalView(product.costPrice),
    recommended_cost_price: decimalView(product.recommendedCostPrice),
    is_barred: product.isBarred,
    inventory_enabled: product.group.hasInventory,
    physical: {
      weight: decimalView(product.weight),
      weight_unit: product.weightUnit ?? null,
      height: decimalView(product.height),
      width: decimalView(product.width),
      depth: decimalView(product.depth),
      size_unit: product.sizeUnit ?? null,
    },
    created_at: product.createdAt,
    updated_at: product.updatedAt,
  };
}

export const productEndpoints: readonly Endpoint[] = registerEndpoints({
  path: '/api/products',
  tag: 'products',
  singular: 'product',
  plural: 'products',
  what: 'product',
  key: 'number',
  rowPath: pathProduct,
  body: productBody,
  bodyExample: {
    number: 'FYR-45x95',
    name: 'Fyrreplanke 45 × 95 mm',
    group_id: 1,
    unit_id: 2,
    sales_price: '34.50',
    recommended_cost_price: '21.75',
  },
  row: productRow,
  filters: {
    number: queryText(25).optional(),
    name: queryText().optional(),
    barcode: queryText().optional(),
    'simple_filter[ean]': queryText().optional().describe('The barcode.'),
    'simple_filter[number]': queryText(25).optional().describe('Part of the number.'),
    is_barred: queryBoolean().optional(),
    group_id: queryInteger(1, 999_999_999).optional(),
    unit_id: queryInteger(1, 999_999_999).optional(),
  },
  filterNames: {
    group_id: 'groupNumber',
    unit_id: 'unitNumber',
    'simple_filter[ean]': 'ean',
    'simple_filter[number]': 'numberPart',
  },
  sortable: ['number', 'name', 'sales_price', 'created_at', 'updated_at'],
  isDeep: true,
  list: listProducts,
  find: (em, path) => findProduct(em, path.number),
  create: (em, body, actor) => createProduct(em, fieldsOf(body), actor),
  update: (em, path, body, options, actor) => updateProduct(em, path.number, fieldsOf(body), options, actor),
  remove: (em, path, options) => deleteProduct(em, path.number, options),
  view: productView,
  fieldNames: {
    group_number: 'group_id',
    unit_number: 'unit_id',
    ...Object.fromEntries(
      ['weight', 'weight_unit', 'height', 'width', 'depth', 'size_unit'].map((name) => [
        name,
        `physical.${name}`,
      ]),
    ),
  },
});
