import { supplierGroupRegister } from '../../suppliers/supplier-group.service.ts';
import { supplierRegister } from '../../suppliers/supplier.register.ts';
import { supplierRules } from '../../suppliers/supplier.rules.ts';
import { emptySupplierFields } from '../../suppliers/supplier.service.ts';
import { registerKind } from '../register-kind.ts';
import { newPartyRow, partyColumns } from './party-columns.ts';

/** What an import takes of a supplier; contacts have their own endpoints. */
export const suppliers = registerKind({
  name: 'suppliers',
  register: supplierRegister,
  rules: supplierRules,
  columns: {
    ...partyColumns({ column: 'supplier_group_id', register: supplierGroupRegister }),
    email_purchase_orders: { type: 'text', example: 'ordre@example.dk' },
    payment_type: { type: 'text', example: 'bank-transfer' },
    bank_name: { type: 'text', example: 'Rise Sparekasse' },
    bank_registration_number: { type: 'text', example: '0847' },
    bank_account_number: { type: 'text', example: '0001234567' },
    iban: { type: 'text', example: '' },
    bic: { type: 'text', example: '' },
    creditor_number: { type: 'text', example: '' },
  },
  newRow: (input, agreement) => ({ ...emptySupplierFields, ...newPartyRow(input, agreement) }),
});
