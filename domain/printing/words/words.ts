import type { Language } from '../../languages.ts';
import type { ColumnKey, TemplateField, TemplateKind } from '../../layouts/template-parts.ts';
import { da } from './da.ts';
import { en } from './en.ts';
import { fi } from './fi.ts';
import { nb } from './nb.ts';
import { sv } from './sv.ts';

/** Everything that a PDF says of itself, in one language. */
export interface PrintWords {
  /** How numbers and days are written; our own, so that no new version of a library changes a PDF. */
  readonly thousands: string;
  readonly decimalPoint: string;
  /** With `{yyyy}`, `{mm}`, `{dd}`, and without leading zeros `{m}`, `{d}`; `{month}` is one of `months`. */
  readonly day: string;
  readonly months: readonly string[];
  readonly titles: Readonly<Record<TemplateKind, string>>;
  readonly fields: Readonly<Record<TemplateField, string>>;
  readonly columns: Readonly<Record<ColumnKey, string>>;
  readonly date: string;
  readonly net: string;
  readonly vat: string;
  /** VAT of one rate: `{rate}`, `{net}`. */
  readonly vatOf: string;
  /** With `{currency}`. */
  readonly total: string;
  /** With `{currency}`. */
  readonly vatInBase: string;
  readonly exchangeRate: string;
  /** With `{page}`, `{pages}`. */
  readonly page: string;
  readonly draft: string;
  /** Of the party on what goes to suppliers; elsewhere the party is a customer. */
  readonly supplierNumber: string;
  readonly companyNumber: string;
  /** The mail that carries a PDF, where the template has no words of its own; `{title}` is the kind's. */
  readonly mailSubject: string;
  readonly mailBody: string;
}

export const printWords: Readonly<Record<Language, PrintWords>> = { da, en, fi, nb, sv };
