import { raw } from '@mikro-orm/postgresql';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { FilterValue } from '../lists.ts';
import { Product } from '../products/product.entity.ts';
import { Supplier } from '../suppliers/supplier.entity.ts';
import { agreementOf } from '../tenant.ts';

/** Nothing has it: what a filter names does not exist. */
const nobody = { id: { $in: [] } };

/** The filter for documents of a supplier, by its number. */
export const ofSupplier = async (number: FilterValue, em: EntityManager): Promise<object> => {
  const supplier = await em.findOne(Supplier, { number: String(number) }, { fields: ['id'] });
  return supplier === null ? nobody : { supplier: supplier.id };
};

/** The filter for documents with an item on a line, by its number; `parent` is the lines' column of their document. */
export const withItem =
  (lines: string, parent: string) =>
  async (number: FilterValue, em: EntityManager): Promise<object> => {
    const product = await em.findOne(Product, { number: String(number) }, { fields: ['id'] });
    if (product === null) return nobody;
    const hasLine = raw(
      (alias) => `exists (select from ${lines} line
         where line.product_id = ? and line.${parent} = ${alias}.id and line.agreement_number = ?)`,
      [product.id, agreementOf(em)],
    );
    return { [hasLine as unknown as string]: [] };
  };

/** The filter `is_…` of a column with several words: it is, or is not, that one. */
export const isWord =
  (property: string, word: string) =>
  (value: FilterValue): object => ({ [property]: value === true ? word : { $ne: word } });
