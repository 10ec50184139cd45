/** Indexes that have the rows of a list in its order: what a page is read from, however many there are. */
import { p } from '@mikro-orm/core';

const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/**
 * One for each property that the list is sorted by besides the number, with the id as the list sorts; and one of what is not
 * archived, for that is soon little of all and what people look at.
 */
export const listIndexes = <Property extends string>(table: string, ...orders: readonly Property[]) => [
  ...orders.map((property) => ({
    name: `${table}_by_${snake(property)}_ix`,
    properties: ['agreementNumber' as const, property, 'id' as const],
  })),
  fewIndex(table, 'not_archived', '"archived_at" is null'),
];

/** Of the rows that name another one, such as a customer, by number. */
export const namingIndex = <Property extends string>(table: string, property: Property) => ({
  name: `${table}_${snake(property)}_ix`,
  properties: [property, 'number' as const],
});

/** Of the rows with one value of a property, by number. */
export const valueIndex = <Property extends string>(table: string, property: Property) => ({
  name: `${table}_${snake(property)}_ix`,
  properties: ['agreementNumber' as const, property, 'number' as const],
});

/** Of the rows for which a condition holds, where those are few of many, by number. */
export const fewIndex = (table: string, name: string, condition: string) => ({
  name: `${table}_${name}_ix`,
  expression: `create index "${table}_${name}_ix" on "${table}" ("agreement_number", "number") where ${condition}`,
});

/** Of the rows with one of the values that few of many have, by number: what most have in the end has no entry. */
export const fewValuesIndex = (table: string, column: string, values: readonly string[]) => ({
  name: `${table}_${column}_ix`,
  expression: `create index "${table}_${column}_ix" on "${table}" ("agreement_number", "${column}", "number") where "${column}" in (${values.map((value) => `'${value}'`).join(', ')})`,
});

/** Of a document's lines: those of a product in the order of the list. */
export const lineIndex = (table: string) => ({
  name: `${table}_product_ix`,
  properties: ['product' as const, 'documentNumber' as const],
});

/** A column of a document's lines: its number, kept by a trigger (`domain/sql/document-numbers.ts`) for `lineIndex`. */
export const documentNumber = () => p.integer().default(0);
