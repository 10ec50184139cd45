import { z } from 'zod';
import type { Customer } from '../../domain/customers/customer.entity.ts';
import type { CustomerContact } from '../../domain/customers/customer-contact.entity.ts';
import type { DeliveryAddress } from '../../domain/customers/delivery-address.entity.ts';
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
import { vatZones } from '../../domain/erp/documents.ts';
import { camelFields } from '../case.ts';
import type { Endpoint } from '../endpoint.ts';
import { queryBoolean, queryInteger, queryText } from '../lists.ts';
import { pathCustomer, pathInCustomer, pathOfCustomer } from '../schemas/common.ts';
import {
  addressBody,
  addressRow,
  contactBody,
  contactRow,
  customerBody,
  customerRow,
} from '../schemas/customers.ts';
import { decimalView, groupView, groupViewOrNull, withStamps } from '../views/registers.ts';
import { registerEndpoints } from './register.ts';

type Body = z.output<typeof customerBody>;

/** The request's fields under the domain's names. */
function fieldsOf<T extends Partial<Body>>(body: T) {
  const {
    customer_group_id,
    payment_terms_id,
    layout_id,
    employee_id,
    zipcode,
    attention_contact_id,
    vat_zone,
    ...rest
  } = body;
  return {
    ...camelFields(rest),
    groupNumber: customer_group_id as T['customer_group_id'],
    vatZone: vat_zone as T['vat_zone'],
    paymentTermsNumber: payment_terms_id,
    layoutNumber: layout_id,
    employeeNumber: employee_id,
    zip: zipcode,
    attentionContact: attention_contact_id,
  };
}

/** What the domain's refusals call otherwise. */
const fieldNames = {
  group_number: 'customer_group_id',
  payment_terms_number: 'payment_terms_id',
  layout_number: 'layout_id',
  employee_number: 'employee_id',
  zip: 'zipcode',
  attention_contact: 'attention_contact_id',
};

const customerView = (customer: Customer): object => ({
  number: customer.number,
  name: customer.name,
  customer_group: groupView(customer.group),
  vat_zone: customer.vatZone,
  currency: customer.currency,
  payment_terms: groupView(customer.paymentTerms),
  layout: groupViewOrNull(customer.layout),
  employee: groupViewOrNull(customer.employee),
  language: customer.language,
  corporate_identification_number: customer.corporateIdentificationNumber ?? null,
  vat_number: customer.vatNumber ?? null,
  ean: customer.ean ?? null,
  ...placeView(customer),
  phone: customer.phone ?? null,
  email: customer.email ?? null,
  email_offers: customer.emailOffers ?? null,
  email_orders: customer.emailOrders ?? null,
  email_invoices: customer.emailInvoices ?? null,
  website: customer.website ?? null,
  credit_limit: decimalView(customer.creditLimit),
  delivery_terms: customer.deliveryTerms ?? null,
  is_barred: customer.isBarred,
  attention_contact_id: customer.attentionContact ?? null,
  custom_fields: customer.customFields,
});

const placeView = (row: Customer | DeliveryAddress) => ({
  street: row.street ?? null,
  street2: row.street2 ?? null,
  zipcode: row.zip ?? null,
  city: row.city ?? null,
  country: row.country ?? null,
});

const contactView = (contact: CustomerContact) => ({
  number: contact.number,
  name: contact.name,
  email: contact.email ?? null,
  phone: contact.phone ?? null,
});

const addressView = (address: DeliveryAddress) => ({
  number: address.number,
  name: address.name ?? null,
  ...placeView(address),
  email: address.email ?? null,
  phone: address.phone ?? null,
  is_default: address.isDefault,
});

const reference = () => queryInteger(1, 999_999_999).optional();

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
    number: queryText(9).optional(),
    name: queryText().optional(),
    email: queryText().optional(),
    ean: queryText(13).optional(),
    'simple_filter[ean]': queryText(13).optional(),
    'simple_filter[number]': queryText(9).optional().describe('Part of the number.'),
    corporate_identification_number: queryText(40).optional(),
    vat_zone: z.enum(vatZones, `must be one of ${vatZones.join(', ')}`).optional(),
    currency: queryText(3).optional(),
    country: queryText(100).optional(),
    is_barred: queryBoolean().optional(),
    customer_group_id: reference(),
    payment_terms_id: reference(),
  },
  filterNames: {
    customer_group_id: 'groupNumber',
    payment_terms_id: 'paymentTermsNumber',
    'simple_filter[ean]': 'simpleEan',
    'simple_filter[number]': 'numberPart',
  },
  sortable: ['number', 'name', 'city', 'created_at', 'updated_at'],
  isDeep: true,
  list: listCustomers,
  find: (em, path) => findCustomer(em, path.number),
  create: (em, body, actor) => createCustomer(em, fieldsOf(body), actor),
  update: (em, path, body, options, actor) => updateCustomer(em, path.number, fieldsOf(body), options, actor),
  remove: (em, path, options) => deleteCustomer(em, path.number, options),
  view: withStamps(customerView),
  fieldNames,
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
  filters: { number: reference(), name: queryText().optional(), email: queryText().optional() },
  sortable: ['number', 'name'],
  list: (em, query, path) => listContacts(em, path.customer, query),
  find: (em, path) => findContact(em, path.customer, path.number),
  create: (em, body, actor, path) => createContact(em, path.customer, body, actor),
  update: (em, path, body, options, actor) =>
    updateContact(em, path.customer, path.number, body, options, actor),
  remove: (em, path, options) => deleteContact(em, path.customer, path.number, options),
  view: withStamps(contactView),
});

/** A delivery address under the domain's names. */
function addressFields(body: Partial<z.output<typeof addressBody>>) {
  const { zipcode, is_default, ...rest } = body;
  return { ...rest, zip: zipcode, isDefault: is_default };
}

const addresses = registerEndpoints({
  ...inCustomer,
  path: '/api/customers/{customer}/addresses',
  singular: 'address',
  plural: 'addresses',
  what: 'delivery address of a customer',
  body: addressBody,
  bodyExample: { name: 'Lager Nord', street: 'Industrivej 9', zipcode: '9000', city: 'Aalborg' },
  row: addressRow,
  filters: { number: reference(), is_default: queryBoolean().optional() },
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
