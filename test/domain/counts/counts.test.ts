import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { countDefinition } from '../../../domain/counts/count.actions.ts';
import { bookCount, createCount, editCount } from '../../../domain/counts/count.service.ts';
import type { CountInput } from '../../../domain/counts/count.service.ts';
import { countView } from '../../../domain/counts/count-view.ts';
import { newId } from '../../../domain/ids.ts';
import { createLocation } from '../../../domain/locations/location.service.ts';
import { testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { refusalOf } from '../../support/refusals.ts';
import { Company, context } from '../stock/fixtures.ts';

let database: TestDatabase;
let company: Company;

beforeAll(async () => {
  database = await testDatabase();
  company = await Company.make(database);
});
afterAll(async () => {
  await database.drop();
});

let items = 0;
const freshItem = async (more: object = {}, of = company) => {
  items += 1;
  const number = `I-${items}`;
  return { number, id: await of.item(number, more) };
};
const count = (input: CountInput, of = company): Promise<string> => {
  const id = newId();
  return of.inside(async (em) => (await createCount(em, id, input, context)).id);
};
const book = (id: string, of = company) => of.inside((em) => bookCount(em, id, context));
const view = (id: string) => company.inside((em) => countView(em, id));

describe('a count', () => {
  test('posts what was counted less than there was then, whatever moved since', async () => {
    const item = await freshItem();
    await company.receive(item.id, '10', '25');
    const id = await count({ lines: [{ itemId: item.number, countedQuantity: '9' }] });
    await company.ship(item.id, '4');
    expect((await view(id)).lines[0]).toMatchObject({ expected_quantity: '10', difference: '-1' });
    await book(id);
    expect(await company.stock(item.id)).toBe('5 12.50 2.5');
    const booked = await view(id);
    expect(booked).toMatchObject({ is_booked: true, is_archived: true });
    expect(booked.lines[0]).toMatchObject({ booked_quantity: '-1', booked_value: '-2.50' });
  });

  test('puts right once what two of them found, and what the later one found besides', async () => {
    const item = await freshItem();
    await company.receive(item.id, '10', '25');
    const [first, second, late] = await Promise.all(
      ['8', '8', '7'].map((countedQuantity) => count({ lines: [{ itemId: item.number, countedQuantity }] })),
    );
    const later = { ...context, now: new Date(context.now.getTime() + 60_000) };
    await Promise.all([first, second].map((id = '') => company.inside((em) => bookCount(em, id, later))));
    expect(await company.stock(item.id)).toBe('8 20.00 2.5');
    await company.ship(item.id, '3');
    await company.inside((em) => bookCount(em, late ?? '', later));
    expect(await company.stock(item.id)).toBe('4 10.00 2.5');
  });

  test('finds more at what the item costs now, and posts nothing of what was right', async () => {
    const [more, right] = [await freshItem(), await freshItem()];
    await company.receive(more.id, '4', '10');
    await company.receive(right.id, '2', '1');
    const id = await count({
      lines: [
        { itemId: more.number, countedQuantity: '5.5' },
        { itemId: right.number, countedQuantity: '2' },
      ],
    });
    await book(id);
    expect(await company.stock(more.id)).toBe('5.5 13.75 2.5');
    const rows = await company.query('select 1 as one from stock_line where document_id = ?', [id]);
    expect(rows).toHaveLength(1);
  });

  test('under FIFO finds more at the cost price of what is there', async () => {
    const fifo = await Company.make(database, 'fifo');
    const item = await freshItem({}, fifo);
    await fifo.receive(item.id, '4', '10');
    await book(await count({ lines: [{ itemId: item.number, countedQuantity: '5' }] }, fifo), fifo);
    expect(await fifo.stock(item.id)).toBe('5 12.50 2.5');
  });

  test('of batches counts each by itself, and takes none below zero', async () => {
    const item = await freshItem({ hasBatchControl: true });
    await company.receive(item.id, '3', '6', { tracking: [{ number: 'A', quantity: '3' }] });
    const line = { itemId: item.number, trackingNumber: 'A', countedQuantity: '1' };
    const id = await count({
      lines: [line, { itemId: item.number, trackingNumber: 'B', countedQuantity: '1' }],
    });
    await company.ship(item.id, '2', { tracking: [{ number: 'A', quantity: '2' }] });
    const refusal = await refusalOf(book(id));
    expect(refusal.code).toBe('StockTooLow');
    expect(await company.stock(item.id)).toBe('1 2.00 2');
    const again = await count({
      lines: [line, { itemId: item.number, trackingNumber: 'B', countedQuantity: '1' }],
    });
    await book(again);
    expect(await company.stock(item.id)).toBe('2 4.00 2');
  });

  test('an edit keeps what the stock said of lines that stay, and takes it anew of others', async () => {
    const [kept, other] = [await freshItem(), await freshItem()];
    await company.receive(kept.id, '5', '5');
    await company.receive(other.id, '5', '5');
    const id = await count({
      lines: [
        { itemId: kept.number, countedQuantity: '4' },
        { itemId: other.number, countedQuantity: '4' },
      ],
    });
    await company.ship(kept.id, '1');
    await company.ship(other.id, '1');
    const lines = [
      { itemId: kept.number, countedQuantity: '4.0' },
      { itemId: other.number, countedQuantity: '3' },
    ];
    await company.inside((em) => editCount(em, id, { lines }, context));
    expect((await view(id)).lines.map((line) => line.expected_quantity)).toEqual(['5', '4']);
  });

  test('booked twice at once posts once', async () => {
    const item = await freshItem();
    const id = await count({ lines: [{ itemId: item.number, countedQuantity: '3' }] });
    const results = await Promise.allSettled([book(id), book(id)]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await company.stock(item.id)).toMatch(/^3 /);
  });

  test.each([
    ['a date to come', { date: '2026-03-11' }, 'date'],
    ['an unknown location', { locationId: 99 }, 'location_id'],
    ['a blocked location', { locationId: 4 }, 'location_id'],
    ['an unknown item', { lines: [{ itemId: 'none', countedQuantity: '1' }] }, 'lines.0.item_id'],
    ['an item without inventory', { lines: [{ itemId: 'S', countedQuantity: '1' }] }, 'lines.0.item_id'],
    ['less than nothing', { lines: [{ itemId: 'I', countedQuantity: '-1' }] }, 'lines.0.counted_quantity'],
    [
      'an item twice',
      {
        lines: [
          { itemId: 'I', countedQuantity: '1' },
          { itemId: 'I', countedQuantity: '2' },
        ],
      },
      'lines.1.item_id',
    ],
    ['a batch item as one', { lines: [{ itemId: 'B', countedQuantity: '1' }] }, 'lines.0.tracking_number'],
    [
      'a batch of an item without them',
      { lines: [{ itemId: 'I', trackingNumber: 'x', countedQuantity: '1' }] },
      'lines.0.tracking_number',
    ],
    [
      'a serial number twice there',
      { lines: [{ itemId: 'N', trackingNumber: 'x', countedQuantity: '2' }] },
      'lines.0.counted_quantity',
    ],
  ])('%s is refused by its field', async (_what, input, field) => {
    const other = await Company.make(database);
    await other.item('I');
    await other.item('S', { groupNumber: 2 });
    await other.item('B', { hasBatchControl: true });
    await other.item('N', { hasSerialNumbers: true });
    await other.inside(async (em) => {
      await createLocation(em, { number: 4, name: 'Spærret', isBlocked: true }, 'test');
    });
    expect(Object.keys((await refusalOf(count(input, other))).errors)).toContain(field);
  });

  test('without lines is not booked', async () => {
    expect((await refusalOf(book(await count({})))).code).toBe('NoLines');
  });

  test('every action of its lifecycle but the edit is one of its workflow', () => {
    expect(Object.keys(countDefinition.acts).sort()).toEqual(['book', 'create', 'delete']);
  });
});
