import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '../../../domain/ids.ts';
import { listOrders } from '../../../domain/orders/order-list.ts';
import { purchaseForOrder } from '../../../domain/orders/order-purchase.service.ts';
import type { OrderToPurchase } from '../../../domain/orders/order-purchase.service.ts';
import { cancelOrder, reopenOrder } from '../../../domain/orders/order-steps.service.ts';
import { deleteOrder } from '../../../domain/orders/order.service.ts';
import {
  cancelPurchaseOrder,
  reopenPurchaseOrder,
  sendPurchaseOrder,
} from '../../../domain/purchase-orders/purchase-order-steps.service.ts';
import {
  deleteDraftPurchaseOrder,
  editDraftPurchaseOrder,
} from '../../../domain/purchase-orders/purchase-order.service.ts';
import {
  listPurchaseOrders,
  purchaseOrderView,
} from '../../../domain/purchase-orders/purchase-order-view.ts';
import { createReceipt } from '../../../domain/receipts/receipt.service.ts';
import { receiveReceipt } from '../../../domain/receipts/receive.service.ts';
import { createSupplierGroup } from '../../../domain/suppliers/supplier-group.service.ts';
import { createSupplier } from '../../../domain/suppliers/supplier.service.ts';
import { testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { refusalOf } from '../../support/refusals.ts';
import { Shop, context } from './fixtures.ts';

let database: TestDatabase;
let shop: Shop;

beforeAll(async () => {
  database = await testDatabase();
  shop = await Shop.open(database);
  await shop.inside(async (em) => {
    await createSupplierGroup(em, { number: 1, name: 'Træ' }, 'test');
    for (const [number, isBarred] of [
      ['L-1', false],
      ['L-2', false],
      ['L-9', true],
    ] as const) {
      const supplier = { number, name: number, groupNumber: 1, vatZone: 'domestic', isBarred } as const;
      await createSupplier(em, { ...supplier, paymentTermsNumber: 1 }, 'test');
    }
  });
  await shop.item('BOLT', { defaultSupplierNumber: 'L-1', recommendedCostPrice: '2' });
  await shop.item('NUT', { defaultSupplierNumber: 'L-1', recommendedCostPrice: '1' });
  await shop.item('LAMP', { defaultSupplierNumber: 'L-2', recommendedCostPrice: '30' });
});
afterAll(() => database.drop());

const buy = (id: string, input: OrderToPurchase = {}) =>
  shop.inside((em) => purchaseForOrder(em, id, input, context()));
/** The purchase orders as `1001 L-1: 3 BOLT`, without their numbers. */
const bought = async (made: readonly { readonly id: string }[]): Promise<readonly string[]> => {
  const told: string[] = [];
  for (const { id } of made) {
    const view = await shop.inside((em) => purchaseOrderView(em, id));
    const lines = view.lines.map(({ quantity, item }) => `${quantity} ${item?.number}`);
    told.push(`${view.supplier_id}: ${lines.join(', ')} = ${view.net_amount}`);
  }
  return told;
};
const axis = async (orderId: string): Promise<string> => {
  const [row] = await shop.company.query<{ purchasing: string }>(
    'select purchasing from sales_order where id = ?',
    [orderId],
  );
  return row?.purchasing ?? 'gone';
};
const purchase = <T>(act: (...args: never[]) => Promise<T>, id: string): Promise<T> =>
  shop.inside((em) => (act as (...args: unknown[]) => Promise<T>)(em, id, context()));

describe('buying for an order', () => {
  test('makes a draft for each default supplier of what is stocked, at expected cost, and names what was left out', async () => {
    const order = await shop.sent({ BOLT: '3', CHAIR: '1', LAMP: '2', HOUR: '5', NUT: '4' });
    const { made, warnings } = await buy(order.id);
    expect(await bought(made)).toEqual(['L-1: 3 BOLT, 4 NUT = 10.00', 'L-2: 2 LAMP = 60.00']);
    expect(warnings).toEqual(['Line 2: item CHAIR has no default supplier, so it was left out.']);
    expect(await axis(order.id)).toBe('ready');
    const [first] = made;
    expect(await shop.inside((em) => purchaseOrderView(em, first?.id ?? ''))).toMatchObject({
      order_number: order.number,
    });
    const { rows } = await shop.inside((em) =>
      listPurchaseOrders(em, { filters: { orderNumber: order.number } }),
    );
    expect(rows.map(({ number }) => number).sort()).toEqual(made.map(({ number }) => number).sort());
    expect(await shop.happened(order.id)).toEqual(['create', 'book', 'createPurchaseOrder']);
  });

  test('buys only what is on no purchase order yet, and more only once that is gone', async () => {
    const order = await shop.sent({ BOLT: '10' });
    const first = await buy(order.id, { lines: [{ position: 1, quantity: '4' }] });
    expect(await bought(first.made)).toEqual(['L-1: 4 BOLT = 8.00']);
    const second = await buy(order.id);
    expect(await bought(second.made)).toEqual(['L-1: 6 BOLT = 12.00']);
    expect((await refusalOf(buy(order.id))).code).toBe('NothingLeft');
    await purchase(deleteDraftPurchaseOrder, second.made[0]?.id ?? '');
    expect(await bought((await buy(order.id)).made)).toEqual(['L-1: 6 BOLT = 12.00']);
  });

  test('moves the order with its purchase orders: sent, reopened, cancelled, edited, deleted', async () => {
    const order = await shop.sent({ BOLT: '2', LAMP: '1' });
    const { made } = await buy(order.id);
    const [bolts, lamps] = made.map(({ id }) => id);
    const steps: string[] = [];
    const after = async (act: Promise<unknown>): Promise<void> => {
      await act;
      steps.push(await axis(order.id));
    };
    await after(purchase(sendPurchaseOrder, bolts ?? ''));
    await after(purchase(sendPurchaseOrder, lamps ?? ''));
    expect((await refusalOf(buy(order.id))).errors).toEqual({ action: ['All of it is purchased.'] });
    await after(purchase(reopenPurchaseOrder, bolts ?? ''));
    const edit = { lines: [{ itemId: 'BOLT', quantity: '1' }] };
    await after(shop.inside((em) => editDraftPurchaseOrder(em, bolts ?? '', edit, context())));
    await after(purchase(sendPurchaseOrder, bolts ?? ''));
    await after(purchase(cancelPurchaseOrder, lamps ?? ''));
    await after(purchase(reopenPurchaseOrder, bolts ?? ''));
    await after(purchase(deleteDraftPurchaseOrder, bolts ?? ''));
    expect(steps).toEqual([
      'partly',
      'purchased',
      'partly',
      'partly',
      'partly',
      'partly',
      'ready',
      'not-purchased',
    ]);
    expect((await shop.happened(order.id)).filter((action) => action === 'moved')).toHaveLength(5);
  });

  test('counts what came of a cancelled purchase order', async () => {
    const order = await shop.sent({ BOLT: '5' });
    const { made } = await buy(order.id);
    const id = made[0]?.id ?? '';
    await purchase(sendPurchaseOrder, id);
    const { receipt } = await shop.inside((em) => createReceipt(em, id, newId(), context()));
    await shop.company.query('update receipt_line set quantity = 2 where receipt_id = ?', [receipt.id]);
    await shop.inside((em) => receiveReceipt(em, receipt.id, {}, context()));
    await purchase(cancelPurchaseOrder, id);
    expect(await axis(order.id)).toBe('partly');
    expect(await bought((await buy(order.id)).made)).toEqual(['L-1: 3 BOLT = 6.00']);
  });

  test('is found by the flags of its order', async () => {
    const order = await shop.sent({ BOLT: '2', NUT: '2' });
    const found = async (filter: string): Promise<boolean> => {
      const { rows } = await shop.inside((em) =>
        listOrders(em, { filters: { [filter]: true, number: order.number } }),
      );
      return rows.length === 1;
    };
    const { made } = await buy(order.id, { lines: [{ position: 1 }] });
    expect([await found('isReadyForPurchasing'), await found('isPartlyPurchased')]).toEqual([true, false]);
    await purchase(sendPurchaseOrder, made[0]?.id ?? '');
    expect([await found('isReadyForPurchasing'), await found('isPartlyPurchased')]).toEqual([false, true]);
  });

  test('keeps its order from being reopened or deleted, not from being cancelled', async () => {
    const order = await shop.sent({ BOLT: '1' });
    const { made } = await buy(order.id);
    for (const act of [reopenOrder, deleteOrder])
      expect((await refusalOf(purchase<unknown>(act, order.id))).errors).toEqual({
        action: ['It has a purchase order.'],
      });
    await purchase(cancelOrder, order.id);
    await purchase(sendPurchaseOrder, made[0]?.id ?? '');
    expect(await axis(order.id)).toBe('purchased');
    expect((await refusalOf(buy(order.id))).code).toBe('InvalidTransition');
  });

  test.each<[string, OrderToPurchase, string, string]>([
    ['a line that is not there', { lines: [{ position: 9 }] }, 'InvalidInput', 'lines.0.position'],
    ['a line twice', { lines: [{ position: 1 }, { position: 1 }] }, 'InvalidInput', 'lines.1.position'],
    ['more than is left', { lines: [{ position: 1, quantity: '4' }] }, 'InvalidInput', 'lines.0.quantity'],
    ['an item without a supplier', { lines: [{ position: 2 }] }, 'InvalidInput', 'lines.0.position'],
    ['a supplier that is not there', { supplierId: 'L-0' }, 'ReferenceNotFound', 'supplier_id'],
    ['a barred supplier', { supplierId: 'L-9' }, 'Barred', 'supplier_id'],
  ])('%s is refused with its field, and nothing is made', async (_what, input, code, field) => {
    const order = await shop.sent({ BOLT: '3', CHAIR: '1' });
    const refusal = await refusalOf(buy(order.id, input));
    expect([refusal.code, Object.keys(refusal.errors)]).toEqual([code, [field]]);
    expect(await axis(order.id)).toBe('not-purchased');
  });

  test('of one supplier buys all of it there, also what has no supplier of its own', async () => {
    const order = await shop.sent({ BOLT: '3', CHAIR: '1', HOUR: '1' });
    const { made, warnings } = await buy(order.id, { supplierId: 'L-2' });
    expect([await bought(made), warnings]).toEqual([['L-2: 3 BOLT, 1 CHAIR = 6.00'], []]);
    const hours = await buy(order.id, { supplierId: 'L-2', lines: [{ position: 3 }] });
    expect(await bought(hours.made)).toEqual(['L-2: 1 HOUR = 0.00']);
    const chairs = await shop.sent({ CHAIR: '1' });
    expect((await refusalOf(buy(chairs.id))).errors).toHaveProperty('supplier_id');
  });
});
