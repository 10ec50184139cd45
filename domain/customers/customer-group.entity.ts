import { defineEntity } from '@mikro-orm/core';
import { numberedColumns, numberedTable } from '../numbered-columns.ts';

const CustomerGroupSchema = defineEntity({
  name: 'CustomerGroup',
  ...numberedTable('customer_group'),
  properties: numberedColumns(),
});

/** A group of customers. Every customer is in one; an ERP posts by it. */
export class CustomerGroup extends CustomerGroupSchema.class {}
CustomerGroupSchema.setClass(CustomerGroup);
