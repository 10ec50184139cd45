import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '../../domain/ids.ts';
import { withAgreement } from '../../domain/database.ts';
import { setReservations } from '../../domain/stock/reservations.ts';
import { postStock } from '../../domain/stock/stock.service.ts';
import type { StockPosting } from '../../domain/stock/posting.ts';
import { context, origin } from '../domain/stock/fixtures.ts';
import { createTestAgreement, testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { seedItems } from './item-cases.ts';
import { bodyOf, expecting, problemIn, seedRegisters, testApi } from './support.ts';
import type { ApiClient, TestApi } from './support.ts';

type Row = Readonly<Record<string, unknown>>;

let database: TestDatabase;
let api: TestApi;
let ours: ApiClient;
let theirs: ApiClient;
let agreement = 0;

/** Stock of A-1: 5 received at location 1 on the first, 2 shipped on the third, 1 more received at another cost on the second. */
beforeAll(async () => {
  database = await testDatabase({ countStatements: true });
  const made = await createTestAgreement(database.orm, { inventoryPrinciple: 'average' });
  agreement = made.number;
  api = testApi({ orm: database.orm });
  ours = api.as(made.apiKey);
  theirs = api.as((await createTestAgreement(database.orm)).apiKey);
  await seedRegisters(ours);
  await seedItems(ours);
  await withAgreement(database.orm, agreement, async (em) => {
    const idOf = async (table: string, number: string | number): Promise<string> => {
      const [row] = await em.execute<{ id: string }[]>(`select id from ${table} where number = ?`, [number]);
      return row?.id ?? '';
    };
    const [productId, locationId] = [await idOf('product', 'A-1'), await idOf('location', 1)];
    const line = { productId, locationId, origin: origin() };
    const postings: StockPosting[] = [
      { ...line, type: 'receipt', ledgerDate: '2026-03-01', quantity: '5', value: '50.00' },
      { ...line, type: 'shipment', ledgerDate: '2026-03-03', quantity: '2' },
      { ...line, type: 'receipt', ledgerDate: '2026-03-02', quantity: '1', value: '16.00' },
    ];
    for (const posting of postings) await postStock(em, [posting], context);
    const order = { documentKind: 'order', documentId: newId(), productId } as const;
    await setReservations(em, [
      { ...order, lineId: newId(), kind: 'in-order', quantity: '1.5' },
      { ...order, lineId: newId(), kind: 'purchased', quantity: '8' },
      { ...order, lineId: newId(), kind: 'in-production', quantity: '1' },
    ]);
  });
});

afterAll(async () => {
  await api.close();
  await database.drop();
});

const get = async (path: string): Promise<Row> => bodyOf<Row>(await expecting(200, ours.get(path)));

describe('quantities of an item', () => {
  const quantities = {
    stock_quantity: '4',
    in_order_quantity: '1.5',
    available_quantity: '1.5',
    purchased_quantity: '8',
    used_in_production_quantity: '1',
  };

  test('stand on products and items, alone and in lists', async () => {
    expect(await get('/api/products/A-1')).toMatchObject({ product: { ...quantities, cost_price: '11' } });
    expect(await get('/api/items/A-1')).toMatchObject({ item: quantities });
    const { products } = (await get('/api/products')) as { products: Row[] };
    expect(products.find(({ number }) => number === 'A-1')).toMatchObject(quantities);
    expect(products.find(({ number }) => number === 'A-2')).toMatchObject({
      stock_quantity: '0',
      available_quantity: '0',
    });
  });

  test('cost a list no statement of their own, however many rows it has', async () => {
    const count = async (path: string): Promise<number> => {
      const before = database.statements.length;
      await ours.get(path);
      return database.statements.length - before;
    };
    await count('/api/products');
    expect(await count('/api/products?limit=1000')).toBe(await count('/api/products?limit=1'));
  });

  test('are told by location', async () => {
    expect(await get('/api/items/A-1/locations')).toMatchObject({
      locations: [{ location_id: 1, location: { number: 1 }, stock_quantity: '4' }],
      total: 1,
    });
    expect(await get('/api/items/A-2/locations')).toMatchObject({ locations: [], total: 0 });
    expect((await ours.get('/api/items/NONE/locations')).status).toBe(404);
    expect((await ours.get('/api/lots/A-1/locations')).status).toBe(404);
  });
});

describe('reports', () => {
  test('of stock value hold at any date', async () => {
    expect(await get('/api/reports/stock-value')).toMatchObject({
      stock_values: [
        { item_id: 'A-1', quantity: '4', value: '44.00', cost_price: '11', opening_value: null },
      ],
      totals: { value: '44.00', opening_value: null },
      total: 1,
    });
    const period = await get('/api/reports/stock-value?date_from=2026-03-02&date_to=2026-03-02&location=1');
    expect(period).toMatchObject({
      stock_values: [{ opening_value: '50.00', quantity_change: '1', value_change: '16.00', value: '66.00' }],
      totals: { value: '66.00', opening_value: '50.00', value_change: '16.00' },
    });
    expect((await ours.get('/api/reports/stock-value?location=99')).status).toBe(404);
    const wrong = await ours.get('/api/reports/stock-value?date_to=yesterday');
    expect(problemIn(wrong)).toMatchObject({ status: 422, code: 'InvalidInput' });
  });

  test('of a ledger explain what was corrected', async () => {
    const { ledger_items: lines } = (await get('/api/reports/ledger/A-1')) as { ledger_items: Row[] };
    expect(lines.map((line) => [line['sequence'], line['ledger_date'], line['running_value']])).toEqual([
      [1, '2026-03-01', '50.00'],
      [3, '2026-03-02', '66.00'],
      [2, '2026-03-03', '44.00'],
    ]);
    expect(lines[2]).toMatchObject({
      type: 'shipment',
      quantity: '-2',
      unit_value: '11',
      posted_value: '-20.00',
      is_corrected: true,
      corrections: [{ old_value: '-20.00', new_value: '-22.00', cause: { sequence: 3, type: 'receipt' } }],
    });
    const page = await expecting(206, ours.get('/api/reports/ledger/A-1?order_direction=DESC&limit=1'));
    expect(page.body).toMatchObject({ ledger_items: [{ sequence: 2, running_quantity: '4' }], total: 3 });
  });

  test('of other agreements are theirs alone', async () => {
    expect((await theirs.get('/api/reports/ledger/A-1')).status).toBe(404);
    expect((await expecting(200, theirs.get('/api/reports/stock-value'))).body).toMatchObject({
      stock_values: [],
      totals: { value: '0.00' },
    });
  });
});
