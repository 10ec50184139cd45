import { isPositive } from '../../money.ts';
import { isShown } from '../look.ts';
import type { PrintableTotals } from '../printable-document.ts';
import type { PrintWords } from '../words/words.ts';
import { fill, writeAmount, writePlain } from '../writing.ts';
import { addressLines } from './head.ts';
import type { Printing } from './head.ts';
import { colours, contentWidth, lineHeight, sheet } from './paper.ts';
import type { Column, Style } from './paper.ts';
import { padding } from './table.ts';

const totals: Column = { x: 318, width: sheet.right - 318 };
/** Amounts stand under those of the lines. */
const totalAmounts: Column = { x: totals.x, width: totals.width - padding.across };
const beside: Column = { x: sheet.left, width: totals.x - sheet.left - 24 };
const whole: Column = { x: sheet.left, width: contentWidth };

/** What stands below the lines: totals with VAT, payment terms and bank account beside them, texts, signature. */
export function printFoot(printing: Printing): void {
  const { paper, document, look } = printing;
  const size = look.fontSize;
  const rows = document.totals === null ? [] : totalRows(printing, document.totals);
  const texts = besideTexts(printing);
  const height = Math.max(rows.length + 1, texts.length) * lineHeight({ size: size + 2 });
  paper.y += 8;
  paper.need(height);
  const top = paper.y;

  for (const [label, amount, style] of rows) {
    if (style.bold === true) {
      paper.rule(totals, paper.y + 1, colours.ink);
      paper.y += 4;
    }
    paper.line(label, totals, style);
    paper.line(amount, totalAmounts, { ...style, align: 'right' });
    paper.y += lineHeight(style) + 2;
  }
  const underTotals = paper.y;
  paper.y = top;
  for (const [text, style] of texts) paper.paragraph(text, beside, style);
  paper.y = Math.max(paper.y, underTotals) + 12;

  if (look.template.footerText !== null) paper.paragraph(look.template.footerText, whole, { size });
  if (look.signature !== null && isShown(document, look, 'signature')) {
    const lines = look.signature.split('\n').length;
    paper.y += 10;
    paper.need(lines * lineHeight({ size }));
    paper.paragraph(look.signature, whole, { size });
  }
}

type TotalRow = readonly [label: string, amount: string, style: Style];

function totalRows({ document, look, words }: Printing, sums: PrintableTotals): TotalRow[] {
  const plain = { size: look.fontSize };
  const quiet = { ...plain, colour: colours.quiet };
  const amount = (value: string): string => writeAmount(words, value);
  const isSummed = isShown(document, look, 'vat_summary');
  const vat = isSummed
    ? sums.vat.map((rate): TotalRow => [vatLabel(words, rate), amount(rate.vatAmount), plain])
    : [[words.vat, amount(sums.vatAmount), plain] as const];
  const total = fill(words.total, { currency: sums.currency });
  return [
    [words.net, amount(sums.netAmount), plain],
    ...vat,
    [total, amount(sums.grossAmount), { size: look.fontSize + 2, bold: true }],
    ...(isSummed ? baseRows(words, sums, quiet) : []),
  ];
}

const vatLabel = (words: PrintWords, rate: PrintableTotals['vat'][number]): string =>
  fill(words.vatOf, {
    rate: writePlain(words, rate.vatPercentage),
    net: writeAmount(words, rate.netAmount),
  });

/** The VAT in the agreement's own currency, where the document has another one. */
function baseRows(words: PrintWords, { base }: PrintableTotals, style: Style): TotalRow[] {
  if (base === null) return [];
  const rate: TotalRow = [words.exchangeRate, writePlain(words, base.exchangeRate), style];
  const vat: TotalRow = [
    fill(words.vatInBase, { currency: base.currency }),
    writeAmount(words, base.vatAmount),
    style,
  ];
  return isPositive(base.vatAmount) ? [rate, vat] : [rate];
}

/** Payment terms and bank account: how to pay. */
function besideTexts({ paper, document, look, words }: Printing): (readonly [string, Style])[] {
  const style = { size: look.fontSize };
  const terms = document.facts.payment_terms;
  const texts: string[] = [];
  if (terms !== undefined && 'text' in terms && isShown(document, look, 'payment_terms'))
    texts.push(`${words.fields.payment_terms}: ${terms.text}`);
  if (look.bankAccount !== null && isShown(document, look, 'bank_account'))
    texts.push(`${words.fields.bank_account}: ${look.bankAccount}`);
  return texts.flatMap((text) => paper.wrap(text, beside.width, style).map((line) => [line, style] as const));
}

/** Pages whose foot is written before others get their turn. */
const pagesAtOnce = 50;

/** Who sends it and which page it is, at the bottom of every page; written last, for only then is it known how many. */
export async function printPageFeet({ paper, document, words }: Printing): Promise<void> {
  const { count } = paper.pdf.bufferedPageRange();
  const { company } = document;
  const number = company.corporateIdentificationNumber;
  const parts = [
    ...addressLines(company),
    ...(number === null ? [] : [`${words.companyNumber} ${number}`]),
    company.phone ?? '',
    company.email ?? '',
  ];
  const style = { size: 7, colour: colours.quiet };
  const line = parts.filter((part) => part !== '').join(' · ');
  const lines = paper.wrap(line, contentWidth - 90, style).slice(0, 2);
  for (let page = 0; page < count; page += 1) {
    if (page % pagesAtOnce === pagesAtOnce - 1) await new Promise(setImmediate);
    paper.pdf.switchToPage(page);
    paper.rule(whole, 796);
    lines.forEach((text, at) => {
      paper.line(text, whole, style, 801 + at * lineHeight(style));
    });
    const pages = fill(words.page, { page: String(page + 1), pages: String(count) });
    paper.line(pages, whole, { ...style, align: 'right' }, 801);
  }
}
