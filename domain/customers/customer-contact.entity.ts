import { defineEntity, p } from '@mikro-orm/core';
import { editable, tenantColumns, tenantTable } from '../tenant.ts';
import { Customer } from './customer.entity.ts';

const CustomerContactSchema = defineEntity({
  name: 'CustomerContact',
  ...tenantTable,
  uniques: [{ name: 'customer_contact_number_uq', properties: ['customer', 'number'] }],
  properties: {
    ...tenantColumns(),
    customer: () => p.manyToOne(Customer).deleteRule('cascade'),
    /** Among the customer's contacts, from 1. */
    number: p.integer(),
    name: p.string().length(255),
    email: p.string().length(255).nullable(),
    phone: p.string().length(255).nullable(),
    ...editable(),
  },
});

/** A person at a customer: attention or "their reference" of a document. */
export class CustomerContact extends CustomerContactSchema.class {}
CustomerContactSchema.setClass(CustomerContact);
