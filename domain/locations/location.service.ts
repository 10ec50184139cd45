import type { EntityManager } from '@mikro-orm/postgresql';
import { DomainError } from '../errors.ts';
import {
  apiName,
  bool,
  checkFields,
  given,
  invalidField,
  line,
  omittable,
  optional,
  registerNumber,
} from '../field-rules.ts';
import { listRows } from '../lists.ts';
import type { ListQuery, ListResult } from '../lists.ts';
import {
  findRow,
  nextNumber,
  referTo,
  referToOptional,
  register,
  removeRow,
  storeChange,
  storeNew,
} from '../registers.ts';
import type { Actor, ChangeOptions } from '../registers.ts';
import { prepare } from '../statements.ts';
import { agreementOf } from '../tenant.ts';
import { Location } from './location.entity.ts';

/** Levels of the tree at most: a warehouse is the first. */
export const locationLevelsMax = 10;

/** Fields of a location that people type. */
export interface LocationFields {
  /** 1 to 255 characters. */
  readonly name: string;
  /** Up to 255 characters, as it is printed. */
  readonly barcode?: string | null | undefined;
  /** The location it lies in; null = a warehouse. */
  readonly parentNumber?: number | null | undefined;
  /** Nothing new goes to or from a blocked location, or to anything that lies in it. Default false. */
  readonly isBlocked?: boolean | undefined;
  /** The one that is used where nothing else is said; the one before loses it. The first location always is. */
  readonly isDefault?: boolean | undefined;
}

export interface NewLocation extends LocationFields {
  /** Default: one more than the largest. */
  readonly number?: number | undefined;
}

export type LocationPatch = { readonly [K in keyof LocationFields]?: LocationFields[K] | undefined };

/** What the API shows of a location beside its own columns. */
export const locationPlace = ['parent', 'nestList', 'childrenCount'] as const;

export const locationRegister = register(Location, 'Location', locationPlace);

const rules = {
  number: omittable(registerNumber),
  name: line(255),
  barcode: optional(line(255)),
  isBlocked: omittable(bool),
  isDefault: omittable(bool),
};

/** Makes a location. Throws `InvalidInput`, `ReferenceNotFound` and `AlreadyExists`. */
export async function createLocation(em: EntityManager, input: NewLocation, actor: Actor): Promise<Location> {
  checkFields(input, rules);
  await lockTree(em);
  const parent = (await referToOptional(em, locationRegister, input.parentNumber, 'parentNumber')) ?? null;
  if (parent !== null) await requirePlace(em, parent, 1);
  const before = await em.findOne(Location, { isDefault: true });
  const isDefault = before === null || input.isDefault === true;
  if (isDefault) await requireOpen(em, { parent, isBlocked: input.isBlocked ?? false });
  const number = input.number ?? (await nextNumber(em, locationRegister, 1));
  if (isDefault && before !== null) await dropDefault(em, before, actor);
  const location = em.create(Location, {
    number,
    name: input.name,
    barcode: input.barcode ?? null,
    parent,
    isBlocked: input.isBlocked ?? false,
    isDefault,
    changedBy: actor,
  });
  await storeNew(em, locationRegister, location);
  return em.refreshOrFail(location, { populate: locationPlace });
}

/**
 * Changes the fields that are given; with another parent everything that lies in it moves along. Throws `NotFound`,
 * `InvalidInput` (a location in itself, too many levels, no default left, a blocked default), `ReferenceNotFound` and
 * `EditConflict`.
 */
