import { defineEntity, p } from '@mikro-orm/core';
import { contactColumns } from '../parties/party.columns.ts';
import { tenantTable } from '../tenant.ts';
import { Supplier } from './supplier.entity.ts';

const SupplierContactSchema = defineEntity({
  name: 'SupplierContact',
  ...tenantTable,
  uniques: [{ name: 'supplier_contact_number_uq', properties: ['supplier', 'number'] }],
  properties: {
    ...contactColumns(),
    supplier: () => p.manyToOne(Supplier).deleteRule('cascade'),
  },
});

/** A person at a supplier: attention or "their reference" of a purchase. */
export class SupplierContact extends SupplierContactSchema.class {}
SupplierContactSchema.setClass(SupplierContact);
