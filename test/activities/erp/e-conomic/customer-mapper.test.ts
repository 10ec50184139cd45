import { describe, expect, test } from '@jest/globals';
import {
  contactAsRead,
  contactFields,
  contactHash,
  customerAsRead,
  customerFields,
  customerHash,
  deliveryLocationAsRead,
  deliveryLocationFields,
} from '../../../../activities/erp/e-conomic/mappers/customer.ts';
import { type Body, compact, orBlocked } from '../../../../activities/erp/e-conomic/mappers/shared.ts';
import { customerSchema } from '../../../../activities/erp/e-conomic/schemas.ts';
import { parseSettings } from '../../../../activities/erp/e-conomic/settings.ts';
import type { CustomerForErp } from '../../../../domain/erp/documents.ts';
import { aCustomer, namesIn, saidBy } from './samples.ts';

const references = { groupNumber: '1', paymentTermsNumber: '7' };
const fieldsOf = (changes: Partial<CustomerForErp>, settings: object = {}): Body =>
  customerFields(aCustomer(changes), references, parseSettings(settings));
const created = (changes: Partial<CustomerForErp> = {}, settings: object = {}): Record<string, unknown> =>
  saidBy(compact(fieldsOf(changes, settings)));

/** As the ERP answers it: with everything a person can fill in there, and with what only the ERP writes. */
const there = {
  customerNumber: '1001',
  name: 'Old name',
  currency: 'EUR',
  customerGroup: { customerGroupNumber: '9', self: 'https://erp/customer-groups/9' },
  paymentTerms: { paymentTermsNumber: '2', self: 'https://erp/payment-terms/2' },
  vatZone: { vatZoneNumber: '2', self: 'https://erp/vat-zones/2' },
  address: 'Old street',
  zip: '1000',
  city: 'Old city',
  country: 'Old country',
  email: 'theirs@erp.example',
  telephoneAndFaxNumber: '1',
  mobilePhone: '20 20 20 20',
  corporateIdentificationNumber: '1',
  vatNumber: 'DK1',
  pNumber: '1234567890',
  ean: '1',
  publicEntryNumber: 'P-1',
  website: 'https://www.example',
  creditLimit: '1.50',
  barred: true,
  eInvoicingDisabledByDefault: true,
  layout: { layoutNumber: '5', self: 'https://erp/layouts/5' },
  salesPerson: { employeeNumber: '3', self: 'https://erp/employees/3' },
  attention: { customerContactNumber: '11', self: 'https://erp/x' },
  customerContact: { customerContactNumber: '12', self: 'https://erp/x' },
  defaultDeliveryLocation: { deliveryLocationNumber: '13', self: 'https://erp/x' },
  priceGroup: { self: 'https://erp/price-groups/1' },
  balance: '100.00',
  dueAmount: '10.00',
  lastUpdated: '2026-01-01T00:00:00Z',
  metaData: {},
  self: 'https://erp/customers/1001',
};
const asRead = customerAsRead(customerSchema.parse(there));
const updated = (changes: Partial<CustomerForErp> = {}, settings: object = {}): Record<string, unknown> =>
  saidBy(compact({ ...asRead, ...fieldsOf(changes, settings) }));

