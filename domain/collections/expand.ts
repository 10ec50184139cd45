import type { Decimal } from '../money.ts';
import { toStandardQuantity } from '../products/unit-conversion.ts';

/** What goes into one of a collection, in the item's standard unit. */
export interface CollectionPart {
  readonly itemNumber: string;
  readonly quantity: Decimal;
}

/**
 * The lines that `quantity` of a collection are on a document, in the order of the collection. Pure. Throws `InvalidInput`,
 * with the field `quantity`, where a line would need more than 4 decimals or 15 digits.
 */
export const expandCollection = (
  parts: readonly CollectionPart[],
  quantity: Decimal,
): readonly CollectionPart[] =>
  parts.map((part) => ({
    itemNumber: part.itemNumber,
    quantity: toStandardQuantity(quantity, part.quantity),
  }));
