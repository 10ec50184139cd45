import { DomainError } from './errors.ts';

/**
 * Rules for the fields of an input. All broken rules of an input are told at once, per field, in the API's spelling
 * (snake_case), as one `InvalidInput`.
 */

/** What is wrong with a value, as the end of a sentence that starts with the field; undefined = nothing. */
export type Rule = (value: unknown) => string | undefined;

/** Messages by field, in the API's spelling. */
export type FieldErrors = Record<string, string[]>;

/** `paymentTermsNumber` → `payment_terms_number`. */
export const apiName = (property: string): string =>
  property.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Optional: null and a missing value are fine. */
export const optional =
  (rule: Rule): Rule =>
  (value) =>
    value === null || value === undefined ? undefined : rule(value);

// Characters that no register holds: PostgreSQL refuses NUL, the others break the lines of ERPs and PDFs.
const control = /\p{Cc}/u;
const controlButLines = /[^\P{Cc}\n\r\t]/u;

const textRule =
  (forbidden: RegExp) =>
  (max: number): Rule =>
  (value) => {
    if (typeof value !== 'string') return 'must be a text';
    if (value.trim() === '') return 'must not be empty';
    const length = Array.from(value).length;
    if (length > max) return `has ${length} characters; at most ${max} are possible`;
    if (forbidden.test(value)) return 'must not hold control characters';
    return undefined;
  };

/** One line of 1 to `max` characters. */
export const line = textRule(control);

/** Names a row in a path of the API: `.` and `..` are taken out of a URL before it is sent, so that nothing could reach it. */
export const reachable: Rule = (value) =>
  value === '.' || value === '..' ? 'must not be . or .., which no URL can name' : undefined;

/** Lines of 1 to `max` characters in all. */
export const lines = textRule(controlButLines);

/** May be left out, but is never null: its column has a default, or it stays as it is. */
export const omittable =
  (rule: Rule): Rule =>
  (value) =>
    value === undefined ? undefined : rule(value);

/** One of a list. */
export const oneOf =
  (values: readonly string[]): Rule =>
  (value) =>
    typeof value === 'string' && values.includes(value) ? undefined : `must be one of ${values.join(', ')}`;

export const bool: Rule = (value) => (typeof value === 'boolean' ? undefined : 'must be true or false');

/** A whole number from `min` to `max`. */
export const whole =
  (min: number, max: number): Rule =>
  (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max
      ? undefined
      : `must be a whole number from ${min} to ${max}`;

/** A register's own number: 1 to 999,999,999, which every ERP takes. */
export const registerNumber = whole(1, 999_999_999);

/** A decimal string with at most so many digits before and after the point, not negative. */
export const notNegative =
  (digits: number, decimals: number): Rule =>
  (value) => {
    if (typeof value !== 'string' || !/^-?\d+(\.\d+)?$/.test(value))
      return 'must be a decimal number as a text, e.g. "12.50"';
    if (value.startsWith('-') && /[1-9]/.test(value)) return 'must not be negative';
    const [before = '', after = ''] = value.replace('-', '').split('.');
    if (before.replace(/^0+/, '').length > digits || after.replace(/0+$/, '').length > decimals)
      return `has at most ${digits} digits before and ${decimals} after the decimal point`;
    return undefined;
  };

/** A price or amount: 15 digits and 4 decimals, not negative. */
export const price = notNegative(15, 4);

/** A percentage from 0 to 100 with at most 2 decimals. */
export const percent: Rule = (value) =>
  notNegative(3, 2)(value) ?? (Number(value) > 100 ? 'must be from 0 to 100' : undefined);

/** An e-mail address, as far as its form tells. */
export const email: Rule = (value) =>
  line(255)(value) ??
  (typeof value === 'string' && /^[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>.]+$/.test(value)
    ? undefined
    : 'must be one e-mail address');

/** A GTIN-13 or GLN: 13 digits, the last a check digit (weights 1 and 3 from the left, sum to a multiple of ten). */
export const ean13: Rule = (value) => {
  if (typeof value !== 'string' || !/^\d{13}$/.test(value)) return 'must have 13 digits';
  const sum = Array.from(value).reduce(
    (total, digit, at) => total + Number(digit) * (at % 2 === 0 ? 1 : 3),
    0,
  );
  return sum % 10 === 0 ? undefined : 'has a wrong check digit';
};

/** An IBAN without spaces, in capitals: country, two check digits, up to 30 more (ISO 13616, modulo 97). */
export const iban: Rule = (value) => {
  if (typeof value !== 'string' || !/^[A-Z]{2}\d{2}[0-9A-Z]{11,30}$/.test(value))
    return 'must be an IBAN without spaces, in capitals';
  const turned = value.slice(4) + value.slice(0, 4);
  const digits = turned.replaceAll(/[A-Z]/g, (letter) => String(parseInt(letter, 36)));
  return BigInt(digits) % 97n === 1n ? undefined : 'has wrong check digits';
};

/** A BIC (SWIFT code) of 8 or 11 characters (ISO 9362). */
export const bic: Rule = (value) =>
  typeof value === 'string' && /^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$/.test(value)
    ? undefined
    : 'must be a BIC of 8 or 11 characters, in capitals';

const currencyCodes = new Set(Intl.supportedValuesOf('currency'));

/** A currency that ISO 4217 knows, in capitals. */
export const currencyCode: Rule = (value) =>
  typeof value === 'string' && currencyCodes.has(value)
    ? undefined
    : 'must be a currency code of ISO 4217, e.g. DKK';

const regionNames = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });

/** A country that ISO 3166-1 knows, two capitals. */
export const countryCode: Rule = (value) =>
  typeof value === 'string' &&
  /^[A-Z]{2}$/.test(value) &&
  value !== 'ZZ' &&
  regionNames.of(value) !== undefined
    ? undefined
    : 'must be a country code of ISO 3166, e.g. DK';

/** How to check an input. */
export interface CheckOptions {
  /** A change: only the fields that are there are checked. */
  readonly isPatch?: boolean;
  /** Findings of other rules, told together with these. */
  readonly also?: FieldErrors;
}

/**
 * Holds an input against its rules and throws `InvalidInput` with every finding. A field without a rule is not looked
 * at: the type of the input says which there are.
 */
export function checkFields(
  input: object,
  rules: Readonly<Record<string, Rule>>,
  options: CheckOptions = {},
): void {
  const values = new Map(Object.entries(input) as [string, unknown][]);
  const errors: FieldErrors = { ...options.also };
  for (const [property, rule] of Object.entries(rules)) {
    const value = values.get(property);
    if (options.isPatch === true && value === undefined) continue;
    const isMissing = value === undefined || value === null;
    const fault = isMissing && rule(value) !== undefined ? 'is required' : rule(value);
    if (fault !== undefined) (errors[apiName(property)] ??= []).push(`${apiName(property)} ${fault}.`);
  }
  if (Object.keys(errors).length > 0) throw invalidInput(errors);
}

/** `InvalidInput` with these findings. */
export const invalidInput = (errors: FieldErrors): DomainError =>
  new DomainError('InvalidInput', { fields: Object.keys(errors).join(', ') }, { errors });

/** `InvalidInput` of one field: the end of a sentence that starts with it. */
export const invalidField = (property: string, fault: string): DomainError =>
  invalidInput({ [apiName(property)]: [`${apiName(property)} ${fault}.`] });

/** The fields of an input that are there: undefined means "leave as it is". */
export function given<T extends object>(input: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
