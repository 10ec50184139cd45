import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createCurrency } from '../../../domain/currencies/currency.service.ts';
import { newId } from '../../../domain/ids.ts';
import { purchaseOrderView } from '../../../domain/purchase-orders/purchase-order-view.ts';
import {
  cancelPurchaseOrder,
  reopenPurchaseOrder,
} from '../../../domain/purchase-orders/purchase-order-steps.service.ts';
import { listReceipts, receiptView } from '../../../domain/receipts/receipt-view.ts';
import type { ReceiptEdit, ReceiptLineInput } from '../../../domain/receipts/receipt-input.ts';
import { createReceipt, deleteReceipt, editReceipt } from '../../../domain/receipts/receipt.service.ts';
import { refusalOf } from '../../support/refusals.ts';
import { Buyer } from './fixtures.ts';

let buyer: Buyer;

beforeAll(async () => {
  buyer = await Buyer.make();
  await buyer.item('FRAGT', { groupNumber: 3 });
  await buyer.item('TIME', { groupNumber: 2 });
});
afterAll(async () => {
  await buyer.database.drop();
});

const order = (number: number) => buyer.inside((em) => purchaseOrderView(em, number));
const receipt = (number: number) => buyer.inside((em) => receiptView(em, number));
const edit = (number: number, change: ReceiptEdit) =>
  buyer.inside((em) => editReceipt(em, number, change, buyer.context()));

/** Edits the first line of a receipt. */
async function editFirst(number: number, change: ReceiptLineInput): Promise<void> {
  const [line, ...others] = (await receipt(number)).lines;
  await edit(number, { lines: [{ ...change, id: line?.id }, ...others.map(({ id }) => ({ id }))] });
}

