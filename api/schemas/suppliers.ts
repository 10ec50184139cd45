import { z } from 'zod';
import { supplierPaymentTypes } from '../../domain/suppliers/supplier.rules.ts';
import { optionalText, reference } from './common.ts';
import {
  named,
  partyAddressBody,
  partyAddressRow,
  partyBody,
  partyContactBody,
  partyContactRow,
  partyRow,
} from './parties.ts';

const paymentType = () => z.enum(supplierPaymentTypes, `must be one of ${supplierPaymentTypes.join(', ')}`);

export const supplierBody = z
  .strictObject({
    ...partyBody(),
    supplier_group_id: reference().optional(),
    email_purchase_orders: optionalText(255),
    payment_type: paymentType().nullable().optional(),
    bank_name: optionalText(255),
    bank_registration_number: optionalText(20),
    bank_account_number: optionalText(40),
    iban: optionalText(34),
    bic: optionalText(11),
    creditor_number: optionalText(20).describe('Whom a payment slip pays: FI creditor or giro number.'),
  })
  .meta({ id: 'SupplierCreate' });

export const supplierRow = z
  .object({
    ...partyRow,
    supplier_group: named,
    email_purchase_orders: z.string().nullable(),
    payment_type: paymentType().nullable(),
    bank_name: z.string().nullable(),
    bank_registration_number: z.string().nullable(),
    bank_account_number: z.string().nullable(),
    iban: z.string().nullable(),
    bic: z.string().nullable(),
    creditor_number: z.string().nullable(),
  })
  .meta({ id: 'Supplier' });

export const supplierAddressBody = z.strictObject(partyAddressBody()).meta({ id: 'SupplierAddressCreate' });
export const supplierAddressRow = z.object(partyAddressRow).meta({ id: 'SupplierAddress' });

export const supplierContactBody = z.strictObject(partyContactBody()).meta({ id: 'SupplierContactCreate' });
export const supplierContactRow = z.object(partyContactRow).meta({ id: 'SupplierContact' });
