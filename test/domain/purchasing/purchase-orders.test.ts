import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { withAgreement } from '../../../domain/database.ts';
import { createCustomerGroup } from '../../../domain/customers/customer-group.service.ts';
import { createCustomer } from '../../../domain/customers/customer.service.ts';
import { newId } from '../../../domain/ids.ts';
import { createDraftOrder } from '../../../domain/orders/order.service.ts';
import { createProductUnit } from '../../../domain/products/product-unit.service.ts';
import { createUnit } from '../../../domain/products/unit.service.ts';
import { updateProduct } from '../../../domain/products/product.service.ts';
import {
  cancelPurchaseOrder,
  reopenPurchaseOrder,
  sendPurchaseOrder,
} from '../../../domain/purchase-orders/purchase-order-steps.service.ts';
import {
  listPurchaseOrders,
  purchaseOrderView,
} from '../../../domain/purchase-orders/purchase-order-view.ts';
import {
  copyPurchaseOrder,
  createDraftPurchaseOrder,
  deleteDraftPurchaseOrder,
  editDraftPurchaseOrder,
  purchaseOrderFromLines,
} from '../../../domain/purchase-orders/purchase-order.service.ts';
import { createTestAgreement } from '../../support/database.ts';
import { refusalOf } from '../../support/refusals.ts';
import { Buyer } from './fixtures.ts';

let buyer: Buyer;
let plank: string;

beforeAll(async () => {
  buyer = await Buyer.make();
  plank = await buyer.item('P-1', { recommendedCostPrice: '12.5' });
  await buyer.inside(async (em) => {
    await createUnit(em, { number: 7, name: 'Palle' }, 'test');
    await createProductUnit(em, 'P-1', { unitNumber: 7, quantity: '48', costPrice: '550' }, 'test');
  });
});
afterAll(async () => {
  await buyer.database.drop();
});

const view = (number: number) => buyer.inside((em) => purchaseOrderView(em, number));

