import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { equal, isNegative, sum } from '../../../domain/money.ts';
import { verifyStock } from '../../../domain/stock/verify-stock.ts';
import { testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import type { Book, NewLine } from './book.ts';
import { Company } from './fixtures.ts';
import type { Move } from './fixtures.ts';
import { check, program } from './program.ts';
import type { Operation } from './program.ts';
import { checkReports } from './reports.ts';
import { Workshop } from './workshop.ts';
import type { Posting } from './workshop.ts';

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

/** The production that these postings are, as its document would say it. */
function productionOf(
  postings: readonly Posting[],
  op: Operation,
  { here }: Company,
  items: readonly string[],
): Move {
  const of = (item: number): string => postings.find((one) => one.item === item)?.lines[0]?.quantity ?? '0';
  return {
    type: 'production',
    ledgerDate: postings[0]?.lines[0]?.ledgerDate ?? '',
    locationId: here,
    quantity: of(0),
    extraCostPercentage: op.extraCost,
    components: [1, 2].map((item) => ({
      productId: items[item] ?? '',
      locationId: here,
      quantity: of(item).slice(1),
    })),
  };
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
    let [made, produced] = [0, 0];
    await fc.assert(
      fc.asyncProperty(program({ minLength: 4, maxLength: 12 }), async (operations) => {
        made += 1;
        const names = [`ITEM-${made}`, `PART-${made}`, `PIECE-${made}`];
        const items: string[] = [];
        for (const name of names) items.push(await company.item(name, { recommendedCostPrice: '4' }));
        const workshop = new Workshop(principle, 500);
        const ids = new Map<string, string>();
        const isFree = principle === 'average' && negative === null;
        for (const [at, op] of operations.entries()) {
          const before = workshop.books.map(({ lines }) => lines.length);
          const postings = workshop.run({ ...op, expected: '4' }, at, (line) => ({
            ...line,
            expectedUnitCost: isFree && isNegative(line.quantity) ? null : '4',
          }));
          const idOf = (item: number) => (id: string) => ids.get(`${item} ${id}`) ?? '';
          if (postings.length > 1)
            await company.post(items[0] ?? '', productionOf(postings, op, company, items));
          else
            for (const { book, item, lines } of postings) {
              const moves = lines.map((line) => moveOf(line, company, idOf(item)));
              // A movement is two lines of the ledger and one posting.
              const first = op.what === 'move' ? moves.slice(0, 1) : moves;
              for (const [index, one] of (await company.post(items[item] ?? '', ...first)).entries())
                ids.set(`${item} ${book.lines[(before[item] ?? 0) + index]?.lineId}`, one.lineId);
            }
          produced += postings.length > 1 ? 1 : 0;
        }
        for (const [index, book] of workshop.books.entries()) {
          check(principle, book);
          if (book.lines.length === 0) continue;
          await compareWithBook(company, items[index] ?? '', book);
          if (made % reportedEvery === 0) await checkReports(company, items[index] ?? '', names[index] ?? '');
        }
      }),
      { numRuns: programs, endOnFailure: true },
    );
    expect(made).toBe(programs);
    expect(produced).toBeGreaterThan(20);
    const said: string[] = [];
    expect(await verifyStock(database.orm, [company.number], (line) => said.push(line))).toBe(true);
    expect(said).toEqual([expect.stringMatching(/: \d+ items hold$/)]);
  });
});