export async function updateLocation(
  em: EntityManager,
  number: number,
  patch: LocationPatch,
  options: ChangeOptions,
  actor: Actor,
): Promise<Location> {
  await lockTree(em);
  const location = await findLocation(em, number);
  checkFields(patch, rules, { isPatch: true });
  const { parentNumber, ...own } = patch;
  const parent = await referToOptional(em, locationRegister, parentNumber, 'parentNumber');
  if (parent !== null && parent !== undefined)
    await requirePlace(em, parent, await levelsOf(em, location), location);
  if (location.isDefault && patch.isDefault === false)
    throw invalidField('isDefault', 'cannot be taken away; make another location the default instead');
  const change = given({ ...own, parent });
  await requireDefaultOpen(em, location, change);
  if (patch.isDefault === true && !location.isDefault) {
    const before = await em.findOne(Location, { isDefault: true });
    if (before !== null) await dropDefault(em, before, actor);
  }
  await storeChange(em, locationRegister, location, change, actor, { ...options, key: number });
  return em.refreshOrFail(location, { populate: locationPlace });
}

/**
 * Deletes a location that nothing uses and nothing lies in; the default goes last. Throws `NotFound`, `InUse` and
 * `EditConflict`.
 */
export async function deleteLocation(
  em: EntityManager,
  number: number,
  options: ChangeOptions = {},
): Promise<void> {
  await lockTree(em);
  const location = await findLocation(em, number);
  if (location.isDefault && (await em.count(Location)) > 1)
    throw new DomainError('InUse', {
      what: `Location ${number}`,
      usedBy: 'the agreement as its default location',
    });
  await removeRow(em, locationRegister, location, { ...options, key: number });
}

/** With its parent and its place in the tree. Throws `NotFound`. */
export const findLocation = (em: EntityManager, number: number): Promise<Location> =>
  findRow(em, locationRegister, number);

/** The default location; null where there is no location yet. */
export const defaultLocation = (em: EntityManager): Promise<Location | null> =>
  em.findOne(Location, { isDefault: true });

/**
 * The location to which something new refers. Throws `ReferenceNotFound`, and `Barred` where it, or what it lies in, is
 * blocked.
 */
export async function referToOpenLocation(
  em: EntityManager,
  number: number,
  property: string,
): Promise<Location> {
  const location = await referTo(em, locationRegister, number, property);
  const blocked = await firstBlocked(em, location);
  if (blocked === undefined) return location;
  const reason = `Location ${blocked} is blocked.`;
  throw new DomainError('Barred', { reason }, { errors: { [apiName(property)]: [reason] } });
}

/** Where goods move, and the field that says so. */
interface Place {
  readonly location: { readonly id: string };
  readonly field: string;
}

const blockedPlaces = prepare<{ place: string; number: number }>(
  'blocked_places',
  ['int', 'jsonb'],
  `with recursive up as (
     select l.id as place, l.parent_id, l.number, l.is_blocked, 0 as steps from location l
      where l.agreement_number = $1 and l.id in (select w.id::uuid from jsonb_array_elements_text($2) as w (id))
     union all
     select up.place, l.parent_id, l.number, l.is_blocked, up.steps + 1 from location l join up on l.id = up.parent_id)
   select distinct on (place) place, number from up where is_blocked order by place, steps`,
);

/** Throws `Barred`, with the fields, where goods would come to or leave what is, or lies in, a blocked location: one statement. */
export async function refuseBlocked(em: EntityManager, places: readonly Place[]): Promise<void> {
  if (places.length === 0) return;
  const ids = [...new Set(places.map(({ location }) => location.id))];
  const rows = await blockedPlaces.run(em, [agreementOf(em), JSON.stringify(ids)]);
  const numbers = new Map(rows.map(({ place, number }) => [place, number]));
  const reasons = places.flatMap(({ location, field }): [string, string[]][] => {
    const number = numbers.get(location.id);
    return number === undefined ? [] : [[field, [`Location ${number} is blocked.`]]];
  });
  const reason = reasons[0]?.[1][0];
  if (reason !== undefined)
    throw new DomainError('Barred', { reason }, { errors: Object.fromEntries(reasons) });
}

