import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createCurrency } from '../../../domain/currencies/currency.service.ts';
import { createCustomerGroup } from '../../../domain/customers/customer-group.service.ts';
import { createCustomer } from '../../../domain/customers/customer.service.ts';
import { newId } from '../../../domain/ids.ts';
import { bookDraft } from '../../../domain/invoices/book-draft.ts';
import { createCreditNote } from '../../../domain/invoices/credit-note.service.ts';
import { createDraftInvoice } from '../../../domain/invoices/draft-invoice.service.ts';
import { editReceipt } from '../../../domain/receipts/receipt.service.ts';
import { receiptView } from '../../../domain/receipts/receipt-view.ts';
import { bookSupplierInvoice } from '../../../domain/supplier-invoices/book-supplier-invoice.service.ts';
import {
  creditSupplierInvoice,
  invoicePurchaseOrder,
} from '../../../domain/supplier-invoices/make-supplier-invoice.service.ts';
import { editDraftSupplierInvoice } from '../../../domain/supplier-invoices/supplier-invoice.service.ts';
import { Buyer } from './fixtures.ts';

describe('the purchase chain by FIFO', () => {
  let buyer: Buyer;
  beforeAll(async () => {
    buyer = await Buyer.make({ inventoryPrinciple: 'fifo' });
    await buyer.item('FRAGT', { groupNumber: 3 });
    await buyer.inside(async (em) => {
      await createCustomerGroup(em, { number: 1, name: 'Butikker' }, 'test');
      const customer = { groupNumber: 1, vatZone: 'domestic', paymentTermsNumber: 1 } as const;
      await createCustomer(em, { number: '1001', name: 'Æbleskiver ApS', ...customer }, 'test');
    });
  });
  afterAll(() => buyer.database.drop());

  /** Sells and ships; answers the invoice's number. */
  async function sell(itemId: string, quantity: string): Promise<number> {
    const id = newId();
    const input = { id, customerId: '1001', lines: [{ itemId, quantity }] };
    await buyer.inside((em) => createDraftInvoice(em, input, buyer.context()));
    return (await buyer.inside((em) => bookDraft(em, id, { markShipped: true }, buyer.context()))).number;
  }
  async function giveBack(invoice: number, quantity: string): Promise<void> {
    const input = { reverseInventory: true, lines: [{ position: 1, quantity }] };
    const { number } = await buyer.inside((em) =>
      creditSupplierInvoice(em, newId(), invoice, input, buyer.context()),
    );
    await buyer.inside((em) => bookSupplierInvoice(em, number, {}, buyer.context()));
  }

  test('receipt, sale, invoice at another price, freight, returns of both kinds: worked out by hand', async () => {
    const item = await buyer.item('A');
    const order = await buyer.sent({
      lines: [
        { itemId: 'A', quantity: '10', linePrice: '4' },
        { itemId: 'FRAGT', linePrice: '10' },
      ],
    });
    await buyer.receive(await buyer.receipt(order));
    // V14: 10 × 4.00 + 10.00 of freight.
    expect(await buyer.stock(item)).toBe('10 50.00 0');

    const sold = await sell('A', '4');
    // V8: 50.00 × 4 / 10 = 20.00 leave.
    expect(await buyer.stock(item)).toBe('6 30.00 0');

    const { invoice } = await buyer.inside((em) =>
      invoicePurchaseOrder(em, order, newId(), { book: false }, buyer.context()),
    );
    const lines = [
      { itemId: 'A', quantity: '10', linePrice: '4.55' },
      { itemId: 'FRAGT', linePrice: '12.34' },
    ];
    await buyer.inside((em) => editDraftSupplierInvoice(em, invoice.number, { lines }, buyer.context()));
    await buyer.inside((em) => bookSupplierInvoice(em, invoice.number, {}, buyer.context()));
    // V11: 45.50 + 12.34 = 57.84, 7.84 more; 7.84 × 6 / 10 = 4.70 onto the layer, 3.14 are cost of what was sold.
    expect(await buyer.stock(item)).toBe('6 34.70 0');
    const settled = `select abs(value)::text as value from stock_line where product_id = ? and type = 'settlement'`;
    expect(await buyer.query(settled, [item])).toEqual([{ value: '3.14' }]);

    const { id: back } = await buyer.inside((em) =>
      createCreditNote(em, sold, { lines: [{ position: 1, quantity: '1' }] }, buyer.context()),
    );
    await buyer.inside((em) => bookDraft(em, back, { reverseInventory: true }, buyer.context()));
    // V12: 20.00 / 4 = 5.00 come back, as the youngest layer.
    expect(await buyer.stock(item)).toBe('7 39.70 0');

    await giveBack(invoice.number, '3');
    // V13: out of the receipt's own layer, 34.70 × 3 / 6 = 17.35.
    expect(await buyer.stock(item)).toBe('4 22.35 0');

    await sell('A', '3');
    // V8: the rest of that layer first, 17.35.
    expect(await buyer.stock(item)).toBe('1 5.00 0');

    await giveBack(invoice.number, '1');
    // V13: the receipt's layer is used up, so the oldest is taken: what came back at 5.00.
    expect(await buyer.stock(item)).toBe('0 0.00 0');
  });

  test('an invoice at another price after all of it is sold changes no stock', async () => {
    const item = await buyer.item('B');
    const order = await buyer.sent({ lines: [{ itemId: 'B', quantity: '2', linePrice: '3' }] });
    await buyer.receive(await buyer.receipt(order));
    await sell('B', '2');
    const { invoice } = await buyer.inside((em) =>
      invoicePurchaseOrder(em, order, newId(), { book: false }, buyer.context()),
    );
    const lines = [{ itemId: 'B', quantity: '2', linePrice: '3.50' }];
    await buyer.inside((em) => editDraftSupplierInvoice(em, invoice.number, { lines }, buyer.context()));
    await buyer.inside((em) => bookSupplierInvoice(em, invoice.number, {}, buyer.context()));
    // V11: nothing is left of the layer, so all of the 1.00 is cost of sales.
    expect(await buyer.stock(item)).toBe('0 0.00 0');
  });
});

