import { raw } from '@mikro-orm/postgresql';
import type { EntityClass, EntityManager, EntityProperty, FilterQuery } from '@mikro-orm/postgresql';
import { apiName, invalidInput } from './field-rules.ts';
import type { FieldOwner } from './fields/field-owners.ts';
import { saysInField } from './fields/field-filter.ts';
import type { FieldCondition } from './fields/field-filter.ts';
import { rangesAfter, readCursor, writeCursor } from './list-cursor.ts';
import { keptTotal } from './list-totals.ts';

/** Largest page of a list. */
export const pageSizeMax = 1_000;
/** Page size where none is asked for. */
export const pageSizeDefault = 20;
/** Rows that paging by number can reach; a cursor reaches all. */
const offsetMax = 1_000_000;

/** A value to filter by. */
export type FilterValue = string | number | boolean | null;

/** A page of a list. Filters are plain equality, by the names that the list allows. */
export interface ListQuery {
  /** From 1; default 1. */
  readonly page?: number | undefined;
  /** Rows per page, 1 to 1,000; default 20. */
  readonly limit?: number | undefined;
  readonly filters?: Readonly<Record<string, FilterValue | undefined>> | undefined;
  /** What rows are to say in fields of the agreement's own, all of it. */
  readonly fieldValues?: readonly FieldCondition[] | undefined;
  /** A name that the list allows; default: its own. */
  readonly orderBy?: string | undefined;
  readonly orderDirection?: 'ASC' | 'DESC' | undefined;
}

/** A page of a list that can be read to its end. */
export interface DeepListQuery extends ListQuery {
  /** Instead of a page: what the page before it gave, with the same order and filters. */
  readonly cursor?: string | undefined;
  /** Whether the total is wanted where it has to be counted; default: without a cursor. */
  readonly withTotal?: boolean | undefined;
}

/** Rows of a page, and how many there are on all pages. */
export interface ListResult<E> {
  readonly rows: E[];
  readonly total: number;
}

/** Rows of a page, and how to go on. */
export interface DeepListResult<E> {
  readonly rows: E[];
  /** Null where it was not counted. */
  readonly total: number | null;
  /** Null on the last page. */
  readonly nextCursor: string | null;
}

/** How a page's rows are read: by which property, and from which of its values on. */
export interface Reading {
  readonly orderedBy: string;
  readonly direction: 'ASC' | 'DESC';
  readonly from?: string | number | boolean | null | undefined;
}

/** A condition that is told how the rows are read, for an index that has them in that order; nothing where they are counted. */
export type OrderedFilter = (reading?: Reading) => object;

type Condition = object | OrderedFilter;
type Filter = (value: FilterValue, em: EntityManager) => Condition | Promise<Condition>;

/** What a list allows. */
export interface ListSpec<E extends object> {
  readonly entity: EntityClass<E>;
  /** Properties to sort by; the first is the default. */
  readonly order: readonly (keyof E & string)[];
  /** Direction where none is asked for; default ascending. */
  readonly direction?: 'ASC' | 'DESC';
  /** Properties that are sorted by for another one: of the same order, and with an index that row-level security can use. */
  readonly sortedBy?: Readonly<Record<string, keyof E & string>>;
  /** The order that a filter brings along where none is asked for: a range is read by its own index, or looked for in all. */
  readonly filterOrder?: Readonly<Record<string, keyof E & string>>;
  /** Filters: the property of that name, or a condition made of the value; the entity manager looks up what a value names. */
  readonly filters: Readonly<Record<string, 'property' | Filter>>;
  /** Of rows that carry fields of the agreement's own: as what. The list can then be filtered by them. */
  readonly fieldOwner?: FieldOwner;
  /** Relations to load with the rows. */
  readonly populate?: readonly string[];
  /** A condition that always holds. */
  readonly where?: object;
  /** The rows of the table for which it does not, where those are few: the kept total is told without them. */
  readonly others?: object;
}

/**
 * The filters that every list of documents has: `isArchived`, and `archived` with one of `archived`, `not_archived`, `all`.
 * Archived documents are in a list unless it is filtered (domain.md §7 [choice]).
 */
