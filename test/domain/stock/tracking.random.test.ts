import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DomainError } from '../../../domain/errors.ts';
import { equal } from '../../../domain/money.ts';
import { verifyStock } from '../../../domain/stock/verify-stock.ts';
import { testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { Company } from './fixtures.ts';
import type { Move } from './fixtures.ts';

/** Of both principles so many programs of batches, and as many of serial numbers. */
const programs = 12;

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

/** Something that moves numbers of an item: more than there are of them, too. */
const operation = fc.record({
  what: fc.constantFrom(
    ...(['receipt', 'receipt', 'shipment', 'shipment', 'adjust', 'move', 'move', 'return', 'use'] as const),
  ),
  isHere: fc.boolean(),
  isUp: fc.boolean(),
  parts: fc.uniqueArray(
    fc.record({ number: fc.constantFrom('A', 'B', 'C', 'D'), quantity: fc.integer({ min: 1, max: 5 }) }),
    { minLength: 1, maxLength: 3, selector: ({ number }) => number },
  ),
});
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;
type Parts = Operation['parts'];

/** How many of which number are where, as plainly as it can be kept: `here A` → 3. */
class Shelf {
  readonly held = new Map<string, number>();
  private readonly isSerial: boolean;

  constructor(isSerial: boolean) {
    this.isSerial = isSerial;
  }

  of(place: string, number: string): number {
    return this.held.get(`${place} ${number}`) ?? 0;
  }

  total(): number {
    return [...this.held.values()].reduce((all, one) => all + one, 0);
  }

  /** The code with which it must be refused; undefined where it is done. */
  move(parts: Parts, from: string | null, to: string | null): string | undefined {
    if (from !== null && parts.some(({ number, quantity }) => this.of(from, number) < quantity))
      return 'StockTooLow';
    const isThere = ({ number }: Parts[number]) => this.of('here', number) + this.of('there', number) > 0;
    if (this.isSerial && from === null && parts.some(isThere)) return 'SerialNumberInStock';
    for (const { number, quantity } of parts) {
      if (from !== null) this.held.set(`${from} ${number}`, this.of(from, number) - quantity);
      if (to !== null) this.held.set(`${to} ${number}`, this.of(to, number) + quantity);
    }
    return undefined;
  }
}

const placeOf = (isHere: boolean): 'here' | 'there' => (isHere ? 'here' : 'there');

/** What an operation asks of the stock, and from where to where the numbers go. */
function asked(op: Operation, company: Company, finished: string) {
  const parts = op.parts;
  const [place, other] = [placeOf(op.isHere), placeOf(!op.isHere)];
  const whole = String(parts.reduce((all, one) => all + one.quantity, 0));
  const tracking = parts.map(({ number, quantity }) => ({ number, quantity: String(quantity) }));
  const goods = { locationId: company[place], quantity: whole, tracking };
  const as = (move: Move, from: string | null, to: string | null) => ({ move, from, to });
  switch (op.what) {
    case 'receipt':
      return as({ type: 'receipt', ...goods, value: '7.77' }, null, place);
    case 'return':
      return as({ type: 'customer-return', ...goods, ofLineId: null }, null, place);
    case 'shipment':
      return as({ type: 'shipment', ...goods }, place, null);
    case 'adjust': {
      const quantity = op.isUp ? whole : `-${whole}`;
      const move = { type: 'quantity-adjustment', ...goods, quantity } as const;
      return op.isUp ? as(move, null, place) : as(move, place, null);
    }
    case 'move': {
      const places = { fromLocationId: company[place], toLocationId: company[other] };
      return as({ type: 'movement', ...places, quantity: whole, tracking }, place, other);
    }
    case 'use': {
      const making = { quantity: '1', locationId: company[place], extraCostPercentage: '10' };
      return as({ type: 'production', productId: finished, ...making, components: [] }, place, null);
    }
  }
}

interface Held {
  readonly place: string;
  readonly quantity: string;
}

/** What is stored of the item's numbers, places and total, against the shelf. */
async function compareWithShelf(company: Company, item: string, shelf: Shelf): Promise<void> {
  const tracked = await company.query<Held>(
    `select concat(case when t.location_id = ? then 'here' else 'there' end, ' ', t.number) as place,
            trim_scale(t.quantity)::text as quantity
       from stock_tracked_quantity t where t.product_id = ?`,
    [company.here, item],
  );
  expect(tracked.filter(({ quantity }) => quantity.startsWith('-'))).toEqual([]);
  const there = (rows: readonly (readonly [string, number])[]) =>
    Object.fromEntries(rows.filter(([, quantity]) => quantity !== 0));
  expect(there(tracked.map(({ place, quantity }) => [place, Number(quantity)]))).toEqual(
    there([...shelf.held]),
  );
  const places = await company.query<{ placed: string; tracked: string }>(
    `select q.quantity::text as placed,
            coalesce((select sum(t.quantity) from stock_tracked_quantity t
                       where t.product_id = q.product_id and t.location_id = q.location_id), 0)::text as tracked
       from stock_location_quantity q where q.product_id = ?`,
    [item],
  );
  for (const { placed, tracked: numbers } of places) expect(equal(placed, numbers)).toBe(true);
  const [row] = await company.query<{ quantity: string; lines: string }>(
    `select s.quantity::text as quantity,
            (select coalesce(sum(k.quantity), 0)::text from stock_line_tracking k where k.product_id = s.product_id) as lines
       from stock_item s where s.product_id = ?`,
    [item],
  );
  expect([row?.quantity, row?.lines].map(Number)).toEqual([shelf.total(), shelf.total()]);
}

describe.each([
  ['average', false],
  ['average', true],
  ['fifo', false],
  ['fifo', true],
] as const)('numbers of items in the database, %s, serial numbers: %s', (principle, isSerial) => {
  test(`${programs} random programs never go below zero, and the numbers sum to the quantity`, async () => {
    const company = await Company.make(database, principle);
    const seen = { done: 0, StockTooLow: 0, SerialNumberInStock: 0 };
    let made = 0;
    const program = fc.array(operation, { minLength: 10, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(program, async (operations) => {
        made += 1;
        const control = isSerial ? { hasSerialNumbers: true } : { hasBatchControl: true };
        const item = await company.item(`ITEM-${made}`, control);
        const finished = await company.item(`MADE-${made}`);
        const shelf = new Shelf(isSerial);
        for (const drawn of operations) {
          const parts = drawn.parts.map((part) => ({ ...part, quantity: isSerial ? 1 : part.quantity }));
          const { move, from, to } = asked({ ...drawn, parts }, company, finished);
          const expected = shelf.move(parts, from, to);
          const { tracking, locationId, quantity } = componentOf(parts, company, drawn.isHere);
          const posting: Move =
            move.type === 'production'
              ? { ...move, components: [{ productId: item, locationId, quantity, tracking }] }
              : move;
          const lines = await company.lines();
          const refusal = await company.post(item, posting).then(
            () => undefined,
            (error: unknown) => {
              if (error instanceof DomainError) return error.code;
              throw error;
            },
          );
          expect([drawn.what, refusal]).toEqual([drawn.what, expected]);
          seen[(refusal ?? 'done') as keyof typeof seen] += 1;
          if (refusal !== undefined) expect(await company.lines()).toBe(lines);
          if (shelf.held.size > 0) await compareWithShelf(company, item, shelf);
        }
      }),
      { numRuns: programs, endOnFailure: true },
    );
    expect(seen.done).toBeGreaterThan(programs);
    expect(seen.StockTooLow).toBeGreaterThan(programs);
    if (isSerial) expect(seen.SerialNumberInStock).toBeGreaterThan(programs);
    expect(await verifyStock(database.orm, [company.number], () => {})).toBe(true);
  });
});

/** All of the parts, as a production uses them. */
const componentOf = (parts: Parts, company: Company, isHere: boolean) => ({
  locationId: company[placeOf(isHere)],
  quantity: String(parts.reduce((all, one) => all + one.quantity, 0)),
  tracking: parts.map(({ number, quantity }) => ({ number, quantity: String(quantity) })),
});
