import { Refusal } from './errors.ts';
import { type FilterFields, type Predicate, parseFilter, valueAt } from './filter.ts';
import { Decimal } from './numbers.ts';

const pageSizeDefault = 20;
const pageSizeMax = 1_000;

export interface Page<T> {
  readonly items: readonly T[];
  readonly skipPages: number;
  readonly pageSize: number;
  readonly results: number;
  readonly resultsWithoutFilter: number;
}

/** A query parameter by its name in any case of letters. */
export function queryValue(query: URLSearchParams, name: string): string | null {
  const exact = query.get(name);
  if (exact !== null) return exact;
  for (const [key, value] of query) if (key.toLowerCase() === name) return value;
  return null;
}

function wholeNumber(query: URLSearchParams, name: string, fallback: number): number {
  const text = queryValue(query, name);
  if (text === null || text === '') return fallback;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw pagingRefusal(name, 'must be a whole number of at least 0');
}

const pagingRefusal = (name: string, what: string) =>
  new Refusal(400, `The query parameter '${name}' ${what}.`, {
    errorCode: 'E04810',
    developerHint: 'See the documentation on pagination.',
  });

const sortRefusal = () =>
  new Refusal(400, 'Could not parse query string sort parameter.', {
    developerHint: 'See the documentation on sorting.',
  });

type Comparator = (left: object, right: object) => number;

const textOrder = (left: string, right: string) => (left < right ? -1 : left > right ? 1 : 0);

/** `name,-customerNumber`; `-` turns the order, `~` compares as text. What has no value comes first. */
export function parseSort(text: string, fields: FilterFields): Comparator {
  const keys = text.split(',').map((part) => {
    const [, marks = '', name = ''] = /^([-~]*)(.*)$/.exec(part.trim()) ?? [];
    const kind = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (kind === undefined) throw sortRefusal();
    return {
      path: name.split('.'),
      descending: marks.includes('-'),
      numeric: kind === 'number' && !marks.includes('~'),
    };
  });
  return (left, right) => {
    for (const { path, descending, numeric } of keys) {
      const [a, b] = [valueAt(left, path), valueAt(right, path)];
      const order =
        a === undefined || b === undefined
          ? Number(a !== undefined) - Number(b !== undefined)
          : numeric
            ? new Decimal(String(a)).cmp(new Decimal(String(b)))
            : textOrder(String(a).toLowerCase(), String(b).toLowerCase());
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  };
}

export interface ListOptions {
  readonly filterFields: FilterFields;
  /** Left out: what may be filtered may be sorted. */
  readonly sortFields?: FilterFields;
  /** Of the records, those that may be seen at all. */
  readonly visible?: Predicate;
}

/** Filters, sorts and pages. A page beyond the end is empty. Throws the 400 answers of the real server. */
export function page<T extends object>(
  records: readonly T[],
  query: URLSearchParams,
  options: ListOptions,
): Page<T> {
  const pageSize = wholeNumber(query, 'pagesize', pageSizeDefault);
  if (pageSize < 1 || pageSize > pageSizeMax) {
    throw pagingRefusal('pagesize', `must be a positive whole number between 1 and ${pageSizeMax}`);
  }
  const skipPages = wholeNumber(query, 'skippages', 0);
  const { visible } = options;
  const all = visible === undefined ? records : records.filter(visible);
  const filter = queryValue(query, 'filter');
  let found: readonly T[] = all;
  if (filter !== null && filter !== '') found = all.filter(parseFilter(filter, options.filterFields));
  const sort = queryValue(query, 'sort');
  if (sort !== null && sort !== '') {
    found = [...found].sort(parseSort(sort, options.sortFields ?? options.filterFields));
  }
  return {
    items: found.slice(skipPages * pageSize, (skipPages + 1) * pageSize),
    skipPages,
    pageSize,
    results: found.length,
    resultsWithoutFilter: all.length,
  };
}

/** The envelope of a collection; `address` is the collection's own, without query. */
export function envelope(
  result: Page<object>,
  items: readonly object[],
  address: string,
  query: URLSearchParams,
  metaData?: object,
): object {
  const kept = ['filter', 'sort'].flatMap((name) => {
    const value = queryValue(query, name);
    return value === null || value === '' ? [] : [`&${name}=${encodeURIComponent(value)}`];
  });
  const link = (skip: number) => `${address}?skippages=${skip}&pagesize=${result.pageSize}${kept.join('')}`;
  const last = Math.max(0, Math.ceil(result.results / result.pageSize) - 1);
  return {
    collection: items,
    ...(metaData === undefined ? {} : { metaData }),
    pagination: {
      maxPageSizeAllowed: pageSizeMax,
      skipPages: result.skipPages,
      pageSize: result.pageSize,
      results: result.results,
      resultsWithoutFilter: result.resultsWithoutFilter,
      firstPage: link(0),
      ...(result.skipPages > 0 ? { previousPage: link(result.skipPages - 1) } : {}),
      ...(result.skipPages < last ? { nextPage: link(result.skipPages + 1) } : {}),
      lastPage: link(last),
    },
    self: link(result.skipPages),
  };
}
