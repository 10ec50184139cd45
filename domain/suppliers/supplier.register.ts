import { partyRelations } from '../parties/party.service.ts';
import { register } from '../registers.ts';
import { Supplier } from './supplier.entity.ts';

export const supplierRegister = register(Supplier, 'Supplier', partyRelations);
