import {
  createContact,
  deleteContact,
  findContact,
  listContacts,
  updateContact,
} from '../../domain/customers/customer-contact.service.ts';
import {
  createCustomer,
  deleteCustomer,
  findCustomer,
  listCustomers,
  updateCustomer,
} from '../../domain/customers/customer.service.ts';
import {
  createDeliveryAddress,
  deleteDeliveryAddress,
  findDeliveryAddress,
  listDeliveryAddresses,
  updateDeliveryAddress,
} from '../../domain/customers/delivery-address.service.ts';
import type { Endpoint } from '../endpoint.ts';
import { pathCustomer, pathInCustomer, pathOfCustomer } from '../schemas/common.ts';
import {
  addressBody,
  addressRow,
  contactBody,
  contactRow,
  customerBody,
  customerRow,
} from '../schemas/customers.ts';
import { addressView, contactView, customerView } from '../views/parties.ts';
import { withStamps } from '../views/registers.ts';
import {
  addressFields,
  addressFilters,
  contactFilters,
  partyFieldNames,
  partyFields,
  partyFilterNames,
  partyFilters,
  partySortable,
  reference,
} from './parties.ts';
import { registerEndpoints } from './register.ts';

const customers = registerEndpoints({
  path: '/api/customers',
  tag: 'customers',
  singular: 'customer',
  plural: 'customers',
  what: 'customer',
  key: 'number',
  rowPath: pathCustomer,
  body: customerBody,
  bodyExample: {
    number: '10042',
    name: 'Ærø Bådebyggeri ApS',
    customer_group_id: 1,
    vat_zone: 'domestic',
    payment_terms_id: 2,
    corporate_identification_number: '12345674',
    street: 'Havnen 4',
    zipcode: '5970',
    city: 'Ærøskøbing',
    country: 'DK',
    email: 'faktura@example.com',
  },
  row: customerRow,
  filters: {
    ...partyFilters,
    customer_group_id: reference(),
  },
  filterNames: { customer_group_id: 'groupNumber', ...partyFilterNames },
  sortable: partySortable,
  fieldOwner: 'customer',
  list: listCustomers,
  find: (em, path) => findCustomer(em, path.number),
  create: (em, body, actor) => createCustomer(em, partyFields(body, 'customer_group_id'), actor),
  update: (em, path, body, options, actor) =>
    updateCustomer(em, path.number, partyFields(body, 'customer_group_id'), options, actor),
  remove: (em, path, options) => deleteCustomer(em, path.number, options),
  view: withStamps(customerView),
  fieldNames: { ...partyFieldNames, group_number: 'customer_group_id' },
});

const inCustomer = {
  key: 'number',
  rowPath: pathInCustomer,
  listPath: pathOfCustomer,
  tag: 'customers',
} as const;

const contacts = registerEndpoints({
  ...inCustomer,
  path: '/api/customers/{customer}/contacts',
  singular: 'contact',
  plural: 'contacts',
  what: 'contact of a customer',
  body: contactBody,
  bodyExample: { name: 'Jón Ásgeirsson', email: 'jon@example.com' },
  row: contactRow,
  filters: contactFilters,
  sortable: ['number', 'name'],
  list: (em, query, path) => listContacts(em, path.customer, query),
  find: (em, path) => findContact(em, path.customer, path.number),
  create: (em, body, actor, path) => createContact(em, path.customer, body, actor),
  update: (em, path, body, options, actor) =>
    updateContact(em, path.customer, path.number, body, options, actor),
  remove: (em, path, options) => deleteContact(em, path.customer, path.number, options),
  view: withStamps(contactView),
});

const addresses = registerEndpoints({
  ...inCustomer,
  path: '/api/customers/{customer}/addresses',
  singular: 'address',
  plural: 'addresses',
  what: 'delivery address of a customer',
  body: addressBody,
  bodyExample: { name: 'Lager Nord', street: 'Industrivej 9', zipcode: '9000', city: 'Aalborg' },
  row: addressRow,
  filters: addressFilters,
  sortable: ['number', 'name'],
  list: (em, query, path) => listDeliveryAddresses(em, path.customer, query),
  find: (em, path) => findDeliveryAddress(em, path.customer, path.number),
  create: (em, body, actor, path) => createDeliveryAddress(em, path.customer, addressFields(body), actor),
  update: (em, path, body, options, actor) =>
    updateDeliveryAddress(em, path.customer, path.number, addressFields(body), options, actor),
  remove: (em, path, options) => deleteDeliveryAddress(em, path.customer, path.number, options),
  view: withStamps(addressView),
  fieldNames: { zip: 'zipcode' },
});

export const customerEndpoints: readonly Endpoint[] = [...customers, ...contacts, ...addresses];
