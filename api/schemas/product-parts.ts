import { z } from 'zod';
import { languages } from '../../domain/languages.ts';
import {
  amount,
  currencyCode,
  decimalOut,
  language,
  optionalText,
  pathNumber,
  pathOfProduct,
  reference,
  requiredText,
} from './common.ts';
import { stamps } from './registers.ts';

/** Requests and answers of what belongs to one product or BOM: translations, currency prices, alert limits, sales budgets. */

export const pathTranslation = pathOfProduct.extend({ language: z.enum(languages) });

export const translationBody = z
  .strictObject({
    language: language(),
    name: requiredText(255),
    description: optionalText(10_000).describe("Null: the product's own."),
  })
  .meta({ id: 'ProductTranslationCreate' });

export const translationRow = z
  .object({
    language: z.enum(languages),
    name: z.string(),
    description: z.string().nullable(),
    ...stamps,
  })
  .meta({ id: 'ProductTranslation' });

export const pathPrice = pathOfProduct.extend({ currency: z.string().regex(/^[A-Z]{3}$/) });

export const currencyPriceBody = z
  .strictObject({
    currency: currencyCode().describe('Not the base currency: in that a product has its own sales_price.'),
    sales_price: amount().describe('Without VAT, in that currency, for one standard unit.'),
  })
  .meta({ id: 'ProductPriceCreate' });

export const currencyPriceRow = z
  .object({ currency: z.string(), sales_price: decimalOut, ...stamps })
  .meta({ id: 'ProductPrice' });

export const pathLimits = pathOfProduct.extend({ location_id: pathNumber.shape.number });

export const limitsBody = z
  .strictObject({
    location_id: reference(),
    min_stock: amount().optional().describe('Standard units below which it runs out there; 0 if left out.'),
    max_stock: amount().nullable().optional().describe('At least min_stock; null is no limit.'),
  })
  .meta({ id: 'ProductLocationCreate' });

export const limitsRow = z
  .object({
    location_id: z.int(),
    location: z.object({ number: z.int(), name: z.string() }),
    min_stock: decimalOut,
    max_stock: decimalOut.nullable(),
    ...stamps,
  })
  .meta({ id: 'ProductLocation' });

const month = () =>
  z
    .string()
    .regex(/^2\d{3}-(0[1-9]|1[0-2])$/)
    .describe('YYYY-MM');

export const pathBudget = pathOfProduct.extend({ month: month() });

export const budgetBody = z
  .strictObject({
    month: month(),
    quantity: amount().describe('What is expected to be sold, in standard units.'),
    amount: amount().nullable().optional().describe('Base currency, without VAT; null is not budgeted.'),
  })
  .meta({ id: 'SalesBudgetCreate' });

export const budgetRow = z
  .object({ month: z.string(), quantity: decimalOut, amount: decimalOut.nullable(), ...stamps })
  .meta({ id: 'SalesBudget' });
