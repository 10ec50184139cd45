import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { equal, isNegative, sum } from '../../../domain/money.ts';
import { verifyStock } from '../../../domain/stock/verify-stock.ts';
import { testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { Book } from './book.ts';
import type { NewLine } from './book.ts';
import { Company } from './fixtures.ts';
import type { Move } from './fixtures.ts';
import { check, linesOf, operation } from './program.ts';
import { checkReports } from './reports.ts';

/** Of every kind of company so many programs: 201 of them. */
const programs = 67;
/** Reports are read of one in so many. */
const reportedEvery = 4;

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

/** What the book posts, as a document would say it. */
function moveOf(line: NewLine, company: Company, idOf: (id: string) => string): Move {
  const { ledgerDate, type, ofLineId } = line;
  const quantity = isNegative(line.quantity) ? line.quantity.slice(1) : line.quantity;
  const locationId = company.here;
  const of = ofLineId === null ? null : idOf(ofLineId);
  switch (type) {
    case 'receipt':
      return { type, ledgerDate, locationId, quantity, value: line.givenValue ?? '0' };
    case 'shipment':
      return { type, ledgerDate, locationId, quantity };
    case 'customer-return':
    case 'supplier-return':
      return { type, ledgerDate, locationId, quantity, ofLineId: of };
    case 'quantity-adjustment':
      return {
        type,
        ledgerDate,
        locationId,
        quantity: line.quantity,
        unitCost: line.givenUnitCost ?? undefined,
      };
    case 'value-adjustment':
      return { type, ledgerDate, unitCost: line.givenUnitCost ?? '0' };
    case 'cost-change':
      return { type, ledgerDate, ofLineId: of ?? '', value: line.givenValue ?? '0' };
    default:
      return {
        type: 'movement',
        ledgerDate,
        quantity,
        fromLocationId: company.here,
        toLocationId: company.there,
      };
  }
}

interface Stored {
  readonly id: string;
  readonly sequence: number;
  readonly type: string;
  readonly quantity: string;
  readonly value: string;
}

async function compareWithBook(company: Company, item: string, book: Book): Promise<void> {
  const stored = await company.query<Stored>(
    `select l.id, l.sequence, l.type, trim_scale(l.quantity)::text as quantity,
            (l.value + coalesce((select sum(k.new_value - k.old_value) from stock_correction k where k.line_id = l.id), 0))::text as value
       from stock_line l where l.product_id = ? order by l.sequence`,
    [item],
  );
  const plain = (line: { sequence: number; type: string; quantity: string; value: string }) =>
    `${line.sequence} ${line.type} ${line.quantity} ${equal(line.value, '0') ? '0' : Number(line.value).toFixed(2)}`;
  expect(stored.map(plain)).toEqual(book.lines.map(plain));
  const parcels = await company.query<{ text: string }>(
    `select concat_ws(' ', kind, trim_scale(quantity), value) as text from stock_parcel where product_id = ?
      order by kind, ledger_date, sequence`,
    [item],
  );
  const parcel = (kind: string) => (one: { quantity: string; value: string }) =>
    `${kind} ${one.quantity} ${Number(one.value).toFixed(2)}`;
  expect(parcels.map(({ text }) => text)).toEqual([
    ...book.state.layers.map(parcel('layer')),
    ...book.state.negatives.map(parcel('negative')),
  ]);
  const [row] = await company.query<{ quantity: string; value: string; placed: string; corrections: number }>(
    `select trim_scale(quantity)::text as quantity, value::text as value,
            (select trim_scale(sum(q.quantity))::text from stock_location_quantity q where q.product_id = s.product_id) as placed,
            (select count(*)::int from stock_correction k where k.product_id = s.product_id) as corrections
       from stock_item s where product_id = ?`,
    [item],
  );
  expect(equal(row?.quantity ?? '', book.state.quantity) && equal(row?.value ?? '', book.state.value)).toBe(
    true,
  );
  expect(equal(row?.placed ?? '0', sum([book.state.quantity]))).toBe(true);
  expect(row?.corrections).toBe(book.corrections.length);
}

describe.each([
  ['average', null],
  ['average', 'expected-cost'],
  ['fifo', null],
] as const)('stock in the database, %s, negative quantity worth %s', (principle, negative) => {
  test(`${programs} random programs come out as in memory, line by line, with every invariant`, async () => {
    const company = await Company.make(database, principle, negative);
    let made = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { minLength: 4, maxLength: 12 }), async (program) => {
        made += 1;
        const item = await company.item(`ITEM-${made}`, { recommendedCostPrice: '4' });
        const book = new Book(principle, 500);
        const ids = new Map<string, string>();
        for (const [at, op] of program.entries()) {
          const lines = linesOf({ ...op, expected: '4' }, at, book).map((line) => ({
            ...line,
            expectedUnitCost:
              principle === 'average' && negative === null && isNegative(line.quantity) ? null : '4',
          }));
          if (lines.length === 0) continue;
          const before = book.lines.length;
          const moves = lines.map((line) => moveOf(line, company, (id) => ids.get(id) ?? ''));
          // A movement is two lines of the ledger and one posting.
          const posted = await company.post(item, ...(op.what === 'move' ? moves.slice(0, 1) : moves));
          book.post(...lines);
          for (const [index, one] of posted.entries())
            ids.set(book.lines[before + index]?.lineId ?? '', one.lineId);
        }
        check(principle, book);
        if (book.lines.length === 0) return;
        await compareWithBook(company, item, book);
        if (made % reportedEvery === 0) await checkReports(company, item, `ITEM-${made}`);
      }),
      { numRuns: programs, endOnFailure: true },
    );
    expect(made).toBe(programs);
    const said: string[] = [];
    expect(await verifyStock(database.orm, [company.number], (line) => said.push(line))).toBe(true);
    expect(said).toEqual([expect.stringMatching(/: \d+ items hold$/)]);
  });
});
