import { describe, expect, test } from '@jest/globals';
import type { Blocked, PreparedWrite } from '../../../../activities/erp/adapter.ts';
import { prepareBooking, prepareInvoice } from '../../../../activities/erp/e-conomic/documents.ts';
import { isBlocked } from '../../../../activities/erp/e-conomic/mappers/shared.ts';
import type { InvoiceForErp, InvoiceLineForErp } from '../../../../domain/erp/documents.ts';
import { aCustomer, aLine, anInvoice, aSession, linksFor, saidBy } from './samples.ts';

const key = '7K2MQ4ZT9B';
const prepare = (
  changes: Partial<InvoiceForErp>,
  settings: Record<string, unknown>,
): PreparedWrite | Blocked => {
  const invoice = anInvoice(changes);
  return prepareInvoice(aSession({ defaultLayoutNumber: 21, ...settings }), invoice, linksFor(invoice), key);
};
const draft = (
  changes: Partial<InvoiceForErp> = {},
  settings: Record<string, unknown> = {},
): PreparedWrite => {
  const prepared = prepare(changes, settings);
  if (isBlocked(prepared)) throw new Error(JSON.stringify(prepared));
  return prepared;
};
const body = (
  changes: Partial<InvoiceForErp> = {},
  settings: Record<string, unknown> = {},
): Record<string, unknown> => saidBy(draft(changes, settings).body);
const blocked = (changes: Partial<InvoiceForErp>, settings: Record<string, unknown> = {}): Blocked => {
  const prepared = prepare(changes, settings);
  if (!isBlocked(prepared)) throw new Error('it was not blocked');
  return prepared;
};
const line = (changes: Partial<InvoiceLineForErp>, invoice: Partial<InvoiceForErp> = {}): unknown =>
  (body({ ...invoice, lines: [aLine(changes)] })['lines'] as unknown[])[0];

describe('a line there', () => {
  test('takes product, description, quantity, price, discount, cost price, unit and department', () => {
    const [said] = body({}, { departmentNumber: 2 })['lines'] as unknown[];
    expect(said).toEqual({
      lineNumber: '1',
      sortKey: '1',
      product: { productNumber: 'BØR-1' },
      description: 'Børste, rød',
      quantity: '3',
      unitNetPrice: '153.44',
      discountPercentage: '10',
      unitCostPrice: '61.26',
      unit: { unitNumber: '71' },
      departmentalDistribution: { departmentalDistributionNumber: '2', distributionType: 'department' },
    });
  });

  test('without a product carries its text alone', () => {
    const text = aLine({ product: null, description: 'Leveret af Bo', unit: null, netAmount: '0.00' });
    expect((body({ lines: [aLine(), text] })['lines'] as unknown[])[1]).toEqual({
      lineNumber: '2',
      sortKey: '2',
      description: 'Leveret af Bo',
    });
  });

  test.each<[string, Partial<InvoiceLineForErp>, object]>([
    [
      'a quantity of more than two decimals',
      { quantity: '2.3455', unitPrice: '10.00', discountPercentage: '0.00', netAmount: '23.46' },
      {
        quantity: '1',
        unitNetPrice: '23.46',
        description: 'Børste, rød (2.3455 stk × 10)',
        unitCostPrice: '143.67',
      },
    ],
    [
      'a price of more than two decimals',
      {
        quantity: '1000.00',
        unitPrice: '0.0375',
        discountPercentage: '5.00',
        netAmount: '35.63',
        unit: null,
      },
      { quantity: '1', unitNetPrice: '35.63', description: 'Børste, rød (1000 × 0.0375 − 5 %)' },
    ],
    [
      'a net amount that is not quantity × price less discount',
      { quantity: '3.00', unitPrice: '100.00', discountPercentage: '0.00', netAmount: '270.00' },
      { quantity: '1', unitNetPrice: '270', description: 'Børste, rød (3 stk × 100)' },
    ],
  ])('with %s goes as one at its net amount', (_what, changes, expected) => {
    const said = line(changes);
    expect(said).toMatchObject(expected);
    expect(said).not.toHaveProperty('unit');
    expect(said).not.toHaveProperty('discountPercentage');
  });

  test('of a credit note has its price negated, and its quantity positive', () => {
    expect(line({}, { kind: 'credit-note' })).toMatchObject({ quantity: '3', unitNetPrice: '-153.44' });
    expect(
      line(
        { quantity: '2.3455', unitPrice: '10.00', discountPercentage: '0', netAmount: '23.46' },
        {
          kind: 'credit-note',
        },
      ),
    ).toMatchObject({ quantity: '1', unitNetPrice: '-23.46' });
  });
});

describe('a credit note there', () => {
  test('is expected with negative amounts', () => {
    expect(draft({ kind: 'credit-note' }).expected).toMatchObject({ net: '-414.29', gross: '-517.86' });
  });
});

describe('a booking', () => {
  const booking = (
    settings: Record<string, unknown>,
    changes: Partial<InvoiceForErp> = {},
    identity: Readonly<Record<string, string>> = { draftInvoiceNumber: '148' },
  ): PreparedWrite | undefined =>
    prepareBooking(aSession({ defaultLayoutNumber: 21, ...settings }), { ...draft(changes), identity });

  test('names the draft and nothing else: the ERP numbers, and nobody is mailed', () => {
    expect(booking({})).toMatchObject({
      kind: 'book-invoice',
      method: 'POST',
      path: '/invoices/booked',
      body: '{"draftInvoice":{"draftInvoiceNumber":148}}',
      expected: { draftInvoiceNumber: '148', net: '414.29', gross: '517.86' },
    });
  });

  test('takes our number where the settings say so', () => {
    expect(booking({ bookWithOurNumber: true })?.body).toBe(
      '{"draftInvoice":{"draftInvoiceNumber":148},"bookWithNumber":1001}',
    );
  });

  test('sends the literal of the settings, one for EAN only with an EAN', () => {
    expect(saidBy(booking({ sendBy: 'Email' })?.body)['sendBy']).toBe('Email');
    expect(saidBy(booking({ sendBy: 'EAN' })?.body)).not.toHaveProperty('sendBy');
    expect(saidBy(booking({ sendBy: 'EAN' }, { ean: '5790000123452' })?.body)['sendBy']).toBe('EAN');
  });

  test('does not happen where invoices stay drafts, or those with an EAN do', () => {
    expect(booking({ transferCustomerInvoices: 'draft' })).toBeUndefined();
    expect(booking({ neverBookEan: true }, { ean: '5790000123452' })).toBeUndefined();
    expect(booking({ neverBookEan: true })).toBeDefined();
  });

  test('does not happen where a person has booked the draft', () => {
    const identity = { draftInvoiceNumber: '148', bookedInvoiceNumber: '31' };
    expect(booking({}, {}, identity)).toBeUndefined();
  });

  test('that is to go electronically needs an EAN on the customer and a contact on the invoice', () => {
    const ean = '5790000123452';
    expect(blocked({ ean }, { sendBy: 'ean' })).toMatchObject({ blocked: 'EInvoiceImpossible' });
    expect(
      blocked({ ean, theirReferenceContact: 1, customer: aCustomer({ ean: null }) }, { sendBy: 'ean' }),
    ).toMatchObject({
      blocked: 'EInvoiceImpossible',
    });
    expect(body({ ean, theirReferenceContact: 1 }, { sendBy: 'ean' })).toMatchObject({ recipient: { ean } });
  });
});
