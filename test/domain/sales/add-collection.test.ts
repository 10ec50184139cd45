import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createCollection } from '../../../domain/collections/collection.service.ts';
import type { NewCollection } from '../../../domain/collections/collection.service.ts';
import { newId } from '../../../domain/ids.ts';
import { bookDraft } from '../../../domain/invoices/book-draft.ts';
import {
  addInvoiceCollection,
  createCreditNote,
  createDraftInvoice,
  invoiceView,
} from '../../../domain/invoices/customer-invoice.service.ts';
import { createDraftOffer, addOfferCollection } from '../../../domain/offers/offer.service.ts';
import { offerView } from '../../../domain/offers/offer-view.ts';
import { addOrderCollection } from '../../../domain/orders/order.service.ts';
import { orderView } from '../../../domain/orders/order-view.ts';
import { updateProduct } from '../../../domain/products/product.service.ts';
import type { CollectionToAdd } from '../../../domain/sales/add-collection.ts';
import { testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { refusalOf } from '../../support/refusals.ts';
import { Shop, context } from '../orders/fixtures.ts';

let database: TestDatabase;
let shop: Shop;

const collection = (input: Omit<NewCollection, 'name'>) =>
  shop.inside((em) => createCollection(em, { name: 'Pakke', ...input }, 'test'));
const toOrder = (id: string, input: CollectionToAdd) =>
  shop.inside((em) => addOrderCollection(em, id, input, context()));
const shown = (lines: readonly { readonly item: { readonly number: string } | null; quantity: string }[]) =>
  lines.map(({ item, quantity }) => `${item?.number ?? 'text'} ${quantity}`);

beforeAll(async () => {
  database = await testDatabase();
  shop = await Shop.open(database);
  await shop.item('LAMP', { salesPrice: '40' });
  const lines = [
    { itemNumber: 'TABLE', quantity: '1' },
    { itemNumber: 'CHAIR', quantity: '4' },
  ];
  await collection({ number: 'SET', lines });
  await collection({ number: 'EMPTY' });
  await collection({ number: 'BARRED', lines, isBarred: true });
  await collection({ number: 'OLD', lines: [{ itemNumber: 'LAMP', quantity: '1' }] });
  await shop.inside((em) => updateProduct(em, 'LAMP', { isBarred: true }, {}, 'test'));
});
afterAll(() => database.drop());

describe('a collection', () => {
  test('is on a draft order as lines of its items, after those that are there, and the totals count them', async () => {
    const order = await shop.draft({ HOUR: '1' });
    const before = await shop.inside((em) => orderView(em, order.id));
    await toOrder(order.id, { collection: 'SET', quantity: '2' });
    const after = await shop.inside((em) => orderView(em, order.id));
    expect(shown(after.lines)).toEqual(['HOUR 1', 'TABLE 2', 'CHAIR 8']);
    expect(after.lines.map(({ position }) => position)).toEqual([1, 2, 3]);
    expect(after.lines[0]?.id).toBe(before.lines[0]?.id);
    expect(after.net_amount).toBe('2600.00');
    expect(after.version).toBe(before.version + 1);
    await toOrder(order.id, { collection: 'SET' });
    expect((await shop.inside((em) => orderView(em, order.id))).lines).toHaveLength(5);
    expect(await shop.happened(order.id)).toEqual(['create', 'addCollection', 'addCollection']);
  });

  test('is put on a draft offer and a draft invoice in the same way', async () => {
    const offerId = newId();
    const input = { customerId: '1001', lines: [{ name: 'Som aftalt' }] };
    await shop.inside((em) => createDraftOffer(em, offerId, input, context()));
    await shop.inside((em) => addOfferCollection(em, offerId, { collection: 'SET' }, context()));
    const offer = await shop.inside((em) => offerView(em, offerId));
    expect([shown(offer.lines), offer.net_amount]).toEqual([['text 0', 'TABLE 1', 'CHAIR 4'], '900.00']);
    const invoiceId = newId();
    await shop.inside((em) => createDraftInvoice(em, { id: invoiceId, ...input }, context()));
    await shop.inside((em) => addInvoiceCollection(em, invoiceId, { collection: 'SET' }, context()));
    const invoice = await shop.inside((em) => invoiceView(em, invoiceId));
    expect([shown(invoice.lines), invoice.net_amount]).toEqual([['text 0', 'TABLE 1', 'CHAIR 4'], '900.00']);
  });

  test.each<[string, CollectionToAdd, string, string]>([
    ['that is not there', { collection: 'NONE' }, 'ReferenceNotFound', 'collection'],
    ['that is barred', { collection: 'BARRED' }, 'Barred', 'collection'],
    ['with a barred item', { collection: 'OLD' }, 'Barred', 'collection'],
    ['without lines', { collection: 'EMPTY' }, 'InvalidInput', 'collection'],
    ['of nothing', { collection: 'SET', quantity: '0' }, 'InvalidInput', 'quantity'],
    [
      'of more than a line holds',
      { collection: 'SET', quantity: '999999999999999' },
      'InvalidInput',
      'quantity',
    ],
  ])('%s is refused with its field, and nothing changes', async (_what, input, code, field) => {
    const order = await shop.draft({ HOUR: '1' });
    const refusal = await refusalOf(toOrder(order.id, input));
    expect([refusal.code, Object.keys(refusal.errors)]).toEqual([code, [field]]);
    expect((await shop.inside((em) => orderView(em, order.id))).lines).toHaveLength(1);
  });

  test('is put on no order that was sent, and on no credit note', async () => {
    const order = await shop.sent({ HOUR: '1' });
    expect((await refusalOf(toOrder(order.id, { collection: 'SET' }))).code).toBe('InvalidTransition');
    const invoice = await shop.invoice(order.id);
    await shop.inside((em) => bookDraft(em, invoice.id, {}, context()));
    const creditId = newId();
    await shop.inside((em) => createCreditNote(em, invoice.number, { id: creditId }, context()));
    const add = shop.inside((em) => addInvoiceCollection(em, creditId, { collection: 'SET' }, context()));
    expect((await refusalOf(add)).errors).toHaveProperty('collection');
  });
});
