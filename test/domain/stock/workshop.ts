/** An item that is made of two parts, each with its ledger in memory, and programs over all three. */
import { plain, sum } from '../../../domain/money.ts';
import type { InventoryPrinciple } from '../../../domain/stock/engine/state.ts';
import { Book } from './book.ts';
import type { NewLine } from './book.ts';
import { recompute, scaled } from './model.ts';
import { blank, day, linesOf } from './program.ts';
import type { Operation } from './program.ts';

/** A finished item takes one of the first part and three of the second. */
export const partsOf = (quantity: string): readonly [string, string] => [
  quantity,
  plain(sum([quantity, quantity, quantity])),
];

/** Lines of one item that a step posts. */
export interface Posting {
  readonly book: Book;
  /** 0: the finished item. */
  readonly item: number;
  readonly lines: readonly NewLine[];
}

/** Cents, half up: what the parts were worth, and so many hundredths of a per cent of it. */
function withExtra(cents: bigint, percentage: string): string {
  const twice = cents * (10_000n + scaled(percentage, 2)) * 2n;
  const rounded = ((twice + 10_000n) / 20_000n).toString().padStart(3, '0');
  return `${rounded.slice(0, -2)}.${rounded.slice(-2)}`;
}

export class Workshop {
  /** The finished item and its two parts. */
  readonly books: readonly [Book, Book, Book];
  private readonly principle: InventoryPrinciple;

  constructor(principle: InventoryPrinciple, every?: number) {
    this.principle = principle;
    this.books = [new Book(principle, every), new Book(principle, every), new Book(principle, every)];
  }

  /**
   * Posts what an operation is; answers the postings of each item, none where it cannot be. `seen` may change lines before
   * they are posted.
   */
  run(op: Operation, at: number, seen: (line: NewLine) => NewLine = (line) => line): readonly Posting[] {
    if (op.what === 'produce') return this.produce(op, at, seen);
    const book = this.books[op.item];
    const lines = linesOf(op, at, book).map(seen);
    if (lines.length > 0) book.post(...lines);
    return lines.length > 0 ? [{ book, item: op.item, lines }] : [];
  }

  /** V16: the parts leave, and what they left at, as the plain model has it, comes in as the finished item. */
  private produce(op: Operation, at: number, seen: (line: NewLine) => NewLine): readonly Posting[] {
    const line = { ...blank, ledgerDate: day(at - op.daysBack), type: 'production' as const };
    let cents = 0n;
    const out = partsOf(op.quantity).map((quantity, index): Posting => {
      const book = this.books[index + 1] as Book;
      const lines = [seen({ ...line, quantity: `-${quantity}`, expectedUnitCost: op.expected })];
      const [id = ''] = book.post(...lines);
      const posted = book.lines.filter(({ type }) => type !== 'settlement');
      cents -= recompute(this.principle, posted).values.get(id) ?? 0n;
      return { book, item: index + 1, lines };
    });
    const [finished] = this.books;
    const givenValue = withExtra(cents, op.extraCost);
    const made = seen({ ...line, quantity: op.quantity, givenValue, expectedUnitCost: op.expected });
    finished.post(made);
    return [...out, { book: finished, item: 0, lines: [made] }];
  }
}
