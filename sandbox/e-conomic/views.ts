import type { Agreement } from './agreement.ts';
import { encodeIdentifier } from './identifiers.ts';
import { printed } from './numbers.ts';
import type {
  Account,
  AccountingYear,
  Contact,
  Currency,
  Customer,
  CustomerGroup,
  DeliveryLocation,
  Employee,
  Layout,
  PaymentTerms,
  PaymentType,
  Product,
  ProductGroup,
  Unit,
  VatAccount,
  VatZone,
} from './records.ts';

/** Registers as the legacy surface prints them. `base` is its address. */

/** A reference with its link: `{ unitNumber: 1, self: … }`. */
export const linked = <T extends object>(reference: T, self: string) => ({ ...reference, self });

const writable = (what: string, href: string) => ({
  delete: { description: `Delete this ${what}.`, href, httpMethod: 'delete' },
  replace: { description: `Replace this ${what}.`, href, httpMethod: 'put' },
});

/** `metaData` of a collection that takes POST. */
export const creatable = (what: string, href: string) => ({
  create: { description: `Create a new ${what}.`, href, httpMethod: 'post' },
});

export const unitView = (base: string, unit: Unit) => ({
  unitNumber: unit.unitNumber,
  name: unit.name,
  products: `${base}/units/${unit.unitNumber}/products`,
  self: `${base}/units/${unit.unitNumber}`,
});

export const paymentTermsView = (base: string, terms: PaymentTerms) =>
  linked(terms, `${base}/payment-terms/${terms.paymentTermsNumber}`);

export const layoutView = (base: string, layout: Layout) =>
  linked(layout, `${base}/layouts/${layout.layoutNumber}`);

export const vatZoneView = (base: string, zone: VatZone) =>
  linked(zone, `${base}/vat-zones/${zone.vatZoneNumber}`);

export const paymentTypeView = (base: string, type: PaymentType) =>
  linked(type, `${base}/payment-types/${type.paymentTypeNumber}`);

export const currencyView = (base: string, { code, name, isoNumber }: Currency) =>
  linked({ code, name, isoNumber }, `${base}/currencies/${code}`);

export const vatAccountView = (base: string, vat: VatAccount) => ({
  vatCode: vat.vatCode,
  name: vat.name,
  ratePercentage: printed(vat.ratePercentage, 8),
  account: linked(vat.account, `${base}/accounts/${vat.account.accountNumber}`),
  vatType: linked(vat.vatType, `${base}/vat-types/${vat.vatType.vatTypeNumber}`),
  ...(vat.barred === true ? { barred: true } : {}),
  self: `${base}/vat-accounts/${encodeIdentifier(vat.vatCode)}`,
});

export const employeeView = (base: string, employee: Employee) => {
  const self = `${base}/employees/${employee.employeeNumber}`;
  return {
    ...employee,
    employeeGroup: linked(
      employee.employeeGroup,
      `${base}/employee-groups/${employee.employeeGroup.employeeGroupNumber}`,
    ),
    customers: `${self}/customers`,
    draftInvoices: `${base}/invoices/totals/drafts/employees/${employee.employeeNumber}`,
    bookedInvoices: `${base}/invoices/totals/booked/employees/${employee.employeeNumber}`,
    self,
  };
};

export const accountView = (base: string, account: Account) => {
  const self = `${base}/accounts/${account.accountNumber}`;
  return {
    accountNumber: account.accountNumber,
    accountType: account.accountType,
    balance: printed('0', 2),
    draftBalance: printed('0', 2),
    ...(account.barred === true ? { barred: true } : {}),
    blockDirectEntries: account.blockDirectEntries,
    debitCredit: account.debitCredit,
    name: account.name,
    ...(account.vatAccount === undefined
      ? {}
      : {
          vatAccount: linked(
            account.vatAccount,
            `${base}/vat-accounts/${encodeIdentifier(account.vatAccount.vatCode)}`,
          ),
        }),
    accountingYears: `${self}/accounting-years`,
    self,
  };
};

