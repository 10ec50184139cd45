import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { PreparedWrite } from '../../../../activities/erp/adapter.ts';
import type { InvoiceForErp } from '../../../../domain/erp/documents.ts';
import { type AtSandbox, startAtSandbox } from './at-sandbox.ts';
import { aLine, anInvoice } from './samples.ts';

const { signal } = new AbortController();
const key = '7K2MQ4ZT9B';
let at: AtSandbox;
beforeEach(async () => {
  at = await startAtSandbox();
});
afterEach(() => at.close());

const draftNumber = (booking: PreparedWrite): string => String(booking.expected['draftInvoiceNumber']);
const carried = async (invoice: InvoiceForErp): Promise<Record<string, unknown>> => {
  const sent = await at.send(await at.drafted(invoice, key));
  if (sent.outcome !== 'accepted') throw new Error(JSON.stringify(sent));
  const [booked] = at.ledger('bookedInvoices');
  expect(String(booked?.['bookedInvoiceNumber'])).toBe(sent.identity['bookedInvoiceNumber']);
  return booked ?? {};
};

describe('an invoice', () => {
  test('whose registers are known takes three calls: draft, read, booking', async () => {
    await at.registers(anInvoice());
    at.sandbox.control.clearJournal();
    const booking = await at.drafted(anInvoice(), key);
    await at.send(booking);
    const calls = at.sandbox.control
      .journal()
      .map((line) => JSON.parse(line) as { method: string; path: string });
    // The registers were resolved once more by the helper; a flow does not, their hashes being the same.
    const documents = calls.filter(({ path }) => path.startsWith('/invoices'));
    expect(documents.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /invoices/drafts',
      `GET /invoices/drafts/${draftNumber(booking)}`,
      'POST /invoices/booked',
    ]);
  });

  test('stands booked there with our amounts to the cent', async () => {
    const booked = await carried(anInvoice({ otherReference: 'PO 4711', note: 'Tak', employeeNumber: 2 }));
    expect(booked).toMatchObject({
      netAmount: '414.29',
      grossAmount: '517.86',
      references: { other: 'PO 4711 · B-7K2MQ4ZT9B', salesPerson: { employeeNumber: 2 } },
    });
    expect(at.ledger('drafts')).toHaveLength(0);
  });

  test.each<[string, Partial<InvoiceForErp>, object]>([
    [
      'in a foreign currency at our rate',
      {
        currency: 'EUR',
        exchangeRate: '745.500000',
        vatZone: 'eu',
        vatAmount: '0.00',
        grossAmount: '414.29',
      },
      { currency: 'EUR', netAmount: '414.29', grossAmount: '414.29' },
    ],
    ['as a credit note', { kind: 'credit-note' }, { netAmount: '-414.29', grossAmount: '-517.86' }],
    [
      'with quantities and prices of four decimals, and a text',
      {
        lines: [
          aLine({ quantity: '2.3455', unitPrice: '10.0375', discountPercentage: '0.00', netAmount: '23.54' }),
          aLine({ position: 2, product: null, unit: null, description: 'Leveret af Åse', netAmount: '0.00' }),
        ],
        netAmount: '23.54',
        vatAmount: '5.89',
        grossAmount: '29.43',
      },
      { netAmount: '23.54', grossAmount: '29.43' },
    ],
    [
      'to a contact, with an EAN and a delivery address',
      {
        attentionContact: 1,
        theirReferenceContact: 1,
        ean: '5790000123452',
        deliveryAddress: {
          name: 'Lager',
          street: 'Havnen 4',
          street2: null,
          zip: '5960',
          city: 'Marstal',
          country: null,
        },
      },
      {
        recipient: { ean: '5790000123452' },
        delivery: { address: 'Havnen 4', zip: '5960', city: 'Marstal' },
      },
    ],
  ])('%s is what it is here', async (_what, changes, expected) => {
    const invoice = anInvoice(changes);
    const sent = await at.send(await at.drafted(invoice, key));
    const booked = at.ledger('bookedInvoices')[0];
    expect(sent).toMatchObject({ outcome: 'accepted' });
    expect(booked).toMatchObject(expected);
  });

  test('is booked under our number where the settings say so', async () => {
    await at.close();
    at = await startAtSandbox({ bookWithOurNumber: true });
    expect(await carried(anInvoice({ number: 5001 }))).toMatchObject({ bookedInvoiceNumber: 5001 });
    expect(await at.send(await at.drafted(anInvoice({ number: 5001 }), 'KEY2'))).toMatchObject({
      outcome: 'refused',
      cause: 'ErpNumberTaken',
      params: { number: '5001' },
    });
  });

  test('has its PDF as soon as the ERP has made it', async () => {
    await carried(anInvoice());
    const number = String(at.ledger('bookedInvoices')[0]?.['bookedInvoiceNumber']);
    const made = (): Promise<Uint8Array | undefined> =>
      at.adapter.fetchInvoicePdf(at.session, { bookedInvoiceNumber: number }, signal);
    expect(await made()).toBeUndefined();
    at.sandbox.control.setClock({ advanceMs: 5_000 });
    expect(
      Buffer.from((await made()) ?? [])
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');
  });
});

