import type { EntityClass, EntityManager, FilterQuery } from '@mikro-orm/postgresql';
import { apiName, invalidInput } from './field-rules.ts';

/** Largest page of a list. */
export const pageSizeMax = 1_000;
/** Page size where none is asked for. */
export const pageSizeDefault = 20;
/** Rows that paging can reach; who wants more filters, or sorts the other way round. */
const offsetMax = 1_000_000;

/** A page of a list. Filters are plain equality, by the names that the list allows. */
export interface ListQuery {
  /** From 1; default 1. */
  readonly page?: number | undefined;
  /** Rows per page, 1 to 1,000; default 20. */
  readonly limit?: number | undefined;
  readonly filters?: Readonly<Record<string, string | number | boolean | null | undefined>> | undefined;
  /** A name that the list allows; default: its own. */
  readonly orderBy?: string | undefined;
  readonly orderDirection?: 'ASC' | 'DESC' | undefined;
}

/** Rows of a page, and how many there are on all pages. */
export interface ListResult<E> {
  readonly rows: E[];
  readonly total: number;
}

/** What a list allows. */
export interface ListSpec<E extends object> {
  readonly entity: EntityClass<E>;
  /** Properties to sort by; the first is the default. */
  readonly order: readonly (keyof E & string)[];
  /** Direction where none is asked for; default ascending. */
  readonly direction?: 'ASC' | 'DESC';
  /** Filters: the property of that name, or a condition made of the value. */
  readonly filters: Readonly<
    Record<string, 'property' | ((value: string | number | boolean | null) => object)>
  >;
  /** Relations to load with the rows. */
  readonly populate?: readonly string[];
  /** A condition that always holds. */
  readonly where?: object;
}

/**
 * One page of a list: two statements. Sorted by one allowed property, then by id (the order of making), so that no row shows on
 * two pages. Throws `InvalidInput` for a filter or an order that the list does not allow and for a page outside the limits.
 */
export async function listRows<E extends object>(
  em: EntityManager,
  spec: ListSpec<E>,
  query: ListQuery = {},
): Promise<ListResult<E>> {
  const { page = 1, limit = pageSizeDefault, orderDirection = spec.direction ?? 'ASC' } = query;
  const orderBy = checked(spec, query);
  const options = {
    limit,
    offset: (page - 1) * limit,
    orderBy: [{ [orderBy]: orderDirection }, { id: orderDirection }],
    populate: spec.populate ?? [],
  };
  const where = { $and: conditions(spec, query) } as FilterQuery<NoInfer<E>>;
  const [rows, total] = await em.findAndCount<E>(spec.entity, where, options as never);
  return { rows, total };
}

function checked<E extends object>(spec: ListSpec<E>, query: ListQuery): string {
  const { page = 1, limit = pageSizeDefault } = query;
  const orderBy = query.orderBy ?? spec.order[0] ?? 'id';
  const errors: Record<string, string[]> = {};
  const isWhole = (value: number): boolean => Number.isInteger(value) && value >= 1;
  if (!isWhole(limit) || limit > pageSizeMax) errors['limit'] = [`limit must be from 1 to ${pageSizeMax}.`];
  else if (!isWhole(page) || page * limit > offsetMax)
    errors['page'] = [`page must be from 1 to ${Math.floor(offsetMax / limit)} with a limit of ${limit}.`];
  if (!(spec.order as readonly string[]).includes(orderBy))
    errors['order_by'] = [`order_by must be one of ${spec.order.map(apiName).join(', ')}.`];
  for (const name of Object.keys(query.filters ?? {}))
    if (!Object.hasOwn(spec.filters, name))
      errors[apiName(name)] = [
        `There is no filter ${apiName(name)}; there are ${Object.keys(spec.filters).map(apiName).join(', ')}.`,
      ];
  if (Object.keys(errors).length > 0) throw invalidInput(errors);
  return orderBy;
}

function conditions<E extends object>(spec: ListSpec<E>, query: ListQuery): object[] {
  const given = Object.entries(query.filters ?? {}).flatMap(([name, value]) => {
    const filter = spec.filters[name];
    if (value === undefined || filter === undefined) return [];
    return [filter === 'property' ? { [name]: value } : filter(value)];
  });
  return [spec.where ?? {}, ...given];
}
