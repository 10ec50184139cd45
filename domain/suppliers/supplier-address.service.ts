import { addressesOf } from '../parties/delivery-address.service.ts';
import { register } from '../registers.ts';
import { SupplierAddress } from './supplier-address.entity.ts';
import { supplierRegister } from './supplier.register.ts';

const addressRegister = register(SupplierAddress, 'Delivery address');

/** What can be done with the delivery addresses of a supplier; each function says what it throws. */
export const {
  create: createSupplierAddress,
  update: updateSupplierAddress,
  remove: deleteSupplierAddress,
  find: findSupplierAddress,
  list: listSupplierAddresses,
} = addressesOf({ address: addressRegister, party: supplierRegister, owner: 'supplier' });
