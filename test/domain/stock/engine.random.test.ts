import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sum } from '../../../domain/money.ts';
import { inventoryPrinciples } from '../../../domain/stock/engine/state.ts';
import { Book } from './book.ts';
import { blank, check, day, program } from './program.ts';
import { Workshop } from './workshop.ts';

describe.each(inventoryPrinciples)('stock valued at %s', (principle) => {
  test('10,000 random programs keep every invariant and agree with the plain model, after each step', () => {
    let [steps, made, longest] = [0, 0, 0];
    fc.assert(
      fc.property(program({ minLength: 1, maxLength: 14 }), (operations) => {
        const workshop = new Workshop(principle);
        longest = Math.max(longest, operations.length);
        for (const [at, op] of operations.entries()) {
          const postings = workshop.run(op, at);
          for (const { book } of postings) check(principle, book);
          steps += postings.length;
          if (postings.length > 1) made += 1;
        }
      }),
      { numRuns: 10_000 },
    );
    expect(steps).toBeGreaterThan(10_000);
    expect(made).toBeGreaterThan(5_000);
    expect(longest).toBeGreaterThan(35);
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
