import { describe, expect, test } from '@jest/globals';
import {
  customerGroupBody,
  paymentTermsBody,
  paymentTermsTypeHere,
  paymentTermsTypesThere,
  productGroupBody,
  samePaymentTerms,
} from '../../../../activities/erp/e-conomic/mappers/small-registers.ts';
import { orBlocked } from '../../../../activities/erp/e-conomic/mappers/shared.ts';
import { registerHash, registersOf } from '../../../../activities/erp/e-conomic/registers-of.ts';
import { parseCredentials, parseSettings } from '../../../../activities/erp/e-conomic/settings.ts';
import { paymentTermsTypes, type PaymentTermsType } from '../../../../domain/erp/documents.ts';
import { DomainError } from '../../../../domain/errors.ts';
import { aCustomer, aLine, anInvoice, aProduct, saidBy, terms } from './samples.ts';

const settings = parseSettings({
  cashTermsAccount: 5820,
  customerGroupAccount: 5600,
  productGroupAccount: 1010,
});

describe('payment terms', () => {
  test.each<[PaymentTermsType, string]>([
    ['net', 'net'],
    ['end-of-month', 'invoiceMonth'],
    ['cash', 'paidInCash'],
    ['prepayment', 'prepaid'],
    ['due-date', 'dueDate'],
    ['factoring', 'factoring'],
    ['weekly-monday', 'invoiceWeekStartingMonday'],
    ['weekly-sunday', 'invoiceWeekStartingSunday'],
  ])('of type %s are %s there, both ways', (here, there) => {
    expect(paymentTermsTypesThere[here]).toBe(there);
    expect(paymentTermsTypeHere(there)).toBe(here);
  });

  test('have no type that is missing there', () => {
    expect(Object.keys(paymentTermsTypesThere).sort()).toEqual([...paymentTermsTypes].sort());
    expect(paymentTermsTypeHere('creditcard')).toBeUndefined();
  });

  test('are made with name, type, days and description, and get their number there', () => {
    expect(saidBy(paymentTermsBody({ ...terms, description: '14 days' }, settings))).toEqual({
      name: 'Netto 14 dage',
      paymentTermsType: 'net',
      daysOfCredit: '14',
      description: '14 days',
    });
  });

  test('of types without days are made without days', () => {
    const dueDate = { ...terms, type: 'due-date', maturityDays: 0 } as const;
    expect(saidBy(paymentTermsBody(dueDate, settings))).not.toHaveProperty('daysOfCredit');
  });

  test('cannot be made for factoring, nor for cash without an account', () => {
    const factoring = { ...terms, type: 'factoring' } as const;
    const cash = { ...terms, type: 'cash', maturityDays: 0 } as const;
    expect(orBlocked(() => paymentTermsBody(factoring, settings))).toMatchObject({
      blocked: 'PaymentTermsMissing',
    });
    expect(orBlocked(() => paymentTermsBody(cash, parseSettings({})))).toMatchObject({
      blocked: 'PaymentTermsMissing',
    });
    expect(saidBy(paymentTermsBody(cash, settings))).toMatchObject({
      contraAccountForRemainderAmount: { accountNumber: '5820' },
    });
  });

  test('are the same where type and days are, whatever their name', () => {
    const there = { paymentTermsNumber: '1', name: 'X', paymentTermsType: 'net', daysOfCredit: '14' };
    expect(samePaymentTerms(terms, there)).toBe(true);
    expect(samePaymentTerms(terms, { ...there, daysOfCredit: '8' })).toBe(false);
    expect(samePaymentTerms(terms, { ...there, paymentTermsType: 'invoiceMonth' })).toBe(false);
  });
});

describe('groups', () => {
  const group = { number: 7, name: 'Reservedele' };

  test('of customers are made with the account of the settings', () => {
    expect(saidBy(customerGroupBody(group, settings))).toEqual({
      customerGroupNumber: '7',
      name: 'Reservedele',
      account: { accountNumber: '5600' },
    });
  });

  test('of products are made with the account of the settings', () => {
    expect(saidBy(productGroupBody(group, settings))).toEqual({
      id: '7',
      name: 'Reservedele',
      domesticAccountId: '1010',
    });
  });

  test('are missing where the settings have no account', () => {
    const none = parseSettings({});
    const params = { group: '7 Reservedele' };
    expect(orBlocked(() => customerGroupBody(group, none))).toEqual({
      blocked: 'CustomerGroupMissing',
      params,
    });
    expect(orBlocked(() => productGroupBody(group, none))).toEqual({
      blocked: 'ProductGroupMissing',
      params,
    });
  });
});

