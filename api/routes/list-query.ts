import type { DeepListQuery, FilterValue } from '../../domain/lists.ts';
import { camel } from '../case.ts';
import { fieldConditions } from '../field-filters.ts';
import { pageOf } from '../lists.ts';

/** A parsed query. */
export type Given = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** A list's query as the domain takes it; a filter keeps its name but for the spelling. */
export function domainQuery(
  given: Given,
  filters: readonly string[],
  names: Readonly<Record<string, string>> = {},
): DeepListQuery {
  const page = pageOf(given);
  const order = given['order_by'];
  const orderBy = typeof order === 'string' ? (names[order] ?? camel(order)) : undefined;
  return {
    page: page.page,
    limit: page.limit,
    filters: Object.fromEntries(
      filters.map((name) => [names[name] ?? camel(name), given[name] as FilterValue | undefined]),
    ),
    fieldValues: fieldConditions(given),
    cursor: given['cursor'] as string | undefined,
    withTotal: given['with_total'] as boolean | undefined,
    orderBy,
    orderDirection:
      given['order_direction'] === undefined ? undefined : page.direction === 'asc' ? 'ASC' : 'DESC',
  };
}
