import { defineEntity, p } from '@mikro-orm/core';
import { addressColumns } from '../parties/party.columns.ts';
import { tenantTable } from '../tenant.ts';
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
  properties: { ...addressColumns(), customer: () => p.manyToOne(Customer).deleteRule('cascade') },
});

/** A place to which a customer's goods go. */
export class DeliveryAddress extends DeliveryAddressSchema.class {}
DeliveryAddressSchema.setClass(DeliveryAddress);
