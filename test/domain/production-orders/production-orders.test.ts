import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '../../../domain/ids.ts';
import { createLocation } from '../../../domain/locations/location.service.ts';
import { cancelOrder } from '../../../domain/orders/order-steps.service.ts';
import { createLotLine } from '../../../domain/products/lot-line.service.ts';
import { createLot } from '../../../domain/products/lot.service.ts';
import type { NewLot } from '../../../domain/products/lot.service.ts';
import { usedBy } from '../../../domain/production-orders/components.ts';
import { finishProductionOrder } from '../../../domain/production-orders/finish.service.ts';
import type { FinishInput } from '../../../domain/production-orders/finish.service.ts';
import { productionDefinition } from '../../../domain/production-orders/production-order.actions.ts';
import {
  cancelProductionOrder,
  copyProductionOrder,
  createProductionOrder,
  editProductionOrder,
  startProductionOrder,
} from '../../../domain/production-orders/production-order.service.ts';
import type { ProductionInput } from '../../../domain/production-orders/production-order.service.ts';
import { productionView } from '../../../domain/production-orders/production-order-view.ts';
import { sum } from '../../../domain/money.ts';
import { testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { refusalOf } from '../../support/refusals.ts';
import { Company, context } from '../stock/fixtures.ts';
import { customersOrder } from './customers-order.ts';

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
const name = (): string => `I-${(items += 1)}`;
const freshItem = async (more: object = {}, of = company) => {
  const number = name();
  return { number, id: await of.item(number, more) };
};
/** A BOM of these parts. */
const bom = async (
  parts: Readonly<Record<string, string>>,
  more: Partial<NewLot> = {},
  of = company,
): Promise<{ number: string; id: string }> => {
  const number = name();
  const fields = { number, name: number, groupNumber: 1, salesPrice: '10', ...more };
  const id = await of.inside(async (em) => (await createLot(em, fields, 'test')).product.id);
  for (const [componentNumber, quantity] of Object.entries(parts))
    await of.inside((em) => createLotLine(em, number, { componentNumber, quantity }, 'test'));
  return { number, id };
};
const make = (input: ProductionInput, of = company): Promise<string> => {
  const id = newId();
  return of.inside(async (em) => (await createProductionOrder(em, id, input, context)).id);
};
const start = (id: string, of = company) => of.inside((em) => startProductionOrder(em, id, context));
const finish = (id: string, input: FinishInput = {}, of = company) =>
  of.inside((em) => finishProductionOrder(em, id, input, context));
const view = (id: string) => company.inside((em) => productionView(em, id));
const reserved = async (productId: string): Promise<string | undefined> => {
  const rows = await company.query<{ quantity: string }>(
    'select trim_scale(in_production)::text as quantity from stock_item where product_id = ?',
    [productId],
  );
  return rows[0]?.quantity;
};

describe('a production order', () => {
  test('reserves its components when it is started, and uses them up when it is finished', async () => {
    const [wood, screw] = [await freshItem(), await freshItem()];
    await company.receive(wood.id, '10', '30');
    await company.receive(screw.id, '100', '7');
    const shelf = await bom({ [wood.number]: '2', [screw.number]: '8' }, { costAdditionPercentage: '10' });
    const id = await make({ itemId: shelf.number, quantity: '3' });
    expect(await reserved(wood.id)).toBe('0');
    await start(id);
    expect([await reserved(wood.id), await reserved(screw.id)]).toEqual(['6', '24']);
    expect(await company.stock(wood.id)).toBe('10 30.00 3');
    await finish(id);
    // 6 × 3.00 and 24 × 0.07 = 19.68, and ten per cent.
    expect(await company.stock(wood.id)).toBe('4 12.00 3');
    expect(await company.stock(screw.id)).toBe('76 5.32 0.07');
    expect(await company.stock(shelf.id)).toMatch(/^3 21\.65 /);
    expect([await reserved(wood.id), await reserved(screw.id)]).toEqual(['0', '0']);
    expect(await view(id)).toMatchObject({
      is_finished: true,
      is_archived: true,
      finished_quantity: '3',
      finished_value: '21.65',
    });
  });

  test('may be finished in parts, which use up exactly the whole', async () => {
    const wood = await freshItem();
    await company.receive(wood.id, '1', '10');
    const stick = await bom({ [wood.number]: '0.3333' });
    const id = await make({ itemId: stick.number, quantity: '3' });
    await start(id);
    await finish(id, { quantity: '1' });
    expect(await view(id)).toMatchObject({ is_partly_finished: true, is_archived: false });
    expect(await reserved(wood.id)).toBe('0.6666');
    const tooMuch = await refusalOf(finish(id, { quantity: '2.0001' }));
    expect(tooMuch.errors).toHaveProperty('quantity');
    await finish(id, { quantity: '1' });
    await finish(id);
    const { lines, finished_value } = await view(id);
    expect(lines[0]).toMatchObject({ quantity: '0.9999', used_quantity: '0.9999' });
    expect(finished_value).toBe('10.00');
    expect(await company.stock(wood.id)).toBe('0.0001 0.00 0');
  });

  test.each(['1', '0.7', '2.5', '6.9999'])('parts of %s sum to the whole', (part) => {
    let used = '0';
    for (let made = part; Number(made) < 7; made = sum([made, part]))
      used = sum([used, usedBy({ quantity: '0.1003', usedQuantity: used }, made, '7')]);
    used = sum([used, usedBy({ quantity: '0.1003', usedQuantity: used }, '7', '7')]);
    expect(Number(used)).toBe(0.1003);
  });

  test('takes what is in BOMs within its BOM, and of components without inventory nothing', async () => {
    const [nail, hours] = [await freshItem(), await freshItem({ groupNumber: 2 })];
    await company.receive(nail.id, '100', '100');
    const leg = await bom({ [nail.number]: '2' });
    const table = await bom({ [leg.number]: '4', [nail.number]: '1', [hours.number]: '1.5' });
    const id = await make({ itemId: table.number, quantity: '2' });
    expect((await view(id)).lines.map((line) => [line.item.number, line.quantity])).toEqual([
      [nail.number, '18'],
      [hours.number, '3'],
    ]);
    await start(id);
    await finish(id);
    expect(await company.stock(nail.id)).toBe('82 82.00 1');
    expect(await company.stock(table.id)).toBe('2 18.00 9');
  });

  test('under FIFO uses up what is oldest', async () => {
    const fifo = await Company.make(database, 'fifo');
    const wood = await freshItem({}, fifo);
    await fifo.receive(wood.id, '2', '4');
    await fifo.receive(wood.id, '2', '6');
    const shelf = await bom({ [wood.number]: '3' }, {}, fifo);
    const id = await make({ itemId: shelf.number, quantity: '1' }, fifo);
    await start(id, fifo);
    await finish(id, {}, fifo);
    expect(await fifo.stock(shelf.id)).toBe('1 7.00 7');
    expect(await fifo.stock(wood.id)).toBe('1 3.00 3');
  });

  test('names batches of components and serial numbers of what is made', async () => {
    const paint = await freshItem({ hasBatchControl: true });
    await company.receive(paint.id, '2', '8', { tracking: [{ number: 'B', quantity: '2' }] });
    const lamp = await bom({ [paint.number]: '1' }, { hasSerialNumbers: true });
    const id = await make({ itemId: lamp.number, quantity: '2' });
    await start(id);
    expect((await refusalOf(finish(id))).code).toBe('TrackingMissing');
    const made = [
      { number: 'S1', quantity: '1' },
      { number: 'S2', quantity: '1' },
    ];
    const parts = (number: string) => [{ itemId: paint.number, tracking: [{ number, quantity: '2' }] }];
    expect((await refusalOf(finish(id, { tracking: made, components: parts('C') }))).code).toBe(
      'StockTooLow',
    );
    expect(await company.stock(paint.id)).toBe('2 8.00 4');
    const unknown = [{ itemId: 'none', tracking: [] }];
    expect((await refusalOf(finish(id, { components: unknown }))).errors).toHaveProperty([
      'components.0.item_id',
    ]);
    await finish(id, { tracking: made, components: parts('B') });
    expect(await company.stock(lamp.id)).toBe('2 8.00 4');
  });

  test('cancelled in the middle keeps what was made, and reserves nothing', async () => {
    const wood = await freshItem();
    await company.receive(wood.id, '10', '10');
    const shelf = await bom({ [wood.number]: '1' });
    const id = await make({ itemId: shelf.number, quantity: '5' });
    await start(id);
    await finish(id, { quantity: '2' });
    await company.inside((em) => cancelProductionOrder(em, id, context));
    expect(await reserved(wood.id)).toBe('0');
    expect(await company.stock(shelf.id)).toBe('2 2.00 1');
    expect(await view(id)).toMatchObject({ is_cancelled: true, is_archived: true, finished_quantity: '2' });
    expect((await refusalOf(finish(id))).code).toBe('InvalidTransition');
  });

  test('finished twice at once is finished once', async () => {
    const wood = await freshItem();
    const shelf = await bom({ [wood.number]: '1' });
    const id = await make({ itemId: shelf.number, quantity: '2' });
    await start(id);
    const results = await Promise.allSettled([finish(id), finish(id)]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await company.stock(shelf.id)).toMatch(/^2 /);
  });

  test('changes its components with its quantity, and is copied with those of its BOM now', async () => {
    const wood = await freshItem();
    const shelf = await bom({ [wood.number]: '1.5' });
    const orderNumber = await customersOrder(company);
    const id = await make({ itemId: shelf.number, quantity: '2', orderNumber, note: 'Haster' });
    await company.inside((em) => editProductionOrder(em, id, { quantity: '4' }, context));
    expect((await view(id)).lines[0]?.quantity).toBe('6');
    await start(id);
    const edit = company.inside((em) => editProductionOrder(em, id, { quantity: '5' }, context));
    expect((await refusalOf(edit)).code).toBe('InvalidTransition');
    const nail = await freshItem();
    await company.inside((em) =>
      createLotLine(em, shelf.number, { componentNumber: nail.number, quantity: '1' }, 'test'),
    );
    const copy = newId();
    await company.inside((em) => copyProductionOrder(em, copy, id, context));
    expect(await view(copy)).toMatchObject({
      is_started: false,
      quantity: '4',
      order_number: orderNumber,
      note: 'Haster',
      lines: [{ item: { number: wood.number } }, { item: { number: nail.number }, quantity: '4' }],
    });
    expect((await view(id)).lines).toHaveLength(1);
  });

  test('is made for an order that is there and not archived; once that is archived, a copy is made for none', async () => {
    const wood = await freshItem();
    const shelf = await bom({ [wood.number]: '1' });
    const [first, second] = [await customersOrder(company), await customersOrder(company)];
    const cancel = (number: number) => company.inside((em) => cancelOrder(em, number, context));
    const id = await make({ itemId: shelf.number, quantity: '2', orderNumber: first });
    await cancel(first);
    await company.inside((em) => editProductionOrder(em, id, { orderNumber: first, note: 'x' }, context));
    for (const [orderNumber, code, words] of [
      [999_999, 'ReferenceNotFound', 'Order 999999 does not exist.'],
      [first, 'Barred', `Order ${first} is archived.`],
    ] as const) {
      const made = refusalOf(make({ itemId: shelf.number, quantity: '2', orderNumber }));
      expect(await made).toMatchObject({ code, errors: { order_number: [words] } });
      const other = await make({ itemId: shelf.number, quantity: '2', orderNumber: second });
      const edited = company.inside((em) => editProductionOrder(em, other, { orderNumber }, context));
      expect(await refusalOf(edited)).toMatchObject({ code, errors: { order_number: [words] } });
    }
    const copy = newId();
    await company.inside((em) => copyProductionOrder(em, copy, id, context));
    expect(await view(copy)).toMatchObject({ order_number: null });
    expect(await view(id)).toMatchObject({ order_number: first, note: 'x' });
  });

  test('a started one stands, whoever writes', async () => {
    const wood = await freshItem();
    const shelf = await bom({ [wood.number]: '1' });
    const id = await make({ itemId: shelf.number, quantity: '2' });
    await start(id);
    await expect(
      company.query('update production_order set quantity = 3 where id = ?', [id]),
    ).rejects.toThrow(/started/);
    await expect(
      company.query('delete from production_order_line where production_order_id = ?', [id]),
    ).rejects.toThrow(/started/);
  });

  test.each([
    ['an unknown BOM', { itemId: 'none', quantity: '1' }, 'item_id'],
    ['a product that is no BOM', { itemId: 'P', quantity: '1' }, 'item_id'],
    ['a BOM without lines', { itemId: 'EMPTY', quantity: '1' }, 'item_id'],
    ['a BOM without inventory', { itemId: 'SERVICE', quantity: '1' }, 'item_id'],
    ['a barred BOM', { itemId: 'BARRED', quantity: '1' }, 'item_id'],
    ['nothing', { itemId: 'BOM', quantity: '0' }, 'quantity'],
    ['an unknown location', { itemId: 'BOM', quantity: '1', locationId: 99 }, 'location_id'],
    ['a blocked location', { itemId: 'BOM', quantity: '1', locationId: 4 }, 'location_id'],
    ['an unknown employee', { itemId: 'BOM', quantity: '1', ourReferenceId: 99 }, 'our_reference_id'],
  ])('%s is refused by its field', async (_what, input, field) => {
    const other = await Company.make(database);
    await other.item('P');
    for (const [number, more] of Object.entries({
      BOM: {},
      EMPTY: {},
      SERVICE: { groupNumber: 2 },
      BARRED: { isBarred: true },
    }))
      await other.inside((em) =>
        createLot(em, { number, name: number, groupNumber: 1, salesPrice: '1', ...more }, 'test'),
      );
    await other.inside((em) => createLotLine(em, 'BOM', { componentNumber: 'P', quantity: '1' }, 'test'));
    await other.inside(async (em) => {
      await createLocation(em, { number: 4, name: 'Spærret', isBlocked: true }, 'test');
    });
    expect(Object.keys((await refusalOf(make(input, other))).errors)).toContain(field);
    const id = await make({ itemId: 'BOM', quantity: '1' }, other);
    await start(id, other);
    const later = await refusalOf(finish(id, { date: '2026-03-11' }, other));
    expect(later.errors).toHaveProperty('date');
  });

  test('every action of its lifecycle but the edit is one of its workflow', () => {
    expect(Object.keys(productionDefinition.acts).sort()).toEqual([
      'cancel',
      'create',
      'delete',
      'finish',
      'start',
    ]);
  });
});
