import { numberedRegister } from '../numbered-register.ts';
import { register } from '../registers.ts';
import { CustomerGroup } from './customer-group.entity.ts';

export const customerGroupRegister = register(CustomerGroup, 'Customer group');

/** What can be done with customer groups; each function says what it throws. */
export const {
  create: createCustomerGroup,
  update: updateCustomerGroup,
  remove: deleteCustomerGroup,
  find: findCustomerGroup,
  list: listCustomerGroups,
} = numberedRegister(customerGroupRegister);
