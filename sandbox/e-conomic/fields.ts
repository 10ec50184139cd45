import type { TableName } from './agreement.ts';
import type { ChoiceCode } from './choices.ts';
import { paymentTermsTypes } from './records.ts';

/** How a body's property is checked. Lengths, bounds and decimals as in the published schemas. */
export type Field =
  | { readonly kind: 'text'; readonly max?: number; readonly min?: number; readonly required?: true }
  | { readonly kind: 'integer'; readonly min?: number; readonly max?: number; readonly required?: true }
  | { readonly kind: 'decimal'; readonly places?: number; readonly max?: string; readonly required?: true }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'date'; readonly required?: true }
  | { readonly kind: 'choice'; readonly values: readonly string[]; readonly required?: true }
  | { readonly kind: 'object'; readonly fields: Fields; readonly required?: true }
  | { readonly kind: 'list'; readonly item: Field }
  | Reference;

/** A record named by its number, its `self`, or both. */
export interface Reference {
  readonly kind: 'reference';
  /** The property that holds the number, and the collection that `self` points into. */
  readonly key: string;
  readonly collection: string;
  readonly textKey?: true;
  /** Where it must exist; left out: checked elsewhere. */
  readonly table?: TableName;
  /** In messages: `Customer group`. */
  readonly label: string;
  /** The code when it is not there: one that is known, or one of our choices. */
  readonly notFound?: `E0${string}` | ChoiceCode;
  readonly required?: true;
  /** 0 is refused as below 1. */
  readonly min?: number;
  /** Other properties kept from the object. */
  readonly extra?: Fields;
}

export type Fields = Readonly<Record<string, Field>>;

const text = (max?: number): Field => ({ kind: 'text', ...(max === undefined ? {} : { max }) });
const integer = (min?: number, max?: number): Field => ({
  kind: 'integer',
  ...(min === undefined ? {} : { min }),
  ...(max === undefined ? {} : { max }),
});
const decimal = (places?: number): Field => ({
  kind: 'decimal',
  ...(places === undefined ? {} : { places }),
});
const boolean: Field = { kind: 'boolean' };
const date: Field = { kind: 'date' };

const reference = (
  label: string,
  key: string,
  collection: string,
  more: Partial<Omit<Reference, 'kind' | 'label' | 'key' | 'collection'>>,
): Reference => ({ kind: 'reference', label, key, collection, ...more });

const layout = reference('Layout', 'layoutNumber', 'layouts', {
  table: 'layouts',
  notFound: 'layoutNotFound',
});
const vatZone = reference('VAT zone', 'vatZoneNumber', 'vat-zones', {
  table: 'vatZones',
  notFound: 'vatZoneNotFound',
  required: true,
});
const paymentTerms = reference('Payment terms', 'paymentTermsNumber', 'payment-terms', {
  table: 'paymentTerms',
  notFound: 'E07080',
  required: true,
});
const employee = reference('Employee', 'employeeNumber', 'employees', {
  table: 'employees',
  notFound: 'employeeNotFound',
});
const unit = reference('Unit', 'unitNumber', 'units', { table: 'units', notFound: 'unitNotFound' });
/** Whether it belongs to the customer is checked with the record. */
const contact = reference('Customer contact', 'customerContactNumber', 'contacts', {});
const departmentalDistribution = reference(
  'Departmental distribution',
  'departmentalDistributionNumber',
  'departmental-distributions',
  { min: 1, extra: { distributionType: text() } },
);

export const customerFields: Fields = {
  customerNumber: integer(1, 999_999_999),
  name: { kind: 'text', min: 1, max: 255, required: true },
  currency: { kind: 'text', min: 3, max: 3, required: true },
  customerGroup: reference('Customer group', 'customerGroupNumber', 'customer-groups', {
    table: 'customerGroups',
    notFound: 'E07140',
    required: true,
  }),
  paymentTerms,
  vatZone,
  address: text(510),
  zip: text(30),
  city: text(50),
  country: text(50),
  email: text(255),
  telephoneAndFaxNumber: text(255),
  mobilePhone: text(50),
  corporateIdentificationNumber: text(40),
  vatNumber: text(20),
  pNumber: { kind: 'text', min: 10, max: 10 },
  ean: text(13),
  publicEntryNumber: text(50),
  website: text(255),
  creditLimit: decimal(),
  barred: boolean,
  eInvoicingDisabledByDefault: boolean,
  layout,
  salesPerson: employee,
};

/** What only a PUT takes: it needs contacts and delivery locations of the customer. */
export const customerPutFields: Fields = {
  ...customerFields,
  attention: contact,
  customerContact: contact,
  defaultDeliveryLocation: reference('Delivery location', 'deliveryLocationNumber', 'delivery-locations', {}),
};

