import { defineEntity } from '@mikro-orm/core';
import { groupColumns, numberedTable } from '../parties/party.columns.ts';

const SupplierGroupSchema = defineEntity({
  name: 'SupplierGroup',
  ...numberedTable('supplier_group'),
  properties: groupColumns(),
});

/** A group of suppliers. Every supplier is in one; an ERP posts by it. */
export class SupplierGroup extends SupplierGroupSchema.class {}
SupplierGroupSchema.setClass(SupplierGroup);
