import { currencyCode, oneOf, registerNumber } from '../../field-rules.ts';
import type { Rule } from '../../field-rules.ts';
import { languages } from '../../languages.ts';
import {
  budgetMonth,
  productLocations,
  productPrices,
  productTranslations,
  salesBudgets,
} from '../../products/item-part-kinds.ts';
import { createPart, findPart, updatePart } from '../../parts.ts';
import type { Part } from '../../parts.ts';
import { itemNumber } from '../../products/product-fields.ts';
import type { CellType } from '../import-kind.ts';
import { serviceKind } from '../service-kind.ts';

/** What belongs to products and BOMs: a row names its item and the language, currency, location or month. */

interface PartFile {
  readonly name: string;
  readonly key: {
    readonly column: string;
    readonly property: string;
    readonly type: CellType;
    readonly example: string;
    readonly rule: Rule;
  };
  readonly fields: Parameters<typeof serviceKind>[0]['columns'];
}

type Row = { readonly id: string; readonly version: number; changedBy: string };

function partKind<E extends Row, K extends string | number, F extends object>(
  of: Part<E, K, F>,
  { name, key, fields }: PartFile,
) {
  const { column, ...named } = key;
  const nameOf = (values: Readonly<Record<string, unknown>>) => ({
    owner: String(values['itemNumber']),
    key: values[key.property] as K,
  });
  return serviceKind({
    name,
    columns: {
      product_id: {
        type: 'text',
        property: 'itemNumber',
        example: 'FYR-45x95',
        rule: itemNumber,
        isKey: true,
      },
      [column]: { ...named, isKey: true },
      ...fields,
    },
    find: (em, values) => findPart(em, of, nameOf(values)),
    create: (em, values, actor) => {
      const own = Object.entries(values).filter(
        ([property]) => property !== 'itemNumber' && property !== key.property,
      );
      return createPart(em, of, nameOf(values), Object.fromEntries(own) as F, actor);
    },
    update: (em, values, patch, actor) => updatePart(em, of, nameOf(values), patch as Partial<F>, {}, actor),
  });
}

export const translations = partKind(productTranslations, {
  name: 'product-translations',
  key: { column: 'language', property: 'language', type: 'text', example: 'sv', rule: oneOf(languages) },
  fields: {
    name: {
      type: 'text',
      example: 'Furuplanka 45 × 95 mm',
      rule: productTranslations.rules.name,
      isMandatory: true,
    },
    description: { type: 'text', example: 'Hyvlad, 4,8 m', rule: productTranslations.rules.description },
  },
});

export const currencyPrices = partKind(productPrices, {
  name: 'product-prices',
  key: { column: 'currency', property: 'currency', type: 'text', example: 'EUR', rule: currencyCode },
  fields: {
    sales_price: {
      type: 'decimal',
      example: '4.65',
      rule: productPrices.rules.salesPrice,
      isMandatory: true,
    },
  },
});

export const alertLimits = partKind(productLocations, {
  name: 'product-locations',
  key: {
    column: 'location_id',
    property: 'locationNumber',
    type: 'whole',
    example: '1',
    rule: registerNumber,
  },
  fields: {
    min_stock: { type: 'decimal', example: '20', rule: productLocations.rules.minStock },
    max_stock: { type: 'decimal', example: '200', rule: productLocations.rules.maxStock },
  },
});

export const budgets = partKind(salesBudgets, {
  name: 'sales-budgets',
  key: { column: 'month', property: 'month', type: 'text', example: '2027-01', rule: budgetMonth },
  fields: {
    quantity: { type: 'decimal', example: '120', rule: salesBudgets.rules.quantity, isMandatory: true },
    amount: { type: 'decimal', example: '4140', rule: salesBudgets.rules.amount },
  },
});
