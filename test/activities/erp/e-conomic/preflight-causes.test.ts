import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { ErrorCode, ErrorParams } from '../../../../domain/errors.ts';
import type { CustomerForErp, InvoiceForErp } from '../../../../domain/erp/documents.ts';
import { type AtSandbox, startAtSandbox } from './at-sandbox.ts';
import { aCustomer, aLine, anInvoice, aProduct, terms } from './samples.ts';

interface Case {
  readonly what: string;
  readonly invoice?: Partial<InvoiceForErp>;
  readonly settings?: Record<string, unknown>;
  /** True where everything the document needs is linked before it goes wrong there. */
  readonly isLinked?: boolean;
  readonly goesWrong?: (at: AtSandbox) => void;
  readonly cause: ErrorCode;
  readonly params: ErrorParams;
  readonly isFixed: (at: AtSandbox) => void;
}

const withCustomer = (changes: Partial<CustomerForErp>) => ({ customer: aCustomer(changes) });
const bars = (kind: string, id: string, barred: boolean) => (at: AtSandbox) => {
  at.sandbox.control.setBarred({ kind, id, barred });
};
const edits = (kind: string, id: string, changes: Record<string, string | number | boolean>) => {
  return (at: AtSandbox): void => void at.sandbox.control.editRecord(kind, id, changes);
};
const period = (date: string, state: 'open' | 'barred' | 'closed') => (at: AtSandbox) => {
  at.sandbox.control.setPeriod({ date, state });
};
const chooses = (settings: Record<string, unknown>) => (at: AtSandbox) => {
  Object.assign(at.session, { settings: { ...at.session.settings, ...settings } });
};
/** A person adds a record like another one. */
const adds = edits;
const ourGroup = (number: number) => ({
  lines: [aLine({ product: aProduct({ group: { number, name: 'Nye' } }) })],
});
const factoring = {
  number: 77,
  name: 'Factoring 45',
  type: 'factoring',
  maturityDays: 45,
  description: null,
} as const;
const zoneTwo = { salesAccounts: [{ vatZoneNumber: 1, accountNumber: 1010, objectVersion: 1 }] };

