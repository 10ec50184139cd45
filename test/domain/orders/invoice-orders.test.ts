import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createCurrency } from '../../../domain/currencies/currency.service.ts';
import { createCustomer } from '../../../domain/customers/customer.service.ts';
import { newId } from '../../../domain/ids.ts';
import { bookDraft } from '../../../domain/invoices/book-draft.ts';
import {
  deleteDraftInvoice,
  editDraftInvoice,
  invoiceView,
  listInvoices,
} from '../../../domain/invoices/customer-invoice.service.ts';
import { checkOrdersToInvoice, invoiceOrders } from '../../../domain/orders/invoice-orders.service.ts';
import type { OrdersToInvoice } from '../../../domain/orders/invoice-orders.service.ts';
import type { DraftOrderInput } from '../../../domain/orders/order-input.ts';
import { bookOrder, cancelOrder } from '../../../domain/orders/order-steps.service.ts';
import type { Order } from '../../../domain/orders/order.entity.ts';
import { createOrderShipment } from '../../../domain/shipments/create-shipment.ts';
import { markShipped } from '../../../domain/shipments/mark-shipped.ts';
import { testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { refusalOf } from '../../support/refusals.ts';
import { Shop, context } from './fixtures.ts';

let database: TestDatabase;
let shop: Shop;

beforeAll(async () => {
  database = await testDatabase();
  shop = await Shop.open(database);
  await shop.company.receive(shop.id('CHAIR'), '100', '5000.00');
  const customer = { groupNumber: 1, vatZone: 'domestic', paymentTermsNumber: 1 } as const;
  await shop.inside((em) => createCurrency(em, { code: 'EUR', rate: '746' }, 'test'));
  await shop.inside((em) => createCustomer(em, { number: '1003', name: 'Anden', ...customer }, 'test'));
});
afterAll(() => database.drop());

const sent = async (
  lines: Readonly<Record<string, string>>,
  more: Partial<DraftOrderInput> = {},
): Promise<Order> => {
  const { id } = await shop.draft(lines, more);
  return shop.inside((em) => bookOrder(em, id, context()));
};
const together = (orders: readonly Order[], input: Partial<OrdersToInvoice> = {}) => {
  const orderNumbers = orders.map(({ number }) => number);
  return shop.inside((em) => invoiceOrders(em, newId(), { orderNumbers, ...input }, context()));
};
const standings = (orders: readonly Order[]) => Promise.all(orders.map(({ id }) => shop.standing(id)));
const view = (id: string) => shop.inside((em) => invoiceView(em, id));
const book = (id: string, options: Parameters<typeof bookDraft>[2] = {}) =>
  shop.inside((em) => bookDraft(em, id, options, context()));

describe('one invoice of several orders', () => {
  test('has the lines of all of them; each order goes from ready to invoiced, and one that is complete is archived', async () => {
    const orders = [await sent({ HOUR: '2' }), await sent({ CHAIR: '3', HOUR: '1' })];
    const { id, number } = await together(orders);
    const draft = await view(id);
    expect(draft.lines.map(({ item, quantity }) => `${quantity} ${item?.number}`)).toEqual([
      '2 HOUR',
      '3 CHAIR',
      '1 HOUR',
    ]);
    expect(draft).toMatchObject({
      order_number: orders[0]?.number,
      order_numbers: orders.map((order) => order.number),
      net_amount: '2700.00',
    });
    expect(await standings(orders)).toEqual(['sent not-sent ready', 'sent not-sent ready']);
    const booked = await book(id);
    expect(booked.moved.map((one) => one.id).sort()).toEqual(orders.map((order) => order.id).sort());
    expect(await standings(orders)).toEqual(['sent not-sent invoiced archived', 'sent not-sent invoiced']);
    for (const order of orders) {
      const { rows } = await shop.inside((em) =>
        listInvoices(em, { filters: { orderNumber: order.number } }),
      );
      expect(rows.map((row) => row.number)).toEqual([number]);
      expect(await shop.happened(order.id)).toEqual(
        expect.arrayContaining(['create', 'book', 'convertToInvoice', 'moved']),
      );
    }
  });

  test('goes back where it is deleted, and follows its lines where they are edited', async () => {
    const orders = [await sent({ CHAIR: '2' }), await sent({ TABLE: '1' })];
    const first = await together(orders);
    await shop.inside((em) => deleteDraftInvoice(em, first.id, context()));
    expect(await standings(orders)).toEqual(['sent not-sent not-invoiced', 'sent not-sent not-invoiced']);
    const { id } = await together(orders);
    const edit = (lines: readonly { itemId: string; quantity: string }[]) =>
      shop.inside((em) => editDraftInvoice(em, id, { lines }, context()));
    const tooMany = await refusalOf(edit([{ itemId: 'TABLE', quantity: '2' }]));
    expect(tooMany.code).toBe('OrderExceeded');
    await edit([{ itemId: 'CHAIR', quantity: '1' }]);
    expect(await standings(orders)).toEqual(['sent not-sent ready', 'sent not-sent not-invoiced']);
    await book(id);
    expect(await standings(orders)).toEqual(['sent not-sent partly', 'sent not-sent not-invoiced']);
  });

  test('keeps what the heads agree on, leaves empty what they do not, and takes what is asked for', async () => {
    const address = { name: 'Byggeplads', city: 'Vejle' };
    const words = { heading: 'Uge 9', note: 'Ring', deliveryAddress: address, billingAddress: address };
    const orders = [await sent({ HOUR: '1' }, words), await sent({ HOUR: '1' }, { ...words, note: 'Skriv' })];
    const { id } = await together(orders, { overrides: { otherReference: 'Samlet' } });
    expect(await view(id)).toMatchObject({
      heading: 'Uge 9',
      note: null,
      other_reference: 'Samlet',
      delivery_address: { city: 'Vejle' },
      billing_address: { name: 'Byggeplads' },
    });
  });

  test('of what was shipped alone has that alone', async () => {
    const orders = [await sent({ CHAIR: '2', TABLE: '1' }), await sent({ CHAIR: '1', HOUR: '1' })];
    const [first] = orders;
    const { shipment } = await shop.inside((em) =>
      createOrderShipment(em, first?.id ?? '', newId(), context()),
    );
    await shop.inside((em) => markShipped(em, shipment.id, newId(), { pick: true }, context()));
    const { id } = await together(orders, { onlyShipped: true });
    expect((await view(id)).lines.map(({ item }) => item?.number)).toEqual(['CHAIR', 'TABLE', 'HOUR']);
  });

  test('ships nothing itself, and is not booked once an order of it is cancelled', async () => {
    const orders = [await sent({ CHAIR: '1' }), await sent({ CHAIR: '2' })];
    const { id } = await together(orders);
    expect((await refusalOf(book(id, { markShipped: true }))).errors).toHaveProperty('mark_shipped');
    await shop.inside((em) => cancelOrder(em, orders[1]?.id ?? '', context()));
    expect((await refusalOf(book(id))).code).toBe('InvalidTransition');
    expect(await standings(orders.slice(0, 1))).toEqual(['sent not-sent ready']);
  });

  test.each<[string, Partial<DraftOrderInput>, RegExp]>([
    ['customer', { customerId: '1003' }, /another customer/],
    ['currency', { currency: 'EUR' }, /another currency/],
    ['VAT zone', { vatZone: 'abroad' }, /another VAT zone/],
    ['discount', { discountPercentage: '5' }, /another discount/],
  ])('is refused of orders with another %s, in words, and nothing changes', async (_what, more, words) => {
    const orders = [await sent({ CHAIR: '1' }), await sent({ CHAIR: '1' }), await sent({ CHAIR: '1' }, more)];
    const refusal = await refusalOf(together(orders));
    expect(Object.keys(refusal.errors)).toEqual(['order_numbers.2']);
    expect(refusal.errors['order_numbers.2']?.[0]).toMatch(words);
    expect((await standings(orders)).join()).not.toMatch(/ready/);
  });

  test('is refused of an order that is a draft, not there, named twice, or invoiced already', async () => {
    const order = await sent({ HOUR: '1' });
    const draft = await shop.draft({ HOUR: '1' });
    expect((await refusalOf(together([order, draft]))).code).toBe('InvalidTransition');
    const missing = await refusalOf(together([order], { orderNumbers: [order.number, 999_999] }));
    expect([missing.code, Object.keys(missing.errors)]).toEqual(['ReferenceNotFound', ['order_numbers.1']]);
    const { number } = order;
    for (const orderNumbers of [[], [number, number]])
      expect(() => {
        checkOrdersToInvoice({ orderNumbers });
      }).toThrow(/order_numbers/);
    await shop.invoice(order.id);
    expect((await refusalOf(together([await sent({ HOUR: '1' }), order]))).code).toBe('NothingLeft');
  });

  test('two at once over the same orders, in whatever order they name them: one is made', async () => {
    const orders = [await sent({ CHAIR: '1', TABLE: '1' }), await sent({ TABLE: '2', CHAIR: '1' })];
    const outcomes = await Promise.allSettled([together(orders), together([...orders].reverse())]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'NothingLeft' },
    });
  });
});
