/**
 * What an ERP adapter gets to see of our documents and registers: plain data, JSON-safe, complete for every ERP, and
 * free of database rows. Amounts, quantities, percentages and rates are decimal strings; dates are `YYYY-MM-DD`.
 */

/** VAT zones of a party: import codes 1 domestic, 2 EU, 3 abroad, 4 domestic exempt. */
export const vatZones = ['domestic', 'eu', 'abroad', 'domestic-exempt'] as const;
export type VatZone = (typeof vatZones)[number];

/** Types of payment terms. */
export const paymentTermsTypes = [
  'net',
  'end-of-month',
  'cash',
  'prepayment',
  'due-date',
  'factoring',
  'weekly-monday',
  'weekly-sunday',
] as const;
export type PaymentTermsType = (typeof paymentTermsTypes)[number];

export interface Address {
  readonly name: string | null;
  readonly street: string | null;
  readonly street2: string | null;
  readonly zip: string | null;
  readonly city: string | null;
  /** Free text or ISO code, as the customer gave it. */
  readonly country: string | null;
}

export interface DeliveryAddressForErp extends Address {
  readonly number: number;
  readonly email: string | null;
  readonly phone: string | null;
}

export interface UnitForErp {
  readonly number: number;
  readonly name: string;
}

export interface PaymentTermsForErp {
  readonly number: number;
  readonly name: string;
  readonly type: PaymentTermsType;
  /** Days to maturity; 0 where the type has none. */
  readonly maturityDays: number;
  readonly description: string | null;
}

export interface GroupForErp {
  readonly number: number;
  readonly name: string;
}

export interface ProductForErp {
  readonly number: string;
  readonly name: string;
  readonly description: string | null;
  readonly group: GroupForErp;
  readonly unit: UnitForErp | null;
  readonly barcode: string | null;
  /** Base currency, without VAT. */
  readonly salesPrice: string;
  readonly recommendedSalesPrice: string | null;
  /** Our cost price; null before the product was ever stocked. */
  readonly costPrice: string | null;
  /** The expected cost price. */
  readonly recommendedCostPrice: string | null;
  readonly isBarred: boolean;
}

export interface ContactForErp {
  readonly number: number;
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
}

export interface CustomerForErp {
  readonly number: string;
  readonly name: string;
  readonly group: GroupForErp;
  readonly corporateIdentificationNumber: string | null;
  readonly ean: string | null;
  readonly address: Address;
  readonly phone: string | null;
  readonly email: string | null;
  readonly currency: string;
  readonly creditLimit: string | null;
  readonly vatZone: VatZone;
  readonly paymentTerms: PaymentTermsForErp;
  readonly layoutNumber: number | null;
  readonly isBarred: boolean;
  readonly contacts: readonly ContactForErp[];
  readonly deliveryAddresses: readonly DeliveryAddressForErp[];
}

export interface InvoiceLineForErp {
  readonly position: number;
  /** Null on a text line, which carries only `description`. */
  readonly product: ProductForErp | null;
  readonly description: string;
  /** Up to 4 decimals; positive also on a credit note, where the ERP's sign is the adapter's business. */
  readonly quantity: string;
  readonly unitPrice: string;
  readonly discountPercentage: string;
  readonly unitCostPrice: string | null;
  readonly unit: UnitForErp | null;
  readonly vatPercentage: string;
  /** Net after discounts, 2 decimals, document currency. */
  readonly netAmount: string;
}

/** A booked invoice or credit note, as it was at booking. Amounts of a credit note are positive here. */
export interface InvoiceForErp {
  readonly id: string;
  readonly agreementNumber: number;
  readonly number: number;
  readonly kind: 'invoice' | 'credit-note';
  readonly date: string;
  readonly dueDate: string | null;
  readonly currency: string;
  /** Base units per 100 units of the currency, up to 6 decimals; `100` for the base currency. */
  readonly exchangeRate: string;
  readonly vatZone: VatZone;
  readonly paymentTerms: PaymentTermsForErp;
  readonly layoutNumber: number | null;
  /** Our reference. */
  readonly employeeNumber: number | null;
  readonly heading: string | null;
  readonly note: string | null;
  readonly otherReference: string | null;
  /** Number among the customer's contacts. */
  readonly theirReferenceContact: number | null;
  readonly attentionContact: number | null;
  readonly ean: string | null;
  readonly projectNumber: number | null;
  /** The party as it was at booking: name and billing address of the document. */
  readonly recipient: Address & {
    readonly name: string;
    readonly corporateIdentificationNumber: string | null;
  };
  readonly deliveryAddress: Address | null;
  readonly deliveryDate: string | null;
  /** The customer's register row as it is now: what the ERP's register has to hold before the invoice goes. */
  readonly customer: CustomerForErp;
  readonly lines: readonly InvoiceLineForErp[];
  readonly netAmount: string;
  readonly vatAmount: string;
  readonly grossAmount: string;
}

export type RegisterKind =
  | 'unit'
  | 'payment-terms'
  | 'customer-group'
  | 'product-group'
  | 'product-group-zone'
  | 'product'
  | 'customer'
  | 'contact'
  | 'delivery-location';

/** A register row that an ERP has to hold. `ourKey` names it within its kind: a number, or two with a slash between. */
export type RegisterForErp =
  | { readonly kind: 'unit'; readonly ourKey: string; readonly unit: UnitForErp }
  | { readonly kind: 'payment-terms'; readonly ourKey: string; readonly paymentTerms: PaymentTermsForErp }
  | { readonly kind: 'customer-group'; readonly ourKey: string; readonly group: GroupForErp }
  | { readonly kind: 'product-group'; readonly ourKey: string; readonly group: GroupForErp }
  /** Where an ERP keeps the sales account of a product group for one VAT zone. `ourKey` is `<group>/<zone>`. */
  | {
      readonly kind: 'product-group-zone';
      readonly ourKey: string;
      readonly group: GroupForErp;
      readonly zone: VatZone;
    }
  | { readonly kind: 'product'; readonly ourKey: string; readonly product: ProductForErp }
  | { readonly kind: 'customer'; readonly ourKey: string; readonly customer: CustomerForErp }
  | {
      readonly kind: 'contact';
      readonly ourKey: string;
      readonly customerNumber: string;
      readonly contact: ContactForErp;
    }
  | {
      readonly kind: 'delivery-location';
      readonly ourKey: string;
      readonly customerNumber: string;
      readonly address: DeliveryAddressForErp;
    };