describe('a customer there', () => {
  test.each<[string, Partial<CustomerForErp>, string, unknown]>([
    ['number', { number: '999999999' }, 'customerNumber', '999999999'],
    ['name', { name: 'Åse & Sønner' }, 'name', 'Åse & Sønner'],
    ['group', {}, 'customerGroup', { customerGroupNumber: '1' }],
    ['corporate identification number', {}, 'corporateIdentificationNumber', 'DK12345678'],
    ['address in two lines', {}, 'address', 'Søndergade 1\n2. sal'],
    ['zip', {}, 'zip', '5970'],
    ['city', {}, 'city', 'Ærøskøbing'],
    ['country as free text', {}, 'country', 'Danmark'],
    ['phone', {}, 'telephoneAndFaxNumber', '+45 62 52 10 00'],
    ['payment terms', {}, 'paymentTerms', { paymentTermsNumber: '7' }],
    ['status open', {}, 'barred', false],
    ['status barred', { isBarred: true }, 'barred', true],
    ['VAT zone', { vatZone: 'domestic-exempt' }, 'vatZone', { vatZoneNumber: '4' }],
    ['currency', { currency: 'NOK' }, 'currency', 'NOK'],
    ['layout', {}, 'layout', { layoutNumber: '19' }],
    ['credit limit', { creditLimit: '1250.50' }, 'creditLimit', '1250.5'],
    ['EAN', {}, 'ean', '5790000123452'],
    ['e-mail', {}, 'email', 'post@aeroe.example'],
  ])('takes our %s, new and on update', (_what, changes, property, value) => {
    expect(created(changes)[property]).toEqual(value);
    expect(updated(changes)[property]).toEqual(value);
  });

  test('takes the VAT zone that the settings name', () => {
    const settings = { vatZones: { eu: 12 } };
    expect(created({ vatZone: 'eu' }, settings)['vatZone']).toEqual({ vatZoneNumber: '12' });
    expect(created({ vatZone: 'abroad' }, settings)['vatZone']).toEqual({ vatZoneNumber: '3' });
  });

  test.each<[string, Partial<CustomerForErp>]>([
    ['corporateIdentificationNumber', { corporateIdentificationNumber: null }],
    ['telephoneAndFaxNumber', { phone: null }],
    ['ean', { ean: '' }],
    ['creditLimit', { creditLimit: null }],
    ['zip', { address: { ...aCustomer().address, zip: null } }],
  ])('has its %s cleared where ours is empty', (property, changes) => {
    expect(updated(changes)).not.toHaveProperty(property);
  });

  test('keeps its layout and its e-mail where ours are empty', () => {
    expect(updated({ layoutNumber: null, email: null })).toMatchObject({
      layout: { layoutNumber: '5' },
      email: 'theirs@erp.example',
    });
  });

  test('gets our e-mail only where customers are ours', () => {
    const settings = { customerOwner: 'e-conomic' };
    expect(created({}, settings)).not.toHaveProperty('email');
    expect(updated({}, settings)['email']).toBe('theirs@erp.example');
  });

  test('keeps on update what is not ours, as it was read', () => {
    expect(updated()).toMatchObject({
      mobilePhone: '20 20 20 20',
      vatNumber: 'DK1',
      pNumber: '1234567890',
      publicEntryNumber: 'P-1',
      website: 'https://www.example',
      eInvoicingDisabledByDefault: true,
      salesPerson: { employeeNumber: '3' },
      attention: { customerContactNumber: '11' },
      customerContact: { customerContactNumber: '12' },
      defaultDeliveryLocation: { deliveryLocationNumber: '13' },
      priceGroup: { self: 'https://erp/price-groups/1' },
    });
  });

  test.each(['balance', 'dueAmount', 'lastUpdated', 'metaData', 'self', 'contacts'])(
    'never gets back its %s, which only the ERP writes',
    (property) => {
      expect(updated()).not.toHaveProperty(property);
    },
  );

  test.each([
    ['terms of delivery', 'termsOfDelivery'],
    ['language', 'language'],
    ['e-mail for offers', 'defaultQuoteRecipient'],
    ['e-mail for orders', 'defaultOrderRecipient'],
    ['e-mail for invoices', 'defaultInvoiceRecipient'],
    ['custom fields', 'customFields'],
  ])('is never sent our %s', (_what, property) => {
    const all = { ...aCustomer(), [property]: 'X-SENT', deliveryTerms: 'X-SENT', emailInvoices: 'X-SENT' };
    expect(namesIn(created(all))).not.toContain(property);
    expect(JSON.stringify(created(all))).not.toContain('X-SENT');
    expect(namesIn(updated(all))).not.toContain(property);
  });

  test.each<[string, Partial<CustomerForErp>, number]>([
    ['name', { name: 'n'.repeat(256) }, 255],
    ['zip', { address: { ...aCustomer().address, zip: '1'.repeat(31) } }, 30],
    ['city', { address: { ...aCustomer().address, city: 'c'.repeat(51) } }, 50],
    ['country', { address: { ...aCustomer().address, country: 'c'.repeat(51) } }, 50],
    [
      'address',
      { address: { ...aCustomer().address, street: 's'.repeat(300), street2: 's'.repeat(210) } },
      510,
    ],
    ['phone', { phone: '1'.repeat(256) }, 255],
    ['corporate identification number', { corporateIdentificationNumber: '1'.repeat(41) }, 40],
    ['e-mail', { email: 'e'.repeat(256) }, 255],
  ])('is not made with a %s that is too long: the field is named', (field, changes, limit) => {
    expect(orBlocked(() => fieldsOf(changes))).toEqual({
      blocked: 'TooLong',
      params: { field: `customer 1001: ${field}`, length: expect.any(Number), limit },
    });
  });

  test.each(['K-100', '0', '007', '1000000000', '-5', '1.5', ''])('cannot have the number "%s"', (number) => {
    expect(orBlocked(() => fieldsOf({ number }))).toEqual({
      blocked: 'NumberNotWhole',
      params: { what: 'customer', number },
    });
  });

  test('has another hash when something that is sent changes, and the same when a contact does', () => {
    const hash = customerHash(aCustomer());
    expect(customerHash(aCustomer({ phone: '1' }))).not.toBe(hash);
    expect(customerHash(aCustomer({ group: { number: 1, name: 'Renamed' }, contacts: [] }))).toBe(hash);
  });
});

