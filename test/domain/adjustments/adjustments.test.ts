import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { adjustmentDefinition } from '../../../domain/adjustments/adjustment.actions.ts';
import { createAdjustmentCategory } from '../../../domain/adjustments/adjustment-category.service.ts';
import {
  bookAdjustment,
  createAdjustment,
  editAdjustment,
} from '../../../domain/adjustments/adjustment.service.ts';
import type { AdjustmentInput } from '../../../domain/adjustments/adjustment.service.ts';
import { adjustmentView } from '../../../domain/adjustments/adjustment-view.ts';
import { newId } from '../../../domain/ids.ts';
import { updateLocation } from '../../../domain/locations/location.service.ts';
import { testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { refusalOf } from '../../support/refusals.ts';
import { Company, context } from '../stock/fixtures.ts';

let database: TestDatabase;
let average: Company;
let fifo: Company;

beforeAll(async () => {
  database = await testDatabase();
  average = await Company.make(database);
  fifo = await Company.make(database, 'fifo');
});
afterAll(async () => {
  await database.drop();
});

let count = 0;
const freshItem = async (company: Company, more: object = {}) => {
  count += 1;
  const number = `I-${count}`;
  return { number, id: await company.item(number, more) };
};

const draft = (company: Company, input: AdjustmentInput): Promise<string> => {
  const id = newId();
  return company.inside(async (em) => (await createAdjustment(em, id, input, context)).id);
};
const book = async (company: Company, input: AdjustmentInput) => {
  const id = await draft(company, input);
  await company.inside((em) => bookAdjustment(em, id, context));
  return company.inside((em) => adjustmentView(em, id));
};

describe('an adjustment under average cost', () => {
  test('moves nothing as a draft, and by its difference when it is booked', async () => {
    const item = await freshItem(average);
    await average.receive(item.id, '10', '35');
    const id = await draft(average, { lines: [{ itemId: item.number, adjustQuantity: '-3' }] });
    expect(await average.stock(item.id)).toBe('10 35.00 3.5');
    await average.inside((em) => bookAdjustment(em, id, context));
    expect(await average.stock(item.id)).toBe('7 24.50 3.5');
    const view = await average.inside((em) => adjustmentView(em, id));
    expect(view).toMatchObject({ is_booked: true, is_archived: true });
    expect(view.lines[0]).toMatchObject({
      booked_quantity: '-3',
      booked_value: '-10.50',
      location: { number: 1 },
    });
  });

  test('of a new total moves the difference to the stock at that location when it is booked', async () => {
    const item = await freshItem(average);
    await average.receive(item.id, '10', '35');
    const id = await draft(average, { lines: [{ itemId: item.number, newQuantity: '12' }] });
    await average.ship(item.id, '4');
    await average.inside((em) => bookAdjustment(em, id, context));
    expect(await average.stock(item.id)).toBe('12 42.00 3.5');
    const other = await book(average, {
      lines: [
        { itemId: item.number, locationId: 2, newQuantity: '1' },
        { itemId: item.number, locationId: 1, newQuantity: '12' },
      ],
    });
    expect(other.lines.map((line) => line.booked_quantity)).toEqual(['1', '0']);
    expect(await average.stock(item.id)).toBe('13 45.50 3.5');
  });

  test('of a cost price values what is in stock anew (V15)', async () => {
    const item = await freshItem(average);
    await average.receive(item.id, '3', '10');
    const view = await book(average, { lines: [{ itemId: item.number, costPrice: '4.25' }] });
    expect(await average.stock(item.id)).toBe('3 12.75 4.25');
    expect(view.lines[0]).toMatchObject({ location: null, booked_quantity: '0', booked_value: '2.75' });
  });

  test('posts all of its lines or none', async () => {
    const [one, empty] = [await freshItem(average), await freshItem(average)];
    await average.receive(one.id, '3', '9');
    const id = await draft(average, {
      lines: [
        { itemId: one.number, adjustQuantity: '2' },
        { itemId: empty.number, costPrice: '5' },
      ],
    });
    const refusal = await refusalOf(average.inside((em) => bookAdjustment(em, id, context)));
    expect(refusal.code).toBe('NoStockToRevalue');
    expect(await average.stock(one.id)).toBe('3 9.00 3');
  });

  test('booked twice at once moves stock once', async () => {
    const item = await freshItem(average);
    await average.receive(item.id, '10', '20');
    const id = await draft(average, { lines: [{ itemId: item.number, adjustQuantity: '-1' }] });
    const results = await Promise.allSettled(
      [1, 2].map(() => average.inside((em) => bookAdjustment(em, id, context))),
    );
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await average.stock(item.id)).toBe('9 18.00 2');
  });

  test('two that take the last of a batch: one is refused, and the batch is never below zero', async () => {
    const item = await freshItem(average, { hasBatchControl: true });
    const batch = [{ number: 'B-1', quantity: '1' }];
    await average.receive(item.id, '1', '5', { tracking: batch });
    const lines = [{ itemId: item.number, adjustQuantity: '-1', tracking: batch }];
    const ids = [await draft(average, { lines }), await draft(average, { lines })];
    const results = await Promise.allSettled(
      ids.map((id) => average.inside((em) => bookAdjustment(em, id, context))),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const refused = results.find((result) => result.status === 'rejected');
    expect((refused?.reason as { code: string }).code).toBe('StockTooLow');
    expect(await average.stock(item.id)).toBe('0 0.00 –');
  });

  test.each([
    ['a date to come', { date: '2026-03-11', lines: [] }, 'date'],
    ['an unknown category', { categoryId: 99, lines: [] }, 'category_id'],
    ['no change at all', { lines: [{ itemId: 'I' }] }, 'lines.0.adjust_quantity'],
    ['a difference of 0', { lines: [{ itemId: 'I', adjustQuantity: '0' }] }, 'lines.0.adjust_quantity'],
    [
      'a difference and a total',
      { lines: [{ itemId: 'I', adjustQuantity: '1', newQuantity: '1' }] },
      'lines.0.new_quantity',
    ],
    [
      'a quantity and a cost price',
      { lines: [{ itemId: 'I', adjustQuantity: '1', costPrice: '1' }] },
      'lines.0.cost_price',
    ],
    [
      'a value at a location',
      { lines: [{ itemId: 'I', costPrice: '1', locationId: 1 }] },
      'lines.0.location_id',
    ],
    ['an unknown item', { lines: [{ itemId: 'none', adjustQuantity: '1' }] }, 'lines.0.item_id'],
    ['an item without inventory', { lines: [{ itemId: 'S', adjustQuantity: '1' }] }, 'lines.0.item_id'],
    [
      'an unknown location',
      { lines: [{ itemId: 'I', adjustQuantity: '1', locationId: 99 }] },
      'lines.0.location_id',
    ],
    [
      'a blocked location',
      { lines: [{ itemId: 'I', adjustQuantity: '1', locationId: 2 }] },
      'lines.0.location_id',
    ],
    ['a total of a batch item', { lines: [{ itemId: 'B', newQuantity: '1' }] }, 'lines.0.new_quantity'],
    [
      'a number twice',
      {
        lines: [
          {
            itemId: 'B',
            adjustQuantity: '2',
            tracking: [
              { number: 'x', quantity: '1' },
              { number: 'x', quantity: '1' },
            ],
          },
        ],
      },
      'lines.0.tracking',
    ],
  ] as const)('%s is refused by its field, and takes no number', async (_what, input, field) => {
    const company = await Company.make(database);
    await company.item('I');
    await company.item('S', { groupNumber: 2 });
    await company.item('B', { hasBatchControl: true });
    await company.inside((em) => updateLocation(em, 2, { isBlocked: true }, {}, 'test'));
    const refusal = await refusalOf(draft(company, input));
    expect(Object.keys(refusal.errors)).toContain(field);
    const id = await draft(company, { lines: [{ itemId: 'I', adjustQuantity: '1' }] });
    expect((await company.inside((em) => adjustmentView(em, id))).number).toBe(1001);
  });

  test.each([
    ['TrackingMissing', { hasBatchControl: true }, { adjustQuantity: '1' }],
    ['TrackingNotKept', {}, { adjustQuantity: '1', tracking: [{ number: 'B', quantity: '1' }] }],
    [
      'SerialQuantityNotOne',
      { hasSerialNumbers: true },
      { adjustQuantity: '2', tracking: [{ number: 'S', quantity: '2' }] },
    ],
    [
      'StockTooLow',
      { hasBatchControl: true },
      { adjustQuantity: '-1', tracking: [{ number: 'B', quantity: '1' }] },
    ],
    ['NoStockToRevalue', {}, { costPrice: '3' }],
  ])('%s is refused when it is booked, and it stays a draft', async (code, how, line) => {
    const item = await freshItem(average, how);
    const id = await draft(average, { lines: [{ itemId: item.number, ...line }] });
    expect((await refusalOf(average.inside((em) => bookAdjustment(em, id, context)))).code).toBe(code);
    expect((await average.inside((em) => adjustmentView(em, id))).is_draft).toBe(true);
  });

  test('shows its category by name, and an edit clears it', async () => {
    const category = await average.inside((em) => createAdjustmentCategory(em, { name: 'Prøver' }, 'test'));
    const id = await draft(average, { categoryId: category.number, reason: 'Messe' });
    const read = () => average.inside((em) => adjustmentView(em, id));
    expect(await read()).toMatchObject({ category: { name: 'Prøver' }, reason: 'Messe' });
    await average.inside((em) => editAdjustment(em, id, { categoryId: null }, context));
    expect(await read()).toMatchObject({ category: null, reason: 'Messe' });
  });

  test('without lines is not booked', async () => {
    const id = await draft(average, {});
    const refusal = await refusalOf(average.inside((em) => bookAdjustment(em, id, context)));
    expect([refusal.code, refusal.message]).toEqual(['NoLines', expect.stringMatching(/^Adjustment \d+ /)]);
  });

  test('a booked one stands, whoever writes', async () => {
    const item = await freshItem(average);
    const view = await book(average, { lines: [{ itemId: item.number, adjustQuantity: '1' }] });
    await expect(
      average.query("update adjustment set description = 'x' where id = ?", [view.id]),
    ).rejects.toThrow(/booked/);
    await expect(
      average.query('update adjustment_line set cost_price = 1 where adjustment_id = ?', [view.id]),
    ).rejects.toThrow(/booked/);
  });

  test('every action of its lifecycle but the edit is one of its workflow', () => {
    expect(Object.keys(adjustmentDefinition.acts).sort()).toEqual(['book', 'create', 'delete']);
  });
});

describe('an adjustment under FIFO', () => {
  test('takes quantity and cost price together, and goods that go out at what is oldest', async () => {
    const item = await freshItem(fifo);
    await book(fifo, { lines: [{ itemId: item.number, adjustQuantity: '6', costPrice: '2.5' }] });
    await book(fifo, { lines: [{ itemId: item.number, adjustQuantity: '4', costPrice: '3.1' }] });
    const out = await book(fifo, { lines: [{ itemId: item.number, adjustQuantity: '-8' }] });
    expect(out.lines[0]?.booked_value).toBe('-21.20');
    expect(await fifo.stock(item.id)).toBe('2 6.20 3.1');
    await book(fifo, { lines: [{ itemId: item.number, costPrice: '4' }] });
    expect(await fifo.stock(item.id)).toBe('2 8.00 4');
  });

  test.each([{ adjustQuantity: '1' }, { newQuantity: '1' }])(
    'needs a cost price for what may come in: %j',
    async (line) => {
      const item = await freshItem(fifo);
      const refusal = await refusalOf(draft(fifo, { lines: [{ itemId: item.number, ...line }] }));
      expect(Object.keys(refusal.errors)).toEqual(['lines.0.cost_price']);
    },
  );
});
