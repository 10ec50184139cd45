import { z } from 'zod';
import { vatZones } from '../../domain/erp/documents.ts';
import { ean13 } from '../../domain/field-rules.ts';
import { languages } from '../../domain/languages.ts';

/**
 * The building blocks of requests. Decimals may come as strings or as JSON numbers, as today's clients send them, and
 * go on as strings; answers always give strings.
 */

/** Text as PostgreSQL can keep it: no NUL, no lone surrogates. */
export const text = (max: number) =>
  z
    .string()
    .max(max, `must have at most ${max} characters`)
    .refine((value) => !value.includes('\0') && value.isWellFormed(), 'has characters that cannot be stored');

/** Text that says something. */
export const requiredText = (max: number) =>
  text(max).refine((value) => value.trim() !== '', 'must not be empty');

/** An empty string clears a field, as null does: forms send it so. */
export const optionalText = (max: number) =>
  text(max)
    .nullable()
    .transform((value) => (value === null || value.trim() === '' ? null : value))
    .optional();

const numberLimit = 999_999_999;

/** A number of a register row, from 1. */
export const registerNumber = () =>
  z
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(numberLimit, `must be at most ${numberLimit}`);

/** A number of a register row that a client names in a body: whole, also written as text, for forms send it so. */
export const reference = () =>
  z
    .union([z.int(), z.string().regex(/^\d{1,9}$/)], { error: 'must be the number of a record' })
    .transform(Number)
    .refine((n) => n >= 1 && n <= numberLimit, 'must be the number of a record');

const partyNumber = (of: string) => () =>
  z
    .union([z.string().min(1).max(9), z.int().min(0).max(numberLimit)], {
      error: `must be a ${of} number of 1 to 9 characters`,
    })
    .transform(String)
    .refine(
      (value) => value.trim() !== '' && isStorable(value),
      `must be a ${of} number of 1 to 9 characters`,
    );

/** A customer number: text of at most 9 characters, or a whole number, as the dialect's `customer_id` often is. */
export const customerNumber = partyNumber('customer');
/** As a customer's. */
export const supplierNumber = partyNumber('supplier');

/** A product number: text of at most 25 characters, or a whole number. */
export const productNumber = () =>
  z
    .union([z.string().min(1).max(25), z.int().min(0)], {
      error: 'must be a product number of 1 to 25 characters',
    })
    .transform(String)
    .refine(
      (value) => value.trim() !== '' && value.length <= 25 && isStorable(value),
      'must be a product number of 1 to 25 characters',
    );

const isStorable = (value: string): boolean => !value.includes('\0') && value.isWellFormed();

interface DecimalOptions {
  /** Decimals after the point at most; trailing zeros do not count. */
  readonly places: number;
  readonly negative?: boolean;
  readonly max?: number;
}

/** An exact decimal. A JSON number is taken by its shortest notation, which is what the client wrote. */
export function decimal(options: DecimalOptions) {
  const { places, negative = false, max } = options;
  const shape = new RegExp(`^-?\\d{1,15}(\\.\\d{1,${places}}0*)?$`);
  const hint = `must be a number with at most ${places} decimals`;
  return z
    .union([z.string(), z.number()], { error: hint })
    .transform((value) => (typeof value === 'number' ? String(value) : value.trim()))
    .refine((value) => shape.test(value), { error: hint, abort: true })
    .refine((value) => negative || !value.startsWith('-') || /^-[0.]+$/.test(value), 'must not be negative')
    .refine((value) => max === undefined || Number(value) <= max, `must be at most ${max ?? ''}`)
    .transform((value) => value.replace(/^-(?=[0.]+$)/, ''))
    .meta({ description: `Decimal, at most ${places} decimals.` });
}

export const amount = () => decimal({ places: 4 });
export const percentage = () => decimal({ places: 2, max: 100 });

/** A calendar day. */
export const day = () => z.iso.date('must be a date, YYYY-MM-DD');

/** A VAT zone, by name or by the import code 1 to 4. */
export const vatZone = () =>
  z
    .union([z.enum(vatZones), z.literal([1, 2, 3, 4])], {
      error: `must be one of ${vatZones.join(', ')}`,
    })
    .transform((value) => (typeof value === 'number' ? (vatZones[value - 1] ?? 'domestic') : value));

export const currencyCode = () =>
  z.string().regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code of three capital letters');

export const language = () => z.enum(languages, `must be one of ${languages.join(', ')}`);

/** EAN (GLN) of 13 digits whose last one is the check digit. */
export const ean = () =>
  z
    .string()
    .superRefine((value, issues) => {
      const fault = ean13(value);
      if (fault !== undefined) issues.addIssue({ code: 'custom', message: fault });
    })
    .nullable()
    .optional();

/** The number in the path of a register row; a leading zero names nothing. */
export const pathNumber = z.object({
  number: z
    .string()
    .regex(/^[1-9]\d{0,8}$/)
    .transform(Number),
});

export const pathCustomer = z.object({ number: z.string().min(1).max(9) });
/** A contact's or delivery address's number within its customer. */
export const pathOfCustomer = z.object({ customer: z.string().min(1).max(9) });
export const pathInCustomer = pathOfCustomer.extend(pathNumber.shape);
/** A contact's number within its supplier. */
export const pathOfSupplier = z.object({ supplier: z.string().min(1).max(9) });
export const pathInSupplier = pathOfSupplier.extend(pathNumber.shape);
export const pathProduct = z.object({ number: z.string().min(1).max(25) });
/** A part of a product: its units, translations, prices, … */
export const pathOfProduct = z.object({ product: z.string().min(1).max(25) });
export const pathOfItem = z.object({ item: z.string().min(1).max(25) });
export const pathOfLot = z.object({ lot: z.string().min(1).max(25) });
export const pathId = z.object({ id: z.uuid() });

/** Moments and days as answers give them. */
export const moment = z.iso.datetime().describe('ISO 8601, UTC.');
export const decimalOut = z.string().describe('Decimal.');
