/** What the lines of internal stock documents (adjustments, movements, counts, production orders) have alike. */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../events/event-hash.ts';
import type { EventValue } from '../events/event-hash.ts';
import { apiName, invalidInput, line as oneLine, price } from '../field-rules.ts';
import type { FieldErrors, Rule } from '../field-rules.ts';
import type { Decimal } from '../money.ts';
import { day } from '../sales/sales-input.ts';
import type { StockTracking } from '../stock/posting.ts';

/** Lines of one internal document at most. */
export const internalLinesMax = 1_000;

/** Batch or serial numbers of a line, as a client gives them. */
export type TrackingInput = readonly { readonly number: string; readonly quantity: Decimal }[];

/** A quantity in the item's standard unit: more than 0, up to 15 digits and 4 decimals. */
export const positiveQuantity: Rule = (value) =>
  price(value) ?? (Number(value) === 0 ? 'must be more than 0' : undefined);

/** A quantity that may go either way, but is never 0. */
export const signedQuantity: Rule = (value) =>
  typeof value === 'string' ? positiveQuantity(value.replace(/^-/, '')) : positiveQuantity(value);

/** Batch or serial numbers: each once, each of a quantity above 0. */
export const tracking: Rule = (value) => {
  if (!Array.isArray(value)) return 'must be a list of numbers with quantities';
  const parts = value as readonly Partial<StockTracking>[];
  for (const part of parts) {
    const fault = oneLine(255)(part.number);
    if (fault !== undefined) return `has a number that ${fault}`;
    const quantityFault = positiveQuantity(part.quantity);
    if (quantityFault !== undefined) return `has a quantity that ${quantityFault}`;
  }
  const numbers = new Set(parts.map(({ number }) => number));
  return numbers.size < parts.length ? 'must name each number once' : undefined;
};

/** A field of a line in the API's spelling: `lines.0.item_id`. */
export const lineField = (at: number, property: string): string => `lines.${at}.${apiName(property)}`;

/** What is wrong with these lines, field by field. */
export function lineErrors(lines: readonly object[], rules: Readonly<Record<string, Rule>>): FieldErrors {
  const errors: FieldErrors = {};
  if (lines.length > internalLinesMax)
    errors['lines'] = [`lines has ${lines.length} lines; at most ${internalLinesMax} are possible.`];
  for (const [at, line] of lines.entries())
    for (const [property, rule] of Object.entries(rules)) {
      const value = (line as Readonly<Record<string, unknown>>)[property];
      const isMissing = value === undefined || value === null;
      const fault = isMissing && rule(value) !== undefined ? 'is required' : rule(value);
      const field = lineField(at, property);
      if (fault !== undefined) errors[field] = [`${field} ${fault}.`];
    }
  return errors;
}

/** A day that is not after today, UTC: stock that moves tomorrow has not moved. */
export const pastDay =
  (today: string): Rule =>
  (value) =>
    day(value) ?? (String(value) > today ? `must not lie in the future; today is ${today}` : undefined);

/** Throws `InvalidInput` where there is anything in it. */
export function refuseErrors(errors: FieldErrors): void {
  if (Object.keys(errors).length > 0) throw invalidInput(errors);
}

/** What events keep of lines: how many, and a digest of what they say. */
export const digestOf = (lines: readonly EventValue[]): { count: number; hash: string } => ({
  count: lines.length,
  hash: createHash('sha256').update(canonicalJson(lines)).digest('hex'),
});