export const accountingYearView = (base: string, year: AccountingYear) => {
  const self = `${base}/accounting-years/${encodeIdentifier(year.year)}`;
  return {
    fromDate: year.fromDate,
    toDate: year.toDate,
    // Recorded answers leave it out while the year is open.
    ...(year.closed ? { closed: true } : {}),
    year: year.year,
    periods: `${self}/periods`,
    entries: `${self}/entries`,
    totals: `${self}/totals`,
    vouchers: `${self}/vouchers`,
    self,
  };
};

/** This surface tells closed periods only; barred ones show on the newer surface. */
export const periodView = (base: string, year: AccountingYear, period: AccountingYear['periods'][number]) => {
  const yearSelf = `${base}/accounting-years/${encodeIdentifier(year.year)}`;
  const self = `${yearSelf}/periods/${period.periodNumber}`;
  return {
    periodNumber: period.periodNumber,
    accountingYear: { year: year.year, self: yearSelf },
    fromDate: period.fromDate,
    toDate: period.toDate,
    ...(period.state === 'closed' ? { closed: true } : {}),
    entries: `${self}/entries`,
    totals: `${self}/totals`,
    self,
  };
};

export const customerGroupView = (base: string, agreement: Agreement, group: CustomerGroup) => {
  const self = `${base}/customer-groups/${group.customerGroupNumber}`;
  const account = agreement.tables.accounts.get(group.account.accountNumber);
  return {
    customerGroupNumber: group.customerGroupNumber,
    ...(group.name === undefined ? {} : { name: group.name }),
    account:
      account === undefined
        ? linked(group.account, `${base}/accounts/${group.account.accountNumber}`)
        : {
            accountNumber: account.accountNumber,
            accountType: account.accountType,
            balance: printed('0', 2),
            blockDirectEntries: account.blockDirectEntries,
            debitCredit: account.debitCredit,
            name: account.name,
            accountingYears: `${base}/accounts/${account.accountNumber}/accounting-years`,
            self: `${base}/accounts/${account.accountNumber}`,
          },
    ...(group.layout === undefined
      ? {}
      : { layout: linked(group.layout, `${base}/layouts/${group.layout.layoutNumber}`) }),
    customers: `${self}/customers`,
    self,
  };
};

/** What a customer owes: the remainders of its booked invoices. */
export interface CustomerBalance {
  readonly balance: string;
  readonly dueAmount: string;
}

export function customerView(base: string, customer: Customer, owed: CustomerBalance) {
  const self = `${base}/customers/${customer.customerNumber}`;
  const { customerGroup, paymentTerms, vatZone, layout, salesPerson, creditLimit, lastUpdated, ...plain } =
    customer;
  const { attention, customerContact, defaultDeliveryLocation, ...rest } = plain;
  return {
    ...rest,
    balance: printed(owed.balance, 2),
    dueAmount: printed(owed.dueAmount, 2),
    ...(creditLimit === undefined ? {} : { creditLimit: printed(creditLimit, 2) }),
    customerGroup: linked(customerGroup, `${base}/customer-groups/${customerGroup.customerGroupNumber}`),
    paymentTerms: linked(paymentTerms, `${base}/payment-terms/${paymentTerms.paymentTermsNumber}`),
    vatZone: linked(vatZone, `${base}/vat-zones/${vatZone.vatZoneNumber}`),
    ...(layout === undefined ? {} : { layout: linked(layout, `${base}/layouts/${layout.layoutNumber}`) }),
    ...(salesPerson === undefined
      ? {}
      : { salesPerson: linked(salesPerson, `${base}/employees/${salesPerson.employeeNumber}`) }),
    ...(attention === undefined
      ? {}
      : { attention: linked(attention, `${self}/contacts/${attention.customerContactNumber}`) }),
    ...(customerContact === undefined
      ? {}
      : {
          customerContact: linked(
            customerContact,
            `${self}/contacts/${customerContact.customerContactNumber}`,
          ),
        }),
    ...(defaultDeliveryLocation === undefined
      ? {}
      : {
          defaultDeliveryLocation: linked(
            defaultDeliveryLocation,
            `${self}/delivery-locations/${defaultDeliveryLocation.deliveryLocationNumber}`,
          ),
        }),
    lastUpdated,
    contacts: `${self}/contacts`,
    templates: {
      invoice: `${self}/templates/invoice`,
      invoiceLine: `${self}/templates/invoiceline`,
      self: `${self}/templates`,
    },
    totals: {
      drafts: `${base}/invoices/totals/drafts/customers/${customer.customerNumber}`,
      booked: `${base}/invoices/totals/booked/customers/${customer.customerNumber}`,
      self: `${self}/totals`,
    },
    deliveryLocations: `${self}/delivery-locations`,
    invoices: {
      drafts: `${self}/invoices/drafts`,
      booked: `${self}/invoices/booked`,
      self: `${self}/invoices`,
    },
    metaData: writable('customer', self),
    self,
  };
}

