import { defineEntity, p } from '@mikro-orm/core';
import { numberedTable } from '../numbered-columns.ts';
import { optionalText, partyChecks, partyColumns } from '../parties/party.columns.ts';
import { instant } from '../tenant.ts';
import { SupplierGroup } from './supplier-group.entity.ts';
import { supplierPaymentTypes } from './supplier.rules.ts';

const SupplierSchema = defineEntity({
  name: 'Supplier',
  ...numberedTable('supplier'),
  checks: partyChecks('supplier'),
  properties: {
    ...partyColumns(),
    group: () => p.manyToOne(SupplierGroup).index(),
    /** Largest number ever given to a delivery address: none is given twice. */
    lastAddressNumber: p.integer().default(0),
    /** When the layout was last set or taken away; a trigger keeps it. Null = it never had one, or has had it for ever. */
    layoutChangedAt: instant().nullable(),
    emailPurchaseOrders: optionalText(255),
    /** How the supplier is paid. */
    paymentType: p.enum(supplierPaymentTypes).nullable(),
    bankName: optionalText(255),
    /** Number of the bank's branch (Denmark: 4 digits). */
    bankRegistrationNumber: optionalText(20),
    bankAccountNumber: optionalText(40),
    iban: optionalText(34),
    bic: optionalText(11),
    /** Of a payment slip: whom it pays (Denmark: FI creditor or giro number). */
    creditorNumber: optionalText(20),
  },
});

/** A supplier as purchases take it: they copy what they need when they are made. */
export class Supplier extends SupplierSchema.class {}
SupplierSchema.setClass(Supplier);
