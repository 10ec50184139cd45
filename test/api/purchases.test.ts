import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../support/system.ts';
import { startDocumentApi } from './document-api.ts';
import type { DocumentApi } from './document-api.ts';
import { bodyOf, expecting } from './support.ts';

interface Document {
  readonly number: number;
  readonly version: number;
  readonly is_archived: boolean;
  readonly is_received?: boolean;
  readonly is_invoiced?: boolean;
  readonly workflow_id: string;
  readonly allowed_actions: readonly string[];
  readonly lines: readonly { readonly id: string; readonly value?: string | null }[];
}

describe('a purchase through the API', () => {
  let on: DocumentApi;

  beforeAll(async () => {
    on = await startDocumentApi();
    await expecting(201, on.ours.post('/api/locations', { number: 1, name: 'Hovedlager' }));
    await expecting(201, on.ours.post('/api/supplier-groups', { number: 1, name: 'Træ' }));
    await expecting(
      201,
      on.ours.post('/api/suppliers', {
        number: '2001',
        name: 'Fyr A/S',
        supplier_group_id: 1,
        vat_zone: 'domestic',
        payment_terms_id: 1,
      }),
    );
  });
  afterAll(async () => {
    await on.stop();
  });

  const documentFrom = async (
    name: string,
    status: number,
    request: Parameters<typeof expecting>[1],
  ): Promise<Document> =>
    bodyOf<Record<string, Document>>(await expecting(status, request))[name] as Document;
  const newOrder = (quantity: string): Promise<Document> =>
    documentFrom(
      'purchase_order',
      201,
      on.ours.post('/api/purchase-orders/drafts', {
        supplier_id: '2001',
        lines: [{ item_id: 'A-1', quantity, line_price: '3.33' }],
      }),
    );
  const at = ({ number }: Document): string => `/api/purchase-orders/${number}`;
  const stock = async (): Promise<unknown> => {
    const product = bodyOf<{ product: { cost_price: string | null } }>(
      await expecting(200, on.ours.get('/api/products/A-1')),
    );
    return product.product.cost_price;
  };
  const hasEnded = (workflowId: string): Promise<true> =>
    eventually(async () => {
      const run = await on.system.client.workflow.getHandle(workflowId).describe();
      return run.status.name === 'COMPLETED' ? true : undefined;
    }, `${workflowId} has ended`);

  test('goes from order to receipt to an invoice at another price, and the item is worth that to the cent', async () => {
    const order = await newOrder('7');
    await expecting(501, on.ours.post(`${at(order)}/book`, { mail: { send: true } }));
    await expecting(200, on.ours.post(`${at(order)}/book`));
    const receipt = await documentFrom('receipt', 201, on.ours.post(`${at(order)}/create-receipt`));
    const received = await documentFrom(
      'receipt',
      200,
      on.ours.post(`/api/receipts/${receipt.number}/receive`),
    );
    expect(received.lines).toMatchObject([{ value: '23.31' }]);
    expect(Number(await stock())).toBeCloseTo(3.33, 4);
    const invoice = await documentFrom(
      'supplier_invoice',
      201,
      on.ours.post(`${at(order)}/convert-to-invoice`, { book: false }),
    );
    const path = `/api/supplier-invoices/${invoice.number}`;
    const lines = [{ item_id: 'A-1', quantity: '7', line_price: '3.47' }];
    const change = { supplier_invoice_number: 'F-4711', lines };
    await expecting(200, on.ours.put(path, change).set('If-Match', `"${invoice.version}"`));
    await expecting(200, on.ours.post(`${path}/book`));
    const corrected = await documentFrom('receipt', 200, on.ours.get(`/api/receipts/${receipt.number}`));
    expect(corrected.lines).toMatchObject([{ value: '24.29' }]);
    expect(Number(await stock())).toBeCloseTo(3.47, 4);
    const done = await documentFrom('purchase_order', 200, on.ours.get(at(order)));
    expect(done).toMatchObject({ is_received: true, is_invoiced: true, is_archived: true });
    for (const { workflow_id } of [order, receipt, invoice]) await hasEnded(workflow_id);
    const credit = await documentFrom(
      'supplier_invoice',
      201,
      on.ours.post(`${path}/create-creditnote`, { reverse_inventory: true, reason: 'Bukket' }),
    );
    await expecting(200, on.ours.post(`/api/supplier-invoices/${credit.number}/book`));
    await expecting(404, on.theirs.get(path));
  });

  test('that is complete and archived is invoiced anew, where its invoice is credited and the goods stay', async () => {
    const order = await newOrder('2');
    await expecting(200, on.ours.post(`${at(order)}/book`));
    const invoiceIt = (book: boolean) =>
      documentFrom('supplier_invoice', 201, on.ours.post(`${at(order)}/convert-to-invoice`, { book }));
    const wrong = `/api/supplier-invoices/${(await invoiceIt(false)).number}`;
    await expecting(200, on.ours.post(`${wrong}/book`, { mark_received: true }));
    const read = () => documentFrom('purchase_order', 200, on.ours.get(at(order)));
    expect(await read()).toMatchObject({ is_invoiced: true, is_archived: true });
    await expecting(409, on.ours.post(`${at(order)}/convert-to-invoice`));
    const note = await documentFrom('supplier_invoice', 201, on.ours.post(`${wrong}/create-creditnote`));
    await expecting(200, on.ours.post(`/api/supplier-invoices/${note.number}/book`));
    expect(await read()).toMatchObject({ is_invoiced: false, is_archived: true });
    await invoiceIt(true);
    expect(await read()).toMatchObject({ is_invoiced: true, is_archived: true });
  });

  test('is listed by its flags, and refused in words where it cannot go on', async () => {
    const order = await newOrder('2');
    const refused = await expecting(409, on.ours.post(`${at(order)}/create-receipt`));
    expect(bodyOf<{ code: string }>(refused).code).toBe('InvalidTransition');
    const listed = await expecting(200, on.ours.get('/api/purchase-orders?is_draft=true&item=A-1'));
    const rows = bodyOf<{ purchase_orders: readonly Document[] }>(listed).purchase_orders;
    expect(rows.map(({ number }) => number)).toEqual([order.number]);
    await expecting(200, on.ours.post(`${at(order)}/cancel`));
    for (const list of ['receipts', 'supplier-invoices'])
      await expecting(200, on.ours.get(`/api/${list}?archived=archived&item=A-1`));
    const copy = await documentFrom('purchase_order', 201, on.ours.post(`${at(order)}/copy`));
    await expecting(204, on.ours.delete(at(copy)));
  });
});
