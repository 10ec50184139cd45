import { customerGroupRegister } from '../../customers/customer-group.service.ts';
import { customerRegister } from '../../customers/customer.register.ts';
import { customerRules } from '../../customers/customer.rules.ts';
import { emptyCustomerFields } from '../../customers/customer.service.ts';
import { registerKind } from '../register-kind.ts';
import { newPartyRow, partyColumns } from './party-columns.ts';

/** What an import takes of a customer; contacts and delivery addresses have their own endpoints. */
export const customers = registerKind({
  name: 'customers',
  register: customerRegister,
  rules: customerRules,
  columns: {
    ...partyColumns({ column: 'customer_group_id', register: customerGroupRegister }),
    email_offers: { type: 'text', example: 'tilbud@example.dk' },
    email_orders: { type: 'text', example: 'ordre@example.dk' },
    email_invoices: { type: 'text', example: 'faktura@example.dk' },
  },
  newRow: (input, agreement) => ({ ...emptyCustomerFields, ...newPartyRow(input, agreement) }),
});
