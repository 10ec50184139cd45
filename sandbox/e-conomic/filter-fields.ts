import type { FilterFields } from './filter.ts';

/**
 * What may be filtered, per collection: what the server accepts, which is not quite what the schemas say (`pNumber` of
 * customers is accepted though unlisted; e-mail and phone of employees, stock of products and the account of customer
 * groups are listed and refused). A collection that is not here refuses every field.
 */
export const customerFilter: FilterFields = {
  address: 'text',
  balance: 'number',
  barred: 'boolean',
  city: 'text',
  corporateIdentificationNumber: 'text',
  country: 'text',
  creditLimit: 'number',
  currency: 'text',
  customerNumber: 'number',
  ean: 'text',
  email: 'text',
  lastUpdated: 'timestamp',
  name: 'text',
  publicEntryNumber: 'text',
  telephoneAndFaxNumber: 'text',
  mobilePhone: 'text',
  vatNumber: 'text',
  website: 'text',
  zip: 'text',
  'customerGroup.customerGroupNumber': 'number',
  pNumber: 'text',
};

export const customerGroupFilter: FilterFields = { customerGroupNumber: 'number', name: 'text' };

export const contactFilter: FilterFields = {
  customerContactNumber: 'number',
  email: 'text',
  name: 'text',
  phone: 'text',
  eInvoiceId: 'text',
  'customer.customerNumber': 'number',
  sortKey: 'number',
};

export const deliveryLocationFilter: FilterFields = {
  address: 'text',
  barred: 'boolean',
  city: 'text',
  country: 'text',
  deliveryLocationNumber: 'number',
  postalCode: 'text',
  sortKey: 'number',
};

export const productFilter: FilterFields = {
  productNumber: 'text',
  description: 'text',
  name: 'text',
  costPrice: 'number',
  recommendedPrice: 'number',
  salesPrice: 'number',
  barCode: 'text',
  barred: 'boolean',
  lastUpdated: 'timestamp',
  'unit.unitNumber': 'number',
  'productGroup.productGroupNumber': 'number',
  'departmentalDistribution.departmentalDistributionNumber': 'number',
};

export const employeeFilter: FilterFields = {
  employeeNumber: 'number',
  'employeeGroup.employeeGroupNumber': 'number',
  name: 'text',
  barred: 'boolean',
};

export const employeeSort: FilterFields = {
  employeeNumber: 'number',
  'employeeGroup.employeeGroupNumber': 'number',
  name: 'text',
  email: 'text',
  phone: 'text',
};

export const accountFilter: FilterFields = {
  accountNumber: 'number',
  accountType: 'text',
  barred: 'boolean',
  blockDirectEntries: 'boolean',
  debitCredit: 'text',
  name: 'text',
};

export const accountingYearFilter: FilterFields = { fromDate: 'date', toDate: 'date', year: 'text' };
export const periodFilter: FilterFields = { periodNumber: 'number', fromDate: 'date', toDate: 'date' };

const invoiceFilter: FilterFields = {
  date: 'date',
  currency: 'text',
  exchangeRate: 'number',
  'paymentTerms.paymentTermsNumber': 'number',
  'customer.customerNumber': 'number',
  'recipient.name': 'text',
  'recipient.address': 'text',
  'recipient.zip': 'text',
  'recipient.city': 'text',
  'recipient.country': 'text',
  'recipient.ean': 'text',
  'recipient.publicEntryNumber': 'text',
  'deliveryLocation.deliveryLocationNumber': 'number',
  'delivery.address': 'text',
  'delivery.zip': 'text',
  'delivery.city': 'text',
  'delivery.country': 'text',
  'delivery.deliveryTerms': 'text',
  'delivery.deliveryDate': 'date',
  'notes.heading': 'text',
  'notes.textLine1': 'text',
  'notes.textLine2': 'text',
  'references.customerContact.customer.customerNumber': 'number',
  'references.salesPerson.employeeNumber': 'number',
  'references.vendorReference.employeeNumber': 'number',
  'references.other': 'text',
};

export const draftFilter: FilterFields = {
  draftInvoiceNumber: 'number',
  ...invoiceFilter,
  lastUpdated: 'timestamp',
  'soap.currentInvoiceHandle.id': 'number',
};

export const bookedFilter: FilterFields = {
  bookedInvoiceNumber: 'number',
  ...invoiceFilter,
  'recipient.vatZone.vatZoneNumber': 'number',
};

/** The same fields without some of them. */
export const without = (fields: FilterFields, ...names: readonly string[]): FilterFields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
