import { defineEntity, p } from '@mikro-orm/core';
import { numberedTable } from '../numbered-columns.ts';
import { optionalText, partyChecks, partyColumns } from '../parties/party.columns.ts';
import { CustomerGroup } from './customer-group.entity.ts';

/** Values of the agreement's own fields, by the field's name. */
export type CustomFields = Readonly<Record<string, string | number | boolean | null>>;

const CustomerSchema = defineEntity({
  name: 'Customer',
  ...numberedTable('customer'),
  checks: partyChecks('customer'),
  properties: {
    ...partyColumns(),
    group: () => p.manyToOne(CustomerGroup).index(),
    emailOffers: optionalText(255),
    emailOrders: optionalText(255),
    emailInvoices: optionalText(255),
    customFields: p.json<CustomFields>(),
    /** Largest number ever given to an address of this customer: none is given twice. */
    lastAddressNumber: p.integer(),
  },
});

/** A customer as documents take it: they copy what they need when they are made and when they are booked. */
export class Customer extends CustomerSchema.class {}
CustomerSchema.setClass(Customer);
