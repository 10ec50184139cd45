import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '../../../domain/ids.ts';
import { quantitiesOfItems } from '../../../domain/stock/quantities.ts';
import { clearReservations, setReservation, setReservations } from '../../../domain/stock/reservations.ts';
import type { Reservation } from '../../../domain/stock/reservations.ts';
import { testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { Company } from './fixtures.ts';

let database: TestDatabase;
let company: Company;
beforeAll(async () => {
  database = await testDatabase();
  company = await Company.make(database);
});
afterAll(() => database.drop());

const lineOf = (productId: string, documentId = newId()) =>
  ({ productId, documentKind: 'order', documentId, lineId: newId(), kind: 'in-order' }) as const;
const quantitiesOf = (productId: string) =>
  company.inside(async (em) => (await quantitiesOfItems(em, [productId])).get(productId));
const set = (...rows: Reservation[]) => company.inside((em) => setReservations(em, rows));

/** The sums that an item keeps beside the sums of its rows. */
const sums = (productId: string) =>
  company.query<{ is_equal: boolean }>(
    `select s.in_order = coalesce(sum(r.quantity) filter (where r.kind = 'in-order'), 0)
        and s.purchased = coalesce(sum(r.quantity) filter (where r.kind = 'purchased'), 0)
        and s.in_production = coalesce(sum(r.quantity) filter (where r.kind = 'in-production'), 0) as is_equal
       from stock_item s left join stock_reservation r on r.product_id = s.product_id
      where s.product_id = ? group by s.id`,
    [productId],
  );

test('what orders speak for is not available until they are cleared', async () => {
  const productId = await company.item('CHAIR');
  await company.receive(productId, '10', '50.00');
  const line = lineOf(productId);
  await company.inside(async (em) => {
    await setReservation(em, { ...line, quantity: '4' });
    await setReservation(em, { ...line, quantity: '3' });
    await setReservation(em, { ...line, kind: 'purchased', quantity: '8' });
    await setReservation(em, { ...line, kind: 'in-production', quantity: '2' });
  });
  expect(await quantitiesOf(productId)).toEqual({
    stock: '10',
    inOrder: '3',
    purchased: '8',
    usedInProduction: '2',
    available: '5',
  });
  await company.inside((em) => clearReservations(em, line.documentId));
  expect(await quantitiesOf(productId)).toMatchObject({ inOrder: '0', purchased: '0', available: '10' });
});

test('the lines of a document are set together, and 0 takes one away', async () => {
  const [lamp, desk] = [await company.item('LAMP'), await company.item('DESK')];
  const first = { ...lineOf(lamp), quantity: '1.5' };
  const second = { ...lineOf(lamp, first.documentId), quantity: '2' };
  const third = { ...lineOf(desk, first.documentId), quantity: '7' };
  await set(first, second, third, { ...third, quantity: '1' });
  expect(await quantitiesOf(lamp)).toMatchObject({ inOrder: '3.5', available: '-3.5' });
  expect(await quantitiesOf(desk)).toMatchObject({ inOrder: '8' });
  await set({ ...first, quantity: '0' }, { ...second, quantity: '5' }, { ...third, quantity: '0' });
  expect(await quantitiesOf(lamp)).toMatchObject({ inOrder: '5' });
  expect(await quantitiesOf(desk)).toMatchObject({ inOrder: '0' });
});

test('an item without inventory has nothing to speak for', async () => {
  const hour = await company.item('HOUR', { groupNumber: 2 });
  await set({ ...lineOf(hour), quantity: '3' });
  expect(await company.query('select from stock_reservation where product_id = ?', [hour])).toEqual([]);
  expect(await company.query('select from stock_item where product_id = ?', [hour])).toEqual([]);
});

test('orders that speak for the same items at once, in any order, are all counted', async () => {
  const items = [await company.item('A'), await company.item('B'), await company.item('C')];
  const orders = Array.from({ length: 12 }, (_, at) => {
    const documentId = newId();
    const rows = items.map((item) => ({ ...lineOf(item, documentId), quantity: '1' }));
    return at % 2 === 0 ? rows : rows.reverse();
  });
  await Promise.all(orders.map((rows) => set(...rows)));
  for (const item of items) expect(await quantitiesOf(item)).toMatchObject({ inOrder: '12' });
  const cleared = orders.slice(0, 6).map(([row]) => row?.documentId ?? '');
  await Promise.all([
    ...cleared.map((id) => company.inside((em) => clearReservations(em, id))),
    ...orders.slice(6).map((rows) => set(...rows.map((row) => ({ ...row, quantity: '3' })))),
  ]);
  for (const item of items) {
    expect(await quantitiesOf(item)).toMatchObject({ inOrder: '18' });
    expect(await sums(item)).toEqual([{ is_equal: true }]);
  }
});

test('the database refuses what is negative', async () => {
  const item = await company.item('NEVER');
  await expect(set({ ...lineOf(item), quantity: '-1' })).rejects.toThrow(/violates check constraint/);
});
