import { describe, expect, test } from '@jest/globals';
import { preflight } from '../../../../activities/erp/e-conomic/preflight.ts';
import type { Registers } from '../../../../activities/erp/e-conomic/rules.ts';
import type { RegisterLink, Snapshot } from '../../../../activities/erp/adapter.ts';
import type { InvoiceForErp } from '../../../../domain/erp/documents.ts';
import { aCustomer, aLine, anInvoice, aProduct, aSession, linksFor } from './samples.ts';

const readAt = 1_000;

/** Registers in which the sample invoice finds all it needs. */
const registers: Registers = {
  layouts: ['19'],
  employees: ['1'],
  vatZones: ['1', '2', '3', '4'],
  currencies: ['DKK'],
  calendar: { years: [{ fromDate: '2026-01-01', toDate: '2026-12-31' }], closed: [] },
  paymentTerms: [
    { paymentTermsNumber: '4', name: 'Netto 14 dage', paymentTermsType: 'net', daysOfCredit: '14' },
  ],
  customerGroups: ['1'],
  productGroups: { numbers: ['1'], salesAccounts: { '1': { '1': '1010' } } },
  accounts: ['1010', '5600'],
  departments: ['3'],
  barredCustomers: [],
  barredProducts: [],
  company: { sendsElectronically: true, hasNumber: true },
};

const snapshotOf = (
  changes: { readonly [Part in keyof Registers]?: Registers[Part] | null } = {},
): Snapshot =>
  Object.fromEntries(
    Object.entries({ ...registers, ...changes }).map(([part, value]) => [part, { readAt, value }]),
  );

function blocksOf(
  invoice: InvoiceForErp,
  against: {
    readonly snapshot?: Snapshot;
    readonly settings?: Record<string, unknown>;
    readonly links?: readonly RegisterLink[];
  } = {},
): string[] {
  const session = aSession({ defaultLayoutNumber: 19, ...against.settings });
  const found = preflight(session, invoice, against.links ?? [], against.snapshot ?? snapshotOf());
  return found.map(({ blocked, params, part }) =>
    [blocked, part ?? 'ours', ...Object.values(params)].slice(0, 3).join(' '),
  );
}

const long = (length: number): string => 'æ'.repeat(length);
const barredThere = snapshotOf({ barredProducts: ['BØR-1'], barredCustomers: ['1001'] });

describe('a document', () => {
  test('that the ERP takes has no blocks, with and without links', () => {
    expect(blocksOf(anInvoice())).toEqual([]);
    expect(blocksOf(anInvoice(), { links: linksFor(anInvoice()) })).toEqual([]);
  });

  test('has all its blocks, each once', () => {
    const invoice = anInvoice({
      heading: long(251),
      note: long(2001),
      date: '2027-01-01',
      currency: 'EUR',
      exchangeRate: '746',
      customer: aCustomer({ number: 'K-1', name: long(256) }),
      lines: [aLine(), aLine({ description: long(2501) })],
    });
    expect(blocksOf(invoice, { snapshot: snapshotOf({ barredProducts: ['BØR-1'] }) })).toEqual([
      'NumberNotWhole ours customer',
      'TooLong ours note',
      'TooLong ours heading',
      'TooLong ours line 2: description',
      'ProductBarred barredProducts BØR-1',
      'TooLong ours customer K-1: name',
      'AccountingYearMissing calendar 2027-01-01',
      'CurrencyMissing currencies EUR',
    ]);
  });

  test('is held against nothing where the parts were not read, or may not be', () => {
    const nothing = Object.fromEntries(Object.keys(registers).map((part) => [part, { readAt, value: null }]));
    const invoice = anInvoice({
      date: '2031-01-01',
      currency: 'PLN',
      exchangeRate: '170',
      employeeNumber: 99,
    });
    expect(blocksOf(invoice, { snapshot: {} })).toEqual([]);
    expect(blocksOf(invoice, { snapshot: nothing })).toEqual([]);
  });

  test('whose contact is not among those of the customer any more is blocked', () => {
    expect(blocksOf(anInvoice({ theirReferenceContact: 7, attentionContact: 1 }))).toEqual([
      'ContactOfOtherCustomer ours 7',
    ]);
  });

  test.each<[string, Record<string, unknown>, Partial<InvoiceForErp>, Partial<Registers>, string[]]>([
    ['needs no department where none is set', {}, {}, { departments: [] }, []],
    [
      'is blocked by a department that is missing or barred',
      { departmentNumber: 7 },
      {},
      {},
      ['DepartmentMissing departments 7'],
    ],
    ['goes with a department that is there', { departmentNumber: 3 }, {}, {}, []],
    [
      'by EAN needs all that is ours and theirs for it',
      { sendBy: 'ean' },
      { ean: '579', customer: aCustomer({ ean: null }) },
      { company: { sendsElectronically: false, hasNumber: false } },
      [
        'EInvoiceImpossible ours the customer has no EAN',
        'EInvoiceImpossible ours the invoice has no contact as their reference',
        'EInvoiceImpossible ours the EAN of the invoice has not 13 digits',
        'EInvoiceImpossible company the account there may not send electronic invoices',
        'EInvoiceImpossible company the company has no CVR number there',
      ],
    ],
    [
      'that is not sent by EAN needs none of it',
      {},
      { ean: '5790000123452', customer: aCustomer({ ean: null }) },
      { company: { sendsElectronically: false, hasNumber: false } },
      [],
    ],
  ])('%s', (_rule, settings, changes, known, expected) => {
    expect(blocksOf(anInvoice(changes), { settings, snapshot: snapshotOf(known) })).toEqual(expected);
  });
});

