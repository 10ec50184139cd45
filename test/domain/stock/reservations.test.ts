import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '../../../domain/ids.ts';
import { quantitiesOfItems } from '../../../domain/stock/quantities.ts';
import { clearReservations, setReservation } from '../../../domain/stock/reservations.ts';
import { testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { Company } from './fixtures.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

test('what orders speak for is not available until they are cleared', async () => {
  const company = await Company.make(database);
  const productId = await company.item('CHAIR');
  await company.receive(productId, '10', '50.00');
  const line = { productId, documentKind: 'order', documentId: newId(), lineId: newId() } as const;
  const quantities = () =>
    company.inside(async (em) => (await quantitiesOfItems(em, [productId])).get(productId));
  await company.inside(async (em) => {
    await setReservation(em, { ...line, kind: 'in-order', quantity: '4' });
    await setReservation(em, { ...line, kind: 'in-order', quantity: '3' });
    await setReservation(em, { ...line, kind: 'purchased', quantity: '8' });
  });
  expect(await quantities()).toEqual({
    stock: '10',
    inOrder: '3',
    purchased: '8',
    usedInProduction: '0',
    available: '7',
  });
  await company.inside((em) => clearReservations(em, line.documentId));
  expect(await quantities()).toMatchObject({ inOrder: '0', purchased: '0', available: '10' });
});