describe('a receipt', () => {
  test('brings an order in, in parts, and the order is received when its last line is', async () => {
    const item = await buyer.item('R-1');
    const number = await buyer.sent({
      lines: [{ itemId: 'R-1', quantity: '10', linePrice: '4' }, { itemId: 'TIME' }],
    });
    const first = await buyer.receipt(number);
    expect(await order(number)).toMatchObject({ is_ready_for_receiving: true, is_received: false });
    expect((await refusalOf(buyer.receipt(number))).code).toBe('NothingLeft');
    await editFirst(first, { quantity: '4' });
    const second = await buyer.receipt(number);
    expect((await receipt(second)).lines).toMatchObject([{ quantity: '6' }]);
    await buyer.receive(first);
    expect(await buyer.stock(item)).toBe('4 16.00 6');
    expect(await order(number)).toMatchObject({ is_partly_received: true, is_archived: false });
    await buyer.receive(second);
    expect(await buyer.stock(item)).toBe('10 40.00 0');
    expect(await order(number)).toMatchObject({ is_received: true, is_partly_received: false });
    const reopened = buyer.inside((em) => reopenPurchaseOrder(em, number, buyer.context()));
    expect((await refusalOf(reopened)).code).toBe('InvalidTransition');
  });

  test('may bring more than was ordered, and other goods', async () => {
    const [item, more] = [await buyer.item('R-2'), await buyer.item('R-3', { recommendedCostPrice: '2' })];
    const number = await buyer.sent({ lines: [{ itemId: 'R-2', quantity: '5', linePrice: '3' }] });
    const came = await buyer.receipt(number);
    const [line] = (await receipt(came)).lines;
    await edit(came, {
      lines: [
        { id: line?.id, quantity: '7', locationId: 2 },
        { itemId: 'R-3', quantity: '2' },
      ],
    });
    await buyer.receive(came);
    expect([await buyer.stock(item), await buyer.stock(more)]).toEqual(['7 21.00 0', '2 4.00 0']);
    expect(await order(number)).toMatchObject({ is_received: true });
    expect((await receipt(came)).lines).toMatchObject([{ location_id: 2 }, { location_id: 1 }]);
  });

  // Two lines: 3 of 10.00 with 10 % extra, 1 of 70.00; freight of 10.00.
  test.each([
    ['quantity', ['40.50', '72.50']],
    ['value', ['36.00', '77.00']],
  ] as const)(
    'spreads freight by %s, to the cent, and bears extra cost on the goods alone',
    async (allocation, values) => {
      const names = [`F-1${allocation}`, `F-2${allocation}`];
      await buyer.item(names[0] ?? '', { costAdditionPercentage: '10' });
      await buyer.item(names[1] ?? '');
      const number = await buyer.sent({
        allocation,
        lines: [
          { itemId: names[0], quantity: '3', linePrice: '10' },
          { itemId: 'FRAGT', linePrice: '10' },
          { itemId: names[1], linePrice: '70' },
        ],
      });
      const came = await buyer.receipt(number);
      await buyer.receive(came);
      expect((await receipt(came)).lines.flatMap(({ value }) => value ?? [])).toEqual(values);
    },
  );

  test('costs what the order says in base currency, after both discounts', async () => {
    const item = await buyer.item('R-4');
    await buyer.inside((em) => createCurrency(em, { code: 'EUR', rate: '745.1234' }, 'test'));
    const number = await buyer.sent({
      currency: 'EUR',
      exchangeRate: '745.1234',
      discountPercentage: '5',
      lines: [{ itemId: 'R-4', quantity: '7', linePrice: '3.33', discountPercentage: '10' }],
    });
    await buyer.receive(await buyer.receipt(number));
    // 7 × 3.33 × 0.9 × 0.95 × 7.451234 = 148.5046…
    expect(await buyer.stock(item)).toBe('7 148.50 0');
  });

  test('asks for batch and serial numbers, and for the quality check', async () => {
    await buyer.item('S-1', { hasSerialNumbers: true, shouldAssureQuality: true });
    const number = await buyer.sent({ lines: [{ itemId: 'S-1', quantity: '2', linePrice: '3' }] });
    const came = await buyer.receipt(number);
    expect((await refusalOf(buyer.receive(came))).code).toBe('QualityCheckMissing');
    await editFirst(came, { isQualityChecked: true });
    expect((await refusalOf(buyer.receive(came))).code).toBe('TrackingMissing');
    await editFirst(came, { tracking: [{ number: 'A', quantity: '2' }] });
    expect((await refusalOf(buyer.receive(came))).code).toBe('SerialQuantityNotOne');
    const tracking = ['A', 'B'].map((serial) => ({ number: serial, quantity: '1' }));
    await editFirst(came, { tracking });
    await buyer.receive(came);
    const rows = await buyer.query('select number from stock_tracked_quantity order by number');
    expect(rows).toEqual([{ number: 'A' }, { number: 'B' }]);
  });

  test('brings nothing once its order is cancelled: it can only be deleted', async () => {
    const item = await buyer.item('R-20');
    const number = await buyer.sent({ lines: [{ itemId: 'R-20' }] });
    const came = await buyer.receipt(number);
    await buyer.inside((em) => cancelPurchaseOrder(em, number, buyer.context()));
    const refused = await refusalOf(buyer.receive(came));
    expect(refused).toMatchObject({ code: 'InvalidTransition', params: { allowed: 'delete' } });
    await buyer.inside((em) => deleteReceipt(em, came, buyer.context()));
    expect(await buyer.stock(item)).toBe('0 0.00 0');
  });

  test('is refused for a day to come, and taken for one that was', async () => {
    await buyer.item('R-5');
    const came = await buyer.receipt(await buyer.sent({ lines: [{ itemId: 'R-5' }] }));
    expect(Object.keys((await refusalOf(buyer.receive(came, '2999-01-01'))).errors)).toEqual(['ledger_date']);
    await buyer.receive(came, '2026-01-05');
    expect(await receipt(came)).toMatchObject({
      ledger_date: '2026-01-05',
      is_received: true,
      is_archived: true,
    });
    expect((await refusalOf(edit(came, { note: 'x' }))).code).toBe('InvalidTransition');
    await expect(
      buyer.query(
        'update receipt_line set quantity = 9 where receipt_id = (select id from receipt where number = ?)',
        [came],
      ),
    ).rejects.toThrow(/refused/);
  });

  test('that is deleted leaves its order as it was', async () => {
    await buyer.item('R-6');
    const number = await buyer.sent({ lines: [{ itemId: 'R-6' }] });
    const came = await buyer.receipt(number);
    await buyer.inside((em) => deleteReceipt(em, came, buyer.context()));
    expect(await order(number)).toMatchObject({ is_ready_for_receiving: false, is_received: false });
    expect((await refusalOf(receipt(came))).code).toBe('NotFound');
  });

  test('names a line only once, and only its own', async () => {
    await buyer.item('R-7');
    const came = await buyer.receipt(await buyer.sent({ lines: [{ itemId: 'R-7' }] }));
    const [line] = (await receipt(came)).lines;
    for (const lines of [[{ id: line?.id }, { id: line?.id }], [{ id: newId(), quantity: '1' }]])
      expect((await refusalOf(edit(came, { lines }))).code).toBe('InvalidInput');
  });

  test('brings nothing into stock where invoices move it', async () => {
    const item = await buyer.item('R-8');
    const number = await buyer.sent({ lines: [{ itemId: 'R-8', quantity: '3' }] });
    await buyer.query('update agreement set stock_follows_invoices = true');
    try {
      await buyer.receive(await buyer.receipt(number));
      expect(await buyer.stock(item)).toBe('0 0.00 3');
      expect(await order(number)).toMatchObject({ is_received: true });
    } finally {
      await buyer.query('update agreement set stock_follows_invoices = false');
    }
  });

  test('is found by its order and item', async () => {
    await buyer.item('R-9');
    const number = await buyer.sent({ lines: [{ itemId: 'R-9' }] });
    const came = await buyer.receipt(number);
    const filters = { purchaseOrderNumber: number, item: 'R-9', isReceived: false };
    const { rows } = await buyer.inside((em) => listReceipts(em, { filters }));
    expect(rows.map((row) => row.number)).toEqual([came]);
  });

  test('two made at once of one order share what it brings: one gets all, the other nothing', async () => {
    const item = await buyer.item('R-10');
    const number = await buyer.sent({ lines: [{ itemId: 'R-10', quantity: '5', linePrice: '1' }] });
    const both = await Promise.allSettled([1, 2].map(() => buyer.receipt(number)));
    const made = both.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(made).toHaveLength(1);
    await buyer.receive(made[0] ?? 0);
    expect(await buyer.stock(item)).toBe('5 5.00 0');
  });

  test('two of one order received at once bring both in, and the order is received', async () => {
    const item = await buyer.item('R-11');
    const number = await buyer.sent({ lines: [{ itemId: 'R-11', quantity: '5', linePrice: '1' }] });
    const first = await buyer.receipt(number);
    await editFirst(first, { quantity: '2' });
    const second = await buyer.inside(
      async (em) => (await createReceipt(em, number, newId(), buyer.context())).receipt,
    );
    await Promise.all([buyer.receive(first), buyer.receive(second.number)]);
    expect(await buyer.stock(item)).toBe('5 5.00 0');
    expect(await order(number)).toMatchObject({ is_received: true });
  });
});