/** With the place in the tree. Filters: `number`, `name`, `barcode`, `isBlocked`, `isDefault`, `parentNumber`. */
export const listLocations = (em: EntityManager, query?: ListQuery): Promise<ListResult<Location>> =>
  listRows(
    em,
    {
      entity: Location,
      order: ['number', 'name', 'createdAt', 'updatedAt'],
      filters: {
        number: 'property',
        name: 'property',
        barcode: 'property',
        isBlocked: 'property',
        isDefault: 'property',
        parentNumber: (value) => ({ parent: { number: value } }),
      },
      populate: locationPlace,
    },
    query,
  );

/** Whoever changes the tree or its default waits for whoever does so already: two moves could close a circle. */
const lockTree = (em: EntityManager): Promise<unknown> =>
  em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`location:${agreementOf(em)}`]);

interface Above {
  readonly id: string;
  readonly number: number;
  readonly is_blocked: boolean;
}

/** A location and what it lies in, itself first. */
const upwards = (em: EntityManager, location: Location): Promise<Above[]> =>
  em.execute<Above[]>(
    `with recursive up as (
       select l.id, l.parent_id, l.number, l.is_blocked, 0 as steps from location l where l.id = ?
       union all
       select l.id, l.parent_id, l.number, l.is_blocked, up.steps + 1 from location l join up on l.id = up.parent_id)
     select id, number, is_blocked from up order by steps`,
    [location.id],
  );

const firstBlocked = async (em: EntityManager, location: Location): Promise<number | undefined> =>
  (await upwards(em, location)).find((above) => above.is_blocked)?.number;

/** How many levels a location has with all that lies in it; 1 = nothing does. */
async function levelsOf(em: EntityManager, location: Location): Promise<number> {
  const [row] = await em.execute<{ levels: number }[]>(
    `with recursive down as (
       select l.id, 1 as levels from location l where l.id = ?
       union all
       select l.id, down.levels + 1 from location l join down on l.parent_id = down.id)
     select max(levels) as levels from down`,
    [location.id],
  );
  return row?.levels ?? 1;
}

/** Throws `InvalidInput` where a location of so many levels cannot lie in `parent`. */
async function requirePlace(
  em: EntityManager,
  parent: Location,
  levels: number,
  moved?: Location,
): Promise<void> {
  const above = await upwards(em, parent);
  if (moved !== undefined && above.some(({ id }) => id === moved.id))
    throw invalidField('parentNumber', `must not be location ${moved.number} itself or lie in it`);
  if (above.length + levels > locationLevelsMax)
    throw invalidField('parentNumber', `lies too deep; a tree has at most ${locationLevelsMax} levels`);
}

const blockedDefault = 'of the default location must be false, there and above it';

/** Throws `InvalidInput` where a location that shall be the default is not open. */
async function requireOpen(
  em: EntityManager,
  location: { readonly parent: Location | null; readonly isBlocked: boolean },
): Promise<void> {
  const { parent, isBlocked } = location;
  if (isBlocked || (parent !== null && (await firstBlocked(em, parent)) !== undefined))
    throw invalidField('isBlocked', blockedDefault);
}

/** Throws `InvalidInput` where a change would leave the default location, which may lie in this one, blocked. */
async function requireDefaultOpen(
  em: EntityManager,
  location: Location,
  change: { readonly parent?: Location | null; readonly isBlocked?: boolean; readonly isDefault?: boolean },
): Promise<void> {
  const isBlocked = change.isBlocked ?? location.isBlocked;
  const parent = change.parent === undefined ? (location.parent ?? null) : change.parent;
  const standing = change.isDefault === true ? null : await defaultLocation(em);
  const holdsDefault =
    standing === null || (await upwards(em, standing)).some(({ id }) => id === location.id);
  if (holdsDefault) await requireOpen(em, { parent, isBlocked });
}

/** The default before another one becomes it; an index allows one at a time. */
const dropDefault = (em: EntityManager, before: Location, actor: Actor): Promise<void> =>
  storeChange(em, locationRegister, before, { isDefault: false }, actor, { key: before.number });