describe('the registers of an invoice', () => {
  const names = (invoice = anInvoice()): string[] =>
    registersOf(invoice).map(({ kind, ourKey }) => `${kind}:${ourKey}`);

  test('come once each, in the order in which they have to stand', () => {
    const lines = [
      aLine(),
      aLine({ position: 2, unit: { number: 2, name: 'kg' } }),
      aLine({ product: null, unit: null }),
    ];
    expect(names(anInvoice({ lines, theirReferenceContact: 1 }))).toEqual([
      'unit:1',
      'unit:2',
      'product-group:1',
      'product-group-zone:1/domestic',
      'product:BØR-1',
      'payment-terms:4',
      'customer-group:1',
      'customer:1001',
      'contact:1001/1',
    ]);
  });

  test('have the terms of the customer and those of the invoice', () => {
    const other = { ...terms, number: 9, name: 'Netto 30' };
    expect(names(anInvoice({ paymentTerms: other }))).toEqual(
      expect.arrayContaining(['payment-terms:4', 'payment-terms:9']),
    );
  });

  test('have the delivery addresses that the ERP takes: none that is too long, empty or there twice', () => {
    const address = {
      number: 1,
      name: null,
      street: 'Havnen 4',
      street2: null,
      zip: '5960',
      city: 'Marstal',
      country: null,
      email: null,
      phone: null,
    };
    const customer = aCustomer({
      deliveryAddresses: [
        address,
        { ...address, number: 2 },
        { ...address, number: 3, zip: '1'.repeat(16) },
        { ...address, number: 4, street: null, zip: null, city: null },
        { ...address, number: 5, street: 'Havnen 6' },
      ],
    });
    expect(names(anInvoice({ customer })).filter((name) => name.startsWith('delivery'))).toEqual([
      'delivery-location:1001/1',
      'delivery-location:1001/5',
    ]);
  });

  test('have a contact that the invoice names, even one that the ERP will refuse', () => {
    const contacts = [
      { number: 1, name: 'Bo', email: null, phone: null },
      { number: 2, name: 'BO', email: null, phone: null },
      { number: 3, name: 'Ib', email: null, phone: '1'.repeat(51) },
    ];
    const customer = aCustomer({ contacts });
    const contactsOf = (attentionContact: number | null): string[] =>
      names(anInvoice({ customer, attentionContact })).filter((name) => name.startsWith('contact'));
    expect(contactsOf(null)).toEqual(['contact:1001/1']);
    expect(contactsOf(2)).toEqual(['contact:1001/2']);
    expect(contactsOf(3)).toEqual(['contact:1001/3', 'contact:1001/1']);
  });

  test('have hashes that are SHA-256', () => {
    for (const register of registersOf(anInvoice({ attentionContact: 1 }))) {
      expect(registerHash(register)).toMatch(/^[0-9a-f]{64}$/);
    }
    expect(
      registersOf(anInvoice({ lines: [aLine({ product: aProduct({ unit: null }), unit: null })] })),
    ).not.toHaveLength(0);
  });
});

describe('settings and credentials', () => {
  const fieldsOf = (parse: () => unknown): string[] => {
    try {
      parse();
    } catch (error) {
      if (error instanceof DomainError && error.code === 'InvalidInput') return Object.keys(error.errors);
      throw error;
    }
    return [];
  };

  test('nothing set is a working connection that books and mails nobody', () => {
    expect(parseSettings(undefined)).toMatchObject({
      transferCustomerInvoices: 'booked',
      bookWithOurNumber: false,
      vatZones: { domestic: 1, eu: 2, abroad: 3, 'domestic-exempt': 4 },
      concurrency: 8,
    });
    expect(parseSettings({})).not.toHaveProperty('sendBy');
  });

  test.each<[object, string]>([
    [{ transferCustomerInvoices: 'yes' }, 'settings.transferCustomerInvoices'],
    [{ concurrency: 9 }, 'settings.concurrency'],
    [{ vatZones: { eu: 0 } }, 'settings.vatZones.eu'],
    [{ colour: 'red' }, 'settings.colour'],
    [{ sendBy: 'fax' }, 'settings.sendBy'],
  ])('%j is refused under %s', (wrong, field) => {
    expect(fieldsOf(() => parseSettings(wrong))).toEqual([field]);
  });

  test('missing tokens are refused by name, and never shown', () => {
    expect(fieldsOf(() => parseCredentials({ appSecretToken: 'x' }))).toEqual([
      'credentials.agreementGrantToken',
    ]);
    expect(fieldsOf(() => parseCredentials(null))).toEqual(['credentials']);
  });
});
