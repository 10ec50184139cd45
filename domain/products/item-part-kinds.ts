import { Agreement } from '../agreements/agreement.entity.ts';
import { referToCurrency } from '../currencies/currency.service.ts';
import { invalidField, line, lines, omittable, oneOf, optional, price } from '../field-rules.ts';
import type { Rule } from '../field-rules.ts';
import { languages } from '../languages.ts';
import type { Language } from '../languages.ts';
import { referToOpenLocation } from '../locations/location.service.ts';
import { compare } from '../money.ts';
import type { Decimal } from '../money.ts';
import type { Owner, Part } from '../parts.ts';
import { agreementOf } from '../tenant.ts';
import { ProductLocation } from './product-location.entity.ts';
import { ProductPrice } from './product-price.entity.ts';
import { ProductTranslation } from './product-translation.entity.ts';
import { SalesBudget } from './sales-budget.entity.ts';
import { findItem } from './product.service.ts';

/** The parts of items: translations by language, prices by foreign currency, alert limits by location, budgets by month. */

const owner: Owner = { property: 'product', find: findItem };

export interface TranslationFields {
  /** 1 to 255 characters. */
  readonly name: string;
  /** Up to 10,000 characters; null = the item's own. */
  readonly description?: string | null | undefined;
}

const language = oneOf(languages);

/** What an item is called, by language. */
export const productTranslations: Part<ProductTranslation, Language, TranslationFields> = {
  owner,
  register: {
    entity: ProductTranslation,
    key: 'language',
    what: 'Translation',
    nameOf: (row) => row.language,
  },
  rules: { name: line(255), description: optional(lines(10_000)) },
  empty: { description: null },
  list: { order: ['language', 'createdAt', 'updatedAt'], filters: { language: 'property' } },
  where: (key) => ({ language: key }),
  columnOf: (_em, key) => {
    const fault = language(key);
    if (fault !== undefined) throw invalidField('language', fault);
    return Promise.resolve({ language: key });
  },
};

export interface CurrencyPriceFields {
  /** In that currency, without VAT, for one standard unit; as the item's own sales price. */
  readonly salesPrice: Decimal;
}

/** What an item costs, by foreign currency; in the base currency it has its own sales price. */
export const productPrices: Part<ProductPrice, string, CurrencyPriceFields> = {
  owner,
  register: { entity: ProductPrice, key: 'currency', what: 'Price', nameOf: (row) => row.currency.code },
  rules: { salesPrice: price },
  empty: {},
  list: {
    order: ['salesPrice', 'createdAt', 'updatedAt'],
    filters: { currency: (value) => ({ currency: { code: value } }) },
    populate: ['currency'],
  },
  where: (key) => ({ currency: { code: key } }),
  columnOf: async (em, key) => {
    const { baseCurrency } = await em.findOneOrFail(Agreement, { number: agreementOf(em) });
    if (key === baseCurrency)
      throw invalidField('currency', `must not be the base currency ${key}: that is the item's sales_price`);
    return { currency: await referToCurrency(em, key) };
  },
};

export interface AlertLimitFields {
  /** Standard units, not negative. Default 0. */
  readonly minStock?: Decimal | undefined;
  /** At least the minimum; null = no limit. */
  readonly maxStock?: Decimal | null | undefined;
}

/** The alert limits of an item, by location. */
export const productLocations: Part<ProductLocation, number, AlertLimitFields> = {
  owner,
  register: {
    entity: ProductLocation,
    key: 'locationNumber',
    what: 'Limits at location',
    nameOf: (row) => row.location.number,
  },
  rules: { minStock: omittable(price), maxStock: optional(price) },
  empty: { minStock: '0', maxStock: null },
  list: {
    order: ['minStock', 'createdAt', 'updatedAt'],
    filters: { locationNumber: (value) => ({ location: { number: value } }) },
    populate: ['location'],
  },
  where: (key) => ({ location: { number: key } }),
  columnOf: async (em, key) => ({ location: await referToOpenLocation(em, key, 'locationNumber') }),
  check: ({ minStock = '0', maxStock = null }) => {
    if (maxStock !== null && compare(maxStock, minStock) < 0)
      throw invalidField('maxStock', 'must not be less than min_stock');
  },
};

/** A month, `YYYY-MM`. */
export const budgetMonth: Rule = (value) =>
  typeof value === 'string' && /^2\d{3}-(0[1-9]|1[0-2])$/.test(value)
    ? undefined
    : 'must be a month, YYYY-MM';

export interface SalesBudgetFields {
  /** Standard units, not negative. */
  readonly quantity: Decimal;
  /** Base currency, without VAT; null = not budgeted. */
  readonly amount?: Decimal | null | undefined;
}

/** What is expected to be sold of an item, by month. It plans; no document and no price asks for it. */
export const salesBudgets: Part<SalesBudget, string, SalesBudgetFields> = {
  owner,
  register: { entity: SalesBudget, key: 'month', what: 'Sales budget', nameOf: (row) => row.month },
  rules: { quantity: price, amount: optional(price) },
  empty: { amount: null },
  list: { order: ['month', 'quantity', 'createdAt', 'updatedAt'], filters: { month: 'property' } },
  where: (key) => ({ month: key }),
  columnOf: (_em, key) => {
    const fault = budgetMonth(key);
    if (fault !== undefined) throw invalidField('month', fault);
    return Promise.resolve({ month: key });
  },
};