const cases: readonly Case[] = [
  {
    what: 'a product barred there',
    isLinked: true,
    goesWrong: bars('product', 'BØR-1', true),
    cause: 'ProductBarred',
    params: { product: 'BØR-1' },
    isFixed: bars('product', 'BØR-1', false),
  },
  {
    what: 'a customer barred there',
    isLinked: true,
    goesWrong: bars('customer', '1001', true),
    cause: 'CustomerBarred',
    params: { customer: '1001' },
    isFixed: bars('customer', '1001', false),
  },
  {
    what: 'a closed period',
    goesWrong: period('2026-03-24', 'closed'),
    cause: 'PeriodClosed',
    params: { date: '2026-03-24', period: '2026-03' },
    isFixed: period('2026-03-24', 'open'),
  },
  {
    what: 'a barred period',
    goesWrong: period('2026-03-24', 'barred'),
    cause: 'PeriodClosed',
    params: { date: '2026-03-24', period: '2026-03' },
    isFixed: period('2026-03-24', 'open'),
  },
  {
    what: 'a date without accounting year',
    invoice: { date: '2031-05-05' },
    cause: 'AccountingYearMissing',
    params: { date: '2031-05-05', year: '2031' },
    isFixed: edits('accounting-year', '2027', { toDate: '2031-12-31' }),
  },
  {
    what: 'terms that cannot be made',
    invoice: { paymentTerms: factoring, ...withCustomer({ paymentTerms: factoring }) },
    cause: 'PaymentTermsMissing',
    params: { terms: '77 Factoring 45', type: 'factoring', days: 45 },
    isFixed: adds('payment-term', '9', { paymentTermsNumber: 77, name: 'Factoring 45', daysOfCredit: 45 }),
  },
  {
    what: 'cash terms without an account to make them with',
    invoice: { paymentTerms: { ...terms, number: 66, name: 'Kasse', type: 'cash', maturityDays: 0 } },
    cause: 'PaymentTermsMissing',
    params: { terms: '66 Kasse', type: 'cash', days: 0 },
    isFixed: chooses({ cashTermsAccount: 5820 }),
  },
  {
    what: 'terms deleted there after they were linked',
    isLinked: true,
    goesWrong: (at) => {
      const { theirId } = at.links.find(({ kind }) => kind === 'payment-terms')!;
      at.sandbox.control.editRecord('payment-term', theirId, { paymentTermsType: 'creditcard' });
      Object.assign(
        at.links.find(({ kind }) => kind === 'payment-terms')!,
        { theirId: '4711' },
      );
    },
    cause: 'PaymentTermsMissing',
    params: { terms: '4 Netto 14 dage', reason: 'not found there' },
    isFixed: adds('payment-term', '5', { paymentTermsNumber: 4711, name: 'Netto 14 dage', daysOfCredit: 14 }),
  },
  {
    what: 'a customer group that cannot be made',
    invoice: withCustomer({ group: { number: 9, name: 'Nye kunder' } }),
    cause: 'CustomerGroupMissing',
    params: { group: '9 Nye kunder' },
    isFixed: adds('customer-group', '1', { customerGroupNumber: 9 }),
  },
  {
    what: 'a customer group that the settings let be made by now',
    invoice: withCustomer({ group: { number: 9, name: 'Nye kunder' } }),
    cause: 'CustomerGroupMissing',
    params: { group: '9 Nye kunder' },
    isFixed: chooses({ customerGroupAccount: 5600 }),
  },
  {
    what: 'a product group that cannot be made',
    invoice: ourGroup(8),
    cause: 'ProductGroupMissing',
    params: { group: '8 Nye' },
    isFixed: adds('product-group', '1', { productGroupNumber: 8 }),
  },
  {
    what: 'a product group without sales account for the zone',
    invoice: { vatZone: 'eu' },
    goesWrong: (at) => {
      at.sandbox.control.editRecord('product-group', '1', zoneTwo);
    },
    cause: 'SalesAccountMissing',
    params: { group: '1 Varer', zone: 'eu' },
    isFixed: chooses({ productGroupZoneAccounts: { eu: 1020 } }),
  },
  {
    what: 'a layout that is gone there',
    invoice: { layoutNumber: 20 },
    goesWrong: edits('layout', '20', { deleted: true }),
    cause: 'LayoutMissing',
    params: { layout: '20' },
    isFixed: edits('layout', '20', { deleted: false }),
  },
  {
    what: 'no layout named by anybody',
    invoice: withCustomer({ layoutNumber: null }),
    settings: { defaultLayoutNumber: undefined },
    cause: 'LayoutMissing',
    params: {},
    isFixed: chooses({ defaultLayoutNumber: 19 }),
  },
  {
    what: 'an employee barred there',
    invoice: { employeeNumber: 2 },
    goesWrong: edits('employee', '2', { barred: true }),
    cause: 'EmployeeMissing',
    params: { employee: '2' },
    isFixed: edits('employee', '2', { barred: false }),
  },
  {
    what: 'an employee that is not there',
    invoice: { employeeNumber: 5 },
    cause: 'EmployeeMissing',
    params: { employee: '5' },
    isFixed: adds('employee', '2', { employeeNumber: 5 }),
  },
  {
    what: 'a sales account barred there',
    isLinked: true,
    goesWrong: edits('account', '1010', { barred: true }),
    cause: 'AccountMissing',
    params: { account: '1010', group: '1 Varer' },
    isFixed: edits('account', '1010', { barred: false }),
  },
  {
    what: 'an account of the settings that is not there',
    invoice: withCustomer({ group: { number: 9, name: 'Nye kunder' } }),
    settings: { customerGroupAccount: 5599 },
    cause: 'AccountMissing',
    params: { account: '5599' },
    isFixed: adds('account', '5600', { accountNumber: 5599 }),
  },
  {
    what: 'a VAT zone that customers may not be in',
    invoice: { vatZone: 'abroad' },
    goesWrong: edits('vat-zone', '3', { enabledForCustomer: false }),
    cause: 'VatZoneMissing',
    params: { zone: '3' },
    isFixed: edits('vat-zone', '3', { enabledForCustomer: true }),
  },
  {
    what: 'a VAT zone of the settings that is not there',
    settings: { vatZones: { domestic: 12 }, productGroupAccount: 1010 },
    cause: 'VatZoneMissing',
    params: { zone: '12' },
    isFixed: chooses({ vatZones: { domestic: 1 } }),
  },
  {
    what: 'a currency that is not there',
    invoice: { currency: 'PLN', exchangeRate: '170' },
    cause: 'CurrencyMissing',
    params: { currency: 'PLN' },
    isFixed: adds('currency', 'EUR', { code: 'PLN' }),
  },
];

