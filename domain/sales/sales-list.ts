import { raw } from '@mikro-orm/postgresql';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Customer } from '../customers/customer.entity.ts';
import { archivedFilters, numberPart } from '../lists.ts';
import type { FilterValue } from '../lists.ts';
import { Product } from '../products/product.entity.ts';
import { agreementOf } from '../tenant.ts';

/** Nothing has it: what a filter names does not exist. */
const nobody = { id: { $in: [] } };

/** The id is looked up first: with a join, PostgreSQL would sort all that the customer has. */
const ofCustomer = async (number: FilterValue, em: EntityManager): Promise<object> => {
  const customer = await em.findOne(Customer, { number: String(number) }, { fields: ['id'] });
  return customer === null ? nobody : { customer: customer.id };
};

/** Those that have a product, by its number, on a line; `parent` is the column of `table` that names the document. */
const withItem =
  (table: string, parent: string) =>
  async (number: FilterValue, em: EntityManager): Promise<object> => {
    const product = await em.findOne(Product, { number: String(number) }, { fields: ['id'] });
    if (product === null) return nobody;
    const hasLine = raw(
      (alias) => `exists (select from ${table} line
       where line.product_id = ? and line.${parent} = ${alias}.id and line.agreement_number = ?)`,
      [product.id, agreementOf(em)],
    );
    return { [hasLine as unknown as string]: [] };
  };

/** The filters that every list of documents to customers has. */
export const salesFilters = (lines: { readonly table: string; readonly parent: string }) => ({
  ...archivedFilters,
  number: 'property' as const,
  numberPart,
  item: withItem(lines.table, lines.parent),
  customerId: ofCustomer,
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
