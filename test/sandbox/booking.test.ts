import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Bench, customerBody, draftBody, firstError, startBench } from './client.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.sandbox.close());

async function draft(changes: Readonly<Record<string, unknown>> = {}): Promise<number> {
  const { draftInvoiceNumber } = await bench.expect(201, 'POST', '/invoices/drafts', {
    body: draftBody(changes),
  });
  return Number(draftInvoiceNumber);
}
const book = (draftInvoiceNumber: number, more: Readonly<Record<string, unknown>> = {}) =>
  bench.call('POST', '/invoices/booked', { body: { draftInvoice: { draftInvoiceNumber }, ...more } });

describe('booking', () => {
  test('gives a number of its own series, keeps the draft number, and takes the draft away', async () => {
    await draft();
    const number = await draft({ references: { other: 'PO 1 · B-42' } });
    const booked = await book(number);
    expect(booked.status).toBe(201);
    expect(booked.headers.get('location')).toBe(`${bench.sandbox.restUrl}/invoices/booked/1`);
    expect(booked.json).toMatchObject({
      bookedInvoiceNumber: 1,
      orderNumber: number,
      netAmount: 200,
      vatAmount: 50,
      grossAmount: 250,
      remainder: 250,
      references: { other: 'PO 1 · B-42' },
    });
    expect(booked.text).toContain('"vatRate":25.00000000,"vatAmount":50.0000,"totalNetAmount":200.00');
    expect(booked.text).toContain('"netAmount":200.00,');
    expect(booked.text).not.toContain('marginPercentage');
    expect((await bench.call('GET', `/invoices/drafts/${number}`)).status).toBe(404);
    const found = await bench.expect(200, 'GET', '/invoices/booked?filter=references.other$like:*B-42');
    expect(found['pagination']?.['results']).toBe(1);
    expect(bench.sandbox.control.ledger().agreements[0]?.bookedInvoices).toMatchObject([
      { bookedInvoiceNumber: 1, orderNumber: number, grossAmount: '250.00' },
    ]);
  });

  test('its instructions can be posted as they are', async () => {
    const number = await draft();
    const path = `/invoices/drafts/${number}/templates/booking-instructions`;
    const { draftInvoice } = await bench.expect(200, 'GET', path);
    await bench.expect(201, 'POST', '/invoices/booked', { body: { draftInvoice } });
  });

  test('takes a given number, in the body or in the path, and goes on above it', async () => {
    expect((await book(await draft(), { bookWithNumber: 1001 })).json['bookedInvoiceNumber']).toBe(1001);
    const draftInvoice = { draftInvoiceNumber: await draft() };
    const body = { draftInvoice, bookWithNumber: 1005 };
    const put = await bench.call('PUT', '/invoices/booked/1005', { body });
    expect([put.status, put.json['bookedInvoiceNumber']]).toEqual([201, 1005]);
    expect((await book(await draft())).json['bookedInvoiceNumber']).toBe(1006);
  });

  test('refuses a used number, and one below the last where the switch says so', async () => {
    await book(await draft(), { bookWithNumber: 1005 });
    const used = await book(await draft(), { bookWithNumber: 1005 });
    expect(firstError(used)).toMatchObject({ at: 'bookWithNumber', code: 'E90050' });
    expect((await book(await draft(), { bookWithNumber: 1003 })).status).toBe(201);
    bench.sandbox.control.setSwitches({ bookBelowLast: 'refuse' });
    const below = await book(await draft(), { bookWithNumber: 1004 });
    expect(firstError(below)).toMatchObject({ at: 'bookWithNumber', code: 'E90051' });
    expect((await book(await draft(), { bookWithNumber: 1006 })).status).toBe(201);
  });

  test('a draft that is not there is 404, or a refusal where the switch says so', async () => {
    expect((await book(77)).status).toBe(404);
    bench.sandbox.control.setSwitches({ missingDraft: 'refuse' });
    expect(firstError(await book(77))).toMatchObject({ at: 'draftInvoice', code: 'E90038' });
  });

  test.each([
    ['barred', 'Perioden er spærret.', 'E04041'],
    ['closed', 'Perioden er lukket.', 'E04041'],
  ] as const)('a %s period refuses under Date, and the draft stays', async (state, message, code) => {
    const number = await draft();
    bench.sandbox.control.setSwitches({ language: 'da' });
    bench.sandbox.control.setPeriod({ date: '2026-03-10', state });
    const refused = await book(number);
    expect(firstError(refused)).toEqual({ at: 'date', code, property: 'Date' });
    expect(refused.text).toContain(message);
    await bench.expect(200, 'GET', `/invoices/drafts/${number}`);
    const { json } = await bench.call(
      'GET',
      '/accountingyearsapi/v2.0.1/accountingYears/periods?filter=year$eq:2026',
    );
    const periods = json['items'] as unknown as Record<string, unknown>[];
    expect(
      periods.filter((period) => period['isBarred'] === true || period['isClosed'] === true),
    ).toMatchObject([
      { dateFrom: '2026-03-01T00:00:00', isBarred: state === 'barred', isClosed: state === 'closed' },
    ]);
    const legacy = await bench.expect(200, 'GET', '/accounting-years/2026/periods/3');
    expect(legacy['closed'] ?? false).toBe(state === 'closed');
    bench.sandbox.control.setPeriod({ date: '2026-03-10', state: 'open' });
    expect((await book(number)).status).toBe(201);
  });

  test('a date without an accounting year is refused at booking, not before', async () => {
    const number = await draft({ date: '2031-01-01' });
    expect(firstError(await book(number))).toMatchObject({ at: 'date', code: 'E90010' });
  });

  test('a product or customer barred since the draft was made refuses the booking', async () => {
    const number = await draft();
    bench.sandbox.control.setBarred({ kind: 'products', id: '1001', barred: true });
    expect(firstError(await book(number))).toMatchObject({ at: 'lines[0].product', code: 'E06600' });
    bench.sandbox.control.setBarred({ kind: 'products', id: '1001', barred: false });
    bench.sandbox.control.setBarred({ kind: 'customers', id: '1', barred: true });
    expect(firstError(await book(number)).at).toBe('customer');
  });

  test('a draft without lines is not booked', async () => {
    expect(firstError(await book(await draft({ lines: [] }))).at).toBe('lines');
  });

  test('the PDF is there some time after', async () => {
    bench.sandbox.control.setSwitches({ pdfDelayMs: 1_500 });
    bench.sandbox.control.setClock({ set: '2026-03-10T12:00:00.700Z', stop: true });
    await book(await draft());
    expect((await bench.call('GET', '/invoices/booked/1/pdf')).status).toBe(404);
    bench.sandbox.control.setClock({ advanceMs: 1_499 });
    expect((await bench.call('GET', '/invoices/booked/1/pdf')).status).toBe(404);
    bench.sandbox.control.setClock({ advanceMs: 1 });
    const pdf = await bench.call('GET', '/invoices/booked/1/pdf', { headers: { Accept: '*/*' } });
    expect([pdf.status, pdf.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    expect(
      (await bench.call('GET', '/invoices/booked/1/pdf', { headers: { Accept: 'application/pdf' } })).status,
    ).toBe(406);
  });

  test('what is open and due shows in the lists and on the customer', async () => {
    bench.sandbox.control.setClock({ set: '2026-03-25T12:00:00Z' });
    await book(await draft());
    await book(await draft({ date: '2026-03-20' }));
    const count = async (path: string) => (await bench.expect(200, 'GET', path))['pagination']?.['results'];
    expect(
      await Promise.all(['unpaid', 'overdue', 'not-due', 'paid'].map((which) => count(`/invoices/${which}`))),
    ).toEqual([2, 1, 1, 0]);
    expect(await bench.expect(200, 'GET', '/customers/1')).toMatchObject({ balance: 500, dueAmount: 250 });
    expect(await count('/customers?filter=balance$gt:499')).toBe(1);
    expect(await count('/customers/1/invoices/booked')).toBe(2);
    expect((await bench.call('DELETE', '/customers/1')).status).toBe(400);
  });
});

describe('sending with the booking', () => {
  test.each([
    ['none', 'lenient', 201],
    ['None', 'lenient', 201],
    ['email', 'lenient', 201],
    ['fax', 'lenient', 400],
    ['Email', 'strict', 201],
    ['email', 'strict', 400],
    ['ean', 'strict', 400],
  ])('sendBy %s is, %s, answered %i', async (sendBy, mode, status) => {
    bench.sandbox.control.setSwitches({ sendBy: mode });
    const refused = await book(await draft(), { sendBy });
    expect(refused.status).toBe(status);
    if (status === 400) expect(firstError(refused)).toMatchObject({ at: 'sendBy', code: 'E90052' });
  });

  test('by mail needs a recipient', async () => {
    await bench.expect(201, 'PUT', '/customers/30', { body: customerBody() });
    const number = await draft({ customer: { customerNumber: 30 } });
    expect(firstError(await book(number, { sendBy: 'Email' })).code).toBe('E90054');
  });

  test('by EAN needs an EAN, a contact on customer and invoice, and an agreement that may', async () => {
    await bench.expect(201, 'PUT', '/customers/31', { body: customerBody() });
    const contact = await bench.expect(201, 'POST', '/customers/31/contacts', { body: { name: 'Kommunen' } });
    const attention = { customerContactNumber: contact['customerContactNumber'] };
    const plain = { customer: { customerNumber: 31 } };
    const addressed = { ...plain, recipient: { name: 'K', vatZone: { vatZoneNumber: 1 }, attention } };
    expect(firstError(await book(await draft(addressed), { sendBy: 'EAN' })).code).toBe('E90053');
    await bench.expect(200, 'PUT', '/customers/31', { body: customerBody({ ean: '5790000123452' }) });
    expect(firstError(await book(await draft(plain), { sendBy: 'EAN' })).code).toBe('E90053');
    expect((await book(await draft(addressed), { sendBy: 'EAN' })).status).toBe(201);
    expect(bench.sandbox.control.ledger().agreements[0]?.bookedInvoices.at(-1)).toMatchObject({
      sentBy: 'ean',
    });
  });
});

describe('product groups on the newer surface', () => {
  const groups = '/productsapi/v2.0.0/productgroups';

  test('a group and its zones are made, changed with their version, and show on the legacy surface', async () => {
    expect(
      await bench.expect(201, 'POST', groups, { body: { id: 50, name: 'Beslag', domesticAccountId: 1010 } }),
    ).toEqual({ id: 50 });
    expect(
      await bench.expect(201, 'POST', `${groups}/50/zones`, { body: { id: 3, accountId: 1030 } }),
    ).toEqual({ id: 3 });
    const { json: group } = await bench.call('GET', `${groups}/50`);
    const renamed = { ...group, name: 'Beslag og hængsler' };
    expect((await bench.call('PUT', groups, { body: renamed })).status).toBe(204);
    const stale = await bench.call('PUT', groups, { body: renamed });
    expect([stale.status, stale.json['errorCode']]).toEqual([409, 'UpdateConflict']);
    const unversioned = { id: 50, name: 'x', domesticAccountId: 1010 };
    expect((await bench.call('PUT', groups, { body: unversioned })).status).toBe(409);
    bench.sandbox.control.setSwitches({ objectVersionRequired: false });
    expect((await bench.call('PUT', groups, { body: { ...unversioned, name: 'Beslag' } })).status).toBe(204);
    expect(await bench.expect(200, 'GET', '/product-groups/50')).toMatchObject({ name: 'Beslag' });
    const accounts = await bench.expect(200, 'GET', '/product-groups/50/sales-accounts');
    expect(accounts['collection']).toMatchObject([
      {
        salesAccount: { accountNumber: 1010, vatAccount: { vatCode: 'U25' } },
        vatZone: { vatZoneNumber: 1 },
      },
      { salesAccount: { accountNumber: 1030 }, vatZone: { vatZoneNumber: 3 } },
    ]);
  });

  test.each([
    [{ id: 1, name: 'x', domesticAccountId: 1010 }, 'id'],
    [{ name: 'x', domesticAccountId: 1010 }, 'id'],
    [{ id: 0, name: 'x', domesticAccountId: 1010 }, 'id'],
    [{ id: 51, domesticAccountId: 1010 }, 'name'],
    [{ id: 51, name: 'x'.repeat(51), domesticAccountId: 1010 }, 'name'],
    [{ id: 51, name: 'x', domesticAccountId: 1070 }, 'domesticAccountId'],
    [{ id: 51, name: 'x' }, 'domesticAccountId'],
  ])('%j is refused for its %s', async (body, property) => {
    const { status, json } = await bench.call('POST', groups, { body });
    expect(status).toBe(400);
    expect(json['errors']).toMatchObject([{ property }]);
  });

  test('lists have a cursor only where there is more', async () => {
    const { json } = await bench.call('GET', `${groups}?filter=id$lt:3`);
    expect(json).not.toHaveProperty('cursor');
    expect(json['items']).toHaveLength(2);
    expect((await bench.call('GET', `${groups}/1/zones/2`)).json).toMatchObject({ id: 2, accountId: 1020 });
  });

  test('a group in use is not deleted', async () => {
    expect((await bench.call('DELETE', `${groups}/1`)).status).toBe(400);
    expect((await bench.call('DELETE', `${groups}/3`)).status).toBe(204);
  });

  test('paged lists are bare, of 1 to 100, and a count is a number', async () => {
    await bench.sandbox.close();
    // The published contract has these beside `/productgroups/{number}`, which a check of the journal would take them for.
    bench = await startBench({ journalFile: null });
    expect((await bench.call('GET', `${groups}/count`)).text).toBe('3');
    expect((await bench.call('GET', `${groups}/paged?pageSize=2&sort=-id`)).json).toMatchObject([
      { id: 3 },
      { id: 2 },
    ]);
    expect((await bench.call('GET', `${groups}/paged?pageSize=101`)).status).toBe(400);
  });
});
