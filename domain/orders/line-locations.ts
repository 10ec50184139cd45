import type { EntityManager } from '@mikro-orm/postgresql';
import { Location } from '../locations/location.entity.ts';
import type { SalesLineInput } from '../sales/sales-input.ts';
import { isGiven } from '../sales/sales-lines.ts';
import { refuseBarred, refuseMissing } from '../sales/sales-references.ts';

/** A line of an order as a person or a client gives it. */
export interface OrderLineInput extends SalesLineInput {
  /** Number of the location from which it shall leave; default: the item's own, else the agreement's. */
  readonly locationId?: number | null | undefined;
}

/** What lines of orders have beside what all lines have. */
export interface OrderLineOwn {
  /** Null: the item's own location, or the agreement's. */
  readonly locationId: string | null;
}

/** Their columns, for `lineTable`. */
export const orderLineOwn = { locationId: { column: 'location_id', type: 'uuid' } } as const;

/**
 * These lines, made of these inputs, with their locations: one statement where any is named. Throws `ReferenceNotFound` and
 * `Barred` (blocked), with every line's field.
 */
export async function withLocations<Line extends { readonly product: unknown }>(
  em: EntityManager,
  lines: readonly Line[],
  inputs: readonly OrderLineInput[],
): Promise<(Line & OrderLineOwn)[]> {
  const numbers = [...new Set(inputs.map(({ locationId }) => locationId).filter(isGiven))];
  const found = numbers.length === 0 ? [] : await em.find(Location, { number: { $in: numbers } });
  const byNumber = new Map(found.map((location) => [location.number, location]));
  const missing = new Map<string, string>();
  const blocked = new Map<string, string>();
  const located = lines.map((line, at) => {
    const number = inputs[at]?.locationId;
    const location = byNumber.get(number ?? 0);
    const field = `lines.${at}.location_id`;
    if (isGiven(number) && !location) missing.set(field, `Location ${number}`);
    if (location?.isBlocked === true) blocked.set(field, `Location ${location.number} is blocked.`);
    return { ...line, locationId: line.product ? (location?.id ?? null) : null };
  });
  refuseMissing(missing);
  refuseBarred(blocked);
  return located;
}

/** A location as a line shows it. */
export interface LocationView {
  readonly number: number;
  readonly name: string;
}

/** The locations of lines by their ids: one statement where any has one. */
export async function locationsOf(
  em: EntityManager,
  lines: readonly OrderLineOwn[],
): Promise<ReadonlyMap<string, LocationView>> {
  const ids = [...new Set(lines.map(({ locationId }) => locationId).filter(isGiven))];
  if (ids.length === 0) return new Map();
  const found = await em.find(Location, { id: { $in: ids } });
  return new Map(found.map(({ id, number, name }) => [id, { number, name }]));
}