describe('what resolving a register would make is not missing', () => {
  const newGroups = {
    lines: [aLine({ product: aProduct({ group: { number: 8, name: 'Nye' } }) })],
    customer: aCustomer({ group: { number: 9, name: 'Nye kunder' } }),
  };
  test.each<[string, Record<string, unknown>, Partial<InvoiceForErp>, Partial<Registers>, string[]]>([
    [
      'groups without accounts to make them with',
      {},
      newGroups,
      {},
      ['ProductGroupMissing productGroups 8 Nye', 'CustomerGroupMissing customerGroups 9 Nye kunder'],
    ],
    ['groups with them', { productGroupAccount: 1010, customerGroupAccount: 5600 }, newGroups, {}, []],
    [
      'groups with accounts that are barred',
      { productGroupAccount: 1011, customerGroupAccount: 5601 },
      newGroups,
      {},
      ['AccountMissing accounts 1011', 'AccountMissing accounts 5601'],
    ],
    ['terms that can be made', {}, {}, { paymentTerms: [] }, []],
    [
      'a zone of a group that is to be made',
      { productGroupAccount: 1010 },
      { ...newGroups, customer: aCustomer(), vatZone: 'eu' },
      {},
      ['SalesAccountMissing productGroups 8 Nye'],
    ],
    [
      'a zone that the settings have an account for',
      { productGroupAccount: 1010, productGroupZoneAccounts: { eu: 1010 } },
      { vatZone: 'eu' },
      {},
      [],
    ],
    [
      'a zone of a group that nobody has read',
      {},
      { vatZone: 'eu' },
      { productGroups: { numbers: ['1'], salesAccounts: {} } },
      [],
    ],
  ])('but %s', (_what, settings, changes, known, expected) => {
    expect(blocksOf(anInvoice(changes), { settings, snapshot: snapshotOf(known) })).toEqual(expected);
  });
});

describe('what is barred there', () => {
  const both = ['ProductBarred barredProducts BØR-1', 'CustomerBarred barredCustomers 1001'];
  const links = linksFor(anInvoice());
  const sentBarred = linksFor(
    anInvoice({
      customer: aCustomer({ isBarred: true }),
      lines: [aLine({ product: aProduct({ isBarred: true }) })],
    }),
  );
  const owners = { customerOwner: 'e-conomic', productOwner: 'e-conomic' };
  test.each<[string, Parameters<typeof blocksOf>[1], string[]]>([
    ['blocks', {}, both],
    ['blocks what is linked', { links }, both],
    ['is opened by the update of what we had barred ourselves', { links: sentBarred }, []],
    ['is not opened where theirs are not ours to change', { links: sentBarred, settings: owners }, both],
    [
      'does not outweigh what was sent or matched since it was read',
      { links: links.map((link) => ({ ...link, updatedAt: readAt + 1 })) },
      [],
    ],
  ])('%s', (_rule, against, expected) => {
    expect(blocksOf(anInvoice(), { ...against, snapshot: barredThere })).toEqual(expected);
  });
});
