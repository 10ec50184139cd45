import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { importNextChunk } from '../../../domain/imports/import-chunk.ts';
import { createLocation } from '../../../domain/locations/location.service.ts';
import type { InventoryPrinciple } from '../../../domain/stock/engine/state.ts';
import { testDatabase, type TestDatabase } from '../../support/database.ts';
import { type Handed, imported, upload } from '../../support/imports.ts';
import { refusalOf } from '../../support/refusals.ts';
import { Company } from '../stock/fixtures.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

/** A company with A and B in stock nowhere yet, SERIAL with serial numbers, HOUR without inventory, location 3 blocked. */
async function company(principle: InventoryPrinciple = 'average'): Promise<Company> {
  const made = await Company.make(database, principle);
  await made.item('A');
  await made.item('B');
  await made.item('SERIAL', { hasSerialNumbers: true });
  await made.item('HOUR', { groupNumber: 2 });
  await made.inside((em) => createLocation(em, { number: 3, name: 'Lukket', isBlocked: true }, 'test'));
  return made;
}

const run = ({ number }: Company, rows: readonly string[], how: Handed = {}) =>
  imported(database.orm, number, [...rows, ''].join('\n'), { kind: 'adjustments', ...how });

/** `item@location quantity`, and each item's value. */
async function stockOf(of: Company): Promise<string> {
  const rows = await of.query<{ said: string }>(
    `select concat_ws(' ', p.number, trim_scale(s.quantity), s.value) as said from stock_item s
       join product p on p.id = s.product_id where s.quantity <> 0 order by p.number`,
  );
  return rows.map(({ said }) => said).join(', ');
}

/** Each document: its day, standing, how many lines and events. */
const documentsOf = (of: Company, table: 'adjustment' | 'movement') =>
  of
    .query<{ said: string }>(
      `select concat_ws(' ', d.number, d.date, d.state, (select count(*) from ${table}_line l where l.${table}_id = d.id),
         (select string_agg(e.action, '+' order by e.sequence) from document_event e where e.document_id = d.id)) as said
         from "${table}" d order by d.number`,
    )
    .then((rows) => rows.map(({ said }) => said));

const head = 'date,item_id,location_id,adjust_quantity,new_quantity,cost_price,tracking_number,reason';

