import { defineEntity, p } from '@mikro-orm/core';
import { contactColumns } from '../parties/party.columns.ts';
import { tenantTable } from '../tenant.ts';
import { Customer } from './customer.entity.ts';

const CustomerContactSchema = defineEntity({
  name: 'CustomerContact',
  ...tenantTable,
  uniques: [{ name: 'customer_contact_number_uq', properties: ['customer', 'number'] }],
  properties: {
    ...contactColumns(),
    customer: () => p.manyToOne(Customer).deleteRule('cascade'),
  },
});

/** A person at a customer: attention or "their reference" of a document. */
export class CustomerContact extends CustomerContactSchema.class {}
CustomerContactSchema.setClass(CustomerContact);
