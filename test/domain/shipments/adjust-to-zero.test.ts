import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '../../../domain/ids.ts';
import { bookDraft } from '../../../domain/invoices/book-draft.ts';
import { createCreditNote } from '../../../domain/invoices/customer-invoice.service.ts';
import { createDraftInvoice } from '../../../domain/invoices/draft-invoice.service.ts';
import { createLotLine } from '../../../domain/products/lot-line.service.ts';
import { createLot } from '../../../domain/products/lot.service.ts';
import type { LotFields } from '../../../domain/products/lot.service.ts';
import { createOrderShipment } from '../../../domain/shipments/create-shipment.ts';
import { markShipped } from '../../../domain/shipments/mark-shipped.ts';
import { issueGoods } from '../../../domain/stock/issue-goods.ts';
import { verifyStock } from '../../../domain/stock/verify-stock.ts';
import { testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { refusalOf } from '../../support/refusals.ts';
import { Shop, context } from '../orders/fixtures.ts';
import { Company, origin } from '../stock/fixtures.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

/** Makes a BOM of these components; answers its id. */
const bom = (
  company: Company,
  number: string,
  parts: Readonly<Record<string, string>>,
  more: Partial<LotFields> = {},
): Promise<string> =>
  company.inside(async (em) => {
    const fields = { number, name: number, groupNumber: 1, salesPrice: '900', adjustToZero: true, ...more };
    const { product } = await createLot(em, fields, 'test');
    for (const [componentNumber, quantity] of Object.entries(parts))
      await createLotLine(em, number, { componentNumber, quantity }, 'test');
    return product.id;
  });

/** The ledger of a document's items, in the order in which it was written. */
const ledger = (company: Company, documentId: string) =>
  company
    .query<{ text: string }>(
      `select concat_ws(' ', p.number, l.type, trim_scale(l.quantity), l.value) as text
         from stock_line l join product p on p.id = l.product_id where l.document_id = ?
        order by l.id`,
      [documentId],
    )
    .then((rows) => rows.map(({ text }) => text).sort());

const isClean = (company: Company): Promise<boolean> =>
  verifyStock(database.orm, [company.number], () => undefined);

describe.each(['average', 'fifo'] as const)('%s: a BOM that is adjusted to zero', (principle) => {
  test('ends at 0 at the cost of what it was made of, and every ledger replays', async () => {
    const company = await Company.make(database, principle);
    const leg = await company.item('LEG');
    const top = await company.item('TOP');
    await company.receive(leg, '10', '50.00');
    await company.receive(top, '2', '60.00');
    const set = await bom(company, 'SET', { LEG: '2', TOP: '1' }, { costAdditionPercentage: '10' });
    await company.receive(set, '1', '45.00');
    const from = { ...origin(), documentKind: 'shipment' as const };
    const issued = await company.inside((em) =>
      issueGoods(
        em,
        [
          {
            type: 'shipment',
            productId: set,
            ledgerDate: '2026-03-10',
            origin: from,
            locationId: company.here,
            quantity: '3',
          },
        ],
        [set],
        context(),
      ),
    );
    expect(issued.posted.map(({ value, stockAfter }) => [value, stockAfter])).toEqual([['-133', '0']]);
    expect(issued.short).toEqual([]);
    expect(await ledger(company, from.documentId)).toEqual([
      'LEG production -4 -20.00',
      'SET production 2 88.00',
      'SET shipment -3 -133.00',
      'TOP production -2 -60.00',
    ]);
    expect([await company.stock(set), await company.stock(leg), await company.stock(top)]).toEqual([
      '0 0.00 –',
      '6 30.00 5',
      '0 0.00 –',
    ]);
    expect(await isClean(company)).toBe(true);
  });
});

describe('shipping a BOM', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await Shop.open(database);
    await shop.company.receive(shop.id('CHAIR'), '10', '500.00');
    await shop.company.receive(shop.id('TABLE'), '10', '2000.00');
  });

  const shipped = async (lines: Readonly<Record<string, string>>) => {
    const order = await shop.sent(lines);
    const { shipment } = await shop.inside((em) => createOrderShipment(em, order.id, newId(), context()));
    const sent = await shop.inside((em) => markShipped(em, shipment.id, newId(), { pick: true }, context()));
    return { order, shipment, sent };
  };
  const stock = (item: string) => shop.company.stock(shop.id(item));

  test('that is adjusted to zero consumes its components, warns of none missing, and frees its reservation', async () => {
    shop.products.set('DINING', await bom(shop.company, 'DINING', { CHAIR: '4', TABLE: '1' }));
    const { order, shipment, sent } = await shipped({ DINING: '2' });
    expect(sent.warnings).toEqual([]);
    expect(await ledger(shop.company, shipment.id)).toEqual([
      'CHAIR production -8 -400.00',
      'DINING production 2 800.00',
      'DINING shipment -2 -800.00',
      'TABLE production -2 -400.00',
    ]);
    expect([await stock('DINING'), await stock('CHAIR')]).toEqual(['0 0.00 –', '2 100.00 50']);
    expect(await shop.reserved('DINING')).toBe('0');
    expect(await shop.standing(order.id)).toBe('sent sent not-invoiced');
    const next = await shipped({ DINING: '1' });
    expect(next.sent.warnings).toEqual(['Item CHAIR is at -2 in stock now.']);
    expect(await isClean(shop.company)).toBe(true);
  });

  test('that is not adjusted goes below zero, and its components stay', async () => {
    shop.products.set('PLAIN', await bom(shop.company, 'PLAIN', { TABLE: '1' }, { adjustToZero: false }));
    const before = await stock('TABLE');
    const { sent } = await shipped({ PLAIN: '2' });
    expect(sent.warnings).toEqual(['Item PLAIN is at -2 in stock now.']);
    expect([await stock('PLAIN'), await stock('TABLE')]).toEqual(['-2 0.00 –', before]);
  });

  test('with BOMs in it makes those, too', async () => {
    const leg = await shop.item('LEG');
    await shop.company.receive(leg, '100', '300.00');
    const stool = await bom(shop.company, 'STOOL', { LEG: '3' });
    await shop.company.receive(stool, '1', '20.00');
    shop.products.set('PAIR', await bom(shop.company, 'PAIR', { STOOL: '2' }));
    const { shipment } = await shipped({ PAIR: '2' });
    expect(await ledger(shop.company, shipment.id)).toEqual([
      'LEG production -9 -27.00',
      'PAIR production 2 47.00',
      'PAIR shipment -2 -47.00',
      'STOOL production -4 -47.00',
      'STOOL production 3 27.00',
    ]);
    expect([await stock('PAIR'), await shop.company.stock(stool)]).toEqual(['0 0.00 –', '0 0.00 –']);
    expect(await isClean(shop.company)).toBe(true);
  });

  test('whose component has batches is refused in words with its line, and nothing moves', async () => {
    const milk = await shop.item('MILK', { hasBatchControl: true });
    await shop.company.receive(milk, '5', '50.00', { tracking: [{ number: 'B1', quantity: '5' }] });
    shop.products.set('CRATE', await bom(shop.company, 'CRATE', { MILK: '2' }));
    const refusal = await refusalOf(shipped({ CHAIR: '1', CRATE: '1' }));
    expect([refusal.code, Object.keys(refusal.errors)]).toEqual(['TrackingMissing', ['lines.1']]);
    expect(refusal.errors['lines.1']?.[0]).toMatch(/BOM CRATE.*component MILK.*production order/);
    expect(await stock('MILK')).toBe('5 50.00 10');
  });

  test('whose goods come back brings back the BOM at the value at which it left', async () => {
    shop.products.set('DESK', await bom(shop.company, 'DESK', { TABLE: '1' }));
    const { order } = await shipped({ DESK: '1' });
    const invoice = await shop.invoice(order.id, { book: true });
    const credit = newId();
    await shop.inside((em) => createCreditNote(em, invoice.number, { id: credit }, context()));
    await shop.inside((em) => bookDraft(em, credit, { reverseInventory: true }, context()));
    expect(await stock('DESK')).toBe('1 200.00 200');
    expect(await isClean(shop.company)).toBe(true);
  });
});

