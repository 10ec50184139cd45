/**
 * What a PDF is made of: plain data, free of database rows. Each kind of document has one function `printable<Kind>()` that
 * makes a `PrintSource` of it (see `printable-invoice.ts`); layouts, words, pages and the check of a layout follow from that,
 * and `api/printing.ts` makes its endpoints.
 *
 * A value that the document does not have is left out or null, and then not printed, whatever the template says.
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Address } from '../erp/documents.ts';
import type { Language } from '../languages.ts';
import type { TemplateField, TemplateKind } from '../layouts/template-parts.ts';
import type { Decimal } from '../money.ts';

/** Template fields that are one labelled value each. */
export type FactField = Exclude<
  TemplateField,
  'heading' | 'note' | 'delivery_address' | 'vat_summary' | 'bank_account' | 'signature' | 'source_number'
>;

/** A labelled value: a text as it stands, or a day (`YYYY-MM-DD`) that is written in the language's way. */
export type Fact = { readonly text: string } | { readonly day: string };

/** Who sends the document. */
export interface PrintableCompany extends Address {
  readonly corporateIdentificationNumber: string | null;
  readonly phone: string | null;
  readonly email: string | null;
}

/** A line of the table. Null = an empty cell; a text line has a name alone. */
export interface PrintableLine {
  readonly position: number;
  readonly itemNumber: string | null;
  readonly barcode: string | null;
  /** Lines of text. */
  readonly name: string;
  readonly location: string | null;
  /** Batch and serial numbers, each on a line of its own; with its quantity, in standard units, where that is to be said. */
  readonly batches: readonly { readonly number: string; readonly quantity: Decimal | null }[];
  readonly quantity: Decimal | null;
  readonly unit: string | null;
  /** Document currency, without VAT. */
  readonly unitPrice: Decimal | null;
  /** The line's and the document's discount as one, so that quantity × price less discount is the net. */
  readonly discountPercentage: Decimal | null;
  readonly vatPercentage: Decimal | null;
  readonly netAmount: Decimal | null;
}

/** What a document amounts to, in its own currency; 2 decimals. */
export interface PrintableTotals {
  readonly currency: string;
  readonly netAmount: Decimal;
  readonly vatAmount: Decimal;
  readonly grossAmount: Decimal;
  readonly vat: readonly {
    readonly vatPercentage: Decimal;
    readonly netAmount: Decimal;
    readonly vatAmount: Decimal;
  }[];
  /** The VAT in the agreement's currency, as its tax office wants to read it; null where that is the document's own. */
  readonly base: {
    readonly currency: string;
    /** Base units per 100 units of the document's currency. */
    readonly exchangeRate: Decimal;
    readonly vatAmount: Decimal;
  } | null;
}

export interface PrintableDocument {
  readonly kind: TemplateKind;
  /** As it is printed. */
  readonly number: string;
  /** The document's own; a layout may have another one. */
  readonly language: Language;
  readonly date: string;
  /**
   * When it got its content: the PDF's creation date. Fixed with the content (booked: when it was booked), for the same
   * document and layout give the same bytes.
   */
  readonly contentFrom: Date;
  /** A draft says so across every page. */
  readonly isDraft: boolean;
  readonly company: PrintableCompany;
  readonly party: Address;
  readonly deliveryAddress: Address | null;
  readonly heading: string | null;
  readonly note: string | null;
  readonly facts: Readonly<Partial<Record<FactField, Fact>>>;
  /** The document that this one comes from or credits, under the word for its kind. */
  readonly source: { readonly kind: TemplateKind; readonly number: string } | null;
  readonly lines: readonly PrintableLine[];
  /** Null on what has no prices: picking lists, delivery notes. */
  readonly totals: PrintableTotals | null;
}

/** A document to print, and what is asked about its layout. */
export interface PrintSource {
  readonly document: PrintableDocument;
  /** Of the layout that the document itself carries; null = none. */
  readonly layoutNumber: number | null;
  readonly madeAt: Date;
  /** Where its layout is set: `/api/customer-invoices/12/layout`. */
  readonly layoutPath: string;
  /** The customer or supplier as the register has it now. */
  readonly party: {
    readonly kind: 'customer' | 'supplier';
    readonly path: string;
    readonly number: string;
    readonly layoutNumber: number | null;
    /** Since when it has that layout, or none; null = for ever, as far as is known. */
    readonly layoutChangedAt: Date | null;
  };
}

/** `printable<Kind>()`: reads a document by the number in its path. Throws `NotFound`. */
export type PrintableBuilder = (em: EntityManager, number: number) => Promise<PrintSource>;
