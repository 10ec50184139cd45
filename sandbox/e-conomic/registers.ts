import type { SeriesName, TableName } from './agreement.ts';
import { checkingOf, committed, type Context, timestamp } from './context.ts';
import { checkContact, checkDeliveryLocation } from './drafts.ts';
import { codeOf, doesNotExist, singleError } from './errors.ts';
import {
  contactFields,
  contactPutFields,
  customerFields,
  customerGroupFields,
  customerGroupPutFields,
  customerPutFields,
  deliveryLocationFields,
  paymentTermsFields,
  productFields,
  unitFields,
} from './fields.ts';
import type { BodyValue } from './numbers.ts';
import type {
  Contact,
  Customer,
  CustomerGroup,
  DeliveryLocation,
  PaymentTerms,
  Product,
  Unit,
} from './records.ts';
import { assertUnused } from './usage.ts';
import { type Checking, checkBody } from './validation.ts';

/** What a write did. */
export interface Written<T> {
  readonly record: T;
  readonly created: boolean;
}

function refuseUsedNumber(context: Context, key: string, number: string | number): never {
  throw singleError([key], {
    propertyName: key,
    errorMessage: `The number '${number}' is already in use.`,
    errorCode: codeOf(context.switches, 'numberInUse'),
    inputValue: number,
    developerHint: 'Choose another number.',
  });
}

function assertCurrency(checking: Checking, currency: string | undefined): void {
  if (currency === undefined || checking.agreement.tables.currencies.has(currency.toUpperCase())) return;
  checking.errors.add(['currency'], {
    propertyName: 'currency',
    errorMessage: `Currency '${currency}' not found.`,
    errorCode: codeOf(checking.switches, 'currencyNotFound'),
    inputValue: currency,
    developerHint: `Find a list of currencies at ${checking.restUrl}/currencies .`,
  });
}

/** A POST where `number` is null, else a PUT, which replaces or creates. */
export function writeCustomer(context: Context, body: BodyValue, number: number | null): Written<Customer> {
  const { tables } = context.agreement;
  const checking = checkingOf(context);
  const fields = number === null ? customerFields : customerPutFields;
  const checked = checkBody<Customer>(fields, body, '/schemas/customers.post.schema.json', checking);
  assertCurrency(checking, checked.currency);
  if (number !== null) {
    checkContact(checking, ['attention'], number, checked.attention);
    checkContact(checking, ['customerContact'], number, checked.customerContact);
    checkDeliveryLocation(checking, ['defaultDeliveryLocation'], number, checked.defaultDeliveryLocation);
  }
  checking.errors.throwIfAny();
  if (
    number === null &&
    checked.customerNumber !== undefined &&
    tables.customers.has(checked.customerNumber)
  ) {
    refuseUsedNumber(context, 'customerNumber', checked.customerNumber);
  }
  const given = number ?? checked.customerNumber;
  const customerNumber = given ?? context.agreement.take('customers', true);
  const created = !tables.customers.has(customerNumber);
  if (given !== undefined && created) context.agreement.reserve('customers', given);
  const record: Customer = {
    ...(checked as Customer),
    currency: (checked as Customer).currency.toUpperCase(),
    customerNumber,
    eInvoicingDisabledByDefault: checked.eInvoicingDisabledByDefault ?? false,
    lastUpdated: timestamp(context),
  };
  tables.customers.set(record);
  if (created) committed(context, 'customers', customerNumber);
  return { record, created };
}

export function writeProduct(context: Context, body: BodyValue, number: string | null): Written<Product> {
  const { tables } = context.agreement;
  const checking = checkingOf(context);
  const checked = checkBody<Product>(productFields, body, '/schemas/products.post.schema.json', checking);
  checking.errors.throwIfAny();
  const product = checked as Product;
  const productNumber = number ?? product.productNumber;
  if (number === null && tables.products.has(productNumber)) {
    refuseUsedNumber(context, 'productNumber', productNumber);
  }
  const created = !tables.products.has(productNumber);
  const record = {
    ...product,
    productNumber,
    barred: product.barred ?? false,
    lastUpdated: timestamp(context),
  };
  tables.products.set(record);
  if (created) committed(context, 'products', productNumber);
  return { record, created };
}

