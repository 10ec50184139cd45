import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/postgresql';
import { newId } from '../../../domain/ids.ts';
import { bookDraft } from '../../../domain/invoices/book-draft.ts';
import { createCreditNote } from '../../../domain/invoices/credit-note.service.ts';
import { createDraftInvoice } from '../../../domain/invoices/draft-invoice.service.ts';
import { editDraftInvoice } from '../../../domain/invoices/edit-invoice.service.ts';
import { plain } from '../../../domain/money.ts';
import { withLinksOf } from '../../../domain/invoices/order-link.ts';
import { convertOfferToOrder } from '../../../domain/offers/offer-conversion.ts';
import { createDraftOffer, editDraftOffer, sendOffer } from '../../../domain/offers/offer.service.ts';
import { leftToPurchase, orderPurchases } from '../../../domain/orders/order-purchasing.ts';
import { createBackorder } from '../../../domain/orders/order-steps.service.ts';
import { createDraftOrder, editDraftOrder } from '../../../domain/orders/order.service.ts';
import {
  createProductUnit,
  deleteProductUnit,
  updateProductUnit,
} from '../../../domain/products/product-unit.service.ts';
import { updateProduct } from '../../../domain/products/product.service.ts';
import { orderLines } from '../../../domain/orders/order.table.ts';
import { createUnit } from '../../../domain/products/unit.service.ts';
import type { SalesLineInput } from '../../../domain/sales/sales-input.ts';
import { createOrderShipment } from '../../../domain/shipments/create-shipment.ts';
import { markShipped } from '../../../domain/shipments/mark-shipped.ts';
import { editShipment } from '../../../domain/shipments/shipment.service.ts';
import { shipmentView } from '../../../domain/shipments/shipment-view.ts';
import { testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { refusalOf } from '../../support/refusals.ts';
import { Shop, context } from '../orders/fixtures.ts';

let database: TestDatabase;
let shop: Shop;

const inside = <T>(act: (em: EntityManager) => Promise<T>): Promise<T> => shop.inside(act);
const stock = () => shop.company.stock(shop.id('BOLT'));
const box = 2;
const tray = 3;
const boxes = (quantity: string, unitId: number | null = box): SalesLineInput => ({
  ...{ itemId: 'BOLT', quantity, unitId },
});

/** A shop with 50 BOLT at 10.00 each: 10 are in a box (2) and in a tray (3), none in a pallet (4). */
async function openShop(): Promise<void> {
  shop = await Shop.open(database);
  await inside(async (em) => {
    for (const [number, name] of [
      [box, 'kasse'],
      [tray, 'bakke'],
      [4, 'palle'],
    ] as const)
      await createUnit(em, { number, name }, 'test');
  });
  const bolt = await shop.item('BOLT', { unitNumber: 1 });
  await inside(async (em) => {
    for (const unitNumber of [box, tray])
      await createProductUnit(em, 'BOLT', { unitNumber, quantity: '10' }, 'test');
  });
  await shop.company.receive(bolt, '50', '500.00');
}

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

/** What may become of the unit while documents are written in it. */
const changes: Readonly<Record<string, () => Promise<unknown>>> = {
  'stays as it is': () => Promise.resolve(),
  'becomes larger': () => inside((em) => updateProductUnit(em, 'BOLT', box, { quantity: '12' }, {}, 'test')),
  'is taken from the product': () => inside((em) => deleteProductUnit(em, 'BOLT', box)),
};

/** An order of 2 boxes, made of an offer. */
async function orderOfBoxes(): Promise<string> {
  const offer = { customerId: '1001', lines: [boxes('2')] };
  const { id } = await inside((em) => createDraftOffer(em, newId(), offer, context()));
  await inside((em) => sendOffer(em, id, context()));
  const { order } = await inside((em) => convertOfferToOrder(em, id, newId(), { book: true }, context()));
  return order.id;
}

/** Ships what is left of an order, or so many boxes. */
async function ship(order: string, quantity?: string): Promise<void> {
  const { shipment } = await inside((em) => createOrderShipment(em, order, newId(), context()));
  const [line] = await inside(async (em) => (await shipmentView(em, shipment.id)).lines);
  if (quantity !== undefined)
    await inside((em) => editShipment(em, shipment.id, [{ id: line?.id ?? '', quantity }], context()));
  await inside((em) => markShipped(em, shipment.id, newId(), { pick: true }, context()));
}

/** Books a credit note over an invoice, and takes its goods back. */
async function takeBack(invoice: string): Promise<void> {
  const { id } = await inside((em) => createCreditNote(em, invoice, {}, context()));
  await inside((em) => bookDraft(em, id, { reverseInventory: true }, context()));
}

/** Standing of the order, stock (quantity, value, cost price), and what is reserved. */
const where = async (order: string) => [
  await shop.standing(order),
  await stock(),
  await shop.reserved('BOLT'),
];

/** Standard units in one of the unit, on all lines of a kind. */
const kept = (table: string) =>
  shop.company.query<{ per: string }>(`select distinct trim_scale(unit_quantity)::text as per from ${table}`);

describe.each(Object.entries(changes))(
  'where a unit %s after an order of 2 boxes was booked',
  (_what, change) => {
    beforeEach(openShop);

    test('boxes of then are reserved, shipped, invoiced and taken back', async () => {
      const order = await orderOfBoxes();
      expect(await where(order)).toEqual(['sent not-sent not-invoiced', '50 500.00 10', '20']);
      await change();
      await ship(order, '1');
      expect(await where(order)).toEqual(['sent partly not-invoiced', '40 400.00 10', '10']);
      const first = await shop.invoice(order, { book: true, onlyShipped: true });
      expect(await where(order)).toEqual(['sent partly partly', '40 400.00 10', '10']);
      await ship(order);
      expect(await where(order)).toEqual(['sent sent partly', '30 300.00 10', '0']);
      await shop.invoice(order, { book: true });
      expect(await where(order)).toEqual(['sent sent invoiced archived', '30 300.00 10', '0']);
      await takeBack(first.id);
      expect(await stock()).toBe('40 400.00 10');
      for (const table of ['offer_line', 'sales_order_line', 'shipment_line', 'customer_invoice_line'])
        expect([table, await kept(table)]).toEqual([table, [{ per: '10' }]]);
    });

    test('boxes of then move with the invoice, where invoices move the stock', async () => {
      await shop.company.query('update agreement set stock_follows_invoices = true');
      const order = await orderOfBoxes();
      await change();
      await ship(order, '1');
      expect(await where(order)).toEqual(['sent partly not-invoiced', '50 500.00 10', '20']);
      const first = await shop.invoice(order, { book: true, onlyShipped: true });
      expect(await where(order)).toEqual(['sent partly partly', '40 400.00 10', '10']);
      await ship(order);
      await shop.invoice(order, { book: true });
      expect(await where(order)).toEqual(['sent sent invoiced archived', '30 300.00 10', '0']);
      await takeBack(first.id);
      expect(await stock()).toBe('40 400.00 10');
    });

    test('boxes of then are what is left to buy for it', async () => {
      const order = await orderOfBoxes();
      await change();
      const lines = await inside((em) => orderPurchases(em, order));
      expect(lines.map((line) => plain(leftToPurchase(line)))).toEqual(['20']);
    });

    test('boxes of then are on the backorder of what was not shipped', async () => {
      const order = await orderOfBoxes();
      await change();
      await ship(order, '1');
      const { backorder } = await inside((em) => createBackorder(em, order, newId(), context()));
      expect(await where(backorder.id)).toEqual(['sent not-sent not-invoiced', '40 400.00 10', '10']);
      await ship(backorder.id);
      expect(await where(backorder.id)).toEqual(['sent sent not-invoiced', '30 300.00 10', '0']);
    });

    test('boxes of an invoice without order are shipped as they were when it was written', async () => {
      const input = { customerId: '1001', lines: [boxes('2')] };
      const { id } = await inside((em) => createDraftInvoice(em, input, context()));
      await change();
      await inside((em) => bookDraft(em, id, { markShipped: true }, context()));
      expect(await stock()).toBe('30 300.00 10');
      await takeBack(id);
      expect(await stock()).toBe('50 500.00 10');
    });
  },
);

describe('the draft invoice of an order of 2 boxes', () => {
  beforeEach(openShop);

  const replaced = async (
    lines: readonly SalesLineInput[],
    between = () => Promise.resolve<unknown>(null),
  ) => {
    const order = await orderOfBoxes();
    const { id } = await shop.invoice(order);
    await between();
    await inside((em) => editDraftInvoice(em, id, { lines }, context()));
    return { id, order };
  };

  test.each<[string, SalesLineInput, string]>([
    ['2 boxes', boxes('2'), 'invoiced'],
    ['as much in another unit', boxes('2', tray), 'invoiced'],
    ['1 box', boxes('1'), 'partly'],
    ['2 pieces', boxes('2', 1), 'not-invoiced'],
    ['2 of no unit', boxes('2', null), 'not-invoiced'],
    ['20 pieces', boxes('20', 1), 'not-invoiced'],
  ])('with lines of %s instead', async (_what, line, invoicing) => {
    const { id, order } = await replaced([line]);
    await inside((em) => bookDraft(em, id, {}, context()));
    expect(await shop.standing(order)).toBe(`sent not-sent ${invoicing}`);
  });

  test('with new lines of 2 boxes counts in the boxes that were ordered', async () => {
    const { order } = await replaced([boxes('2')], changes['becomes larger']);
    expect(await kept('customer_invoice_line')).toEqual([{ per: '10' }]);
    expect(await shop.standing(order)).toBe('sent not-sent ready');
  });

  test('with lines of 3 boxes is refused', async () => {
    expect(
      (
        await refusalOf(
          replaced([boxes('2'), boxes('1')]).then(({ id }) =>
            inside((em) => editDraftInvoice(em, id, { lines: [boxes('3')] }, context())),
          ),
        )
      ).code,
    ).toBe('OrderExceeded');
  });
});

test('a new line of a purchase order takes over the link of its item and stays in its own unit', async () => {
  await openShop();
  const { id } = await inside((em) =>
    createDraftOrder(em, newId(), { customerId: '1001', lines: [boxes('2'), boxes('20', 1)] }, context()),
  );
  const [inBoxes, inPieces] = await inside((em) => orderLines.find(em, id));
  if (!inBoxes || !inPieces) throw new Error('The order has two lines.');
  const old = [{ ...inBoxes, orderLineId: inBoxes.id }];
  const linked = (options: object) =>
    withLinksOf(old, [inPieces], options).map((line) => [line.orderLineId, plain(line.unitQuantity)]);
  expect(linked({})).toEqual([[inBoxes.id, '1']]);
  expect(linked({ inUnits: true })).toEqual([[null, '1']]);
});

describe('a line in a unit', () => {
  beforeAll(openShop);

  const ways: Readonly<Record<string, (lines: readonly SalesLineInput[]) => Promise<unknown>>> = {
    'a new offer': (lines) =>
      inside((em) => createDraftOffer(em, newId(), { customerId: '1001', lines }, context())),
    'a new order': (lines) =>
      inside((em) => createDraftOrder(em, newId(), { customerId: '1001', lines }, context())),
    'a new invoice': (lines) =>
      inside((em) => createDraftInvoice(em, { customerId: '1001', lines }, context())),
    'an edited offer': async (lines) => {
      const { id } = await inside((em) => createDraftOffer(em, newId(), { customerId: '1001' }, context()));
      return inside((em) => editDraftOffer(em, id, { lines }, context()));
    },
    'an edited order': async (lines) => {
      const { id } = await shop.draft({});
      return inside((em) => editDraftOrder(em, id, { lines }, context()));
    },
  };

  test.each(Object.entries(ways))('that the product does not have is refused on %s', async (_way, make) => {
    const lines = [boxes('1'), { itemId: 'BOLT', unitId: 4 }, { itemId: 'CHAIR', unitId: box }];
    const refusal = await refusalOf(make(lines));
    expect([refusal.code, refusal.errors]).toEqual([
      'InvalidInput',
      {
        'lines.1.unit_id': ['unit_id must be the unit of product BOLT or one of its further units.'],
        'lines.2.unit_id': ['unit_id must be the unit of product CHAIR or one of its further units.'],
      },
    ]);
  });

  test.each(Object.entries(ways))(
    'that cannot be counted in standard units is refused on %s',
    async (_way, make) => {
      const pair = await shop.item(`PAIR-${newId().slice(-12)}`, { unitNumber: 1 });
      const [{ number } = { number: '' }] = await shop.company.query<{ number: string }>(
        'select number from product where id = ?',
        [pair],
      );
      await inside((em) => createProductUnit(em, number, { unitNumber: box, quantity: '0.5' }, 'test'));
      const refusal = await refusalOf(make([{ itemId: number, unitId: box, quantity: '0.0001' }]));
      expect([refusal.code, Object.keys(refusal.errors)]).toEqual(['InvalidInput', ['lines.0.quantity']]);
    },
  );
});

describe('the standard unit of a product', () => {
  beforeAll(openShop);

  const counted: Readonly<Record<string, (item: string, id: string) => Promise<unknown>>> = {
    'it has been in stock': (_item, id) => shop.company.receive(id, '1', '1.00'),
    'it is on an offer': (itemId) =>
      inside((em) => createDraftOffer(em, newId(), { customerId: '1001', lines: [{ itemId }] }, context())),
    'it is on an order': (itemId) => shop.draft({ [itemId]: '1' }),
    'it is on an invoice': (itemId) =>
      inside((em) => createDraftInvoice(em, { customerId: '1001', lines: [{ itemId }] }, context())),
  };

  test.each(Object.entries(counted))('stays where %s', async (what, count) => {
    const item = `ITEM-${Object.keys(counted).indexOf(what)}`;
    const id = await shop.item(item, { unitNumber: 1 });
    const change = (unitNumber: number | null) =>
      inside((em) => updateProduct(em, item, { unitNumber }, {}, 'test'));
    expect((await change(box)).unit?.number).toBe(box);
    await count(item, id);
    for (const unit of [tray, null]) {
      const refusal = await refusalOf(change(unit));
      expect([refusal.code, Object.keys(refusal.errors)]).toEqual(['InvalidInput', ['unit_number']]);
      expect(JSON.stringify(refusal.errors)).toContain('counted in unit 2');
    }
    expect((await change(box)).unit?.number).toBe(box);
  });

  test('is given to one that had none, for what was counted stays what it was', async () => {
    const id = await shop.item('NONE', { unitNumber: null });
    await shop.company.receive(id, '1', '1.00');
    const given = await inside((em) => updateProduct(em, 'NONE', { unitNumber: box }, {}, 'test'));
    expect(given.unit?.number).toBe(box);
  });
});
