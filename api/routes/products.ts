import {
  createProduct,
  deleteProduct,
  findProduct,
  listProducts,
  updateProduct,
} from '../../domain/products/product.service.ts';
import type { Endpoint } from '../endpoint.ts';
import { pathProduct } from '../schemas/common.ts';
import { productBody, productRow } from '../schemas/products.ts';
import { productView } from '../views/products.ts';
import { itemFieldNames, itemFieldsOf, itemList } from './product-fields.ts';
import { registerEndpoints } from './register.ts';

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
  ...itemList,
  fieldOwner: 'product',
  list: listProducts,
  find: (em, path) => findProduct(em, path.number),
  create: (em, body, actor) => createProduct(em, itemFieldsOf(body), actor),
  update: (em, path, body, options, actor) =>
    updateProduct(em, path.number, itemFieldsOf(body), options, actor),
  remove: (em, path, options) => deleteProduct(em, path.number, options),
  view: (product) => productView(product),
  fieldNames: itemFieldNames,
});
