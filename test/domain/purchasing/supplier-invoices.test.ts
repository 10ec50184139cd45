import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '../../../domain/ids.ts';
import { editReceipt } from '../../../domain/receipts/receipt.service.ts';
import { receiptView } from '../../../domain/receipts/receipt-view.ts';
import { invoicePurchaseOrder } from '../../../domain/supplier-invoices/make-supplier-invoice.service.ts';
import {
  deleteDraftSupplierInvoice,
  editDraftSupplierInvoice,
} from '../../../domain/supplier-invoices/supplier-invoice.service.ts';
import { supplierInvoiceView } from '../../../domain/supplier-invoices/supplier-invoice-view.ts';
import { refusalOf } from '../../support/refusals.ts';
import { Buyer } from './fixtures.ts';
import { supplierInvoicesOf } from './supplier-invoice-fixtures.ts';

let buyer: Buyer;
const { order, bookIt, draft, credit, ordered } = supplierInvoicesOf(() => buyer);

beforeAll(async () => {
  buyer = await Buyer.make();
  await buyer.item('FRAGT', { groupNumber: 3 });
});
afterAll(async () => {
  await buyer.database.drop();
});

const invoiceOf = async (number: number, book = false): Promise<number> =>
  (await buyer.inside((em) => invoicePurchaseOrder(em, number, newId(), { book }, buyer.context()))).invoice
    .number;
const priced = (number: number, itemId: string, linePrice: string, quantity = '10') =>
  buyer.inside((em) =>
    editDraftSupplierInvoice(em, number, { lines: [{ itemId, quantity, linePrice }] }, buyer.context()),
  );

