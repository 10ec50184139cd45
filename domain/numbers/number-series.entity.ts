import { defineEntity, p } from '@mikro-orm/core';
import { editable, tenantColumns, tenantTable } from '../tenant.ts';

/** Series of document numbers. Credit notes take theirs from the invoices' series. */
export const numberSeriesKinds = ['customer-invoice'] as const;
export type NumberSeriesKind = (typeof numberSeriesKinds)[number];

const NumberSeriesSchema = defineEntity({
  name: 'NumberSeries',
  ...tenantTable,
  uniques: [{ name: 'number_series_kind_uq', properties: ['agreementNumber', 'kind'] }],
  checks: [
    { name: 'number_series_next_check', expression: 'next >= 1 and next > coalesce(largest_taken, 0)' },
  ],
  properties: {
    ...tenantColumns(),
    kind: p.enum(numberSeriesKinds),
    /** The number that the next document gets. */
    next: p.integer(),
    /** The largest number that a document ever got, deleted drafts included; null before the first. */
    largestTaken: p.integer().nullable(),
    ...editable(),
  },
});

/** The counter of one kind of document. It is locked from the taking of a number to the end of the transaction. */
export class NumberSeries extends NumberSeriesSchema.class {}
NumberSeriesSchema.setClass(NumberSeries);
