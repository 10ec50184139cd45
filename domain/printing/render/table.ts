import { atLeast, plain } from '../../money.ts';
import { isPrice, isPriced } from '../../layouts/template-parts.ts';
import type { ColumnKey, TemplateColumn } from '../../layouts/template-parts.ts';
import type { PrintableLine } from '../printable-document.ts';
import type { PrintWords } from '../words/words.ts';
import { writeAmount, writeDecimal, writePlain } from '../writing.ts';
import type { Printing } from './head.ts';
import { ascent, colours, contentWidth, lineHeight, sheet } from './paper.ts';
import type { Column, Paper, Style } from './paper.ts';

export const padding = { across: 4, down: 3.5 } as const;
/** A row of at most so many lines stays on one page. */
const keptTogether = 12;
/** Rows that are written before others get their turn. */
const rowsAtOnce = 25;

const rightAligned: readonly ColumnKey[] = [
  'quantity',
  'unit_price',
  'discount_percentage',
  'vat_percentage',
  'net_amount',
];

interface Cell {
  readonly key: ColumnKey;
  readonly column: Column;
  readonly heading: string;
  readonly align: 'left' | 'right';
}

/** The lines as a table, its head repeated on every page. Gives way to others every few rows. */
export async function printTable(printing: Printing): Promise<void> {
  const { paper, document, look, words } = printing;
  const cells = cellsOf(look.template.columns, words, isPriced(document.kind));
  const style: Style = { size: look.fontSize };
  const head = headOf(paper, cells, style);
  head.print();
  for (const [at, line] of document.lines.entries()) {
    if (at % rowsAtOnce === rowsAtOnce - 1) await new Promise(setImmediate);
    printRow(paper, {
      cells,
      line,
      words,
      style,
      newPage: () => {
        turnPage(printing, head);
      },
    });
  }
}

/** A new page begins with the table's head. */
function turnPage({ paper }: Printing, head: TableHead): void {
  paper.newPage();
  head.print();
}

/** Widths are shares of the page; a price column that a kind cannot show leaves its share empty. */
function cellsOf(columns: readonly TemplateColumn[], words: PrintWords, hasPrices: boolean): Cell[] {
  let x: number = sheet.left;
  const cells = columns.map(({ key, heading, width }): Cell => {
    const points = (contentWidth * Number(width)) / 100;
    const column = { x: x + padding.across, width: Math.max(points - 2 * padding.across, 1) };
    x += points;
    const align = rightAligned.includes(key) ? 'right' : 'left';
    return { key, column, heading: heading ?? words.columns[key], align };
  });
  return cells.filter(({ key }) => hasPrices || !isPrice(key));
}

interface TableHead {
  print(): void;
}

function headOf(paper: Paper, cells: readonly Cell[], { size }: Style): TableHead {
  const style = { size: size - 1, bold: true, colour: colours.quiet };
  const styles = cells.map(({ heading, column }) => paper.fitting(heading, column.width, style));
  const wrapped = cells.map(({ heading, column }, at) =>
    paper.wrap(heading, column.width, styles[at] ?? style),
  );
  const rows = Math.max(1, ...wrapped.map((lines) => lines.length));
  const height = rows * lineHeight(style) + 2 * padding.down;
  return {
    print: () => {
      paper.need(height + 3 * lineHeight({ size }));
      cells.forEach(({ column, align }, at) => {
        wrapped[at]?.forEach((line, row) => {
          const own = styles[at] ?? style;
          const y = paper.y + padding.down + row * lineHeight(style) + lowered(style, own);
          paper.line(line, column, { ...own, align }, y);
        });
      });
      paper.y += height;
      paper.rule({ x: sheet.left, width: contentWidth }, paper.y, colours.quiet);
    },
  };
}

interface Row {
  readonly cells: readonly Cell[];
  readonly line: PrintableLine;
  readonly words: PrintWords;
  readonly style: Style;
  readonly newPage: () => void;
}

function printRow(paper: Paper, { cells, line, words, style, newPage }: Row): void {
  const written = cells.map(({ key, column, align }) => {
    const text = cellText(words, key, line);
    const own = { ...(align === 'right' ? paper.fitting(text, column.width, style) : style), align };
    return { style: own, lines: paper.wrap(text, column.width, own) };
  });
  const rows = Math.max(1, ...written.map(({ lines }) => lines.length));
  const step = lineHeight(style);
  const height = rows * step + 2 * padding.down;
  if (paper.room < (rows <= keptTogether ? height : 3 * step)) newPage();
  paper.y += padding.down;
  for (let row = 0; row < rows; row += 1) {
    if (paper.room < step) {
      newPage();
      paper.y += padding.down;
    }
    cells.forEach((cell, at) => {
      const cellStyle = written[at]?.style ?? style;
      const y = paper.y + lowered(style, cellStyle);
      paper.line(written[at]?.lines[row] ?? '', cell.column, cellStyle, y);
      if (cell.key === 'picked' && row === 0 && line.quantity !== null) box(paper, cell.column, style.size);
    });
    paper.y += step;
  }
  paper.y += padding.down;
  paper.rule({ x: sheet.left, width: contentWidth });
}

/** How much lower a text of that style is written, so that the feet of its letters stand on the line of the others. */
const lowered = (others: Style, own: Style): number => (others.size - own.size) * ascent;

/** A box to tick with a pen. */
const box = (paper: Paper, { x }: Column, size: number): void => {
  paper.pdf
    .rect(x, paper.y + size * 0.2, size, size)
    .lineWidth(0.7)
    .strokeColor(colours.quiet)
    .stroke();
};

/** A batch with its quantity; of a serial number that is always one. */
const batchText = (words: PrintWords, { number, quantity }: PrintableLine['batches'][number]): string =>
  quantity === null || plain(quantity) === '1' ? number : `${number} ×\u00a0${writePlain(words, quantity)}`;

/** What a column says of a line. */
function cellText(words: PrintWords, key: ColumnKey, line: PrintableLine): string {
  const written = (value: string | null, write: (words: PrintWords, value: string) => string): string =>
    value === null ? '' : write(words, value);
  const texts: Readonly<Record<ColumnKey, () => string>> = {
    position: () => String(line.position),
    item_number: () => line.itemNumber ?? '',
    barcode: () => line.barcode ?? '',
    name: () => line.name,
    location: () => line.location ?? '',
    batch: () => line.batches.map((one) => batchText(words, one)).join('\n'),
    quantity: () => written(line.quantity, writePlain),
    unit: () => line.unit ?? '',
    picked: () => '',
    unit_price: () => written(line.unitPrice, (to, price) => writeDecimal(to, atLeast(price, 2))),
    discount_percentage: () =>
      written(line.discountPercentage, (to, value) => (plain(value) === '0' ? '' : writePlain(to, value))),
    vat_percentage: () => written(line.vatPercentage, writePlain),
    net_amount: () => written(line.netAmount, writeAmount),
  };
  return texts[key]();
}