describe('the freight of a purchase order is in what its receipt costs', () => {
  let buyer: Buyer;
  beforeAll(async () => {
    buyer = await Buyer.make();
    await buyer.item('FRAGT', { groupNumber: 3 });
    await buyer.inside((em) => createCurrency(em, { code: 'EUR', rate: '745' }, 'test'));
  });
  afterAll(() => buyer.database.drop());

  test.each([
    // 10.01 over 10 units: 6.006 and 4.004; the cent goes to the larger fraction.
    ['by quantity', 'quantity', '6 30.01 0', '4 44.00 0'],
    // 10.01 over 64.00: 3.75375 and 6.25625; the cent goes to the larger fraction.
    ['by value', 'value', '6 27.75 0', '4 46.26 0'],
  ] as const)('%s, to the cent', async (_how, allocation, first, second) => {
    const items = [`X-${allocation}`, `Y-${allocation}`] as const;
    const ids = [await buyer.item(items[0]), await buyer.item(items[1])];
    const order = await buyer.sent({
      allocation,
      lines: [
        { itemId: items[0], quantity: '6', linePrice: '4' },
        { itemId: items[1], quantity: '4', linePrice: '10' },
        { itemId: 'FRAGT', linePrice: '10.01' },
      ],
    });
    await buyer.receive(await buyer.receipt(order));
    expect(await Promise.all(ids.map((id) => buyer.stock(id)))).toEqual([first, second]);
  });

  test('in base currency, after the extra cost of the goods alone', async () => {
    const item = await buyer.item('Z', { costAdditionPercentage: '10' });
    const lines = [
      { itemId: 'Z', quantity: '6', linePrice: '4' },
      { itemId: 'FRAGT', linePrice: '10' },
    ];
    await buyer.receive(await buyer.receipt(await buyer.sent({ currency: 'EUR', lines })));
    // 24 EUR = 178.80, × 1.10 = 196.68; 10 EUR of freight = 74.50.
    expect(await buyer.stock(item)).toBe('6 271.18 0');
  });

  test('once, with the receipt on which it stands', async () => {
    const item = await buyer.item('W');
    const lines = [
      { itemId: 'W', quantity: '10', linePrice: '4' },
      { itemId: 'FRAGT', linePrice: '10' },
    ];
    const order = await buyer.sent({ lines });
    const first = await buyer.receipt(order);
    const [goods, freight] = (await buyer.inside((em) => receiptView(em, first))).lines;
    const came = [{ id: goods?.id ?? '', quantity: '3' }, { id: freight?.id ?? '' }];
    await buyer.inside((em) => editReceipt(em, first, { lines: came }, buyer.context()));
    await buyer.receive(first);
    // 3 × 4.00 + 10.00.
    expect(await buyer.stock(item)).toBe('3 22.00 7');
    await buyer.receive(await buyer.receipt(order));
    expect(await buyer.stock(item)).toBe('10 50.00 0');
  });
});