describe('a contact there', () => {
  const contact = { number: 1, name: 'Åse Ød', email: 'aase@aeroe.example', phone: '20 30 40 50' };

  test('takes name, e-mail and phone', () => {
    expect(saidBy(contactFields(contact, '1001'))).toEqual({
      name: 'Åse Ød',
      email: 'aase@aeroe.example',
      phone: '20 30 40 50',
    });
  });

  test('keeps what is not ours on update', () => {
    const read = {
      customerContactNumber: '875',
      name: 'Åse',
      email: 'x@y.example',
      eInvoiceId: 'E1',
      notes: 'calls on Mondays',
      emailNotifications: ['invoices'],
    };
    const fields = contactFields({ ...contact, email: null }, '1001');
    expect(saidBy({ ...contactAsRead(read), ...fields })).toEqual({
      customerContactNumber: '875',
      name: 'Åse Ød',
      email: 'x@y.example',
      phone: '20 30 40 50',
      eInvoiceId: 'E1',
      notes: 'calls on Mondays',
      emailNotifications: ['invoices'],
    });
  });

  test('is not made with a phone over 50 characters', () => {
    expect(orBlocked(() => contactFields({ ...contact, phone: '1'.repeat(51) }, '1001'))).toEqual({
      blocked: 'TooLong',
      params: { field: 'customer 1001, contact 1: phone', length: 51, limit: 50 },
    });
  });

  test('has another hash when its name changes', () => {
    expect(contactHash({ ...contact, name: 'Bo' })).not.toBe(contactHash(contact));
  });
});

describe('a delivery location there', () => {
  const address = {
    number: 2,
    name: 'Warehouse',
    street: 'Havnen 4',
    street2: 'Port 2',
    zip: '5960',
    city: 'Marstal',
    country: 'Danmark',
    email: 'lager@aeroe.example',
    phone: '62 00 00 00',
  };

  test('takes address, postal code, city and country, and neither e-mail nor phone', () => {
    expect(saidBy(compact(deliveryLocationFields(address, '1001')))).toEqual({
      address: 'Havnen 4\nPort 2',
      postalCode: '5960',
      city: 'Marstal',
      country: 'Danmark',
    });
  });

  test('keeps its terms of delivery, order and status on update', () => {
    const read = {
      deliveryLocationNumber: '3',
      address: 'Old',
      termsOfDelivery: 'DAP',
      sortKey: '2',
      barred: true,
    };
    const body = { ...deliveryLocationAsRead(read), ...deliveryLocationFields(address, '1001') };
    expect(saidBy(compact(body))).toMatchObject({ termsOfDelivery: 'DAP', sortKey: '2', barred: true });
  });

  test('is not made with a postal code over 15 characters', () => {
    expect(orBlocked(() => deliveryLocationFields({ ...address, zip: '1'.repeat(16) }, '1001'))).toEqual({
      blocked: 'TooLong',
      params: { field: 'customer 1001, delivery address 2: zip', length: 16, limit: 15 },
    });
  });
});
