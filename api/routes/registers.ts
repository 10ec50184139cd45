import type { CustomerGroup } from '../../domain/customers/customer-group.entity.ts';
import {
  createCustomerGroup,
  deleteCustomerGroup,
  findCustomerGroup,
  listCustomerGroups,
  updateCustomerGroup,
} from '../../domain/customers/customer-group.service.ts';
import {
  createEmployee,
  deleteEmployee,
  findEmployee,
  listEmployees,
  updateEmployee,
} from '../../domain/employees/employee.service.ts';
import {
  createLayout,
  deleteLayout,
  findLayout,
  listLayouts,
  updateLayout,
} from '../../domain/layouts/layout.service.ts';
import {
  createProductGroup,
  deleteProductGroup,
  findProductGroup,
  listProductGroups,
  updateProductGroup,
} from '../../domain/products/product-group.service.ts';
import {
  createUnit,
  deleteUnit,
  findUnit,
  listUnits,
  updateUnit,
} from '../../domain/products/unit.service.ts';
import {
  createPaymentTerms,
  deletePaymentTerms,
  findPaymentTerms,
  listPaymentTerms,
  updatePaymentTerms,
} from '../../domain/terms/payment-terms.service.ts';
import { paymentTermsTypes } from '../../domain/erp/documents.ts';
import { z } from 'zod';
import { camelFields } from '../case.ts';
import type { Endpoint } from '../endpoint.ts';
import { queryBoolean, queryInteger, queryText } from '../lists.ts';
import { pathNumber } from '../schemas/common.ts';
import {
  employeeBody,
  employeeRow,
  groupBody,
  groupRow,
  paymentTermsBody,
  paymentTermsRow,
  productGroupBody,
  productGroupRow,
  unitBody,
  unitRow,
} from '../schemas/registers.ts';
import {
  employeeView,
  groupView,
  paymentTermsView,
  productGroupView,
  unitView,
  withStamps,
} from '../views/registers.ts';
import { layoutBody, layoutRow } from '../schemas/layouts.ts';
import { layoutView } from '../views/layouts.ts';
import { registerEndpoints } from './register.ts';

const number = () => queryInteger(1, 999_999_999).optional();
const name = () => queryText().optional();
const sortable = ['number', 'name', 'created_at', 'updated_at'] as const;
const numbered = { key: 'number', rowPath: pathNumber } as const;

const customerGroups = registerEndpoints({
  ...numbered,
  path: '/api/customer-groups',
  tag: 'customer-groups',
  singular: 'customer_group',
  plural: 'customer_groups',
  what: 'customer group',
  body: groupBody,
  bodyExample: { number: 2, name: 'Håndværkere' },
  row: groupRow,
  filters: { number: number(), name: name() },
  sortable,
  list: listCustomerGroups,
  find: (em, path) => findCustomerGroup(em, path.number),
  create: (em, body, actor) => createCustomerGroup(em, camelFields(body), actor),
  update: (em, path, body, options, actor) =>
    updateCustomerGroup(em, path.number, camelFields(body), options, actor),
  remove: (em, path, options) => deleteCustomerGroup(em, path.number, options),
  view: (row: CustomerGroup) => withStamps(groupView)(row),
});

const productGroups = registerEndpoints({
  ...numbered,
  path: '/api/product-groups',
  tag: 'product-groups',
  singular: 'product_group',
  plural: 'product_groups',
  what: 'product group',
  body: productGroupBody,
  bodyExample: { number: 1, name: 'Træ', vat_domestic: '25', has_inventory: true },
  row: productGroupRow,
  filters: { number: number(), name: name(), has_inventory: queryBoolean().optional() },
  sortable,
  list: listProductGroups,
  find: (em, path) => findProductGroup(em, path.number),
  create: (em, body, actor) => createProductGroup(em, camelFields(body), actor),
  update: (em, path, body, options, actor) =>
    updateProductGroup(em, path.number, camelFields(body), options, actor),
  remove: (em, path, options) => deleteProductGroup(em, path.number, options),
  view: withStamps(productGroupView),
});

