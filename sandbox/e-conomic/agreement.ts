import type {
  Account,
  AccountingYear,
  BookedInvoice,
  Contact,
  Currency,
  Customer,
  CustomerGroup,
  DeliveryLocation,
  DraftInvoice,
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
import { Table } from './table.ts';

export interface Company {
  name: string;
  addressLine1?: string;
  zip?: string;
  city?: string;
  country?: string;
  phoneNumber?: string;
  /** The address that invoices are mailed from. */
  email?: string;
  /** CVR. */
  companyIdentificationNumber?: string;
}

/** Every record of one agreement: what is written to disk and printed as its ledger. */
export interface AgreementData {
  number: number;
  company: Company;
  baseCurrency: string;
  /** Electronic invoices (EAN) are for Danish agreements that pay. */
  isDanish: boolean;
  isPaying: boolean;
  /** Of the agreement grant tokens: valid, or revoked by the customer. */
  grants: { token: string; revoked: boolean }[];
  accounts: Account[];
  vatAccounts: VatAccount[];
  vatZones: VatZone[];
  currencies: Currency[];
  accountingYears: AccountingYear[];
  layouts: Layout[];
  employees: Employee[];
  units: Unit[];
  paymentTerms: PaymentTerms[];
  paymentTypes: PaymentType[];
  customerGroups: CustomerGroup[];
  customers: Customer[];
  contacts: Contact[];
  deliveryLocations: DeliveryLocation[];
  productGroups: ProductGroup[];
  products: Product[];
  drafts: DraftInvoice[];
  bookedInvoices: BookedInvoice[];
  series: Record<SeriesName, Series>;
}

/** A number series: the next number, and the freed ones that may be given again. */
export interface Series {
  next: number;
  freed: number[];
}

export const seriesNames = [
  'customers',
  'contacts',
  'deliveryLocations',
  'units',
  'paymentTerms',
  'drafts',
  'handles',
] as const;
export type SeriesName = (typeof seriesNames)[number];

function tablesOf(data: AgreementData) {
  return {
    accounts: new Table((record: Account) => record.accountNumber, data.accounts),
    vatAccounts: new Table((record: VatAccount) => record.vatCode, data.vatAccounts),
    vatZones: new Table((record: VatZone) => record.vatZoneNumber, data.vatZones),
    currencies: new Table((record: Currency) => record.code, data.currencies),
    accountingYears: new Table((record: AccountingYear) => record.year, data.accountingYears),
    layouts: new Table((record: Layout) => record.layoutNumber, data.layouts),
    employees: new Table((record: Employee) => record.employeeNumber, data.employees),
    units: new Table((record: Unit) => record.unitNumber, data.units),
    paymentTerms: new Table((record: PaymentTerms) => record.paymentTermsNumber, data.paymentTerms),
    paymentTypes: new Table((record: PaymentType) => record.paymentTypeNumber, data.paymentTypes),
    customerGroups: new Table((record: CustomerGroup) => record.customerGroupNumber, data.customerGroups),
    customers: new Table((record: Customer) => record.customerNumber, data.customers),
    contacts: new Table((record: Contact) => record.customerContactNumber, data.contacts),
    deliveryLocations: new Table(
      (record: DeliveryLocation) => record.deliveryLocationNumber,
      data.deliveryLocations,
    ),
    productGroups: new Table((record: ProductGroup) => record.productGroupNumber, data.productGroups),
    products: new Table((record: Product) => record.productNumber, data.products),
    drafts: new Table((record: DraftInvoice) => record.draftInvoiceNumber, data.drafts),
    bookedInvoices: new Table((record: BookedInvoice) => record.bookedInvoiceNumber, data.bookedInvoices),
  };
}

export type Tables = ReturnType<typeof tablesOf>;
export type TableName = keyof Tables;

/** One agreement: its tables and number series. */
export class Agreement {
  readonly number: number;
  readonly company: Company;
  readonly baseCurrency: string;
  readonly isDanish: boolean;
  readonly isPaying: boolean;
  readonly grants: { token: string; revoked: boolean }[];
  readonly tables: Tables;
  readonly #series: Record<SeriesName, Series>;
  /** Until when (milliseconds) a record is hidden from reads. */
  readonly #hidden = new Map<string, number>();

  constructor(data: AgreementData) {
    this.number = data.number;
    this.company = data.company;
    this.baseCurrency = data.baseCurrency;
    this.isDanish = data.isDanish;
    this.isPaying = data.isPaying;
    this.grants = data.grants;
    this.tables = tablesOf(data);
    this.#series = data.series;
  }

  /** The next number of a series, or a freed one. */
  take(series: SeriesName, reuseFreed: boolean): number {
    const counter = this.#series[series];
    if (reuseFreed && counter.freed.length > 0) {
      counter.freed.sort((a, b) => a - b);
      const freed = counter.freed.shift();
      if (freed !== undefined) return freed;
    }
    const number = counter.next;
    counter.next += 1;
    return number;
  }

  /** A number that was given from outside; the series goes on above it. */
  reserve(series: SeriesName, number: number): void {
    const counter = this.#series[series];
    counter.freed = counter.freed.filter((freed) => freed !== number);
    counter.next = Math.max(counter.next, number + 1);
  }

  /** A record with this number was deleted. */
  free(series: SeriesName, number: number): void {
    this.#series[series].freed.push(number);
  }

  hide(table: TableName, key: string | number, until: number): void {
    this.#hidden.set(`${table}:${key}`, until);
  }

  isHidden(table: TableName, key: string | number, now: number): boolean {
    if (this.#hidden.size === 0) return false;
    const until = this.#hidden.get(`${table}:${key}`);
    if (until === undefined) return false;
    if (until > now) return true;
    this.#hidden.delete(`${table}:${key}`);
    return false;
  }

  data(): AgreementData {
    const { tables } = this;
    return {
      number: this.number,
      company: this.company,
      baseCurrency: this.baseCurrency,
      isDanish: this.isDanish,
      isPaying: this.isPaying,
      grants: this.grants,
      accounts: [...tables.accounts.all()],
      vatAccounts: [...tables.vatAccounts.all()],
      vatZones: [...tables.vatZones.all()],
      currencies: [...tables.currencies.all()],
      accountingYears: [...tables.accountingYears.all()],
      layouts: [...tables.layouts.all()],
      employees: [...tables.employees.all()],
      units: [...tables.units.all()],
      paymentTerms: [...tables.paymentTerms.all()],
      paymentTypes: [...tables.paymentTypes.all()],
      customerGroups: [...tables.customerGroups.all()],
      customers: [...tables.customers.all()],
      contacts: [...tables.contacts.all()],
      deliveryLocations: [...tables.deliveryLocations.all()],
      productGroups: [...tables.productGroups.all()],
      products: [...tables.products.all()],
      drafts: [...tables.drafts.all()],
      bookedInvoices: [...tables.bookedInvoices.all()],
      series: this.#series,
    };
  }
}