export const archivedFilters = {
  isArchived: (value: FilterValue): object => ({ archivedAt: value === true ? { $ne: null } : null }),
  archived: (value: FilterValue): object =>
    value === 'all' ? {} : { archivedAt: value === 'archived' ? { $ne: null } : null },
};

/**
 * The filter for rows that have a text anywhere in their number (`simple_filter[number]`), as it is written. No index serves
 * it: the rows are read in their order until the page is full.
 */
export const numberPart = (value: FilterValue): object => {
  const text = String(value).replaceAll(/[\\%_]/g, (sign) => `\\${sign}`);
  const has = raw((alias) => `cast(${alias}.number as text) like ?`, [`%${text}%`]);
  return { [has as unknown as string]: [] };
};

/**
 * One page of a list. Sorted by one allowed property, then by id, so that no row shows on two pages.
 * Throws `InvalidInput` for a filter or an order that the list does not allow and for a page outside the limits.
 */
export async function listRows<E extends object>(
  em: EntityManager,
  spec: ListSpec<E>,
  query: ListQuery = {},
): Promise<ListResult<E>> {
  const { rows, total } = await listDeep(em, spec, { ...query, withTotal: true });
  return { rows, total: total ?? rows.length };
}

/**
 * As `listRows`, for lists that grow without end: a cursor reads on from where a page ended, however deep that is, and
 * neither misses a row that stays nor shows one twice while others come and go. Throws `InvalidInput` also for a cursor
 * that is none, or of another order or filter, and for a cursor beside a page.
 */
export async function listDeep<E extends object>(
  em: EntityManager,
  spec: ListSpec<E>,
  query: DeepListQuery = {},
): Promise<DeepListResult<E>> {
  const order = orderOf(em, spec, query);
  const { limit = pageSizeDefault } = query;
  const identity = identityOf(order, query);
  const where = await conditions(em, spec, query);
  const place = query.cursor === undefined ? undefined : readCursor(query.cursor, identity, order.sortedBy);
  const reading = { orderedBy: order.sortedBy.name, direction: order.direction, from: place?.value };
  const holds = where.map((condition) => told(condition, reading));
  const ranges = place === undefined ? [{}] : rangesAfter(place, order.sortedBy, order.direction);
  const rows: E[] = [];
  for (const range of ranges) {
    // One more than asked for tells whether more follow.
    const missing = limit + 1 - rows.length;
    if (missing > 0) rows.push(...(await find(em, spec, [...holds, range], order, query, missing)));
  }
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    rows: shown,
    total: await totalOf(
      em,
      spec,
      query,
      where.map((condition) => told(condition)),
    ),
    nextCursor:
      last === undefined
        ? null
        : writeCursor(identity, last[order.sortedBy.name as keyof E], (last as { id: string }).id),
  };
}

const told = (condition: Condition, reading?: Reading): object =>
  typeof condition === 'function' ? (condition as OrderedFilter)(reading) : condition;

interface Order {
  readonly table: string;
  readonly name: string;
  readonly sortedBy: EntityProperty;
  readonly direction: 'ASC' | 'DESC';
}

async function find<E extends object>(
  em: EntityManager,
  spec: ListSpec<E>,
  where: readonly object[],
  order: Order,
  query: ListQuery,
  limit: number,
): Promise<E[]> {
  const { page = 1, limit: pageSize = pageSizeDefault } = query;
  const options = {
    limit,
    offset: (page - 1) * pageSize,
    orderBy: [{ [order.sortedBy.name]: order.direction }, { id: order.direction }],
    populate: spec.populate ?? [],
    // Joined, they would be part of what the planner may begin with; there are few of them on a page.
    strategy: 'select-in',
  };
  return em.find<E>(spec.entity, { $and: where } as FilterQuery<NoInfer<E>>, options as never);
}