describe('a purchase order', () => {
  test('starts its series at 1001 and takes terms from its supplier', async () => {
    const first = await buyer.draft();
    expect(first.number).toBe(1001);
    expect(await view(1001)).toMatchObject({
      supplier: { number: 'L-1' },
      currency: 'DKK',
      payment_terms: { number: 1 },
      allocation: 'value',
      is_draft: true,
    });
  });

  test.each([
    [{ itemId: 'P-1', quantity: '4' }, '12.50', '50.00', '1'],
    [{ itemId: 'P-1', quantity: '2', unitId: 7 }, '550.00', '1100.00', '48'],
    [{ itemId: 'P-1', linePrice: '11', discountPercentage: '10' }, '11.00', '9.90', '1'],
  ])('prices %j as the unit is expected to cost', async (line, price, total, perUnit) => {
    const { number } = await buyer.draft({ lines: [line] });
    const [shown] = (await view(number)).lines;
    expect(shown).toMatchObject({ line_price: price, line_total: total, unit_quantity: perUnit });
  });

  test.each([
    [[{ itemId: 'P-1', unitId: 2 }], 'lines.0.unit_id'],
    [[{ itemId: 'none' }], 'lines.0.item_id'],
    [[{ itemId: 'P-1', locationId: 9 }], 'lines.0.location_id'],
    [[{ itemId: 'P-1', quantity: '-1' }], 'lines.0.quantity'],
    [[{ linePrice: '5' }], 'lines.0.item_id'],
  ])('refuses %j by its field, and takes no number', async (lines, field) => {
    if (field === 'lines.0.unit_id')
      await buyer.inside(async (em) =>
        createUnit(em, { number: 2, name: 'Kasse' }, 'test').catch(() => null),
      );
    const before = await buyer.draft();
    expect(Object.keys((await refusalOf(buyer.draft({ lines }))).errors)).toEqual([field]);
    expect((await buyer.draft()).number).toBe(before.number + 1);
  });

  test('counts as purchased while it is sent, in standard units, and no more once reopened or cancelled', async () => {
    const item = await buyer.item('P-2');
    const number = await buyer.sent({ lines: [{ itemId: 'P-2', quantity: '30' }] });
    const other = await buyer.sent({ lines: [{ itemId: 'P-2', quantity: '5' }] });
    expect(await buyer.stock(item)).toBe('0 0.00 35');
    await buyer.inside((em) => reopenPurchaseOrder(em, number, buyer.context()));
    expect(await buyer.stock(item)).toBe('0 0.00 5');
    expect(await view(number)).toMatchObject({ is_draft: true, sent_at: null });
    await buyer.inside((em) => cancelPurchaseOrder(em, other, buyer.context()));
    expect(await buyer.stock(item)).toBe('0 0.00 0');
    expect(await view(other)).toMatchObject({ is_cancelled: true, is_archived: true });
  });

  test('keeps its supplier and lines as sent, whoever writes', async () => {
    const number = await buyer.sent({ lines: [{ itemId: 'P-1' }] });
    const edit = buyer.inside((em) => editDraftPurchaseOrder(em, number, { heading: 'x' }, buyer.context()));
    expect((await refusalOf(edit)).code).toBe('InvalidTransition');
    await expect(
      buyer.query('update purchase_order set note = ? where number = ?', ['x', number]),
    ).rejects.toThrow(/refused/);
    await expect(
      buyer.query(
        'update purchase_order_line set quantity = 9 where purchase_order_id = (select id from purchase_order where number = ?)',
        [number],
      ),
    ).rejects.toThrow(/refused/);
  });

  test('is not sent without a product, nor with a barred one', async () => {
    const { number } = await buyer.draft({ lines: [{ name: 'Tak' }] });
    const send = (of: number) => buyer.inside((em) => sendPurchaseOrder(em, of, buyer.context()));
    expect((await refusalOf(send(number))).code).toBe('NoLines');
    await buyer.item('P-9');
    const barred = await buyer.draft({ lines: [{ itemId: 'P-9' }] });
    await buyer.inside((em) => updateProduct(em, 'P-9', { isBarred: true }, {}, 'test'));
    expect((await refusalOf(send(barred.number))).code).toBe('Barred');
  });

  test('is edited, copied and deleted as a draft', async () => {
    const { number } = await buyer.draft({ lines: [{ itemId: 'P-1', quantity: '2' }] });
    await buyer.inside((em) =>
      editDraftPurchaseOrder(
        em,
        number,
        { heading: 'Uge 10', lines: [{ itemId: 'P-1', quantity: '3' }] },
        buyer.context(),
      ),
    );
    const copy = await buyer.inside((em) => copyPurchaseOrder(em, newId(), number, buyer.context()));
    expect(await view(copy.number)).toMatchObject({ heading: 'Uge 10', net_amount: '37.50', is_draft: true });
    await buyer.inside((em) => deleteDraftPurchaseOrder(em, copy.number, buyer.context()));
    expect((await refusalOf(view(copy.number))).code).toBe('NotFound');
  });

  test('is made for lines of a sales order at what the goods cost', async () => {
    const orderId = await buyer.inside(async (em) => {
      await createCustomerGroup(em, { number: 1, name: 'Kunder' }, 'test');
      const customer = { number: '101', name: 'Byg', groupNumber: 1, vatZone: 'domestic' as const };
      await createCustomer(em, { ...customer, paymentTermsNumber: 1 }, 'test');
      const input = { customerId: '101', lines: [{ itemId: 'P-1', quantity: '4' }] };
      return (await createDraftOrder(em, newId(), input, buyer.context())).id;
    });
    const [line] = await buyer.query<{ id: string }>('select id from sales_order_line where order_id = ?', [
      orderId,
    ]);
    const orderLineId = line?.id ?? '';
    const lines = [{ itemId: 'P-1', quantity: '4', orderLineId }];
    const order = await buyer.inside((em) =>
      purchaseOrderFromLines(em, newId(), { supplierId: 'L-1', orderId, lines }, buyer.context()),
    );
    expect(order.netAmount).toBe('50.00');
    const [row] = await buyer.query(
      'select o.order_id, l.order_line_id from purchase_order o join purchase_order_line l on l.purchase_order_id = o.id where o.id = ?',
      [order.id],
    );
    expect(row).toEqual({ order_id: orderId, order_line_id: orderLineId });
  });

  test('is found by its flags, item, supplier and part of its number', async () => {
    await buyer.item('P-7');
    const number = await buyer.sent({ lines: [{ itemId: 'P-7' }] });
    const numbers = async (filters: Record<string, string | number | boolean>) =>
      (await buyer.inside((em) => listPurchaseOrders(em, { filters, limit: 100 }))).rows.map(
        (row) => row.number,
      );
    expect(await numbers({ item: 'P-7', supplierId: 'L-1', isSent: true, archived: 'not_archived' })).toEqual(
      [number],
    );
    expect(await numbers({ item: 'P-7', isReceived: true })).toEqual([]);
    expect(await numbers({ item: 'P-7', numberPart: String(number).slice(1) })).toEqual([number]);
    expect(await numbers({ supplierId: 'none' })).toEqual([]);
  });

  test('is another agreement’s neither to see nor to buy from', async () => {
    const { number: other } = await createTestAgreement(buyer.database.orm);
    const made = withAgreement(buyer.database.orm, other, (em) =>
      createDraftPurchaseOrder(
        em,
        newId(),
        { supplierId: 'L-1', lines: [{ itemId: 'P-1' }] },
        buyer.context(),
      ),
    );
    expect((await refusalOf(made)).code).toBe('ReferenceNotFound');
    expect(plank).not.toBe('');
  });
});