describe('a file of adjustments', () => {
  test('becomes one booked document for each day and reason, the oldest day first', async () => {
    const ours = await company();
    const standing = await run(ours, [
      head,
      '02.02.2026,A,1,,,2.50,,Pris',
      '01.02.2026,A,1,10,,,,Primo',
      '01.02.2026,B,2,,4,,,Primo',
      '01.02.2026,SERIAL,1,1,,,S-1,Primo',
      '01.02.2026,SERIAL,1,1,,,S-2,Primo',
    ]);
    expect(standing).toMatchObject({ state: 'done', created: 5, bad: 0, errors: [] });
    expect(await documentsOf(ours, 'adjustment')).toEqual([
      '1001 2026-02-01 booked 4 create+book',
      '1002 2026-02-02 booked 1 create+book',
    ]);
    expect(await stockOf(ours)).toBe('A 10 25.00, B 4 0.00, SERIAL 2 0.00');
  });

  test.each<[string, InventoryPrinciple, string, string]>([
    [
      'nothing to adjust',
      'average',
      '01.02.2026,A,1,,,,,Primo',
      'adjust_quantity is required, or new_quantity, or cost_price.',
    ],
    [
      'quantity and cost under average cost',
      'average',
      '01.02.2026,A,1,1,,2,,Primo',
      'cost_price cannot change in one row with the quantity under average cost; use two rows.',
    ],
    [
      'a quantity alone under FIFO',
      'fifo',
      '01.02.2026,A,1,1,,,,Primo',
      'cost_price is required together with the quantity under FIFO.',
    ],
    [
      'a cost alone under FIFO',
      'fifo',
      '01.02.2026,A,1,,,2,,Primo',
      'adjust_quantity is required together with the cost price under FIFO.',
    ],
    [
      'both ways of a quantity',
      'average',
      '01.02.2026,A,1,1,2,,,Primo',
      'new_quantity cannot be given together with adjust_quantity.',
    ],
    ['no reason', 'average', '01.02.2026,A,1,1,,,,', 'reason is required.'],
    ['no location', 'average', '01.02.2026,A,,1,,,,Primo', 'location_id is required.'],
    [
      'a location that is not',
      'average',
      '01.02.2026,A,9,1,,,,Primo',
      'location_id is refused: Location 9 does not exist.',
    ],
    [
      'a blocked location',
      'average',
      '01.02.2026,A,3,1,,,,Primo',
      'location_id is refused: Location 3 is blocked.',
    ],
    [
      'an item that is not',
      'average',
      '01.02.2026,X,1,1,,,,Primo',
      'item_id is refused: Product X does not exist.',
    ],
    [
      'an item without inventory',
      'average',
      '01.02.2026,HOUR,1,1,,,,Primo',
      'item_id is refused: Item HOUR has no inventory.',
    ],
    ['an American day', 'average', '02/28/2026,A,1,1,,,,Primo', 'date must be a date, DD.MM.YYYY.'],
    ['a day to come', 'average', '01.02.2999,A,1,1,,,,Primo', 'date must not lie in the future'],
    [
      'no serial number',
      'average',
      '01.02.2026,SERIAL,1,1,,,,Primo',
      'Item SERIAL needs batch or serial numbers for 1',
    ],
    [
      'a serial number that is not there',
      'average',
      '01.02.2026,SERIAL,1,-1,,,S-9,Primo',
      'Of S-9 of item SERIAL there are 0 at location',
    ],
    ['a value of nothing', 'average', '01.02.2026,B,1,,,2,,Primo', 'Item B has no stock on 2026-02-01'],
  ])('with %s (%s) hands that row back and books the others', async (_what, principle, row, words) => {
    const ours = await company(principle);
    const cost = principle === 'fifo' ? '2' : '';
    const good = (quantity: number) => `01.02.2026,A,1,${quantity},,${cost},,Primo`;
    const standing = await run(ours, [head, good(1), good(2), row, good(4), good(8)]);
    expect(standing).toMatchObject({ created: 4, bad: 1, errors: [expect.stringContaining(words)] });
    expect(standing.errors[0]).toMatch(/^4 /);
    expect(await stockOf(ours)).toBe(`A 15 ${principle === 'fifo' ? '30.00' : '0.00'}`);
  });

  test('that is tried out moves nothing and takes no number', async () => {
    const ours = await company();
    const rows = [head, '01.02.2026,A,1,10,,,,Primo', '01.02.2026,X,1,10,,,,Primo'];
    expect(await run(ours, rows, { isDryRun: true })).toMatchObject({ created: 1, bad: 1 });
    expect(await stockOf(ours)).toBe('');
    await run(ours, rows);
    expect(await documentsOf(ours, 'adjustment')).toEqual(['1001 2026-02-01 booked 1 create+book']);
  });

  test('is booked once though its run is cut off between two chunks', async () => {
    const ours = await company();
    const rows = Array.from({ length: 1_500 }, () => '01.02.2026,A,1,1,,,,Primo');
    const { id } = await upload(database.orm, ours.number, [head, ...rows, ''].join('\n'), {
      kind: 'adjustments',
    });
    const next = () => ours.inside((em) => importNextChunk(em, id));
    await next();
    await expect(
      ours.inside(async (em) => {
        await importNextChunk(em, id);
        throw new Error('killed');
      }),
    ).rejects.toThrow('killed');
    expect(await stockOf(ours)).toBe('A 1000 0.00');
    while (await next());
    expect(await stockOf(ours)).toBe('A 1500 0.00');
    expect(await documentsOf(ours, 'adjustment')).toHaveLength(2);
  });

  test('updates nothing', async () => {
    const ours = await company();
    const refused = await refusalOf(
      run(ours, [head, '01.02.2026,A,1,1,,,,Primo'], { updatesExisting: true }),
    );
    expect(refused.errors).toHaveProperty('update_existing');
  });
});

describe('a file of movements', () => {
  const movementHead = 'date,item_id,from_location_id,to_location_id,quantity,tracking_number';

  test('becomes booked movements, one for each day and way; bad rows are handed back', async () => {
    const ours = await company();
    await run(ours, [head, '01.02.2026,A,1,10,,,,Primo', '01.02.2026,SERIAL,1,1,,,S-1,Primo']);
    const standing = await run(
      ours,
      [
        movementHead,
        '03.02.2026,A,2,1,1,',
        '02.02.2026,A,1,2,3,',
        '02.02.2026,SERIAL,1,2,1,S-1',
        '02.02.2026,A,1,1,3,',
        '02.02.2026,A,1,2,0,',
        '02.02.2026,A,1,3,1,',
        '02.02.2026,SERIAL,1,2,1,S-2',
      ],
      { kind: 'movements' },
    );
    expect(standing).toMatchObject({ created: 3, bad: 4 });
    expect(standing.errors).toEqual([
      '5 to_location_id must be another location than from_location_id.',
      '6 quantity must be more than 0.',
      '7 to_location_id is refused: Location 3 is blocked.',
      expect.stringMatching(/^8 The row is refused: Of S-2 of item SERIAL there are 0/),
    ]);
    const made = await documentsOf(ours, 'movement');
    expect(made).toEqual(['1001 2026-02-02 booked 2 create+book', '1002 2026-02-03 booked 1 create+book']);
    const places = await ours.query<{ said: string }>(
      `select concat_ws(' ', p.number, l.number, trim_scale(q.quantity)) as said from stock_location_quantity q
         join product p on p.id = q.product_id join location l on l.id = q.location_id
        where q.quantity <> 0 order by 1`,
    );
    expect(places.map(({ said }) => said)).toEqual(['A 1 8', 'A 2 2', 'SERIAL 2 1']);
  });
});