const units = registerEndpoints({
  ...numbered,
  path: '/api/units',
  tag: 'units',
  singular: 'unit',
  plural: 'units',
  what: 'unit',
  body: unitBody,
  bodyExample: { name: 'Styk', abbreviation: 'stk' },
  row: unitRow,
  filters: { number: number(), name: name(), barcode: name() },
  sortable,
  list: listUnits,
  find: (em, path) => findUnit(em, path.number),
  create: (em, body, actor) => createUnit(em, camelFields(body), actor),
  update: (em, path, body, options, actor) => updateUnit(em, path.number, camelFields(body), options, actor),
  remove: (em, path, options) => deleteUnit(em, path.number, options),
  view: withStamps(unitView),
});

const paymentTerms = registerEndpoints({
  ...numbered,
  path: '/api/payment-terms',
  tag: 'payment-terms',
  singular: 'payment_term',
  plural: 'payment_terms',
  what: 'set of payment terms',
  body: paymentTermsBody,
  bodyExample: { name: 'Netto 14 dage', type: 'net', maturity_days: 14 },
  row: paymentTermsRow,
  filters: { number: number(), name: name(), type: z.enum(paymentTermsTypes).optional() },
  sortable: ['number', 'name', 'type', 'created_at', 'updated_at'],
  list: listPaymentTerms,
  find: (em, path) => findPaymentTerms(em, path.number),
  create: (em, body, actor) => createPaymentTerms(em, camelFields(body), actor),
  update: (em, path, body, options, actor) =>
    updatePaymentTerms(em, path.number, camelFields(body), options, actor),
  remove: (em, path, options) => deletePaymentTerms(em, path.number, options),
  view: withStamps(paymentTermsView),
});

const layouts = registerEndpoints({
  ...numbered,
  path: '/api/layouts',
  tag: 'layouts',
  singular: 'layout',
  plural: 'layouts',
  what: 'layout',
  body: layoutBody,
  bodyExample: {
    number: 19,
    name: 'Dansk std.',
    language: 'da',
    bank_account: 'Sydbank\nReg. 1234 Konto 0001234567\nIBAN DK50 0040 0440 1162 43',
    logo_place: 'right',
    signature: 'Med venlig hilsen\nPrøvefirma ApS',
  },
  row: layoutRow,
  filters: { number: number(), name: name() },
  sortable,
  list: listLayouts,
  find: (em, path) => findLayout(em, path.number),
  create: (em, body, actor) => createLayout(em, camelFields(body), actor),
  update: (em, path, body, options, actor) =>
    updateLayout(em, path.number, camelFields(body), options, actor),
  remove: (em, path, options) => deleteLayout(em, path.number, options),
  view: withStamps(layoutView),
});

const employees = registerEndpoints({
  ...numbered,
  path: '/api/employees',
  tag: 'employees',
  singular: 'employee',
  plural: 'employees',
  what: 'employee',
  body: employeeBody,
  bodyExample: { name: 'Åse Nørgård', initials: 'ÅN', contact_email: 'aase@example.com' },
  row: employeeRow,
  filters: {
    number: number(),
    name: name(),
    initials: queryText(10).optional(),
    is_barred: queryBoolean().optional(),
  },
  sortable,
  list: listEmployees,
  find: (em, path) => findEmployee(em, path.number),
  create: (em, { default_location_id, ...body }, actor) =>
    createEmployee(em, { ...camelFields(body), defaultLocationNumber: default_location_id }, actor),
  update: (em, path, { default_location_id, ...body }, options, actor) => {
    const patch = { ...camelFields(body), defaultLocationNumber: default_location_id };
    return updateEmployee(em, path.number, patch, options, actor);
  },
  remove: (em, path, options) => deleteEmployee(em, path.number, options),
  view: withStamps(employeeView),
  fieldNames: { default_location_number: 'default_location_id' },
});

export const simpleRegisterEndpoints: readonly Endpoint[] = [
  ...customerGroups,
  ...productGroups,
  ...units,
  ...paymentTerms,
  ...layouts,
  ...employees,
];
