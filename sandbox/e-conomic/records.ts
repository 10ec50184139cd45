/** The records of one agreement as the stand-in keeps them: references by number, decimals as strings, no links. */

export interface CustomerGroup {
  customerGroupNumber: number;
  name?: string;
  account: { accountNumber: number };
  layout?: { layoutNumber: number };
}

export interface Customer {
  customerNumber: number;
  name: string;
  currency: string;
  customerGroup: { customerGroupNumber: number };
  paymentTerms: { paymentTermsNumber: number };
  vatZone: { vatZoneNumber: number };
  address?: string;
  zip?: string;
  city?: string;
  country?: string;
  email?: string;
  telephoneAndFaxNumber?: string;
  mobilePhone?: string;
  corporateIdentificationNumber?: string;
  vatNumber?: string;
  pNumber?: string;
  ean?: string;
  publicEntryNumber?: string;
  website?: string;
  creditLimit?: string;
  barred?: boolean;
  eInvoicingDisabledByDefault?: boolean;
  layout?: { layoutNumber: number };
  salesPerson?: { employeeNumber: number };
  attention?: { customerContactNumber: number };
  customerContact?: { customerContactNumber: number };
  defaultDeliveryLocation?: { deliveryLocationNumber: number };
  lastUpdated: string;
}

export interface Contact {
  customerContactNumber: number;
  customer: { customerNumber: number };
  name: string;
  email?: string;
  phone?: string;
  eInvoiceId?: string;
  notes?: string;
  emailNotifications?: string[];
  sortKey: number;
  deleted?: boolean;
}

export interface DeliveryLocation {
  deliveryLocationNumber: number;
  customer: { customerNumber: number };
  address?: string;
  city?: string;
  country?: string;
  postalCode?: string;
  termsOfDelivery?: string;
  sortKey: number;
  barred?: boolean;
}

export interface Product {
  productNumber: string;
  name: string;
  description?: string;
  productGroup: { productGroupNumber: number };
  unit?: { unitNumber: number };
  barCode?: string;
  salesPrice?: string;
  costPrice?: string;
  recommendedPrice?: string;
  barred?: boolean;
  departmentalDistribution?: { departmentalDistributionNumber: number; distributionType?: string };
  inventory?: { packageVolume?: string; recommendedCostPrice?: string };
  lastUpdated: string;
}

export interface ProductGroup {
  productGroupNumber: number;
  name: string;
  inventoryEnabled: boolean;
  /** One sales account per VAT zone. */
  salesAccounts: { vatZoneNumber: number; accountNumber: number; objectVersion: number }[];
  objectVersion: number;
}

export interface Unit {
  unitNumber: number;
  name: string;
}

export const paymentTermsTypes = [
  'net',
  'invoiceMonth',
  'paidInCash',
  'prepaid',
  'dueDate',
  'factoring',
  'invoiceWeekStartingSunday',
  'invoiceWeekStartingMonday',
  'creditcard',
] as const;
export type PaymentTermsType = (typeof paymentTermsTypes)[number];

export interface PaymentTerms {
  paymentTermsNumber: number;
  name: string;
  paymentTermsType: PaymentTermsType;
  daysOfCredit?: number;
  description?: string;
}

export interface Layout {
  layoutNumber: number;
  name: string;
  deleted?: boolean;
}

export interface Employee {
  employeeNumber: number;
  name: string;
  email?: string;
  phone?: string;
  barred?: boolean;
  employeeGroup: { employeeGroupNumber: number };
}

export interface VatZone {
  vatZoneNumber: number;
  name: string;
  enabledForCustomer: boolean;
  enabledForSupplier: boolean;
}

export interface VatAccount {
  vatCode: string;
  name: string;
  ratePercentage: string;
  account: { accountNumber: number };
  vatType: { vatTypeNumber: number; name: string };
  barred?: boolean;
}

export interface Currency {
  code: string;
  name: string;
  isoNumber: string;
  /** Base units per 100; not printed by the register. */
  rate: string;
}

export interface Account {
  accountNumber: number;
  name: string;
  accountType:
    'profitAndLoss' | 'status' | 'totalFrom' | 'heading' | 'headingStart' | 'sumInterval' | 'sumAlpha';
  debitCredit: 'debit' | 'credit';
  barred?: boolean;
  blockDirectEntries: boolean;
  vatAccount?: { vatCode: string };
}

export interface AccountingYear {
  /** `2026`, or `2025/2026` where it crosses the calendar year. */
  year: string;
  fromDate: string;
  toDate: string;
  closed: boolean;
  periods: { periodNumber: number; fromDate: string; toDate: string; state: 'open' | 'barred' | 'closed' }[];
}

export interface PaymentType {
  paymentTypeNumber: number;
  name: string;
}

export interface Recipient {
  name: string;
  address?: string;
  zip?: string;
  city?: string;
  country?: string;
  ean?: string;
  publicEntryNumber?: string;
  mobilePhone?: string;
  nemHandelType?: string;
  attention?: { customerContactNumber: number };
  vatZone: VatZone;
  /** Copied from the customer. */
  cvr?: string;
}

export interface InvoiceLine {
  lineNumber: number;
  sortKey: number;
  description?: string;
  product?: { productNumber: string };
  quantity?: string;
  unitNetPrice?: string;
  discountPercentage?: string;
  unitCostPrice?: string;
  unit?: Unit;
  departmentalDistribution?: { departmentalDistributionNumber: number; distributionType?: string };
  accrual?: { startDate?: string; endDate?: string };
  /** Two decimals. */
  totalNetAmount: string;
  /** Percent, as the VAT account has it. */
  vatRate: string;
  /** Four decimals. */
  vatAmount: string;
  vatCode?: string;
}

/** What a draft and a booked invoice have in common. Amounts have two decimals. */
export interface InvoiceContent {
  date: string;
  currency: string;
  /** Six decimals; base units per 100. */
  exchangeRate: string;
  dueDate?: string;
  netAmount: string;
  netAmountInBaseCurrency: string;
  vatAmount: string;
  grossAmount: string;
  grossAmountInBaseCurrency: string;
  roundingAmount: string;
  costPriceInBaseCurrency: string;
  paymentTerms: PaymentTerms;
  customer: { customerNumber: number };
  recipient: Recipient;
  layout: { layoutNumber: number };
  deliveryLocation?: { deliveryLocationNumber: number };
  delivery?: {
    address?: string;
    zip?: string;
    city?: string;
    country?: string;
    deliveryTerms?: string;
    deliveryDate?: string;
  };
  notes?: { heading?: string; textLine1?: string; textLine2?: string };
  references?: {
    customerContact?: { customerContactNumber: number; customer: { customerNumber: number } };
    salesPerson?: { employeeNumber: number };
    vendorReference?: { employeeNumber: number };
    other?: string;
  };
  lines: InvoiceLine[];
}

export interface DraftInvoice extends InvoiceContent {
  draftInvoiceNumber: number;
  soap: { currentInvoiceHandle: { id: number } };
  lastUpdated: string;
}

export interface BookedInvoice extends InvoiceContent {
  bookedInvoiceNumber: number;
  /** The number of the draft that it was. */
  orderNumber: number;
  remainder: string;
  remainderInBaseCurrency: string;
  /** When it was booked. */
  bookedAt: string;
  /** How it was sent, where it was. */
  sentBy?: 'ean' | 'email';
}
