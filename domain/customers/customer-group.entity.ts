import { defineEntity, p } from '@mikro-orm/core';
import { tenantColumns, tenantTable, timestamps } from '../tenant.ts';

const CustomerGroupSchema = defineEntity({
  name: 'CustomerGroup',
  tableName: 'customer_group',
  ...tenantTable,
  uniques: [{ name: 'customer_group_number_uq', properties: ['agreementNumber', 'number'] }],
  properties: {
    ...tenantColumns(),
    number: p.integer(),
    name: p.string().length(255),
    version: p.integer().version(),
    ...timestamps(),
  },
});

/** A group of customers. Every customer is in one; an ERP posts by it. */
export class CustomerGroup extends CustomerGroupSchema.class {}
CustomerGroupSchema.setClass(CustomerGroup);
