import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sum } from '../../../domain/money.ts';
import { inventoryPrinciples } from '../../../domain/stock/engine/state.ts';
import { Book } from './book.ts';
import { blank, check, day, linesOf, operation } from './program.ts';

describe.each(inventoryPrinciples)('stock valued at %s', (principle) => {
  test('10,000 random programs keep every invariant and agree with the plain model, after each step', () => {
    let steps = 0;
    fc.assert(
      fc.property(fc.array(operation, { minLength: 1, maxLength: 14 }), (program) => {
        const book = new Book(principle);
        for (const [at, op] of program.entries()) {
          const lines = linesOf(op, at, book);
          if (lines.length === 0) continue;
          book.post(...lines);
          steps += 1;
          check(principle, book);
        }
      }),
      { numRuns: 10_000 },
    );
    expect(steps).toBeGreaterThan(10_000);
  });

  test('I7: an issue split into several leaves at the same total, to the cent, once the stock is 0', () => {
    const amounts = fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 9_999 })), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(amounts, fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 12 }), (receipts, parts) => {
        const total = receipts.reduce((all, [quantity]) => all + quantity, 0);
        const received = (): Book => {
          const book = new Book(principle);
          for (const [quantity, cents] of receipts)
            book.post({
              ...blank,
              type: 'receipt',
              ledgerDate: day(0),
              quantity: String(quantity),
              givenValue: (cents / 100).toFixed(2),
            });
          return book;
        };
        const issue = (book: Book, quantity: number) =>
          book.post({ ...blank, type: 'shipment', ledgerDate: day(1), quantity: `-${quantity}` });
        const atOnce = received();
        issue(atOnce, total);
        const split = received();
        let left = total;
        for (const part of [...parts, total]) {
          const quantity = Math.min(part, left);
          if (quantity > 0) issue(split, quantity);
          left -= quantity;
        }
        const out = (book: Book) =>
          sum(book.lines.filter(({ type }) => type === 'shipment').map(({ value }) => value));
        expect(out(split)).toBe(out(atOnce));
      }),
    );
  });
});
