import type { Address } from '../../erp/documents.ts';
import type { TemplateField } from '../../layouts/template-parts.ts';
import { isShown } from '../look.ts';
import type { PrintLook } from '../look.ts';
import type { FactField, PrintableDocument } from '../printable-document.ts';
import type { PrintWords } from '../words/words.ts';
import { writeDay } from '../writing.ts';
import { colours, contentWidth, lineHeight, sheet } from './paper.ts';
import type { Column, Paper, Style } from './paper.ts';

/** What is written, in which words, how. */
export interface Printing {
  readonly paper: Paper;
  readonly document: PrintableDocument;
  readonly look: PrintLook;
  readonly words: PrintWords;
}

const logoBox = { width: 180, height: 54 };
const whole: Column = { x: sheet.left, width: contentWidth };
const left: Column = { x: sheet.left, width: 250 };
const right: Column = { x: 330, width: sheet.right - 330 };
const labelWidth = 104;
const gap = 6;

/** Labelled values at the head, in their order; payment terms stand with the totals. */
const headFacts: readonly (FactField | 'source_number')[] = [
  'source_number',
  'party_number',
  'corporate_identification_number',
  'vat_number',
  'ean',
  'attention',
  'our_reference',
  'their_reference',
  'other_reference',
  'project',
  'delivery_date',
  'delivery_terms',
  'valid_until',
  'due_date',
];

const forSuppliers: readonly string[] = ['purchase-order', 'receipt'];

/** The head of the first page: logo, addresses, title, references, heading and note. */
export function printHead(printing: Printing): void {
  const { paper, document, look, words } = printing;
  printLogo(printing);
  const top = 118;
  const size = look.fontSize;

  paper.y = top;
  const title = { size: size + 8, bold: true };
  paper.paragraph(`${words.titles[document.kind]} ${document.number}`, right, title);
  paper.y += 4;
  printFact(paper, [words.date, writeDay(words, document.date)], size);
  for (const field of headFacts) {
    const fact = factOf(printing, field);
    if (fact !== undefined && isShown(document, look, field)) printFact(paper, fact, size);
  }
  const underFacts = paper.y;

  paper.y = top + 4;
  printAddress(paper, document.party, { size: size + 1 });
  if (document.deliveryAddress !== null && isShown(document, look, 'delivery_address')) {
    paper.y += 10;
    paper.paragraph(words.fields.delivery_address, left, { size: size - 1, colour: colours.quiet });
    printAddress(paper, document.deliveryAddress, { size });
  }
  paper.y = Math.max(paper.y, underFacts) + 18;
  printTexts(printing);
}

function printLogo({ paper, document, look }: Printing): void {
  const x = {
    left: sheet.left,
    center: (sheet.width - logoBox.width) / 2,
    right: sheet.right - logoBox.width,
  }[look.logoPlace];
  if (look.logo !== null)
    paper.pdf.image(Buffer.from(look.logo), x, sheet.top, {
      fit: [logoBox.width, logoBox.height],
      align: look.logoPlace,
      valign: 'center',
    } as PDFKit.Mixins.ImageOption);
  else printCompanyName(paper, document.company.name ?? '', look.logoPlace);
}

/** In place of a logo: as much of the name as has room there. */
function printCompanyName(paper: Paper, name: string, align: PrintLook['logoPlace']): void {
  const style = { size: 15, bold: true, align };
  const lines = paper.wrap(name, contentWidth, style).slice(0, 3);
  lines.forEach((line, at) => {
    paper.line(line, whole, style, sheet.top + 8 + at * lineHeight(style));
  });
}

/** A label and its value; undefined where there is none. */
function factOf(
  { document, words }: Printing,
  field: FactField | 'source_number',
): readonly [label: string, value: string] | undefined {
  if (field === 'source_number')
    return document.source === null
      ? undefined
      : [words.titles[document.source.kind], document.source.number];
  const fact = document.facts[field];
  if (fact === undefined) return undefined;
  return [labelOf(document, words, field), 'day' in fact ? writeDay(words, fact.day) : fact.text];
}

const labelOf = (document: PrintableDocument, words: PrintWords, field: TemplateField): string =>
  field === 'party_number' && forSuppliers.includes(document.kind)
    ? words.supplierNumber
    : words.fields[field];

function printFact(paper: Paper, [label, value]: readonly [string, string], size: number): void {
  const column = { x: right.x + labelWidth + gap, width: right.width - labelWidth - gap };
  const style = { size, colour: colours.quiet };
  const labels = paper.wrap(label, labelWidth, style);
  const values = paper.wrap(value, column.width, { size });
  for (let at = 0; at < Math.max(labels.length, values.length); at += 1) {
    paper.line(labels[at] ?? '', { x: right.x, width: labelWidth }, style);
    paper.line(values[at] ?? '', column, { size });
    paper.y += lineHeight(style);
  }
}

/** An address as an envelope shows it. */
export const addressLines = (address: Address): string[] =>
  [
    address.name,
    address.street,
    address.street2,
    [address.zip, address.city].filter(Boolean).join(' '),
    address.country,
  ].filter((line): line is string => line !== null && line !== '');

function printAddress(paper: Paper, address: Address, style: Style): void {
  addressLines(address).forEach((line, at) => {
    paper.paragraph(line, left, { ...style, bold: at === 0 });
  });
}

/** Heading, header text and note, above the lines. */
function printTexts({ paper, document, look }: Printing): void {
  const size = look.fontSize;
  const write = (text: string, style: Style): void => {
    paper.paragraph(text, whole, style);
    paper.y += 6;
  };
  if (document.heading !== null && isShown(document, look, 'heading'))
    write(document.heading, { size: size + 2, bold: true });
  if (look.template.headerText !== null) write(look.template.headerText, { size });
  if (document.note !== null && isShown(document, look, 'note')) write(document.note, { size });
}
