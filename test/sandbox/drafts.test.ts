import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Bench, draftBody, firstError, startBench, idOf } from './client.ts';

const line = (changes: Readonly<Record<string, unknown>> = {}) => ({
  product: { productNumber: '1001' },
  quantity: 1,
  unitNetPrice: 100,
  ...changes,
});
const toZone = (vatZoneNumber: number) => ({ recipient: { name: 'N', vatZone: { vatZoneNumber } } });

describe('a draft invoice', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await startBench();
  });
  afterAll(() => bench.sandbox.close());
  const post = (changes: Readonly<Record<string, unknown>> = {}) =>
    bench.call('POST', '/invoices/drafts', { body: draftBody(changes) });
  const created = (changes: Readonly<Record<string, unknown>> = {}) =>
    bench.expect(201, 'POST', '/invoices/drafts', { body: draftBody(changes) });

  test('2 × 100 with 25 % VAT is 200 net and 250 gross; a PUT replaces lines and counts anew', async () => {
    const draft = await created();
    expect(draft).toMatchObject({ netAmount: 200, vatAmount: 50, grossAmount: 250, dueDate: '2026-03-24' });
    const path = `/invoices/drafts/${idOf(draft['draftInvoiceNumber'])}`;
    const body = draftBody({
      layout: undefined,
      lines: [line({ quantity: 3 })],
      references: { other: 'PO 7' },
    });
    expect(await bench.expect(200, 'PUT', path, { body })).toMatchObject({
      netAmount: 300,
      grossAmount: 375,
    });
    const again = await bench.expect(200, 'PUT', path, { body: draftBody({ layout: undefined }) });
    expect(again).not.toHaveProperty('references');
    expect(again['layout']).toMatchObject({ layoutNumber: 19 });
  });

  test('amounts and rates are numbers with as many decimals as the server prints', async () => {
    const { text } = await post({
      lines: [line({ quantity: 3, unitNetPrice: 153.44, discountPercentage: 10 })],
    });
    for (const part of [
      '"exchangeRate":100.000000,',
      '"netAmount":414.290000,',
      '"vatAmount":103.570000,',
      '"grossAmount":517.860000,',
      '"netAmountInBaseCurrency":414.29,',
      '"roundingAmount":0.00,',
      '"totalNetAmount":414.29,',
      '"discountPercentage":10.00,',
    ]) {
      expect(text).toContain(part);
    }
  });

  test('a list carries no lines; one alone does', async () => {
    const draft = await created({ references: { other: 'only-me' } });
    const list = await bench.expect(200, 'GET', '/invoices/drafts?filter=references.other$eq:only-me');
    const [item] = list['collection'] as unknown as Record<string, unknown>[];
    expect(item).not.toHaveProperty('lines');
    const one = await bench.expect(200, 'GET', `/invoices/drafts/${idOf(draft['draftInvoiceNumber'])}`);
    expect(one['lines']).toHaveLength(1);
  });

  test.each([
    [1, '1001', 25],
    [2, '1001', 0],
    [3, '1001', 0],
    [4, '1001', 0],
  ])(
    'VAT zone %i takes the rate of the sales account of the product group for it',
    async (zone, product, vat) => {
      const lines = [line({ product: { productNumber: product } })];
      expect((await created({ ...toZone(zone), lines }))['vatAmount']).toBe(vat);
    },
  );

  test('a product group without a sales account for the zone refuses the line', async () => {
    const service = '/productsapi/v2.0.0/productgroups';
    await bench.expect(201, 'POST', service, { body: { id: 40, name: 'Ny', domesticAccountId: 1010 } });
    const product = { productNumber: 'G40', name: 'x', productGroup: { productGroupNumber: 40 } };
    await bench.expect(201, 'POST', '/products', { body: product });
    const lines = [line({ product: { productNumber: 'G40' } })];
    expect((await created({ lines }))['vatAmount']).toBe(25);
    const refused = await post({ ...toZone(2), lines });
    expect(firstError(refused)).toMatchObject({ at: 'lines[0].product', code: 'E90060' });
    await bench.expect(201, 'POST', `${service}/40/zones`, { body: { id: 2, accountId: 1020 } });
    expect((await created({ ...toZone(2), lines }))['vatAmount']).toBe(0);
  });

  test('a foreign currency takes the rate sent, else that of the register; the base currency has 100', async () => {
    const sent = await created({ currency: 'EUR', exchangeRate: 745.123456 });
    expect(sent).toMatchObject({ exchangeRate: 745.123456, netAmountInBaseCurrency: 1490.25 });
    expect(await created({ currency: 'SEK' })).toMatchObject({
      exchangeRate: 65.5,
      grossAmountInBaseCurrency: 163.75,
    });
    expect(firstError(await post({ exchangeRate: 99 })).at).toBe('exchangeRate');
    expect(firstError(await post({ currency: 'EUR', exchangeRate: 1.1234567 })).code).toBe('E04740');
  });

  test('a credit note is an invoice of negative amounts', async () => {
    expect(await created({ lines: [line({ unitNetPrice: -100 })] })).toMatchObject({
      netAmount: -100,
      grossAmount: -125,
    });
    expect(await created({ lines: [line({ quantity: -1 })] })).toMatchObject({
      netAmount: -100,
      grossAmount: -125,
    });
  });

  test('a line of text alone is no amount; one with a price needs a product', async () => {
    expect((await created({ lines: [line(), { description: 'Tak for handlen' }] }))['netAmount']).toBe(100);
    const priced = { lines: [line(), { quantity: 1, unitNetPrice: 5 }] };
    expect(firstError(await post(priced)).at).toBe('lines[1].product');
    bench.sandbox.control.setSwitches({ pricedLineWithoutProduct: 'zero' });
    expect((await created(priced))['netAmount']).toBe(100);
    bench.sandbox.control.setSwitches({ pricedLineWithoutProduct: 'refuse' });
  });

  test.each([
    [{ customer: { customerNumber: 99 } }, 'customer', 'E90021'],
    [{ layout: { layoutNumber: 99 } }, 'layout', 'E90030'],
    [{ paymentTerms: { paymentTermsNumber: 99 } }, 'paymentTerms', 'E07080'],
    [
      { paymentTerms: { paymentTermsNumber: 2, paymentTermsType: 'dueDate' } },
      'paymentTerms.paymentTermsType',
      'E07180',
    ],
    [{ paymentTerms: { paymentTermsNumber: 7 } }, 'dueDate', 'E04042'],
    [{ paymentTerms: { paymentTermsNumber: 7 }, dueDate: '2026-03-09' }, 'dueDate', 'E04760'],
    [{ currency: 'XXX' }, 'currency', 'E90032'],
    [{ date: '10-03-2026' }, 'date', 'E90074'],
    [{ date: '2026-02-30' }, 'date', 'E90074'],
    [{ recipient: { name: 'x'.repeat(251), vatZone: { vatZoneNumber: 1 } } }, 'recipient.name', 'E90071'],
    [{ recipient: { vatZone: { vatZoneNumber: 1 } } }, 'recipient.name', 'E90070'],
    [{ recipient: { name: 'N' } }, 'recipient.vatZone', 'E90070'],
    [{ delivery: { zip: 'x'.repeat(31) } }, 'delivery.zip', 'E90071'],
    [{ references: { other: 'x'.repeat(251) } }, 'references.other', 'E90071'],
    [{ references: { salesPerson: { employeeNumber: 99 } } }, 'references.salesPerson', 'E90033'],
    [
      { references: { customerContact: { customerContactNumber: 99 } } },
      'references.customerContact',
      'E04800',
    ],
    [{ deliveryLocation: { deliveryLocationNumber: 99 } }, 'deliveryLocation', 'E90037'],
    [{ lines: [line({ quantity: 1.234 })] }, 'lines[0].quantity', 'E04740'],
    [{ lines: [line(), line({ product: { productNumber: 'NONE' } })] }, 'lines[1].product', 'E90035'],
    [{ lines: [line({ quantity: undefined })] }, 'lines[0].quantity', 'E04730'],
    [{ lines: [line({ unit: { unitNumber: 99 } })] }, 'lines[0].unit', 'E90034'],
  ])('%j is refused at %s with %s', async (changes, at, code) => {
    const before = bench.sandbox.control.ledger().agreements[0]?.drafts.length;
    const answer = await post(changes);
    expect(answer.status).toBe(400);
    expect(firstError(answer)).toMatchObject({ at, code });
    expect(bench.sandbox.control.ledger().agreements[0]?.drafts).toHaveLength(before ?? -1);
  });

  test('0 for an identifier is below its minimum, also inside lines', async () => {
    const { status, json } = await post({
      layout: { layoutNumber: 0 },
      lines: [line({ lineNumber: 0, sortKey: 0 })],
    });
    expect(status).toBe(400);
    expect(json['errors']).toHaveLength(3);
  });

  test('one barred product refuses the document and says which line', async () => {
    bench.sandbox.control.setBarred({ kind: 'product', id: '1001', barred: true });
    const lines = [{ description: 'text' }, line()];
    const answer = await post({ lines });
    expect(answer.json).toMatchObject({
      message: 'Validation failed. 1 error found.',
      errorCode: 'E04300',
      errors: {
        lines: {
          items: [
            {
              arrayIndex: 1,
              product: { errors: [{ propertyName: 'product', errorCode: 'E06600', inputValue: '1001' }] },
            },
          ],
        },
      },
    });
    bench.sandbox.control.setSwitches({ language: 'da' });
    expect((await post({ lines })).text).toContain("Varen '1001' er spærret.");
    bench.sandbox.control.setSwitches({ language: 'en' });
    bench.sandbox.control.setBarred({ kind: 'product', id: '1001', barred: false });
    expect((await post({ lines })).status).toBe(201);
  });

  test('a barred customer takes no document', async () => {
    bench.sandbox.control.setBarred({ kind: 'customer', id: '2', barred: true });
    const answer = await post({ customer: { customerNumber: 2 } });
    expect(firstError(answer)).toMatchObject({ at: 'customer', code: 'E90020' });
  });

  test('the CVR comes from the customer, whatever is sent', async () => {
    const draft = await created();
    expect(draft['recipient']?.['cvr']).toBe('10000001');
  });

  test('a deleted draft is told, gone, and its number given again where the switch says so', async () => {
    for (const reuseFreedNumbers of [true, false]) {
      bench.sandbox.control.setSwitches({ reuseFreedNumbers });
      const { draftInvoiceNumber } = await created();
      const path = `/invoices/drafts/${idOf(draftInvoiceNumber)}`;
      expect(await bench.expect(200, 'DELETE', path)).toEqual({
        message: 'Deleted invoice.',
        deletedCount: 1,
        deletedItems: [{ draftInvoiceNumber, self: `${bench.sandbox.restUrl}${path}` }],
      });
      expect((await bench.call('GET', path)).status).toBe(404);
      expect((await bench.call('DELETE', path)).json['errorCode']).toBe('E06000');
      expect((await created())['draftInvoiceNumber'] === draftInvoiceNumber).toBe(reuseFreedNumbers);
    }
  });

  test('has a PDF', async () => {
    const { draftInvoiceNumber } = await created();
    const answer = await bench.call('GET', `/invoices/drafts/${idOf(draftInvoiceNumber)}/pdf`);
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    expect(answer.text).toMatch(/^%PDF-/);
  });
});
