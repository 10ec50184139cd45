import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { deleteDraftInvoice } from '../../../domain/invoices/draft-invoice.service.ts';
import { editDraftInvoice } from '../../../domain/invoices/customer-invoice.service.ts';
import { bookDraft } from '../../../domain/invoices/book-draft.ts';
import { bookOrder, cancelOrder, reopenOrder } from '../../../domain/orders/order-steps.service.ts';
import { deleteOrder, editDraftOrder } from '../../../domain/orders/order.service.ts';
import { orderView } from '../../../domain/orders/order-view.ts';
import { newId } from '../../../domain/ids.ts';
import { createDraftOffer } from '../../../domain/offers/offer.service.ts';
import { convertOfferToInvoice, convertOfferToOrder } from '../../../domain/offers/offer-conversion.ts';
import { testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { Shop, context } from './fixtures.ts';

let database: TestDatabase;
let shop: Shop;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

describe('an order', () => {
  beforeAll(async () => {
    shop = await Shop.open(database);
  });

  test('reserves its stocked lines from booking to reopening', async () => {
    const order = await shop.sent({ CHAIR: '3', HOUR: '2' });
    expect(await shop.standing(order.id)).toBe('sent not-sent not-invoiced');
    expect(await shop.reserved('CHAIR')).toBe('3');
    await shop.inside((em) => reopenOrder(em, order.id, context()));
    expect(await shop.standing(order.id)).toBe('draft not-sent not-invoiced');
    expect(await shop.reserved('CHAIR')).toBe('0');
    await shop.inside((em) => editDraftOrder(em, order.id, { lines: [{ itemId: 'CHAIR' }] }, context()));
    expect(await shop.happened(order.id)).toEqual(['create', 'book', 'reopen', 'edit']);
  });

  test('is cancelled and archived, and reserves nothing any more', async () => {
    const order = await shop.sent({ CHAIR: '3' });
    await shop.inside((em) => cancelOrder(em, order.id, context()));
    expect(await shop.standing(order.id)).toBe('cancelled not-sent not-invoiced archived');
    expect(await shop.reserved('CHAIR')).toBe('0');
    await expect(shop.invoice(order.id)).rejects.toMatchObject({ code: 'InvalidTransition' });
  });

  test('is deleted while it has neither shipment nor invoice, booked or not', async () => {
    const order = await shop.sent({ CHAIR: '3' });
    const invoice = await shop.invoice(order.id);
    await expect(shop.inside((em) => deleteOrder(em, order.id, context()))).rejects.toMatchObject({
      code: 'InvalidTransition',
      errors: { action: ['It has an invoice.'] },
    });
    await shop.inside((em) => deleteDraftInvoice(em, invoice.id, context()));
    await shop.inside((em) => deleteOrder(em, order.id, context()));
    expect(await shop.standing(order.id)).toBe('gone');
    expect(await shop.reserved('CHAIR')).toBe('0');
  });

  test('of a barred customer is refused, and one without a product is not booked', async () => {
    await expect(shop.draft({ CHAIR: '1' }, { customerId: '1002' })).rejects.toMatchObject({
      code: 'Barred',
    });
    await expect(shop.sent({})).rejects.toMatchObject({
      code: 'NoLines',
      message: expect.stringMatching(/^Order \d+ has no line/),
    });
  });

  test('is invoiced in whole: the axis goes from ready to invoiced, and back where the draft is deleted', async () => {
    const order = await shop.sent({ CHAIR: '3', HOUR: '2' });
    const draft = await shop.invoice(order.id);
    expect(await shop.standing(order.id)).toBe('sent not-sent ready');
    await expect(shop.invoice(order.id)).rejects.toMatchObject({ code: 'NothingLeft' });
    await shop.inside((em) => deleteDraftInvoice(em, draft.id, context()));
    expect(await shop.standing(order.id)).toBe('sent not-sent not-invoiced');
    const again = await shop.invoice(order.id);
    await shop.inside((em) => bookDraft(em, again.id, {}, context()));
    expect(await shop.standing(order.id)).toBe('sent not-sent invoiced');
    const { lines } = await shop.inside((em) => orderView(em, order.id));
    expect(lines.map((line) => line.invoiced_quantity)).toEqual(['3', '2']);
  });

  test('is never invoiced for more than was ordered: an edited draft keeps its links, and its limits', async () => {
    const order = await shop.sent({ CHAIR: '3' });
    const draft = await shop.invoice(order.id);
    const edit = (quantity: string) =>
      shop.inside((em) =>
        editDraftInvoice(
          em,
          draft.id,
          { lines: [{ itemId: 'CHAIR', quantity }, { itemId: 'TABLE' }] },
          context(),
        ),
      );
    await expect(edit('4')).rejects.toMatchObject({ code: 'OrderExceeded', params: { left: '3' } });
    await edit('2');
    const rest = await shop.invoice(order.id, { book: true });
    expect(await shop.standing(order.id)).toBe('sent not-sent partly');
    await expect(edit('3')).rejects.toMatchObject({ code: 'OrderExceeded', params: { left: '2' } });
    await shop.inside((em) => bookDraft(em, draft.id, {}, context()));
    expect(await shop.standing(order.id)).toBe('sent not-sent invoiced');
    expect(rest.number).toBeGreaterThan(draft.number);
  });

  test('without stocked lines is archived by the invoice that completes it', async () => {
    const order = await shop.sent({ HOUR: '2' });
    await shop.invoice(order.id, { book: true });
    expect(await shop.standing(order.id)).toBe('sent not-sent invoiced archived');
  });

  test('gives its head to its invoice, but for what is asked for otherwise', async () => {
    const { id } = await shop.draft({ CHAIR: '1' }, { heading: 'Uge 10', otherReference: 'PO 7' });
    await shop.inside((em) => bookOrder(em, id, context()));
    const { id: invoiceId } = await shop.invoice(id, { overrides: { heading: 'Uge 11' } });
    const [row] = await shop.company.query<{ heading: string; reference: string }>(
      'select heading, other_reference as reference from customer_invoice where id = ?',
      [invoiceId],
    );
    expect(row).toEqual({ heading: 'Uge 11', reference: 'PO 7' });
  });

  test('of an order that was cancelled meanwhile a draft invoice is not booked', async () => {
    const order = await shop.sent({ CHAIR: '1' });
    const draft = await shop.invoice(order.id);
    await shop.inside((em) => cancelOrder(em, order.id, context()));
    await expect(shop.inside((em) => bookDraft(em, draft.id, {}, context()))).rejects.toMatchObject({
      code: 'InvalidTransition',
    });
  });
});

describe('an offer', () => {
  beforeAll(async () => {
    shop = await Shop.open(database);
  });
  const offer = () =>
    shop.inside((em) =>
      createDraftOffer(
        em,
        newId(),
        { customerId: '1001', lines: [{ itemId: 'CHAIR', quantity: '2', linePrice: '90' }] },
        context(),
      ),
    );

  test.each([
    [false, 'draft not-sent not-invoiced', '0'],
    [true, 'sent not-sent not-invoiced', '2'],
  ])('becomes an order, booked: %s', async (book, standing, reserved) => {
    const { id } = await offer();
    const by = context();
    const made = await shop.inside((em) => convertOfferToOrder(em, id, newId(), { book }, by));
    expect(made.offer.state).toBe('accepted');
    expect(await shop.standing(made.order.id)).toBe(standing);
    expect(await shop.reserved('CHAIR')).toBe(reserved);
    const view = await shop.inside((em) => orderView(em, made.order.id));
    expect(view).toMatchObject({ offer_number: made.offer.number, net_amount: '180.00' });
    await expect(
      shop.inside((em) => convertOfferToInvoice(em, id, newId(), context())),
    ).rejects.toMatchObject({ code: 'InvalidTransition' });
  });

  test('becomes an invoice that is linked to it', async () => {
    const { id } = await offer();
    const made = await shop.inside((em) => convertOfferToInvoice(em, id, newId(), context()));
    expect(made.invoice.offer?.id).toBe(id);
    expect(made.invoice.netAmount).toBe('180.00');
  });
});

test('64 orders at once have 64 numbers without a gap', async () => {
  const busy = await Shop.open(database);
  const orders = await Promise.all(Array.from({ length: 64 }, () => busy.draft({ CHAIR: '1' })));
  const numbers = orders.map(({ number }) => number).sort((a, b) => a - b);
  expect(numbers).toEqual(Array.from({ length: 64 }, (_, at) => 1001 + at));
});

test('an order of 1,000 lines is booked', async () => {
  const big = await Shop.open(database);
  const lines = Array.from({ length: 1_000 }, (_, at) => ({
    itemId: at % 2 ? 'CHAIR' : 'TABLE',
    quantity: '1',
  }));
  const { id } = await big.draft({}, { lines });
  await big.inside((em) => bookOrder(em, id, context()));
  expect(await big.reserved('CHAIR')).toBe('500');
  expect(await big.reserved('TABLE')).toBe('500');
});
