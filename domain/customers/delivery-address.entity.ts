import { defineEntity, p } from '@mikro-orm/core';
import { editable, tenantColumns, tenantTable } from '../tenant.ts';
import { Customer } from './customer.entity.ts';

const DeliveryAddressSchema = defineEntity({
  name: 'DeliveryAddress',
  ...tenantTable,
  uniques: [{ name: 'delivery_address_number_uq', properties: ['customer', 'number'] }],
  indexes: [
    {
      name: 'delivery_address_default_uq',
      expression:
        'create unique index "delivery_address_default_uq" on "delivery_address" ("customer_id") where "is_default"',
    },
  ],
  properties: {
    ...tenantColumns(),
    customer: () => p.manyToOne(Customer).deleteRule('cascade'),
    /** Among the customer's addresses, from 1. */
    number: p.integer(),
    name: p.string().length(255).nullable(),
    street: p.string().length(255).nullable(),
    street2: p.string().length(255).nullable(),
    zip: p.string().length(30).nullable(),
    city: p.string().length(255).nullable(),
    country: p.string().length(100).nullable(),
    email: p.string().length(255).nullable(),
    phone: p.string().length(255).nullable(),
    /** At most one of a customer's addresses is the default of new documents. */
    isDefault: p.boolean(),
    ...editable(),
  },
});

/** A place to which a customer's goods go. */
export class DeliveryAddress extends DeliveryAddressSchema.class {}
DeliveryAddressSchema.setClass(DeliveryAddress);
