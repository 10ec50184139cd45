import { numberedRegister } from '../numbered-register.ts';
import { register } from '../registers.ts';
import { SupplierGroup } from './supplier-group.entity.ts';

export const supplierGroupRegister = register(SupplierGroup, 'Supplier group');

/** What can be done with supplier groups; each function says what it throws. */
export const {
  create: createSupplierGroup,
  update: updateSupplierGroup,
  remove: deleteSupplierGroup,
  find: findSupplierGroup,
  list: listSupplierGroups,
} = numberedRegister(supplierGroupRegister);