/** A kept number where there is one; else it is counted. */
async function totalOf<E extends object>(
  em: EntityManager,
  spec: ListSpec<E>,
  query: DeepListQuery,
  where: readonly object[],
): Promise<number | null> {
  if (query.withTotal === false) return null;
  const isFiltered = where.some(
    (condition) => condition !== spec.where && Reflect.ownKeys(condition).length > 0,
  );
  const isKept = !isFiltered && (spec.where === undefined || spec.others !== undefined);
  const kept = isKept ? await keptTotal(em, em.getMetadata().get(spec.entity).tableName) : undefined;
  if (kept !== undefined)
    return spec.others === undefined ? kept : kept - (await em.count<E>(spec.entity, spec.others));
  if (query.cursor !== undefined && query.withTotal !== true) return null;
  return em.count<E>(spec.entity, { $and: where } as FilterQuery<NoInfer<E>>);
}

function orderOf<E extends object>(em: EntityManager, spec: ListSpec<E>, query: DeepListQuery): Order {
  const { page = 1, limit = pageSizeDefault } = query;
  const given = Object.entries(query.filters ?? {}).filter(([, value]) => value !== undefined);
  const brought = given.map(([name]) => spec.filterOrder?.[name]).find((order) => order !== undefined);
  const name = query.orderBy ?? brought ?? spec.order[0] ?? 'id';
  const errors: Record<string, string[]> = {};
  const isWhole = (value: number): boolean => Number.isInteger(value) && value >= 1;
  if (!isWhole(limit) || limit > pageSizeMax) errors['limit'] = [`limit must be from 1 to ${pageSizeMax}.`];
  else if (!isWhole(page) || page * limit > offsetMax)
    errors['page'] = [`page must be from 1 to ${Math.floor(offsetMax / limit)} with a limit of ${limit}.`];
  if (query.cursor !== undefined && page !== 1)
    errors['cursor'] = ['cursor stands instead of page; send one of them.'];
  if (!(spec.order as readonly string[]).includes(name))
    errors['order_by'] = [`order_by must be one of ${spec.order.map(apiName).join(', ')}.`];
  for (const filter of Object.keys(query.filters ?? {}))
    if (!Object.hasOwn(spec.filters, filter))
      errors[apiName(filter)] = [
        `There is no filter ${apiName(filter)}; there are ${Object.keys(spec.filters).map(apiName).join(', ')}.`,
      ];
  if (spec.fieldOwner === undefined)
    for (const { name: filter } of query.fieldValues ?? [])
      errors[filter] = [`${filter}: rows of this list carry no fields of your own.`];
  if (Object.keys(errors).length > 0) throw invalidInput(errors);
  const meta = em.getMetadata().get(spec.entity);
  const properties = meta.properties as Readonly<Record<string, EntityProperty>>;
  const sortedBy = properties[spec.sortedBy?.[name] ?? name];
  if (sortedBy === undefined) throw new Error(`${meta.className} has no property ${name}.`);
  const direction = query.orderDirection ?? spec.direction ?? 'ASC';
  return { table: meta.tableName, name, sortedBy, direction };
}

/** What a cursor of this list belongs to. */
function identityOf(order: Order, query: ListQuery): readonly unknown[] {
  const filters = Object.entries(query.filters ?? {}).filter(([, value]) => value !== undefined);
  const said = (query.fieldValues ?? []).map(({ id, value }) => [`field ${id}`, value] as const);
  const all = [...filters, ...said].sort(([a], [b]) => (a < b ? -1 : 1));
  return [order.table, order.name, order.direction, all];
}

async function conditions<E extends object>(
  em: EntityManager,
  spec: ListSpec<E>,
  query: ListQuery,
): Promise<Condition[]> {
  const made: Condition[] = [spec.where ?? {}];
  for (const [name, value] of Object.entries(query.filters ?? {})) {
    const filter = spec.filters[name];
    if (value === undefined || filter === undefined) continue;
    made.push(filter === 'property' ? { [name]: value } : await filter(value, em));
  }
  if (spec.fieldOwner !== undefined)
    for (const condition of query.fieldValues ?? [])
      made.push(await saysInField(em, spec.fieldOwner, condition));
  return made;
}