export function writeCustomerGroup(
  context: Context,
  body: BodyValue,
  number: number | null,
): Written<CustomerGroup> {
  const { tables } = context.agreement;
  const checking = checkingOf(context);
  const fields = number === null ? customerGroupFields : customerGroupPutFields;
  const checked = checkBody<CustomerGroup>(
    fields,
    body,
    '/schemas/customer-groups.post.schema.json',
    checking,
  );
  const account =
    checked.account === undefined ? undefined : tables.accounts.get(checked.account.accountNumber);
  if (
    account !== undefined &&
    (account.barred === true || !['profitAndLoss', 'status'].includes(account.accountType))
  ) {
    checking.errors.add(['account'], {
      propertyName: 'account',
      errorMessage: 'The account must be a profit and loss or status account that is not barred.',
      errorCode: codeOf(context.switches, 'accountNotUsable'),
      inputValue: account.accountNumber,
      developerHint: `Find a list of accounts at ${context.restUrl}/accounts .`,
    });
  }
  checking.errors.throwIfAny();
  const group = checked as CustomerGroup;
  const customerGroupNumber = number ?? group.customerGroupNumber;
  if (number === null && tables.customerGroups.has(customerGroupNumber)) {
    refuseUsedNumber(context, 'customerGroupNumber', customerGroupNumber);
  }
  const created = !tables.customerGroups.has(customerGroupNumber);
  const record = { ...group, customerGroupNumber };
  tables.customerGroups.set(record);
  if (created) committed(context, 'customerGroups', customerGroupNumber);
  return { record, created };
}

export function writeUnit(context: Context, body: BodyValue, number: number | null): Written<Unit> {
  const { agreement, switches } = context;
  const checking = checkingOf(context);
  const checked = checkBody<Unit>(unitFields, body, '/schemas/units.post.schema.json', checking);
  checking.errors.throwIfAny();
  const unitNumber = number ?? agreement.take('units', switches.reuseFreedNumbers);
  const created = !agreement.tables.units.has(unitNumber);
  if (number !== null && created) agreement.reserve('units', number);
  const record = { ...(checked as Unit), unitNumber };
  agreement.tables.units.set(record);
  if (created) committed(context, 'units', unitNumber);
  return { record, created };
}

/** Type and days cannot change once they are there: `E06151`. */
export function writePaymentTerms(
  context: Context,
  body: BodyValue,
  number: number | null,
): Written<PaymentTerms> {
  const { agreement, switches } = context;
  const checking = checkingOf(context);
  const path = '/schemas/payment-terms.post.schema.json';
  const checked = checkBody<PaymentTerms>(paymentTermsFields, body, path, checking);
  const known = number === null ? undefined : agreement.tables.paymentTerms.get(number);
  for (const property of ['paymentTermsType', 'daysOfCredit'] as const) {
    if (known === undefined || checked[property] === undefined || checked[property] === known[property])
      continue;
    checking.errors.add([property], {
      propertyName: property,
      errorMessage: `${property} cannot be changed.`,
      errorCode: 'E06151',
      inputValue: checked[property],
      developerHint: 'Create other payment terms.',
    });
  }
  checking.errors.throwIfAny();
  const paymentTermsNumber = number ?? agreement.take('paymentTerms', switches.reuseFreedNumbers);
  if (number !== null && known === undefined) agreement.reserve('paymentTerms', number);
  const terms = checked as PaymentTerms;
  // The days stay what they are where they are left out, since they cannot change.
  const days = terms.daysOfCredit ?? known?.daysOfCredit;
  const record = { ...terms, paymentTermsNumber, ...(days === undefined ? {} : { daysOfCredit: days }) };
  agreement.tables.paymentTerms.set(record);
  if (known === undefined) committed(context, 'paymentTerms', paymentTermsNumber);
  return { record, created: known === undefined };
}

