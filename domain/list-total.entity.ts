import { defineEntity, p } from '@mikro-orm/core';
import { tenantColumns, tenantTable } from './tenant.ts';

const ListTotalSchema = defineEntity({
  name: 'ListTotal',
  ...tenantTable,
  indexes: [{ name: 'list_total_list_ix', properties: ['agreementNumber', 'list'] }],
  properties: {
    ...tenantColumns(),
    /** The table that is counted. */
    list: p.string().length(63),
    /** Negative where what this part counts was deleted more often than made. */
    rowCount: p.bigint('number'),
  },
});

/**
 * A part of how many rows a table has of an agreement: the sum of all parts is the number. Kept by the triggers of
 * `domain/sql/list-totals.ts`, and written by nothing else.
 */
export class ListTotal extends ListTotalSchema.class {}
ListTotalSchema.setClass(ListTotal);
