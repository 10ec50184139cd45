import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { movementDefinition } from '../../../domain/movements/movement.actions.ts';
import {
  bookMovement,
  createMovement,
  createMovementReceipt,
  editMovement,
  receiveMovement,
} from '../../../domain/movements/movement.service.ts';
import type { MovementInput } from '../../../domain/movements/movement.service.ts';
import { linesMissingStock, movementView } from '../../../domain/movements/movement-view.ts';
import { newId } from '../../../domain/ids.ts';
import { createLocation, updateLocation } from '../../../domain/locations/location.service.ts';
import { testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { refusalOf } from '../../support/refusals.ts';
import { Company, context } from '../stock/fixtures.ts';

let database: TestDatabase;
let company: Company;

beforeAll(async () => {
  database = await testDatabase();
  company = await Company.make(database);
  await company.inside((em) => createLocation(em, { number: 3, name: 'Lastbil' }, 'test'));
});
afterAll(async () => {
  await database.drop();
});

let count = 0;
const freshItem = async (more: object = {}) => {
  count += 1;
  const number = `I-${count}`;
  return { number, id: await company.item(number, more) };
};
const draft = async (input: Partial<MovementInput>, of = company): Promise<string> => {
  const id = newId();
  const whole = { fromLocationId: 1, toLocationId: 2, ...input };
  return of.inside(async (em) => (await createMovement(em, id, whole, context)).id);
};
const book = (id: string) => company.inside((em) => bookMovement(em, id, context));
const view = (id: string) => company.inside((em) => movementView(em, id));

/** Quantities of an item by location number. */
const places = async (productId: string): Promise<Record<string, string>> => {
  const rows = await company.query<{ number: number; quantity: string }>(
    `select l.number, trim_scale(q.quantity)::text as quantity from stock_location_quantity q
       join location l on l.id = q.location_id where q.product_id = ? order by l.number`,
    [productId],
  );
  return Object.fromEntries(rows.map(({ number, quantity }) => [number, quantity]));
};

describe('a movement', () => {
  test('moves goods and no value when it is booked, and is archived', async () => {
    const item = await freshItem();
    await company.receive(item.id, '10', '35.55');
    const id = await draft({ lines: [{ itemId: item.number, quantity: '4' }] });
    expect(await places(item.id)).toEqual({ 1: '10' });
    await book(id);
    expect(await places(item.id)).toEqual({ 1: '6', 2: '4' });
    expect(await company.stock(item.id)).toBe('10 35.55 3.555');
    expect(await view(id)).toMatchObject({ is_booked: true, is_received: true, is_archived: true });
    const worth = await company.query('select value from stock_line where document_id = ? and value <> 0', [
      id,
    ]);
    expect(worth).toEqual([]);
  });

  test('through a transport location waits there for its receipt', async () => {
    const item = await freshItem({ hasBatchControl: true });
    const tracking = [{ number: 'B', quantity: '2' }];
    await company.receive(item.id, '2', '9', { tracking });
    const id = await draft({
      transportLocationId: 3,
      lines: [{ itemId: item.number, quantity: '2', tracking }],
    });
    const receive = (date?: string) => company.inside((em) => receiveMovement(em, id, { date }, context));
    expect((await refusalOf(receive())).code).toBe('InvalidTransition');
    await book(id);
    expect(await places(item.id)).toEqual({ 1: '0', 3: '2' });
    expect(await view(id)).toMatchObject({ is_received: false, is_archived: false });
    expect((await refusalOf(receive())).code).toBe('InvalidTransition');
    await company.inside((em) => createMovementReceipt(em, id, context));
    expect(await places(item.id)).toEqual({ 1: '0', 3: '2' });
    expect((await refusalOf(receive('2026-03-09'))).errors).toHaveProperty('date');
    expect((await refusalOf(receive('2026-03-11'))).errors).toHaveProperty('date');
    const results = await Promise.allSettled([receive(), receive()]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await places(item.id)).toEqual({ 1: '0', 2: '2', 3: '0' });
    expect(await company.stock(item.id)).toBe('2 9.00 4.5');
    expect(await view(id)).toMatchObject({
      is_received: true,
      is_archived: true,
      received_date: '2026-03-10',
    });
  });

  test('without a transport location has no receipt', async () => {
    const item = await freshItem();
    const id = await draft({ lines: [{ itemId: item.number, quantity: '1' }] });
    await book(id);
    const refusal = await refusalOf(company.inside((em) => createMovementReceipt(em, id, context)));
    expect(refusal.code).toBe('InvalidTransition');
  });

  test('tells what is short, all lines of an item together, and each batch by itself', async () => {
    const [plain, batch] = [await freshItem(), await freshItem({ hasBatchControl: true })];
    await company.receive(plain.id, '3', '3');
    await company.receive(batch.id, '5', '5', { tracking: [{ number: 'B', quantity: '5' }] });
    const id = await draft({
      lines: [
        { itemId: plain.number, quantity: '2' },
        { itemId: plain.number, quantity: '2.5' },
        {
          itemId: batch.number,
          quantity: '5',
          tracking: [
            { number: 'B', quantity: '4' },
            { number: 'C', quantity: '1' },
          ],
        },
      ],
    });
    const short = await company.inside((em) => linesMissingStock(em, id));
    expect(
      short.map((row) => [row.item.number, row.tracking_number, row.stock_quantity, row.missing_quantity]),
    ).toEqual([
      [plain.number, null, '3', '1.5'],
      [batch.number, 'C', '0', '1'],
    ]);
    expect((await refusalOf(book(id))).code).toBe('StockTooLow');
    expect(await places(plain.id)).toEqual({ 1: '3' });
  });

  test('of a serial number takes it along, and two cannot take the same one', async () => {
    const item = await freshItem({ hasSerialNumbers: true });
    const tracking = [{ number: 'S', quantity: '1' }];
    await company.receive(item.id, '1', '5', { tracking });
    const lines = [{ itemId: item.number, quantity: '1', tracking }];
    const results = await Promise.allSettled([await draft({ lines }), await draft({ lines })].map(book));
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await places(item.id)).toEqual({ 1: '0', 2: '1' });
  });

  test.each([
    ['the same location twice', { toLocationId: 1 }, 'to_location_id'],
    ['transport by where it comes from', { transportLocationId: 1 }, 'transport_location_id'],
    ['an unknown location', { toLocationId: 99 }, 'to_location_id'],
    ['a blocked location', { toLocationId: 4 }, 'to_location_id'],
    ['a date to come', { date: '2026-03-11' }, 'date'],
    ['a quantity of 0', { lines: [{ itemId: 'x', quantity: '0' }] }, 'lines.0.quantity'],
    ['an unknown item', { lines: [{ itemId: 'none', quantity: '1' }] }, 'lines.0.item_id'],
    ['an item without inventory', { lines: [{ itemId: 'S', quantity: '1' }] }, 'lines.0.item_id'],
  ])('%s is refused by its field', async (_what, input, field) => {
    const other = await Company.make(database);
    await other.item('S', { groupNumber: 2 });
    await other.inside(async (em) => {
      await createLocation(em, { number: 4, name: 'Spærret', isBlocked: true }, 'test');
    });
    expect(Object.keys((await refusalOf(draft(input, other))).errors)).toContain(field);
    const good = await draft({}, other);
    const edit = other.inside((em) => editMovement(em, good, input, context));
    expect(Object.keys((await refusalOf(edit)).errors)).toContain(field);
  });

  test('a location that was blocked since is refused when it is booked', async () => {
    const other = await Company.make(database);
    await other.item('I');
    const id = await draft({ lines: [{ itemId: 'I', quantity: '1' }] }, other);
    await other.inside((em) => updateLocation(em, 2, { isBlocked: true }, {}, 'test'));
    expect((await refusalOf(other.inside((em) => bookMovement(em, id, context)))).code).toBe('Barred');
  });

  test('every action of its lifecycle but the edit is one of its workflow', () => {
    expect(Object.keys(movementDefinition.acts).sort()).toEqual([
      'book',
      'create',
      'createReceipt',
      'delete',
      'receive',
    ]);
  });
});
