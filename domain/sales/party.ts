import type { Address } from '../erp/documents.ts';

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
