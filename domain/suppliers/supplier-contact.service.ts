import { contactsOf } from '../parties/contact.service.ts';
import { register } from '../registers.ts';
import { SupplierContact } from './supplier-contact.entity.ts';
import { supplierRegister } from './supplier.register.ts';

const contactRegister = register(SupplierContact, 'Contact');

/** What can be done with the contacts of a supplier; each function says what it throws. */
export const {
  create: createSupplierContact,
  update: updateSupplierContact,
  remove: deleteSupplierContact,
  find: findSupplierContact,
  list: listSupplierContacts,
  requireAttention: requireSupplierContact,
} = contactsOf({ contact: contactRegister, party: supplierRegister, owner: 'supplier' });
