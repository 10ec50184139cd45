import { defineEntity, p } from '@mikro-orm/core';
import { documentKinds } from '../documents/kinds.ts';
import type { DocumentKind } from '../documents/kinds.ts';
import { editable, tenantColumns, tenantTable } from '../tenant.ts';

/** One series per kind of document. Credit notes take their numbers from the invoices' series. */
export const numberSeriesKinds = documentKinds;
export type NumberSeriesKind = DocumentKind;

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
