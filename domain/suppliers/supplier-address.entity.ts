import { defineEntity, p } from '@mikro-orm/core';
import { addressColumns } from '../parties/party.columns.ts';
import { tenantTable } from '../tenant.ts';
import { Supplier } from './supplier.entity.ts';

const SupplierAddressSchema = defineEntity({
  name: 'SupplierAddress',
  ...tenantTable,
  uniques: [{ name: 'supplier_address_number_uq', properties: ['supplier', 'number'] }],
  indexes: [
    {
      name: 'supplier_address_default_uq',
      expression:
        'create unique index "supplier_address_default_uq" on "supplier_address" ("supplier_id") where "is_default"',
    },
  ],
  properties: { ...addressColumns(), supplier: () => p.manyToOne(Supplier).deleteRule('cascade') },
});

/** A place where a supplier's goods come from or go back to. */
export class SupplierAddress extends SupplierAddressSchema.class {}
SupplierAddressSchema.setClass(SupplierAddress);