export const contactView = (base: string, contact: Contact) => {
  const customer = `${base}/customers/${contact.customer.customerNumber}`;
  return {
    ...contact,
    customer: linked(contact.customer, customer),
    self: `${customer}/contacts/${contact.customerContactNumber}`,
  };
};

export const deliveryLocationView = (base: string, location: DeliveryLocation) => {
  const customer = `${base}/customers/${location.customer.customerNumber}`;
  return {
    ...location,
    customer: linked(location.customer, customer),
    self: `${customer}/delivery-locations/${location.deliveryLocationNumber}`,
  };
};

export const productGroupView = (base: string, group: ProductGroup) => {
  const self = `${base}/product-groups/${group.productGroupNumber}`;
  return {
    productGroupNumber: group.productGroupNumber,
    name: group.name,
    salesAccounts: `${self}/sales-accounts`,
    products: `${self}/products`,
    ...(group.inventoryEnabled ? { inventoryEnabled: true } : {}),
    self,
  };
};

export function productView(base: string, agreement: Agreement, product: Product) {
  const self = `${base}/products/${encodeIdentifier(product.productNumber)}`;
  const group = agreement.tables.productGroups.get(product.productGroup.productGroupNumber);
  const unit = product.unit === undefined ? undefined : agreement.tables.units.get(product.unit.unitNumber);
  const distribution = product.departmentalDistribution;
  return {
    productNumber: product.productNumber,
    ...(product.description === undefined ? {} : { description: product.description }),
    name: product.name,
    ...(product.costPrice === undefined ? {} : { costPrice: printed(product.costPrice, 2) }),
    recommendedPrice: printed(product.recommendedPrice ?? '0', 2),
    salesPrice: printed(product.salesPrice ?? '0', 2),
    ...(product.barCode === undefined ? {} : { barCode: product.barCode }),
    barred: product.barred === true,
    lastUpdated: product.lastUpdated,
    ...(group === undefined ? {} : { productGroup: productGroupView(base, group) }),
    ...(unit === undefined ? {} : { unit: unitView(base, unit) }),
    ...(distribution === undefined
      ? {}
      : {
          departmentalDistribution: linked(
            distribution,
            `${base}/departmental-distributions/${distribution.departmentalDistributionNumber}`,
          ),
        }),
    inventory: {
      available: printed('0', 1),
      inStock: printed('0', 1),
      orderedFromSuppliers: printed('0', 1),
      orderedByCustomers: printed('0', 1),
      packageVolume: printed(product.inventory?.packageVolume ?? '0', 2),
      recommendedCostPrice: printed(product.inventory?.recommendedCostPrice ?? '0', 2),
    },
    invoices: {
      drafts: `${self}/invoices/drafts`,
      booked: `${self}/invoices/booked`,
      self: `${self}/invoices`,
    },
    pricing: { currencySpecificSalesPrices: `${self}/pricing/currency-specific-sales-prices` },
    metaData: writable('product', self),
    self,
  };
}
