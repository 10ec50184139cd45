import {
  createProductUnit,
  deleteProductUnit,
  findProductUnit,
  listProductUnits,
  updateProductUnit,
} from '../../domain/products/product-unit.service.ts';
import { camelFields } from '../case.ts';
import type { Endpoint } from '../endpoint.ts';
import { queryInteger, queryText } from '../lists.ts';
import { pathNumber, pathOfProduct } from '../schemas/common.ts';
import { productUnitBody, productUnitRow } from '../schemas/products.ts';
import { productUnitView } from '../views/products.ts';
import { withStamps } from '../views/registers.ts';
import { registerEndpoints } from './register.ts';

/** What belongs to one product or BOM. */

const number = () => queryInteger(1, 999_999_999).optional();
const partOfProduct = { listPath: pathOfProduct, tag: 'products' } as const;

const units = registerEndpoints({
  ...partOfProduct,
  path: '/api/products/{product}/units',
  singular: 'product_unit',
  plural: 'product_units',
  what: 'further unit of a product',
  key: 'unit_id',
  rowPath: pathOfProduct.extend({ unit_id: pathNumber.shape.number }),
  body: productUnitBody,
  bodyExample: { unit_id: 3, quantity: '48', sales_price: '1500', is_default_purchase: true },
  row: productUnitRow,
  filters: { unit_id: number(), barcode: queryText().optional() },
  filterNames: { unit_id: 'unitNumber' },
  sortable: ['quantity', 'created_at', 'updated_at'],
  list: (em, query, path) => listProductUnits(em, path.product, query),
  find: (em, path) => findProductUnit(em, path.product, path.unit_id),
  create: (em, { unit_id, ...body }, actor, path) =>
    createProductUnit(em, path.product, { ...camelFields(body), unitNumber: unit_id }, actor),
  update: (em, path, body, options, actor) =>
    updateProductUnit(em, path.product, path.unit_id, camelFields(body), options, actor),
  remove: (em, path, options) => deleteProductUnit(em, path.product, path.unit_id, options),
  view: withStamps(productUnitView),
  fieldNames: { unit_number: 'unit_id' },
});

export const productPartEndpoints: readonly Endpoint[] = units;