let at: AtSandbox;
beforeEach(async () => {
  at = await startAtSandbox();
});
afterEach(async () => {
  await at.close();
});

const { signal } = new AbortController();

describe('a cause', () => {
  test.each(cases)('of $what is found, stands, is fixed there and is gone', async (sample) => {
    chooses(sample.settings ?? {})(at);
    const invoice = anInvoice(sample.invoice);
    if (sample.isLinked === true) await at.registers(invoice);
    if (sample.goesWrong !== undefined) {
      expect(await at.preflight(invoice)).toEqual([]);
      sample.goesWrong(at);
    }
    const blocks = await at.preflight(invoice);
    expect(blocks).toMatchObject([{ blocked: sample.cause, params: sample.params }]);
    const cause = blocks[0]!;
    expect((await at.adapter.readCause(at.session, cause, signal)).cause).toBe('stands');
    sample.isFixed(at);
    const reading = await at.adapter.readCause(at.session, cause, signal);
    expect(reading.cause).toBe('gone');
    // What the settings alone end is asked of nobody.
    expect(reading.exchanges.every(({ method }) => method === 'GET')).toBe(true);
    expect(await at.preflight(invoice)).toEqual([]);
  });

  test('of a contact that belongs to another customer is read by both', async () => {
    await at.registers(anInvoice());
    const cause = { blocked: 'ContactOfOtherCustomer', params: { customer: '1001', contact: '1' } } as const;
    expect((await at.adapter.readCause(at.session, cause, signal)).cause).toBe('stands');
    const { theirId } = at.links.find(({ kind }) => kind === 'contact')!;
    const own = { ...cause, params: { customer: '1001', contact: theirId.split('/')[1]! } };
    expect((await at.adapter.readCause(at.session, own, signal)).cause).toBe('gone');
  });

  test.each<[ErrorCode, ErrorParams]>([
    ['TooLong', { field: 'note', length: 2001, limit: 2000 }],
    ['NumberNotWhole', { what: 'customer', number: 'K-1' }],
    ['EInvoiceImpossible', { reason: 'the customer has no EAN' }],
    ['ErpForbidden', { reason: 'Missing modules' }],
    ['ErpRefusedUnknown', { reason: 'E99999' }],
    ['ContactOfOtherCustomer', { contact: 3 }],
    ['PaymentTermsMissing', { terms: '4 Netto', reason: 'of another type there' }],
    ['AccountMissing', { account: '' }],
  ])('of %s %o only a try can tell', async (blocked, params) => {
    const reading = await at.adapter.readCause(at.session, { blocked, params }, signal);
    expect(reading).toEqual({ cause: 'untold', exchanges: [] });
  });
});

describe('a snapshot', () => {
  test('is read by few calls, and by those of the named parts alone', async () => {
    await at.adapter.readSnapshot(at.session, { productGroups: ['1'] }, signal);
    const { exchanges, parts } = await at.adapter.readSnapshot(
      at.session,
      { parts: ['barredProducts'], productGroups: [] },
      signal,
    );
    expect(Object.keys(parts)).toEqual(['barredProducts']);
    expect(exchanges).toHaveLength(1);
    const whole = await at.adapter.readSnapshot(at.session, { productGroups: ['1', '99'] }, signal);
    expect(whole.exchanges.length).toBeLessThanOrEqual(17);
    expect(whole.parts).not.toHaveProperty('departments');
  });

  test('leaves out what this app may not read, and no rule looks at it', async () => {
    at.sandbox.control.setFault({ kind: 'status', status: 403, path: '/layouts' });
    const { parts } = await at.adapter.readSnapshot(at.session, { productGroups: [] }, signal);
    expect(parts).toMatchObject({ layouts: null, employees: ['1', '2'] });
  });
});