test('where invoices move the stock, booking one consumes the components, and shipping moves nothing', async () => {
  const shop = await Shop.open(database);
  await shop.company.query('update agreement set stock_follows_invoices = true');
  await shop.company.receive(shop.id('CHAIR'), '10', '500.00');
  const set = await bom(shop.company, 'SET', { CHAIR: '4' });
  const order = await shop.sent({ SET: '1' });
  const { shipment } = await shop.inside((em) => createOrderShipment(em, order.id, newId(), context()));
  await shop.inside((em) => markShipped(em, shipment.id, newId(), { pick: true }, context()));
  expect(await shop.company.stock(shop.id('CHAIR'))).toBe('10 500.00 50');
  const invoice = await shop.invoice(order.id, { book: true });
  expect(await ledger(shop.company, invoice.id)).toEqual([
    'CHAIR production -4 -200.00',
    'SET production 1 200.00',
    'SET shipment -1 -200.00',
  ]);
  expect([await shop.company.stock(set), await shop.company.stock(shop.id('CHAIR'))]).toEqual([
    '0 0.00 –',
    '6 300.00 50',
  ]);
  const alone = newId();
  const input = { customerId: '1001', lines: [{ itemId: 'SET', quantity: '1' }] };
  await shop.inside((em) => createDraftInvoice(em, { id: alone, ...input }, context()));
  await shop.inside((em) => bookDraft(em, alone, {}, context()));
  expect(await shop.company.stock(shop.id('CHAIR'))).toBe('2 100.00 50');
  expect(await isClean(shop.company)).toBe(true);
});
