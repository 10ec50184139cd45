import { invalidField } from '../field-rules.ts';
import { isDecimal, multiply, plain, round } from '../money.ts';
import type { Decimal } from '../money.ts';

/**
 * Units of an item: stock and cost are kept in its standard unit, lines may be written in another one that holds so many
 * standard units. Pure.
 */

/**
 * A quantity of a unit in standard units, exactly: `perUnit` standard units are one of it. Throws `InvalidInput`, with the
 * field, where the result has more than 4 decimals or 15 digits: rounding would move goods that nobody has counted.
 */
export function toStandardQuantity(quantity: Decimal, perUnit: Decimal, property = 'quantity'): Decimal {
  const standard = multiply(quantity, perUnit);
  if (isDecimal(standard)) return standard;
  throw invalidField(
    property,
    `of ${plain(quantity)} is ${standard} standard units at ${plain(perUnit)} each; at most 15 digits and 4 decimals are possible`,
  );
}

/** What one of a unit costs: its own price, else that of the standard units it holds (4 decimals, half up). */
export const priceInUnit = (
  own: Decimal | null | undefined,
  standardPrice: Decimal,
  perUnit: Decimal,
): Decimal =>
  own === null || own === undefined ? plain(round(multiply(standardPrice, perUnit), 4)) : plain(own);
