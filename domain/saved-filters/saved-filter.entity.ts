import { defineEntity, p } from '@mikro-orm/core';
import { tenantColumns, tenantTable, timestamps } from '../tenant.ts';

/** A list query as it is kept: parameters of the list, as text. */
export type SavedQuery = Readonly<Record<string, string>>;

const SavedFilterSchema = defineEntity({
  name: 'SavedFilter',
  ...tenantTable,
  uniques: [{ name: 'saved_filter_owner_uq', properties: ['agreementNumber', 'owner', 'page'] }],
  properties: {
    ...tenantColumns(),
    /** The actor whose filter it is, as events name it: a user or an API key. */
    owner: p.string().length(255),
    /** The list's path after `/api/`: `customer-invoices`. */
    page: p.string().length(100),
    query: p.json<SavedQuery>(),
    ...timestamps(),
  },
});

/** What one caller sees of a list unless it asks otherwise ("Husk"). */
export class SavedFilter extends SavedFilterSchema.class {}
SavedFilterSchema.setClass(SavedFilter);
