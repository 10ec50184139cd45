import { defineEntity } from '@mikro-orm/core';
import { numberedColumns, numberedTable } from '../numbered-columns.ts';

const SupplierGroupSchema = defineEntity({
  name: 'SupplierGroup',
  ...numberedTable('supplier_group'),
  properties: numberedColumns(),
});

/** A group of suppliers. Every supplier is in one; an ERP posts by it. */
export class SupplierGroup extends SupplierGroupSchema.class {}
SupplierGroupSchema.setClass(SupplierGroup);
