import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '../../../domain/ids.ts';
import { bookDraft } from '../../../domain/invoices/book-draft.ts';
import type { BookingOptions } from '../../../domain/invoices/booking-effects.ts';
import { createCreditNote } from '../../../domain/invoices/credit-note.service.ts';
import type { CreditLineInput } from '../../../domain/invoices/invoice-input.ts';
import { createDraftInvoice } from '../../../domain/invoices/draft-invoice.service.ts';
import { returnParts } from '../../../domain/invoices/invoice-stock.ts';
import type { Issue } from '../../../domain/invoices/invoice-stock.ts';
import { invoiceOrder } from '../../../domain/orders/order-invoice.service.ts';
import { createBackorder } from '../../../domain/orders/order-steps.service.ts';
import { createOrderShipment } from '../../../domain/shipments/create-shipment.ts';
import { markShipped } from '../../../domain/shipments/mark-shipped.ts';
import { editShipment } from '../../../domain/shipments/shipment.service.ts';
import { shipmentView } from '../../../domain/shipments/shipment-view.ts';
import { readProgress } from '../../../domain/transfers/document-progress.ts';
import { testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { Shop, context } from '../orders/fixtures.ts';

let database: TestDatabase;
let shop: Shop;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

const draft = async (lines: Readonly<Record<string, string>>, invoiceDate?: string): Promise<string> => {
  const id = newId();
  const input = {
    id,
    customerId: '1001',
    invoiceDate,
    lines: Object.entries(lines).map(([itemId, quantity]) => ({ itemId, quantity })),
  };
  await shop.inside((em) => createDraftInvoice(em, input, context()));
  return id;
};
const book = (id: string, options: BookingOptions = {}) =>
  shop.inside((em) => bookDraft(em, id, options, context()));
const credit = async (number: number, lines?: readonly CreditLineInput[]): Promise<string> => {
  const input = lines === undefined ? {} : { lines };
  return (await shop.inside((em) => createCreditNote(em, number, input, context()))).id;
};
const stock = (item: string) => shop.company.stock(shop.id(item));
const isAwaiting = async (id: string) =>
  (await shop.inside((em) => readProgress(em, id)))?.isAwaitingDelivery;

describe('booking an invoice without order', () => {
  beforeAll(async () => {
    shop = await Shop.open(database);
    await shop.company.receive(shop.id('CHAIR'), '100', '5000.00');
  });

  test('moves nothing and waits for nothing where no shipment is asked for', async () => {
    const booked = await book(await draft({ CHAIR: '2' }));
    expect(booked.made).toEqual([]);
    expect(await isAwaiting(booked.id)).toBe(false);
    expect(await stock('CHAIR')).toBe('100 5000.00 50');
  });

  test('makes a shipment that waits: the invoice is complete when all is sent, not before', async () => {
    const booked = await book(await draft({ CHAIR: '2' }), { createShipment: true });
    expect(booked.made).toMatchObject([{ kind: 'shipment' }]);
    expect(await isAwaiting(booked.id)).toBe(true);
    const sent = await shop.inside((em) =>
      markShipped(em, booked.made[0]?.id ?? '', newId(), { pick: true }, context()),
    );
    expect(sent.invoice?.id).toBe(booked.id);
    expect(await isAwaiting(booked.id)).toBe(false);
    expect(await stock('CHAIR')).toBe('98 4900.00 50');
  });

  test('ships it at once, on the invoice date where that is asked for', async () => {
    const id = await draft({ CHAIR: '1' }, '2026-03-02');
    const booked = await book(id, { markShipped: true, useInvoiceDate: true });
    const [line] = await shop.company.query<{ day: string }>(
      'select ledger_date::text as day from stock_line where document_id = ?',
      [booked.made[0]?.id],
    );
    expect(line).toEqual({ day: '2026-03-02' });
    expect(await stock('CHAIR')).toBe('97 4850.00 50');
  });

  test('says what is below zero then, where it ships', async () => {
    await shop.item('VASE');
    const id = await draft({ VASE: '2', CHAIR: '1' });
    const booked = await book(id, { markShipped: true });
    expect(booked.warnings).toEqual(['Item VASE is at -2 in stock now.']);
  });

  test.each([
    ['nothing in stock to ship', { HOUR: '1' }, { createShipment: true }, 'NothingLeft'],
    ['goods back of an invoice', { CHAIR: '1' }, { reverseInventory: true }, 'InvalidInput'],
  ] as const)('is refused: %s', async (_what, lines, options, code) => {
    const id = await draft(lines);
    await expect(book(id, options)).rejects.toMatchObject({ code });
    expect((await book(id)).state).toBe('booked');
  });
});

describe('a credit note', () => {
  beforeAll(async () => {
    shop = await Shop.open(database);
  });

  test('brings goods back at the value at which they left, where that is asked for, and only then', async () => {
    const lamp = await shop.item('LAMP');
    await shop.company.receive(lamp, '4', '40.00');
    const invoice = await book(await draft({ LAMP: '4' }), { markShipped: true });
    await shop.company.receive(lamp, '1', '90.00');
    await book(await credit(invoice.number, [{ position: 1, quantity: '1' }]));
    expect(await stock('LAMP')).toBe('1 90.00 90');
    const back = await credit(invoice.number, [{ position: 1, quantity: '2' }]);
    await book(back, { reverseInventory: true, reason: 'Ridset' });
    expect(await stock('LAMP')).toBe('3 110.00 36.6667');
    const [event] = await shop.company.query<{ after: object }>(
      `select after from document_event where document_id = ? and action = 'book'`,
      [back],
    );
    expect(event?.after).toMatchObject({ inventory_reversed: true, reason: 'Ridset' });
  });

  test('of an order brings back what its shipments sent; a batch with its number', async () => {
    const milk = await shop.item('MILK', { hasBatchControl: true });
    await shop.company.receive(milk, '5', '50.00', { tracking: [{ number: 'B1', quantity: '5' }] });
    const order = await shop.sent({ MILK: '3' });
    const { shipment } = await shop.inside((em) => createOrderShipment(em, order.id, newId(), context()));
    const [line] = await shop.inside(async (em) => (await shipmentView(em, shipment.id)).lines);
    const tracking = [{ number: 'B1', quantity: '3' }];
    await shop.inside((em) => editShipment(em, shipment.id, [{ id: line?.id ?? '', tracking }], context()));
    await shop.inside((em) => markShipped(em, shipment.id, newId(), { pick: true }, context()));
    const invoice = await shop.invoice(order.id, { book: true });
    await book(await credit(invoice.number, [{ position: 1, quantity: '1' }]), { reverseInventory: true });
    expect(await stock('MILK')).toBe('3 30.00 10');
    await book(await credit(invoice.number), { reverseInventory: true });
    expect(await stock('MILK')).toBe('5 50.00 10');
  });

  test('and another of the same order bring back each its own, booked at once', async () => {
    const sofa = await shop.item('SOFA');
    await shop.company.receive(sofa, '6', '60.00');
    const order = await shop.sent({ SOFA: '6' });
    const notes: string[] = [];
    for (const quantity of ['2', '4']) {
      const made = await shop.inside((em) => createOrderShipment(em, order.id, newId(), context()));
      const [line] = await shop.inside(async (em) => (await shipmentView(em, made.shipment.id)).lines);
      const edit = [{ id: line?.id ?? '', quantity }];
      await shop.inside((em) => editShipment(em, made.shipment.id, edit, context()));
      await shop.inside((em) => markShipped(em, made.shipment.id, newId(), { pick: true }, context()));
      const invoice = await shop.invoice(order.id, { book: true, onlyShipped: true });
      notes.push(await credit(invoice.number));
    }
    await Promise.all(notes.map((id) => book(id, { reverseInventory: true })));
    expect(await stock('SOFA')).toBe('6 60.00 10');
  });

  test('of goods that no ledger line knows brings them back at the cost price of today', async () => {
    const desk = await shop.item('DESK');
    await shop.company.receive(desk, '2', '20.00');
    const invoice = await book(await draft({ DESK: '1' }));
    await book(await credit(invoice.number), { reverseInventory: true });
    expect(await stock('DESK')).toBe('3 30.00 10');
  });

  const issue = (id: string, quantity: string, returned = '0'): Issue => ({
    ...{ id, quantity, returned, creditLineId: 'c', locationId: 'l' },
    tracking: [{ number: id, quantity }],
  });
  test.each([
    ['one issue', '2', [issue('a', '3')], ['a 2']],
    ['the oldest first', '4', [issue('a', '3'), issue('b', '3')], ['a 3', 'b 1']],
    ['past what came back', '2', [issue('a', '3', '2'), issue('b', '3')], ['a 1', 'b 1']],
    ['more than left', '5', [issue('a', '3')], ['a 3', '– 2']],
    ['none at all', '5', [], ['– 5']],
  ])('divides over %s', (_what, quantity, issues, parts) => {
    expect(returnParts(quantity, issues).map((part) => `${part.issue?.id ?? '–'} ${part.quantity}`)).toEqual(
      parts,
    );
  });
});

describe('where invoices move the stock', () => {
  beforeAll(async () => {
    shop = await Shop.open(database);
    await shop.company.query('update agreement set stock_follows_invoices = true');
    await shop.company.receive(shop.id('CHAIR'), '10', '500.00');
  });

  test('a shipment moves none; the reservation stands until the invoice is booked, which moves it', async () => {
    const order = await shop.sent({ CHAIR: '4' });
    const { shipment } = await shop.inside((em) => createOrderShipment(em, order.id, newId(), context()));
    await shop.inside((em) => markShipped(em, shipment.id, newId(), { pick: true }, context()));
    expect(await stock('CHAIR')).toBe('10 500.00 50');
    expect(await shop.reserved('CHAIR')).toBe('4');
    const invoice = await shop.invoice(order.id, { book: true });
    expect(await stock('CHAIR')).toBe('6 300.00 50');
    expect(await shop.reserved('CHAIR')).toBe('0');
    expect(await shop.standing(order.id)).toBe('sent sent invoiced archived');
    await book(await credit(invoice.number), { reverseInventory: true });
    expect(await stock('CHAIR')).toBe('10 500.00 50');
  });

  test('what goes below zero is said when the invoice is booked, also where its order becomes one', async () => {
    await shop.item('BOWL');
    const booked = await book(await draft({ BOWL: '3' }));
    expect(booked.warnings).toEqual(['Item BOWL is at -3 in stock now.']);
    const order = await shop.sent({ BOWL: '1' });
    const invoiced = await shop.inside((em) =>
      invoiceOrder(em, order.id, newId(), { book: true }, context()),
    );
    expect(invoiced.warnings).toEqual(['Item BOWL is at -4 in stock now.']);
    expect((await book(await draft({ CHAIR: '1' }))).warnings).toEqual([]);
    await shop.company.receive(shop.id('CHAIR'), '1', '50.00');
  });

  test('an invoice without order moves it too; there are neither shipments at booking nor backorders', async () => {
    const id = await draft({ CHAIR: '1', HOUR: '1' });
    await expect(book(id, { createShipment: true })).rejects.toMatchObject({ code: 'StockFollowsInvoices' });
    await book(id);
    expect(await stock('CHAIR')).toBe('9 450.00 50');
    const order = await shop.sent({ CHAIR: '2', TABLE: '1' });
    const { shipment } = await shop.inside((em) => createOrderShipment(em, order.id, newId(), context()));
    const [chairs] = await shop.inside(async (em) => (await shipmentView(em, shipment.id)).lines);
    await shop.inside((em) =>
      editShipment(em, shipment.id, [{ id: chairs?.id ?? '', remove: true }], context()),
    );
    await shop.inside((em) => markShipped(em, shipment.id, newId(), { pick: true }, context()));
    await expect(
      shop.inside((em) => createBackorder(em, order.id, newId(), context())),
    ).rejects.toMatchObject({ code: 'BackordersOff' });
  });
});
