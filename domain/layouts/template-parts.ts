/** What a child template is made of. Pure: no database, no words. */

/**
 * The nine PDF kinds, one child template each. The help page counts nine without naming them all; ours are the seven that
 * leave the house or go to the shelf, the receipt, and the production order.
 */
export const templateKinds = [
  'offer',
  'order',
  'delivery-note',
  'picking-list',
  'invoice',
  'credit-note',
  'purchase-order',
  'receipt',
  'production-order',
] as const;
export type TemplateKind = (typeof templateKinds)[number];

/** Kinds that show prices and totals; on the others nothing has a price, whatever the template says. */
const pricedKinds: readonly TemplateKind[] = ['offer', 'order', 'invoice', 'credit-note', 'purchase-order'];
export const isPriced = (kind: TemplateKind): boolean => pricedKinds.includes(kind);

/** What a column of the lines' table can show. */
export const columnKeys = [
  'position',
  'item_number',
  'barcode',
  'name',
  'location',
  'batch',
  'quantity',
  'unit',
  'picked',
  'unit_price',
  'discount_percentage',
  'vat_percentage',
  'net_amount',
] as const;
export type ColumnKey = (typeof columnKeys)[number];

const priceColumns: readonly ColumnKey[] = [
  'unit_price',
  'discount_percentage',
  'vat_percentage',
  'net_amount',
];
/** Whether a column tells what something costs. */
export const isPrice = (key: ColumnKey): boolean => priceColumns.includes(key);

/** What a template can show or hide. A field that the document has no value for is not printed either way. */
export const templateFields = [
  'heading',
  'note',
  'party_number',
  'corporate_identification_number',
  'vat_number',
  'ean',
  'attention',
  'our_reference',
  'their_reference',
  'other_reference',
  'project',
  'source_number',
  'delivery_address',
  'delivery_date',
  'delivery_terms',
  'valid_until',
  'due_date',
  'payment_terms',
  'vat_summary',
  'bank_account',
  'signature',
] as const;
export type TemplateField = (typeof templateFields)[number];

/** A column of the lines' table. */
export interface TemplateColumn {
  readonly key: ColumnKey;
  /** Instead of the word that the language has for it; null = that word. */
  readonly heading: string | null;
  /** Share of the page's width in percent, 2 decimals; those of a template sum to exactly 100. */
  readonly width: string;
}

/** Which fields a template shows: every one is named. */
export type ShownFields = Readonly<Record<TemplateField, boolean>>;

/** The content of a child template. */
export interface TemplateContent {
  readonly columns: readonly TemplateColumn[];
  readonly fields: ShownFields;
  /** Above the lines; null = nothing. */
  readonly headerText: string | null;
  /** Below the totals; null = nothing. */
  readonly footerText: string | null;
  /** Of the mail that carries the PDF, with placeholders; null = the language's standard words. */
  readonly mailSubject: string | null;
  readonly mailBody: string | null;
}

/** What mails can be filled with, written in braces: `{number}`. */
export const mailPlaceholders = ['number', 'company', 'party', 'date', 'due_date', 'gross_amount'] as const;
export type MailPlaceholder = (typeof mailPlaceholders)[number];
