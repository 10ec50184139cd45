import { defineEntity, p } from '@mikro-orm/core';
import { editable, tenantColumns, tenantTable } from '../tenant.ts';

const CustomerGroupSchema = defineEntity({
  name: 'CustomerGroup',
  ...tenantTable,
  uniques: [{ name: 'customer_group_number_uq', properties: ['agreementNumber', 'number'] }],
  properties: {
    ...tenantColumns(),
    number: p.integer(),
    name: p.string().length(255),
    ...editable(),
  },
});

/** A group of customers. Every customer is in one; an ERP posts by it. */
export class CustomerGroup extends CustomerGroupSchema.class {}
CustomerGroupSchema.setClass(CustomerGroup);
