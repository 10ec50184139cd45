import { naming, withItem } from '../list-filters.ts';
import { archivedFilters, numberPart } from '../lists.ts';
import type { FilterValue } from '../lists.ts';

/** The filters that every list of documents to customers has. */
export const salesFilters = (lines: string) => ({
  ...archivedFilters,
  number: 'property' as const,
  numberPart,
  item: withItem(lines),
  customerId: naming('customer', 'customer'),
});

/** A filter by date, from and to; both days belong to it. */
export const dateFilters = {
  dateFrom: (value: FilterValue): object => ({ date: { $gte: value } }),
  dateTo: (value: FilterValue): object => ({ date: { $lte: value } }),
};

/** One that is filtered as `is_…`: the column is, or is not, of that value. */
export const columnIs =
  (column: string, wanted: string) =>
  (value: FilterValue): object => ({ [column]: value === true ? wanted : { $ne: wanted } });

/** One that is filtered as `is_…`: the column has a value, or has none. */
export const columnIsSet =
  (column: string) =>
  (value: FilterValue): object => ({ [column]: value === true ? { $ne: null } : null });
