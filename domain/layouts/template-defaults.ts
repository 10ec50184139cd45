import { templateFields } from './template-parts.ts';
import type {
  ColumnKey,
  ShownFields,
  TemplateColumn,
  TemplateContent,
  TemplateField,
  TemplateKind,
} from './template-parts.ts';

type Widths = readonly (readonly [ColumnKey, number])[];

const priced: Widths = [
  ['item_number', 14],
  ['name', 36],
  ['quantity', 9],
  ['unit', 8],
  ['unit_price', 12],
  ['discount_percentage', 8],
  ['net_amount', 13],
];

const moved: Widths = [
  ['item_number', 15],
  ['name', 33],
  ['location', 14],
  ['batch', 18],
  ['quantity', 11],
  ['unit', 9],
];

const columnsOf: Readonly<Record<TemplateKind, Widths>> = {
  offer: priced,
  order: priced,
  invoice: priced,
  'credit-note': priced,
  'purchase-order': priced,
  receipt: moved,
  'production-order': moved,
  'delivery-note': [
    ['item_number', 18],
    ['name', 44],
    ['batch', 18],
    ['quantity', 11],
    ['unit', 9],
  ],
  'picking-list': [
    ['location', 14],
    ['item_number', 13],
    ['name', 31],
    ['batch', 17],
    ['quantity', 9],
    ['unit', 7],
    ['picked', 9],
  ],
};

/** Off unless the kind asks for them: each is about money, or about one kind alone. */
const onlyOn: Readonly<Partial<Record<TemplateField, readonly TemplateKind[]>>> = {
  payment_terms: ['offer', 'order', 'invoice', 'purchase-order'],
  due_date: ['invoice'],
  valid_until: ['offer'],
  bank_account: ['invoice'],
  vat_summary: ['offer', 'order', 'invoice', 'credit-note', 'purchase-order'],
  ean: ['invoice', 'credit-note'],
  corporate_identification_number: ['offer', 'order', 'invoice', 'credit-note', 'purchase-order'],
  vat_number: ['invoice', 'credit-note'],
  // Picking lists and production orders stay in the house.
  signature: ['offer', 'order', 'delivery-note', 'invoice', 'credit-note', 'purchase-order', 'receipt'],
};

function fieldsOf(kind: TemplateKind): ShownFields {
  const shown = (field: TemplateField): boolean => onlyOn[field]?.includes(kind) ?? true;
  return Object.fromEntries(templateFields.map((field) => [field, shown(field)])) as ShownFields;
}

const columns = (widths: Widths): TemplateColumn[] =>
  widths.map(([key, width]) => ({ key, heading: null, width: String(width) }));

/**
 * The template of a layout whose own was never changed: of a new one, and of one that start-up synchronisation brings, which
 * has a number and a name alone. Without texts: the mail's are the standard words of the language.
 */
export const defaultTemplate = (kind: TemplateKind): TemplateContent => ({
  columns: columns(columnsOf[kind]),
  fields: fieldsOf(kind),
  headerText: null,
  footerText: null,
  mailSubject: null,
  mailBody: null,
});

/**
 * The look of a document that carries no layout: the default template without payment terms, which show only on documents
 * that carry one (FAQ on PDFs), and without what only a layout can bring.
 */
export function templateWithoutLayout(kind: TemplateKind): TemplateContent {
  const content = defaultTemplate(kind);
  return { ...content, fields: { ...content.fields, payment_terms: false } };
}
