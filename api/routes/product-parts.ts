import { z } from 'zod';
import { languages } from '../../domain/languages.ts';
import {
  productLocations,
  productPrices,
  productTranslations,
  salesBudgets,
} from '../../domain/products/item-part-kinds.ts';
import { createPart, deletePart, findPart, listParts, updatePart } from '../../domain/parts.ts';
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
import {
  budgetBody,
  budgetRow,
  currencyPriceBody,
  currencyPriceRow,
  limitsBody,
  limitsRow,
  pathBudget,
  pathLimits,
  pathPrice,
  pathTranslation,
  translationBody,
  translationRow,
} from '../schemas/product-parts.ts';
import { productUnitBody, productUnitRow } from '../schemas/products.ts';
import {
  budgetView,
  currencyPriceView,
  limitsView,
  productUnitView,
  translationView,
} from '../views/products.ts';
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

const translations = registerEndpoints({
  ...partOfProduct,
  path: '/api/products/{product}/translations',
  singular: 'product_translation',
  plural: 'product_translations',
  what: 'translation of a product',
  key: 'language',
  rowPath: pathTranslation,
  body: translationBody,
  bodyExample: { language: 'sv', name: 'Furuplanka 45 × 95 mm' },
  row: translationRow,
  filters: { language: z.enum(languages).optional() },
  sortable: ['language', 'created_at', 'updated_at'],
  list: (em, query, path) => listParts(em, productTranslations, path.product, query),
  find: (em, { product: owner, language: key }) => findPart(em, productTranslations, { owner, key }),
  create: (em, { language: key, ...body }, actor, { product: owner }) =>
    createPart(em, productTranslations, { owner, key }, body, actor),
  update: (em, { product: owner, language: key }, body, options, actor) =>
    updatePart(em, productTranslations, { owner, key }, camelFields(body), options, actor),
  remove: (em, { product: owner, language: key }, options) =>
    deletePart(em, productTranslations, { owner, key }, options),
  view: withStamps(translationView),
});

const prices = registerEndpoints({
  ...partOfProduct,
  path: '/api/products/{product}/prices',
  singular: 'product_price',
  plural: 'product_prices',
  what: 'price of a product in a foreign currency',
  key: 'currency',
  rowPath: pathPrice,
  body: currencyPriceBody,
  bodyExample: { currency: 'EUR', sales_price: '4.65' },
  row: currencyPriceRow,
  filters: { currency: queryText(3).optional() },
  sortable: ['sales_price', 'created_at', 'updated_at'],
  list: (em, query, path) => listParts(em, productPrices, path.product, query),
  find: (em, { product: owner, currency: key }) => findPart(em, productPrices, { owner, key }),
  create: (em, { currency: key, ...body }, actor, { product: owner }) =>
    createPart(em, productPrices, { owner, key }, camelFields(body), actor),
  update: (em, { product: owner, currency: key }, body, options, actor) =>
    updatePart(em, productPrices, { owner, key }, { salesPrice: body.sales_price }, options, actor),
  remove: (em, { product: owner, currency: key }, options) =>
    deletePart(em, productPrices, { owner, key }, options),
  view: withStamps(currencyPriceView),
});

const limits = registerEndpoints({
  ...partOfProduct,
  path: '/api/products/{product}/locations',
  singular: 'product_location',
  plural: 'product_locations',
  what: 'location with alert limits of a product',
  key: 'location_id',
  rowPath: pathLimits,
  body: limitsBody,
  bodyExample: { location_id: 1, min_stock: '20', max_stock: '200' },
  row: limitsRow,
  filters: { location_id: number() },
  filterNames: { location_id: 'locationNumber' },
  sortable: ['min_stock', 'created_at', 'updated_at'],
  list: (em, query, path) => listParts(em, productLocations, path.product, query),
  find: (em, { product: owner, location_id: key }) => findPart(em, productLocations, { owner, key }),
  create: (em, { location_id: key, ...body }, actor, { product: owner }) =>
    createPart(em, productLocations, { owner, key }, camelFields(body), actor),
  update: (em, { product: owner, location_id: key }, body, options, actor) => {
    const patch = { minStock: body.min_stock, maxStock: body.max_stock };
    return updatePart(em, productLocations, { owner, key }, patch, options, actor);
  },
  remove: (em, { product: owner, location_id: key }, options) =>
    deletePart(em, productLocations, { owner, key }, options),
  view: withStamps(limitsView),
  fieldNames: { location_number: 'location_id' },
});

const budgets = registerEndpoints({
  ...partOfProduct,
  path: '/api/products/{product}/sales-budgets',
  singular: 'sales_budget',
  plural: 'sales_budgets',
  what: 'sales budget of a product for a month',
  key: 'month',
  rowPath: pathBudget,
  body: budgetBody,
  bodyExample: { month: '2027-01', quantity: '120', amount: '4140' },
  row: budgetRow,
  filters: { month: queryText(7).optional() },
  sortable: ['month', 'quantity', 'created_at', 'updated_at'],
  list: (em, query, path) => listParts(em, salesBudgets, path.product, query),
  find: (em, { product: owner, month: key }) => findPart(em, salesBudgets, { owner, key }),
  create: (em, { month: key, ...body }, actor, { product: owner }) =>
    createPart(em, salesBudgets, { owner, key }, body, actor),
  update: (em, { product: owner, month: key }, body, options, actor) =>
    updatePart(em, salesBudgets, { owner, key }, camelFields(body), options, actor),
  remove: (em, { product: owner, month: key }, options) =>
    deletePart(em, salesBudgets, { owner, key }, options),
  view: withStamps(budgetView),
});

export const productPartEndpoints: readonly Endpoint[] = [
  ...units,
  ...translations,
  ...prices,
  ...limits,
  ...budgets,
];
