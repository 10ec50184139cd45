import { partyRelations } from '../parties/party.service.ts';
import { register } from '../registers.ts';
import { Customer } from './customer.entity.ts';

export const customerRegister = register(Customer, 'Customer', partyRelations);
