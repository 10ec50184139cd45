import { documentKinds } from '../documents/kinds.ts';

/** What can carry fields of the agreement's own: registers that people keep, and every kind of document. */
export const fieldOwners = ['product', 'customer', 'supplier', ...documentKinds] as const;
export type FieldOwner = (typeof fieldOwners)[number];

export const customFieldTypes = ['text', 'checkbox', 'dropdown'] as const;
export type CustomFieldType = (typeof customFieldTypes)[number];