const nextSortKey = (records: readonly { sortKey: number }[]) =>
  Math.max(0, ...records.map((record) => record.sortKey)) + 1;

export function writeContact(
  context: Context,
  customerNumber: number,
  body: BodyValue,
  number: number | null,
): Written<Contact> {
  const { agreement } = context;
  const checking = checkingOf(context);
  const fields = number === null ? contactFields : contactPutFields;
  const checked = checkBody<Contact>(fields, body, '/schemas/customers.contacts.post.schema.json', checking);
  checking.errors.throwIfAny();
  const known = number === null ? undefined : agreement.tables.contacts.get(number);
  if (known !== undefined && known.customer.customerNumber !== customerNumber)
    throw doesNotExist('The contact');
  const customerContactNumber = number ?? agreement.take('contacts', false);
  if (number !== null && known === undefined) agreement.reserve('contacts', number);
  const siblings = agreement.tables.contacts
    .all()
    .filter((contact) => contact.customer.customerNumber === customerNumber);
  const record: Contact = {
    ...(checked as Contact),
    customerContactNumber,
    customer: { customerNumber },
    sortKey: known?.sortKey ?? nextSortKey(siblings),
  };
  agreement.tables.contacts.set(record);
  if (known === undefined) committed(context, 'contacts', customerContactNumber);
  return { record, created: known === undefined };
}

export function writeDeliveryLocation(
  context: Context,
  customerNumber: number,
  body: BodyValue,
  number: number | null,
): Written<DeliveryLocation> {
  const { agreement } = context;
  const checking = checkingOf(context);
  const path = '/schemas/customers.delivery-locations.post.schema.json';
  const checked = checkBody<DeliveryLocation>(deliveryLocationFields, body, path, checking);
  checking.errors.throwIfAny();
  const known = number === null ? undefined : agreement.tables.deliveryLocations.get(number);
  if (known !== undefined && known.customer.customerNumber !== customerNumber) {
    throw doesNotExist('The delivery location');
  }
  const deliveryLocationNumber = number ?? agreement.take('deliveryLocations', false);
  if (number !== null && known === undefined) agreement.reserve('deliveryLocations', number);
  const siblings = agreement.tables.deliveryLocations
    .all()
    .filter((location) => location.customer.customerNumber === customerNumber);
  const record: DeliveryLocation = {
    ...checked,
    deliveryLocationNumber,
    customer: { customerNumber },
    sortKey: checked.sortKey ?? known?.sortKey ?? nextSortKey(siblings),
  };
  agreement.tables.deliveryLocations.set(record);
  if (known === undefined) committed(context, 'deliveryLocations', deliveryLocationNumber);
  return { record, created: known === undefined };
}

const seriesOf: Partial<Record<TableName, SeriesName>> = {
  customers: 'customers',
  units: 'units',
  paymentTerms: 'paymentTerms',
};

/** Deletes a record that nothing refers to; 404 `E06000` where it is not there. */
export function deleteRecord(context: Context, table: TableName, id: string, key: string): void {
  const { agreement, switches } = context;
  if (!agreement.tables[table].has(id)) throw doesNotExist(`'${id}'`);
  assertUnused(agreement, switches, table, id, key);
  agreement.tables[table].delete(id);
  const series = seriesOf[table];
  if (series !== undefined) agreement.free(series, Number(id));
  if (table !== 'customers') return;
  // What belongs to the customer goes with it.
  for (const contact of agreement.tables.contacts.all()) {
    if (String(contact.customer.customerNumber) === id) {
      agreement.tables.contacts.delete(contact.customerContactNumber);
    }
  }
  for (const location of agreement.tables.deliveryLocations.all()) {
    if (String(location.customer.customerNumber) === id) {
      agreement.tables.deliveryLocations.delete(location.deliveryLocationNumber);
    }
  }
}
