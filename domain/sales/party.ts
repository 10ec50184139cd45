import type { Address } from '../erp/documents.ts';
import type { Translations } from '../translations.ts';

/** The party as it was at booking. */
export interface PartySnapshot extends Address {
  readonly number: string;
  readonly name: string;
  readonly corporateIdentificationNumber: string | null;
  readonly vatNumber: string | null;
  readonly phone: string | null;
  readonly email: string | null;
  readonly emailInvoices: string | null;
}

/** Where the goods go, as the document says. */
export interface DeliverySnapshot extends Address {
  readonly email: string | null;
  readonly phone: string | null;
}

/** Whom and where the document addresses, where that is not the customer's own name and address. */
export type BillingSnapshot = Address;

/** Terms of delivery as they were when the document took them. */
export interface DeliveryTermsSnapshot {
  readonly number: number;
  readonly name: string;
  readonly description: string | null;
  readonly translations: Translations;
}