describe('a supplier invoice', () => {
  test('corrects what goods cost that came at another price; the order keeps its own and is archived', async () => {
    const { item, itemId, number } = await ordered();
    await buyer.receive(await buyer.receipt(number));
    expect(await buyer.stock(item)).toBe('10 40.00 0');
    const invoice = await invoiceOf(number);
    expect(await order(number)).toMatchObject({ is_ready_for_invoicing: true, is_archived: false });
    await priced(invoice, itemId, '4.55');
    await bookIt(invoice);
    expect(await buyer.stock(item)).toBe('10 45.50 0');
    expect(await order(number)).toMatchObject({ is_invoiced: true, is_archived: true, net_amount: '40.00' });
    expect((await refusalOf(bookIt(invoice))).code).toBe('InvalidTransition');
  });

  test('that is booked first is what the goods cost when they come', async () => {
    const { item, itemId, number } = await ordered();
    const invoice = await invoiceOf(number);
    await priced(invoice, itemId, '5', '6');
    await bookIt(invoice);
    expect(await order(number)).toMatchObject({ is_partly_invoiced: true });
    await buyer.receive(await buyer.receipt(number));
    // Six at the invoice's 5.00, four at the order's 4.00.
    expect(await buyer.stock(item)).toBe('10 46.00 0');
  });

  test('brings in what came on no receipt, and nothing twice', async () => {
    const { item, number } = await ordered();
    const came = await buyer.receipt(number);
    const [line] = (await buyer.inside((em) => receiptView(em, came))).lines;
    await buyer.query('update receipt_line set quantity = 3 where id = ?', [line?.id]);
    await buyer.receive(came);
    await bookIt(await invoiceOf(number), { markReceived: true });
    expect(await buyer.stock(item)).toBe('10 40.00 0');
    expect(await order(number)).toMatchObject({ is_received: true, is_invoiced: true, is_archived: true });
  });

  test('corrects freight over all that came with it', async () => {
    const { item, itemId, number } = await ordered([{ itemId: 'FRAGT', linePrice: '10' }]);
    await buyer.receive(await buyer.receipt(number));
    expect(await buyer.stock(item)).toBe('10 50.00 0');
    const invoice = await invoiceOf(number);
    const lines = [
      { itemId, quantity: '10', linePrice: '4' },
      { itemId: 'FRAGT', linePrice: '12.34' },
    ];
    await buyer.inside((em) => editDraftSupplierInvoice(em, invoice, { lines }, buyer.context()));
    await bookIt(invoice);
    expect(await buyer.stock(item)).toBe('10 52.34 0');
  });

  test('without an order brings its goods in on the invoice date where that is asked for', async () => {
    const item = await buyer.item('M-1');
    const lines = [{ itemId: 'M-1', quantity: '2', linePrice: '3' }];
    const { number } = await draft({ lines, invoiceDate: '2026-02-03', supplierInvoiceNumber: 'F-4711' });
    await bookIt(number, { markReceived: true, useInvoiceDate: true });
    expect(await buyer.stock(item)).toBe('2 6.00 0');
    const rows = await buyer.query('select ledger_date::text as day from stock_line where product_id = ?', [
      item,
    ]);
    expect(rows).toEqual([{ day: '2026-02-03' }]);
    const late = await draft({ lines, invoiceDate: '2999-01-01' });
    const refused = await refusalOf(bookIt(late.number, { useInvoiceDate: true }));
    expect(Object.keys(refused.errors)).toEqual(['use_invoice_date']);
  });

  test('is a credit note where its quantities are negative, and never both', async () => {
    await buyer.item('M-2');
    const { number } = await draft({ lines: [{ itemId: 'M-2', quantity: '-2', linePrice: '3' }] });
    const shown = await buyer.inside((em) => supplierInvoiceView(em, number));
    expect(shown).toMatchObject({ type: 'credit-note', net_amount: '-6.00', gross_amount: '-7.50' });
    const lines = [{ itemId: 'M-2', quantity: '-2' }, { itemId: 'M-2' }];
    expect(Object.keys((await refusalOf(draft({ lines }))).errors)).toEqual(['lines.1.quantity']);
    const zero = await refusalOf(draft({ lines: [{ itemId: 'M-2', quantity: '0' }] }));
    expect(Object.keys(zero.errors)).toEqual(['lines.0.quantity']);
  });

  test('is credited by chosen quantities, whose goods go back where that is asked for', async () => {
    const { item, number } = await ordered();
    const invoice = await invoiceOf(number);
    await bookIt(invoice, { markReceived: true });
    const some = { lines: [{ position: 1, quantity: '4' }], reason: 'Bukket' };
    const back = await credit(invoice, { ...some, reverseInventory: true });
    await bookIt(back.number);
    expect(await buyer.stock(item)).toBe('6 24.00 0');
    expect((await refusalOf(credit(invoice, { lines: [{ position: 1, quantity: '7' }] }))).code).toBe(
      'CreditExceedsInvoice',
    );
    const money = await credit(invoice);
    await bookIt(money.number);
    expect(await buyer.stock(item)).toBe('6 24.00 0');
    expect((await refusalOf(credit(invoice))).code).toBe('NothingLeft');
  });

  test('is never credited for more than it asked for, by whatever edit of a credit note', async () => {
    const { itemId, number } = await ordered();
    const invoice = await invoiceOf(number, true);
    await credit(invoice, { lines: [{ position: 1, quantity: '4' }] });
    const note = await credit(invoice, { lines: [{ position: 1, quantity: '2' }] });
    const edit = (...quantities: string[]) =>
      buyer.inside((em) => {
        const lines = quantities.map((quantity) => ({ itemId, quantity, linePrice: '4' }));
        return editDraftSupplierInvoice(em, note.number, { lines }, buyer.context());
      });
    const more = await refusalOf(edit('-6.5'));
    expect(more).toMatchObject({ code: 'CreditExceedsInvoice', params: { line: 1, left: '6' } });
    expect(Object.keys((await refusalOf(edit('-1', '-500'))).errors)).toEqual(['lines.1.item_id']);
    await edit('-6');
    expect((await refusalOf(credit(invoice))).code).toBe('NothingLeft');
  });

  test('sends goods back from where they came in, one credit note after the other', async () => {
    const { item, number } = await ordered();
    for (const locationId of [1, 2]) {
      const came = await buyer.receipt(number);
      const [line] = await buyer.query<{ id: string }>(
        `select l.id from receipt_line l join receipt r on r.id = l.receipt_id where r.number = ?`,
        [came],
      );
      const lines = [{ id: line?.id, quantity: '5', locationId }];
      await buyer.inside((em) => editReceipt(em, came, { lines }, buyer.context()));
      await buyer.receive(came);
    }
    const invoice = await invoiceOf(number, true);
    for (const quantity of ['4', '3']) {
      const note = await credit(invoice, { lines: [{ position: 1, quantity }], reverseInventory: true });
      await bookIt(note.number);
    }
    const rows = await buyer.query(
      `select w.number, trim_scale(sum(l.quantity))::text as quantity from stock_line l join location w on w.id = l.location_id
        where l.product_id = ? group by 1 order by 1`,
      [item],
    );
    expect(rows).toEqual([
      { number: 1, quantity: '0' },
      { number: 2, quantity: '3' },
    ]);
  });

  test('that is deleted leaves its order to be invoiced again', async () => {
    const { number } = await ordered();
    const invoice = await invoiceOf(number);
    expect((await refusalOf(invoiceOf(number))).code).toBe('NothingLeft');
    await buyer.inside((em) => deleteDraftSupplierInvoice(em, invoice, buyer.context()));
    expect(await order(number)).toMatchObject({ is_ready_for_invoicing: false });
    await invoiceOf(number, true);
    expect(await order(number)).toMatchObject({ is_invoiced: true });
  });

  test('booked twice at once is booked once', async () => {
    const { item, number } = await ordered();
    const invoice = await invoiceOf(number);
    const both = await Promise.allSettled([1, 2].map(() => bookIt(invoice, { markReceived: true })));
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await buyer.stock(item)).toBe('10 40.00 0');
  });

  test('is not booked as received while a receipt is open on which its goods are', async () => {
    const { item, number } = await ordered();
    const receipt = await buyer.receipt(number);
    const invoice = await invoiceOf(number);
    const refused = await refusalOf(bookIt(invoice, { markReceived: true }));
    expect([refused.code, refused.params]).toEqual(['ReceiptOpen', { receipt, order: number }]);
    expect(await buyer.stock(item)).toBe('0 0.00 10');
    await buyer.receive(receipt);
    await bookIt(invoice, { markReceived: true });
    expect(await buyer.stock(item)).toBe('10 40.00 0');
    expect(await order(number)).toMatchObject({ is_received: true, is_archived: true });
  });

  test('is booked as received while the open receipt is of other items', async () => {
    const other = await buyer.item('ANDET');
    const { item, itemId, number } = await ordered([{ itemId: 'ANDET', quantity: '2', linePrice: '3' }]);
    const receipt = await buyer.receipt(number);
    const [, line] = (await buyer.inside((em) => receiptView(em, receipt))).lines;
    const lines = [{ id: line?.id ?? '' }];
    await buyer.inside((em) => editReceipt(em, receipt, { lines }, buyer.context()));
    const invoice = await invoiceOf(number);
    await priced(invoice, itemId, '4');
    await bookIt(invoice, { markReceived: true });
    await buyer.receive(receipt);
    expect([await buyer.stock(item), await buyer.stock(other)]).toEqual(['10 40.00 0', '2 6.00 0']);
  });

  test('brings nothing in twice where its order is received while it is booked as received', async () => {
    for (let round = 0; round < 4; round += 1) {
      const { item, number } = await ordered();
      const receipt = await buyer.receipt(number);
      const invoice = await invoiceOf(number);
      const both = [buyer.receive(receipt), bookIt(invoice, { markReceived: true })];
      const [received, booked] = await Promise.allSettled(round % 2 === 0 ? both : both.reverse());
      const isBooked = [received, booked].every((one) => one?.status === 'fulfilled');
      if (!isBooked) await bookIt(invoice, { markReceived: true });
      expect(await buyer.stock(item)).toBe('10 40.00 0');
      expect(await order(number)).toMatchObject({ is_received: true, is_invoiced: true, is_archived: true });
    }
  });

  test('brings the stock where invoices move it, and receipts do not', async () => {
    await buyer.query('update agreement set stock_follows_invoices = true');
    try {
      const { item, number } = await ordered();
      await buyer.receive(await buyer.receipt(number));
      expect(await buyer.stock(item)).toBe('0 0.00 10');
      await invoiceOf(number, true);
      expect(await buyer.stock(item)).toBe('10 40.00 0');
      expect(await order(number)).toMatchObject({ is_received: true, is_archived: true });
    } finally {
      await buyer.query('update agreement set stock_follows_invoices = false');
    }
  });
});
