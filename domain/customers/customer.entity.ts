import { defineEntity, p } from '@mikro-orm/core';
import { numberedTable } from '../numbered-columns.ts';
import { optionalText, partyChecks, partyColumns } from '../parties/party.columns.ts';
import { instant } from '../tenant.ts';
import { CustomerGroup } from './customer-group.entity.ts';

const CustomerSchema = defineEntity({
  name: 'Customer',
  ...numberedTable('customer'),
  checks: partyChecks('customer'),
  properties: {
    ...partyColumns(),
    group: () => p.manyToOne(CustomerGroup).index(),
    /** When the layout was last set or taken away; a trigger keeps it. Null = it never had one, or has had it for ever. */
    layoutChangedAt: instant().nullable(),
    emailOffers: optionalText(255),
    emailOrders: optionalText(255),
    emailInvoices: optionalText(255),
    /** Largest number ever given to an address of this customer: none is given twice. */
    lastAddressNumber: p.integer(),
  },
});

/** A customer as documents take it: they copy what they need when they are made and when they are booked. */
export class Customer extends CustomerSchema.class {}
CustomerSchema.setClass(Customer);