describe('a refusal', () => {
  const draftOf = async (invoice: InvoiceForErp): Promise<PreparedWrite> => {
    await at.registers(invoice);
    return at.draft(invoice, key);
  };

  test('over a product barred there names the product', async () => {
    const write = await draftOf(anInvoice());
    at.sandbox.control.setBarred({ kind: 'product', id: 'BØR-1', barred: true });
    expect(await at.send(write)).toMatchObject({
      outcome: 'refused',
      cause: 'ProductBarred',
      params: { product: 'BØR-1' },
    });
  });

  test('over a customer barred there names the customer', async () => {
    const write = await draftOf(anInvoice());
    at.sandbox.control.setBarred({ kind: 'customer', id: '1001', barred: true });
    expect(await at.send(write)).toMatchObject({ cause: 'CustomerBarred', params: { customer: '1001' } });
  });

  test.each(['barred', 'closed'] as const)('over a period that is %s names the date', async (state) => {
    const booking = await at.drafted(anInvoice(), key);
    at.sandbox.control.setPeriod({ date: '2026-03-24', state });
    expect(await at.send(booking)).toMatchObject({
      outcome: 'refused',
      cause: 'PeriodClosed',
      params: { date: '2026-03-24' },
    });
    expect(await at.lookUp(booking)).toMatchObject({ found: 'absent' });
  });

  test.each<[string, Partial<InvoiceForErp>, string, object]>([
    ['an employee who is not there', { employeeNumber: 77 }, 'EmployeeMissing', { employee: '77' }],
    ['a layout that is not there', { layoutNumber: 99 }, 'LayoutMissing', {}],
    ['a currency that is not there', { currency: 'PLN' }, 'CurrencyMissing', { currency: 'PLN' }],
    [
      'a date without accounting year',
      { date: '2031-01-01' },
      'AccountingYearMissing',
      { date: '2031-01-01' },
    ],
  ])('over %s is the same before sending and after', async (_what, changes, cause, params) => {
    await at.registers(anInvoice());
    const invoice = anInvoice(changes);
    expect(await at.preflight(invoice)).toMatchObject([{ blocked: cause, params }]);
    const draft = at.draft(invoice, key);
    const drafted = await at.send(draft);
    const booking =
      drafted.outcome === 'accepted'
        ? at.adapter.prepareBooking(at.session, { ...draft, identity: drafted.identity })
        : undefined;
    const refused = booking === undefined ? drafted : await at.send(booking);
    expect(refused).toMatchObject({ outcome: 'refused', cause });
  });

  test('is not found before sending where there is none', async () => {
    expect(await at.preflight(anInvoice())).toEqual([]);
  });

  test('of the tokens is unauthorized, for writes and for reads', async () => {
    const write = await draftOf(anInvoice());
    at.sandbox.control.setToken({ token: at.sandbox.credentials.agreementGrantToken, action: 'revoke' });
    expect(await at.send(write)).toMatchObject({ outcome: 'unauthorized' });
    await expect(at.adapter.self(at.session, signal)).rejects.toMatchObject({
      code: 'ErpCredentialsRefused',
    });
  });

  test('of too many calls is waited out as told', async () => {
    const write = await draftOf(anInvoice());
    at.sandbox.control.setFault({ kind: 'status', status: 429, retryAfterSeconds: 9, method: 'POST' });
    expect(await at.send(write)).toMatchObject({ outcome: 'rate-limited', retryAfterMs: 9_000 });
  });
});

describe('another agreement', () => {
  test('sees nothing of what ours has there', async () => {
    const booking = await at.drafted(anInvoice(), key);
    at.sandbox.control.addAgreement({ number: 7_654_321, grantTokens: ['grant-of-the-other'] });
    const other = {
      ...at.session,
      credentials: { ...at.session.credentials, agreementGrantToken: 'grant-of-the-other' },
    };
    expect(await at.adapter.self(other, signal)).toMatchObject({ erpAgreement: '7654321' });
    expect(await at.adapter.lookUp(other, at.draft(anInvoice(), key), signal)).toMatchObject({
      found: 'absent',
    });
    const sent = await at.adapter.send(other, booking, { signal, idempotencyKey: 'other' });
    expect(sent).toMatchObject({ outcome: 'unknown' });
    expect(at.ledger('bookedInvoices')).toHaveLength(0);
  });
});

describe('a new connection', () => {
  test('gets the first layout that is not deleted as its default', async () => {
    expect(await at.adapter.defaults(at.session, signal)).toEqual({ defaultLayoutNumber: 19 });
  });
});
