import type { SupplierGroup } from '../../domain/suppliers/supplier-group.entity.ts';
import {
  createSupplierAddress,
  deleteSupplierAddress,
  findSupplierAddress,
  listSupplierAddresses,
  updateSupplierAddress,
} from '../../domain/suppliers/supplier-address.service.ts';
import {
  createSupplierContact,
  deleteSupplierContact,
  findSupplierContact,
  listSupplierContacts,
  updateSupplierContact,
} from '../../domain/suppliers/supplier-contact.service.ts';
import {
  createSupplierGroup,
  deleteSupplierGroup,
  findSupplierGroup,
  listSupplierGroups,
  updateSupplierGroup,
} from '../../domain/suppliers/supplier-group.service.ts';
import {
  createSupplier,
  deleteSupplier,
  findSupplier,
  listSuppliers,
  updateSupplier,
} from '../../domain/suppliers/supplier.service.ts';
import type { Endpoint } from '../endpoint.ts';
import { queryText } from '../lists.ts';
import { pathCustomer, pathInSupplier, pathNumber, pathOfSupplier } from '../schemas/common.ts';
import { supplierGroupBody, supplierGroupRow } from '../schemas/registers.ts';
import {
  supplierAddressBody,
  supplierAddressRow,
  supplierBody,
  supplierContactBody,
  supplierContactRow,
  supplierRow,
} from '../schemas/suppliers.ts';
import { addressView, contactView, supplierView } from '../views/parties.ts';
import { groupView, withStamps } from '../views/registers.ts';
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

const suppliers = registerEndpoints({
  path: '/api/suppliers',
  tag: 'suppliers',
  singular: 'supplier',
  plural: 'suppliers',
  what: 'supplier',
  key: 'number',
  rowPath: pathCustomer,
  body: supplierBody,
  bodyExample: {
    number: '5001',
    name: 'Nordisk Træ AB',
    supplier_group_id: 1,
    vat_zone: 'eu',
    payment_terms_id: 2,
    currency: 'DKK',
    city: 'Malmö',
    country: 'SE',
    email_purchase_orders: 'order@example.com',
    payment_type: 'international-transfer',
    iban: 'SE4550000000058398257466',
    bic: 'ESSESESS',
  },
  row: supplierRow,
  filters: { ...partyFilters, supplier_group_id: reference() },
  filterNames: { supplier_group_id: 'groupNumber', ...partyFilterNames },
  sortable: partySortable,
  fieldOwner: 'supplier',
  list: listSuppliers,
  find: (em, path) => findSupplier(em, path.number),
  create: (em, body, actor) => createSupplier(em, partyFields(body, 'supplier_group_id'), actor),
  update: (em, path, body, options, actor) =>
    updateSupplier(em, path.number, partyFields(body, 'supplier_group_id'), options, actor),
  remove: (em, path, options) => deleteSupplier(em, path.number, options),
  view: withStamps(supplierView),
  fieldNames: { ...partyFieldNames, group_number: 'supplier_group_id' },
});

const contacts = registerEndpoints({
  path: '/api/suppliers/{supplier}/contacts',
  tag: 'suppliers',
  singular: 'contact',
  plural: 'contacts',
  what: 'contact of a supplier',
  key: 'number',
  rowPath: pathInSupplier,
  listPath: pathOfSupplier,
  body: supplierContactBody,
  bodyExample: { name: 'Åsa Öberg', email: 'asa@example.com' },
  row: supplierContactRow,
  filters: contactFilters,
  sortable: ['number', 'name'],
  list: (em, query, path) => listSupplierContacts(em, path.supplier, query),
  find: (em, path) => findSupplierContact(em, path.supplier, path.number),
  create: (em, body, actor, path) => createSupplierContact(em, path.supplier, body, actor),
  update: (em, path, body, options, actor) =>
    updateSupplierContact(em, path.supplier, path.number, body, options, actor),
  remove: (em, path, options) => deleteSupplierContact(em, path.supplier, path.number, options),
  view: withStamps(contactView),
});

const addresses = registerEndpoints({
  path: '/api/suppliers/{supplier}/addresses',
  tag: 'suppliers',
  singular: 'address',
  plural: 'addresses',
  what: 'delivery address of a supplier',
  key: 'number',
  rowPath: pathInSupplier,
  listPath: pathOfSupplier,
  body: supplierAddressBody,
  bodyExample: { name: 'Lager Syd', street: 'Hamngatan 9', zipcode: '211 22', city: 'Malmö' },
  row: supplierAddressRow,
  filters: addressFilters,
  sortable: ['number', 'name'],
  list: (em, query, path) => listSupplierAddresses(em, path.supplier, query),
  find: (em, path) => findSupplierAddress(em, path.supplier, path.number),
  create: (em, body, actor, path) => createSupplierAddress(em, path.supplier, addressFields(body), actor),
  update: (em, path, body, options, actor) =>
    updateSupplierAddress(em, path.supplier, path.number, addressFields(body), options, actor),
  remove: (em, path, options) => deleteSupplierAddress(em, path.supplier, path.number, options),
  view: withStamps(addressView),
  fieldNames: { zip: 'zipcode' },
});

const groups = registerEndpoints({
  path: '/api/supplier-groups',
  tag: 'supplier-groups',
  singular: 'supplier_group',
  plural: 'supplier_groups',
  what: 'supplier group',
  key: 'number',
  rowPath: pathNumber,
  body: supplierGroupBody,
  bodyExample: { number: 1, name: 'Tømmerhandlere' },
  row: supplierGroupRow,
  filters: { number: reference(), name: queryText().optional() },
  sortable: ['number', 'name', 'created_at', 'updated_at'],
  list: listSupplierGroups,
  find: (em, path) => findSupplierGroup(em, path.number),
  create: createSupplierGroup,
  update: (em, path, body, options, actor) => updateSupplierGroup(em, path.number, body, options, actor),
  remove: (em, path, options) => deleteSupplierGroup(em, path.number, options),
  view: (row: SupplierGroup) => withStamps(groupView)(row),
});

export const supplierEndpoints: readonly Endpoint[] = [...suppliers, ...contacts, ...addresses, ...groups];