export const customerGroupFields: Fields = {
  customerGroupNumber: { kind: 'integer', min: 1, required: true },
  name: text(50),
  account: reference('Account', 'accountNumber', 'accounts', {
    table: 'accounts',
    notFound: 'E07150',
    required: true,
    min: 1,
  }),
  layout,
};

export const customerGroupPutFields: Fields = { ...customerGroupFields, customerGroupNumber: integer() };

export const contactFields: Fields = {
  name: { kind: 'text', max: 255, required: true },
  email: text(255),
  phone: text(50),
  eInvoiceId: text(50),
  notes: text(2000),
  emailNotifications: { kind: 'list', item: text() },
};

export const contactPutFields: Fields = {
  customerContactNumber: { kind: 'integer', required: true },
  ...contactFields,
};

export const deliveryLocationFields: Fields = {
  address: text(255),
  city: text(50),
  country: text(50),
  postalCode: text(15),
  termsOfDelivery: text(100),
  sortKey: integer(1),
  barred: boolean,
};

export const productFields: Fields = {
  productNumber: { kind: 'text', min: 1, max: 25, required: true },
  name: { kind: 'text', min: 1, max: 300, required: true },
  description: text(500),
  productGroup: reference('Product group', 'productGroupNumber', 'product-groups', {
    table: 'productGroups',
    notFound: 'productGroupNotFound',
    required: true,
  }),
  barCode: text(50),
  salesPrice: decimal(),
  costPrice: decimal(),
  recommendedPrice: decimal(),
  barred: boolean,
  unit,
  departmentalDistribution,
  inventory: { kind: 'object', fields: { packageVolume: decimal(2), recommendedCostPrice: decimal(2) } },
};

export const unitFields: Fields = { name: { kind: 'text', max: 100, required: true } };

export const paymentTermsFields: Fields = {
  name: { kind: 'text', max: 50, required: true },
  paymentTermsType: { kind: 'choice', values: paymentTermsTypes, required: true },
  daysOfCredit: integer(),
  description: text(1000),
};

export const invoiceLineFields: Fields = {
  lineNumber: integer(1),
  sortKey: integer(1),
  description: text(2500),
  product: reference('Product', 'productNumber', 'products', { textKey: true }),
  quantity: decimal(2),
  unitNetPrice: decimal(2),
  discountPercentage: decimal(2),
  unitCostPrice: decimal(2),
  unit: { ...unit, min: 1 },
  departmentalDistribution,
  accrual: { kind: 'object', fields: { startDate: date, endDate: date } },
};

export const draftInvoiceFields: Fields = {
  date: { kind: 'date', required: true },
  currency: { kind: 'text', min: 3, max: 3, required: true },
  exchangeRate: { kind: 'decimal', places: 6, max: '999999999999' },
  dueDate: date,
  layout: { ...layout, min: 1, required: true },
  paymentTerms: { ...paymentTerms, min: 1, extra: { paymentTermsType: text() } },
  customer: reference('Customer', 'customerNumber', 'customers', {
    table: 'customers',
    notFound: 'customerNotFound',
    required: true,
    min: 1,
  }),
  recipient: {
    kind: 'object',
    required: true,
    fields: {
      name: { kind: 'text', max: 250, required: true },
      address: text(250),
      zip: text(50),
      city: text(250),
      country: text(50),
      ean: text(13),
      publicEntryNumber: text(40),
      mobilePhone: text(),
      nemHandelType: {
        kind: 'choice',
        values: ['ean', 'corporateIdentificationNumber', 'pNumber', 'peppol'],
      },
      attention: contact,
      vatZone,
    },
  },
  deliveryLocation: reference('Delivery location', 'deliveryLocationNumber', 'delivery-locations', {
    min: 1,
  }),
  delivery: {
    kind: 'object',
    fields: {
      address: text(255),
      zip: text(30),
      city: text(50),
      country: text(50),
      deliveryTerms: text(100),
      deliveryDate: date,
    },
  },
  notes: { kind: 'object', fields: { heading: text(250), textLine1: text(1000), textLine2: text(1000) } },
  references: {
    kind: 'object',
    fields: {
      customerContact: { ...contact, min: 1 },
      salesPerson: { ...employee, min: 1 },
      vendorReference: { ...employee, min: 1 },
      other: text(250),
    },
  },
  lines: { kind: 'list', item: { kind: 'object', fields: invoiceLineFields } },
};

/** The published schema of PUT names no layout: it stays where it is left out. */
export const draftInvoicePutFields: Fields = { ...draftInvoiceFields, layout: { ...layout, min: 1 } };

export const bookingFields: Fields = {
  draftInvoice: reference('Draft invoice', 'draftInvoiceNumber', 'invoices/drafts', {
    required: true,
    min: 1,
  }),
  bookWithNumber: integer(1),
  sendBy: text(),
};
