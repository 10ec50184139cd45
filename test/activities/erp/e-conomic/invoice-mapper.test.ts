import { describe, expect, test } from '@jest/globals';
import type { Blocked, PreparedWrite } from '../../../../activities/erp/adapter.ts';
import { prepareInvoice } from '../../../../activities/erp/e-conomic/documents.ts';
import { isBlocked } from '../../../../activities/erp/e-conomic/mappers/shared.ts';
import type { InvoiceForErp } from '../../../../domain/erp/documents.ts';
import {
  aCustomer,
  aLine,
  anInvoice,
  aProduct,
  aSession,
  linksFor,
  namesIn,
  saidBy,
  terms,
} from './samples.ts';

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
const { recipient } = anInvoice();
const party = { name: null, street: null, street2: null, zip: null, city: null, country: null };

describe('a draft there', () => {
  test.each<[string, Partial<InvoiceForErp>, object]>([
    ['date', {}, { date: '2026-03-24' }],
    ['customer, whose group it follows', {}, { customer: { customerNumber: '1001' } }],
    ['name', {}, { recipient: { name: 'Ærø Møbler ApS' } }],
    ['heading', { heading: 'Påske' }, { notes: { heading: 'Påske' } }],
    ['note', { note: 'Tak for ordren' }, { notes: { textLine1: 'Tak for ordren' } }],
    ['city', {}, { recipient: { city: 'Ærøskøbing' } }],
    ['VAT zone', { vatZone: 'abroad' }, { recipient: { vatZone: { vatZoneNumber: '3' } } }],
    ['attention', { attentionContact: 1 }, { recipient: { attention: { customerContactNumber: '875' } } }],
    ['EAN', { ean: '5790000123452' }, { recipient: { ean: '5790000123452' } }],
    [
      'billing address',
      {},
      { recipient: { address: 'Søndergade 1\n2. sal', zip: '5970', country: 'Danmark' } },
    ],
    [
      'delivery address',
      { deliveryAddress: { ...party, street: 'Havnen 4', street2: 'Port 2', zip: '5960', city: 'Marstal' } },
      { delivery: { address: 'Havnen 4\nPort 2', zip: '5960', city: 'Marstal' } },
    ],
    [
      'their reference',
      { theirReferenceContact: 1 },
      { references: { customerContact: { customerContactNumber: '875' } } },
    ],
    ['our reference', { employeeNumber: 5 }, { references: { salesPerson: { employeeNumber: '5' } } }],
    [
      'other reference, followed by our key',
      { otherReference: 'PO 4711' },
      { references: { other: 'PO 4711 · B-7K2MQ4ZT9B' } },
    ],
    ['key alone where there is no other reference', {}, { references: { other: 'B-7K2MQ4ZT9B' } }],
    ['project', { projectNumber: 12 }, { project: { projectNumber: '12' } }],
    ['payment terms, by number alone', {}, { paymentTerms: { paymentTermsNumber: '4' } }],
    ['currency', { currency: 'EUR' }, { currency: 'EUR' }],
    ['exchange rate per 100', { currency: 'EUR', exchangeRate: '746.042500' }, { exchangeRate: '746.0425' }],
    ['rate 100 in the base currency of the account', {}, { exchangeRate: '100' }],
  ])('takes our %s', (_what, changes, expected) => {
    expect(body(changes)).toMatchObject(expected);
  });

  test('takes the layout of the invoice, else of its customer, else of the settings', () => {
    const customer = aCustomer({ layoutNumber: null });
    expect(body({ layoutNumber: 30 })['layout']).toEqual({ layoutNumber: '30' });
    expect(body()['layout']).toEqual({ layoutNumber: '19' });
    expect(body({ customer })['layout']).toEqual({ layoutNumber: '21' });
    expect(blocked({ customer }, { defaultLayoutNumber: undefined })).toEqual({
      blocked: 'LayoutMissing',
      params: {},
    });
  });

  test('takes a due date only with terms whose due date is typed', () => {
    const typed = { ...terms, type: 'due-date', maturityDays: 0 } as const;
    expect(body()).not.toHaveProperty('dueDate');
    expect(body({ paymentTerms: typed, dueDate: '2026-05-01' })['dueDate']).toBe('2026-05-01');
    expect(blocked({ paymentTerms: typed, dueDate: null })).toMatchObject({ blocked: 'DueDateMissing' });
    expect(blocked({ paymentTerms: typed, dueDate: '2026-03-23' })).toEqual({
      blocked: 'DueDateBeforeDate',
      params: { dueDate: '2026-03-23', date: '2026-03-24' },
    });
  });

  test('takes a note of 2000 characters in two lines, and none longer', () => {
    const note = `${'a'.repeat(1000)}${'b'.repeat(1000)}`;
    expect(body({ note })['notes']).toEqual({ textLine1: 'a'.repeat(1000), textLine2: 'b'.repeat(1000) });
    expect(blocked({ note: `${note}c` })).toEqual({
      blocked: 'TooLong',
      params: { field: 'note', length: 2001, limit: 2000 },
    });
  });

  test('never splits a character between the two lines of a note', () => {
    const { textLine1, textLine2 } = body({ note: `${'a'.repeat(999)}😀b` })['notes'] as Record<
      string,
      string
    >;
    expect([textLine1, textLine2]).toEqual(['a'.repeat(999), '😀b']);
  });

  test.each<[string, Partial<InvoiceForErp>, number]>([
    ['recipient name', { recipient: { ...recipient, name: 'n'.repeat(251) } }, 250],
    ['billing address', { recipient: { ...recipient, street: 's'.repeat(245) } }, 250],
    ['billing zip', { recipient: { ...recipient, zip: '1'.repeat(51) } }, 50],
    ['billing city', { recipient: { ...recipient, city: 'c'.repeat(251) } }, 250],
    ['billing country', { recipient: { ...recipient, country: 'c'.repeat(51) } }, 50],
    ['delivery address', { deliveryAddress: { ...party, street: 's'.repeat(256) } }, 255],
    ['delivery zip', { deliveryAddress: { ...party, zip: '1'.repeat(31) } }, 30],
    ['delivery city', { deliveryAddress: { ...party, city: 'c'.repeat(51) } }, 50],
    ['heading', { heading: 'h'.repeat(251) }, 250],
    ['EAN', { ean: '1'.repeat(14) }, 13],
    ['other reference', { otherReference: 'o'.repeat(236) }, 235],
    ['line 1: description', { lines: [aLine({ description: 'd'.repeat(2501) })] }, 2500],
    ['line 1: product number', { lines: [aLine({ product: aProduct({ number: 'p'.repeat(26) }) })] }, 25],
  ])('is blocked by a %s that is too long', (field, changes, limit) => {
    expect(blocked(changes)).toEqual({
      blocked: 'TooLong',
      params: { field, length: expect.any(Number), limit },
    });
  });

  test('holds an other reference of 225 characters with a key of 20', () => {
    const invoice = anInvoice({ otherReference: 'o'.repeat(225) });
    const prepared = prepareInvoice(aSession(), invoice, linksFor(invoice), 'k'.repeat(20));
    if (isBlocked(prepared)) throw new Error(prepared.blocked);
    expect((saidBy(prepared.body)['references'] as Record<string, string>)['other']).toHaveLength(250);
  });

  test('is blocked by a customer whose number is not whole', () => {
    expect(blocked({ customer: aCustomer({ number: 'K-7' }) })).toEqual({
      blocked: 'NumberNotWhole',
      params: { what: 'customer', number: 'K-7' },
    });
  });

  test.each([
    ['terms of delivery', 'deliveryTerms'],
    ['language', 'language'],
    ['custom fields', 'customFields'],
    ['delivery date', 'deliveryDate'],
    ['e-mail of the delivery address', 'email'],
    ['phone of the delivery address', 'phone'],
    ['weight', 'weight'],
    ['corporate identification number, which the customer has there', 'cvr'],
    ['type of the payment terms', 'paymentTermsType'],
  ])('is never sent our %s', (_what, property) => {
    const extra = { [property]: 'X-SENT' };
    const invoice = {
      ...extra,
      deliveryDate: '2026-03-30',
      deliveryAddress: { ...party, street: 'Havnen 4', ...extra },
      lines: [{ ...aLine(), ...extra }],
    };
    expect(namesIn(body(invoice))).not.toContain(property);
    expect(JSON.stringify(body(invoice))).not.toContain('X-SENT');
    expect(JSON.stringify(body(invoice))).not.toContain('2026-03-30');
  });

  test('says what a look-up compares: customer, currency, date and the amounts', () => {
    expect(draft()).toMatchObject({
      reference: 'B-7K2MQ4ZT9B',
      expected: {
        customerNumber: '1001',
        currency: 'DKK',
        date: '2026-03-24',
        net: '414.29',
        gross: '517.86',
      },
    });
  });

  test('has a hash that knows its amounts and not its heading', () => {
    expect(draft({ heading: 'other' }).contentHash).toBe(draft().contentHash);
    expect(draft({ grossAmount: '517.87' }).contentHash).not.toBe(draft().contentHash);
  });
});
