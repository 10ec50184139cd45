import { contactsOf } from '../parties/contact.service.ts';
import { register } from '../registers.ts';
import { CustomerContact } from './customer-contact.entity.ts';
import { customerRegister } from './customer.register.ts';

const contactRegister = register(CustomerContact, 'Contact');

/** What can be done with the contacts of a customer; each function says what it throws. */
export const {
  create: createContact,
  update: updateContact,
  remove: deleteContact,
  find: findContact,
  list: listContacts,
  requireAttention: requireCustomerContact,
} = contactsOf({ contact: contactRegister, party: customerRegister, owner: 'customer' });
