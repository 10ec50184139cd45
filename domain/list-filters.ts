/** Filters that lists of documents have in common. */
import { raw } from '@mikro-orm/postgresql';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { FilterValue, OrderedFilter } from './lists.ts';
import { agreementOf } from './tenant.ts';

/** Nothing has it: what a filter names does not exist. */
const nobody = { id: { $in: [] } };

/** Registers whose rows are named by their number. */
type Register = 'adjustment_category' | 'customer' | 'location' | 'product' | 'supplier';

/** The id alone, not as an entity: a row of which only the id is loaded would go into the list as it is. */
async function idOf(em: EntityManager, register: Register, number: FilterValue): Promise<string | undefined> {
  const [row] = await em.execute<{ id: string }[]>(
    `select id from ${register} where agreement_number = ? and number = ?`,
    [agreementOf(em), String(number)],
  );
  return row?.id;
}

/** Documents whose property is the register's row of that number; looked up first, for with a join PostgreSQL would sort all that it has. */
export const naming =
  (property: string, register: Register) =>
  async (number: FilterValue, em: EntityManager): Promise<object> => {
    const id = await idOf(em, register, number);
    return id === undefined ? nobody : { [property]: id };
  };

/**
 * Documents that have a product, by its number, on a line of `lines`. Lines carry their document's number, so that an index
 * has the documents of a product in the order of the list: PostgreSQL reads them from there where that is asked for, which it
 * does not find out itself of an `exists`.
 */
export const withItem =
  (lines: string) =>
  async (number: FilterValue, em: EntityManager): Promise<object | OrderedFilter> => {
    const id = await idOf(em, 'product', number);
    if (id === undefined) return nobody;
    const ofItem = `line.product_id = ? and line.agreement_number = ?`;
    const given = [id, agreementOf(em)];
    const holds = (sql: (alias: string) => string, params: readonly unknown[]): object => {
      const has = raw(sql, [...params]);
      return { [has as unknown as string]: [] };
    };
    return (reading) => {
      if (reading?.orderedBy !== 'number')
        return holds(
          (alias) =>
            `exists (select from ${lines} line where ${ofItem} and line.document_number = ${alias}.number)`,
          given,
        );
      const [order, sign] = reading.direction === 'ASC' ? ['asc', '>='] : ['desc', '<='];
      const isFurther = reading.from === undefined ? '' : ` and line.document_number ${sign} ?`;
      return holds(
        (alias) => `${alias}.number in (select distinct line.document_number from ${lines} line
           where ${ofItem}${isFurther} order by line.document_number ${order})`,
        reading.from === undefined ? given : [...given, reading.from],
      );
    };
  };
