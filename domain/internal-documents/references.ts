/** What internal stock documents name: items that have inventory, and locations that are open. */
import type { EntityManager } from '@mikro-orm/postgresql';
import { DomainError } from '../errors.ts';
import type { Location } from '../locations/location.entity.ts';
import { defaultLocation, referToOpenLocation } from '../locations/location.service.ts';
import { Product } from '../products/product.entity.ts';
import { invalidField } from '../field-rules.ts';
import { lineField } from './line-rules.ts';

/** Whether batches or serial numbers are kept of it. */
export const isTracked = (product: Product): boolean => product.hasBatchControl || product.hasSerialNumbers;

/**
 * The items of lines, line by line: one statement. Barred ones too, for what is in stock has to be put right all the same.
 * Throws `ReferenceNotFound` and `ItemNotStocked`, each with the fields of all lines concerned.
 */
export async function stockedItems(
  em: EntityManager,
  lines: readonly { readonly itemId: string }[],
): Promise<readonly Product[]> {
  const numbers = [...new Set(lines.map(({ itemId }) => itemId))];
  const rows = await em.find(
    Product,
    { number: { $in: numbers } },
    { populate: ['group', 'defaultLocation'] },
  );
  const byNumber = new Map(rows.map((row) => [row.number, row]));
  const missing = lines.flatMap(({ itemId }, at) => (byNumber.has(itemId) ? [] : [{ itemId, at }]));
  if (missing[0] !== undefined)
    throw new DomainError(
      'ReferenceNotFound',
      { field: lineField(missing[0].at, 'itemId'), what: `Product ${missing[0].itemId}` },
      { errors: fieldsOf(missing, (itemId) => `Product ${itemId} does not exist.`) },
    );
  const unstocked = lines.flatMap(({ itemId }, at) =>
    byNumber.get(itemId)?.group.hasInventory === true ? [] : [{ itemId, at }],
  );
  if (unstocked[0] !== undefined)
    throw new DomainError(
      'ItemNotStocked',
      { item: unstocked[0].itemId },
      { errors: fieldsOf(unstocked, (itemId) => `Item ${itemId} has no inventory.`) },
    );
  return lines.flatMap(({ itemId }) => byNumber.get(itemId) ?? []);
}

const fieldsOf = (
  lines: readonly { readonly itemId: string; readonly at: number }[],
  message: (itemId: string) => string,
): Record<string, string[]> =>
  Object.fromEntries(lines.map(({ itemId, at }) => [lineField(at, 'itemId'), [message(itemId)]]));

/** Open locations by their numbers, each looked up once. */
export class OpenLocations {
  readonly #em: EntityManager;
  readonly #known = new Map<number, Location>();

  constructor(em: EntityManager) {
    this.#em = em;
  }

  /** Throws `ReferenceNotFound` and `Barred`, with the field. */
  async find(number: number, property: string): Promise<Location> {
    const known = this.#known.get(number);
    if (known !== undefined) return known;
    const location = await referToOpenLocation(this.#em, number, property);
    this.#known.set(number, location);
    return location;
  }

  /** The one that is named, else the item's own, else the agreement's default. Throws `InvalidInput` where there is none. */
  async findFor(
    item: Product | undefined,
    number: number | null | undefined,
    property: string,
  ): Promise<Location> {
    const own = number ?? item?.defaultLocation?.number ?? (await defaultLocation(this.#em))?.number;
    if (own === undefined) throw invalidField(property, 'is required while there is no default location');
    return this.find(own, property);
  }
}
