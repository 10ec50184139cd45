import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../support/system.ts';
import { startDocumentApi } from './document-api.ts';
import type { DocumentApi } from './document-api.ts';
import { bodyOf, expecting } from './support.ts';

interface Order {
  readonly id: string;
  readonly number: number;
  readonly version: number;
  readonly is_booked: boolean;
  readonly is_cancelled: boolean;
  readonly is_archived: boolean;
  readonly is_shipped: boolean;
  readonly is_invoiced: boolean;
  readonly delivery_status: string;
  readonly invoicing_status: string;
  readonly offer_number: number | null;
  readonly workflow_id: string;
}
interface Shipment {
  readonly id: string;
  readonly number: number;
  readonly is_shipped: boolean;
  readonly is_picked: boolean;
  readonly order_number: number | null;
  readonly lines: readonly { readonly id: string; readonly quantity: string }[];
  readonly workflow_id: string;
}

const orderBody = { customer_id: 101, lines: [{ item_id: 'A-1', quantity: '3' }] };

describe('orders and their shipments', () => {
  let on: DocumentApi;

  beforeAll(async () => {
    on = await startDocumentApi();
    await expecting(201, on.ours.post('/api/locations', { name: 'Lager' }));
  });
  afterAll(async () => {
    await on.stop();
  });

  const orderFrom = async (status: number, request: Parameters<typeof expecting>[1]): Promise<Order> =>
    bodyOf<{ order: Order }>(await expecting(status, request)).order;
  const newOrder = (body: object = orderBody): Promise<Order> =>
    orderFrom(201, on.ours.post('/api/orders', body));
  const at = ({ number }: { number: number }): string => `/api/orders/${number}`;
  const read = (order: { number: number }): Promise<Order> => orderFrom(200, on.ours.get(at(order)));
  const booked = async (): Promise<Order> => orderFrom(200, on.ours.post(`${at(await newOrder())}/book`));
  const shipmentOf = async (order: Order): Promise<Shipment> =>
    bodyOf<{ order_shipment: Shipment }>(await expecting(201, on.ours.post(`${at(order)}/create-shipment`)))
      .order_shipment;
  const ended = (workflowId: string) =>
    eventually(async () => {
      const run = await on.system.client.workflow.getHandle(workflowId).describe();
      return run.status.name === 'COMPLETED' ? true : undefined;
    }, `the workflow ${workflowId} has ended`);

  test('the whole chain: offer, order, shipment, invoice; every workflow ends with its document', async () => {
    const offer = bodyOf<{ offer: { number: number; workflow_id: string } }>(
      await expecting(201, on.ours.post('/api/offers', orderBody)),
    ).offer;
    const made = await expecting(201, on.ours.post(`/api/offers/${offer.number}/convert-to-order?book=true`));
    const { order_id: number } = bodyOf<{ order_id: number }>(made);
    const order = await read({ number });
    expect(order).toMatchObject({ is_booked: true, offer_number: offer.number, delivery_status: 'not-sent' });
    const pdf = await expecting(200, on.ours.get(`${at(order)}.pdf`).buffer(true));
    expect((pdf.body as Buffer).subarray(0, 5).toString()).toBe('%PDF-');
    const shipment = await shipmentOf(order);
    expect(shipment).toMatchObject({ is_shipped: false, order_number: number });
    const sent = await expecting(
      200,
      on.ours.post(`/api/orders/shipments/${shipment.number}/mark-shipped`, { pick: true }),
    );
    expect(bodyOf<{ order_shipment: Shipment; warnings: string[] }>(sent)).toMatchObject({
      order_shipment: { is_shipped: true, is_picked: true },
      warnings: [expect.stringContaining('A-1')],
    });
    const { invoice_id: invoice } = bodyOf<{ invoice_id: number }>(
      await expecting(201, on.ours.post(`${at(order)}/convert-to-invoice`, { only_shipped: true })),
    );
    expect(await read(order)).toMatchObject({
      is_shipped: true,
      invoicing_status: 'ready',
      is_archived: false,
    });
    await expecting(200, on.ours.post(`/api/customer-invoices/${invoice}/book`));
    expect(await read(order)).toMatchObject({ is_invoiced: true, is_archived: true });
    await Promise.all([offer, order, shipment].map(({ workflow_id }) => ended(workflow_id)));
    const told = await expecting(200, on.ours.get(`/api/workflows/${order.workflow_id}/timeline`));
    const { timeline } = bodyOf<{ timeline: readonly { action: string }[] }>(told);
    expect(timeline.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['create', 'book', 'convertToInvoice', 'moved']),
    );
  });

  test('addresses come as objects, or field by field; two that differ are refused by the field', async () => {
    const flat = { address_city: 'Vejle', delivery_address_city: 'Aarhus', delivery_address_phone: '' };
    const order = await newOrder({ ...orderBody, ...flat, delivery_address: { city: 'Aarhus' } });
    expect(order).toMatchObject({
      billing_address: { city: 'Vejle' },
      delivery_address: { city: 'Aarhus', phone: null },
    });
    const different = { ...orderBody, ...flat, billing_address: { city: 'Kolding' } };
    const refused = await expecting(422, on.ours.post('/api/orders', different));
    expect(Object.keys(bodyOf<{ errors: object }>(refused).errors)).toEqual(['address_city']);
  });

  test('a collection is put on a draft once, whose order is bought, and invoiced together with another', async () => {
    const lines = [{ item_id: 'A-1', quantity: '2' }];
    await expecting(201, on.ours.post('/api/collections', { number: 'SET', name: 'Sæt', lines }));
    const order = await newOrder();
    const add = () =>
      on.ours
        .post(`${at(order)}/lines/add-collection`, { collection: 'SET', quantity: 2 })
        .set('Idempotency-Key', 'set-once');
    for (const answer of [await expecting(201, add()), await expecting(201, add())]) {
      const { order_lines: now } = bodyOf<{ order_lines: { quantity: string; location: null }[] }>(answer);
      expect(now.map(({ quantity, location }) => [quantity, location])).toEqual([
        ['3', null],
        ['4', null],
      ]);
    }
    await expecting(200, on.ours.post(`${at(order)}/book`));
    const refused = await expecting(422, on.ours.post(`${at(order)}/create-purchase-order`));
    expect(Object.keys(bodyOf<{ errors: object }>(refused).errors)).toEqual(['supplier_id']);
    const other = await booked();
    const order_numbers = [order.number, other.number];
    const made = await expecting(201, on.ours.post('/api/customer-invoices/from-orders', { order_numbers }));
    const { customer_invoice: invoice } = bodyOf<{ customer_invoice: { number: number } }>(made);
    expect(invoice).toMatchObject({ order_numbers, is_draft: true });
    await expecting(200, on.ours.post(`/api/customer-invoices/${invoice.number}/book`));
    for (const one of [order, other]) expect(await read(one)).toMatchObject({ is_invoiced: true });
  });

  test('an invoice booked with a shipment is archived when all is sent', async () => {
    const drafted = await expecting(201, on.ours.post('/api/customer-invoices/drafts', orderBody));
    const { number } = bodyOf<{ customer_invoice: { number: number } }>(drafted).customer_invoice;
    await expecting(200, on.ours.post(`/api/customer-invoices/${number}/book`, { create_shipment: true }));
    const listed = await expecting(200, on.ours.get(`/api/order-shipments?invoice_number=${number}`));
    const [shipment] = bodyOf<{ order_shipments: Shipment[] }>(listed).order_shipments;
    await expecting(
      200,
      on.ours.post(`/api/order-shipments/${shipment?.number ?? 0}/mark-shipped`, { pick: true }),
    );
    await eventually(async () => {
      const answer = await expecting(200, on.ours.get(`/api/customer-invoices/${number}`));
      const invoice = bodyOf<{ customer_invoice: { is_archived: boolean; is_shipped: boolean } }>(answer);
      expect(invoice.customer_invoice.is_shipped).toBe(true);
      return invoice.customer_invoice.is_archived ? true : undefined;
    }, 'the invoice is archived');
  });

  test('an order is repeated once, reopened, noted on, cancelled and listed', async () => {
    const key = { 'Idempotency-Key': 'order-once' };
    const first = await orderFrom(201, on.ours.post('/api/orders/drafts', orderBody).set(key));
    const again = await orderFrom(201, on.ours.post('/api/orders/drafts', orderBody).set(key));
    expect(again.id).toBe(first.id);
    await expecting(501, on.ours.post(`${at(first)}/book`, { mail: { send: true } }));
    await expecting(200, on.ours.post(`${at(first)}/book`));
    await expecting(409, on.ours.put(at(first), { heading: 'x' }).set('If-Match', '"2"'));
    expect(await orderFrom(200, on.ours.post(`${at(first)}/reopen`))).toMatchObject({ is_booked: false });
    await expecting(201, on.ours.post(`${at(first)}/notes`, { text: 'Ring først' }));
    const noted = await expecting(200, on.ours.get(`${at(first)}/notes`));
    expect(bodyOf<{ notes: object[] }>(noted).notes).toMatchObject([{ text: 'Ring først' }]);
    expect(await orderFrom(200, on.ours.post(`${at(first)}/cancel`))).toMatchObject({ is_cancelled: true });
    await ended(first.workflow_id);
    const listed = await expecting(
      200,
      on.ours.get('/api/orders?is_cancelled=true&item=A-1&customer_id=101'),
    );
    expect(bodyOf<{ orders: Order[] }>(listed).orders.map(({ number }) => number)).toEqual([first.number]);
    const open = await expecting(200, on.ours.get('/api/orders?archived=not_archived&limit=100'));
    expect(bodyOf<{ orders: Order[] }>(open).orders.map(({ number }) => number)).not.toContain(first.number);
  });

  test('part of an order goes on a backorder, and the old one ends', async () => {
    const order = await booked();
    const shipment = await shipmentOf(order);
    const line = { id: shipment.lines[0]?.id, quantity: '1' };
    await expecting(200, on.ours.post(`/api/order-shipments/${shipment.number}/pick`, { lines: [line] }));
    await expecting(200, on.ours.post(`/api/order-shipments/${shipment.number}/mark-shipped`, {}));
    const made = await expecting(201, on.ours.post(`${at(order)}/create-backorder`));
    const backorder = await read({ number: bodyOf<{ order_id: number }>(made).order_id });
    expect(backorder).toMatchObject({ is_booked: true, is_archived: false });
    const lines = await expecting(200, on.ours.get(`${at(backorder)}/lines`));
    expect(bodyOf<{ order_lines: object[] }>(lines).order_lines).toMatchObject([{ quantity: '2' }]);
    await ended(order.workflow_id);
  });

  test.each(['offer', 'order', 'invoice'])('an order is copied to a new draft: %s', async (to) => {
    const order = await booked();
    const made = bodyOf<Record<string, number>>(
      await expecting(201, on.ours.post(`${at(order)}/copy`, { to })),
    );
    const where = { offer: '/api/offers', order: '/api/orders', invoice: '/api/customer-invoices' }[to] ?? '';
    const copy = await expecting(200, on.ours.get(`${where}/${made[`${to}_id`] ?? 0}`));
    const [document] = Object.values(bodyOf<Record<string, object>>(copy));
    expect(document).toMatchObject({ is_draft: true, lines: [{ quantity: '3' }] });
  });

  test('another agreement sees none of it', async () => {
    const order = await booked();
    const shipment = await shipmentOf(order);
    await expecting(404, on.theirs.get(at(order)));
    await expecting(404, on.theirs.post(`${at(order)}/copy`, { to: 'order' }));
    await expecting(
      404,
      on.theirs.post(`/api/order-shipments/${shipment.number}/mark-shipped`, { pick: true }),
    );
  });

  test('a deleted shipment gives its quantities back to the order', async () => {
    const order = await booked();
    const shipment = await shipmentOf(order);
    expect(await read(order)).toMatchObject({ delivery_status: 'ready' });
    await expecting(409, on.ours.delete(at(order)));
    await expecting(204, on.ours.delete(`/api/order-shipments/${shipment.number}`));
    expect(await read(order)).toMatchObject({ delivery_status: 'not-sent' });
    await expecting(204, on.ours.delete(at(order)));
    await expecting(404, on.ours.get(at(order)));
  });
});
