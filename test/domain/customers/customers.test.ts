import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/postgresql';
import { updateAgreement } from '../../../domain/agreements/agreement.service.ts';
import * as contacts from '../../../domain/customers/customer-contact.service.ts';
import { createCustomerGroup } from '../../../domain/customers/customer-group.service.ts';
import * as customers from '../../../domain/customers/customer.service.ts';
import type { NewCustomer } from '../../../domain/customers/customer.service.ts';
import * as addresses from '../../../domain/customers/delivery-address.service.ts';
import { withAgreement } from '../../../domain/database.ts';
import { createTestAgreement, testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { refusalOf } from '../../support/refusals.ts';

let database: TestDatabase;
let agreement: number;
let other: number;

const minimal: NewCustomer = { name: 'Ærø Skibsværft', groupNumber: 1, vatZone: 'domestic' };

const inOurs = <T>(fn: (em: EntityManager) => Promise<T>): Promise<T> =>
  withAgreement(database.orm, agreement, fn);
const create = (input: Partial<NewCustomer> = {}) =>
  inOurs((em) => customers.createCustomer(em, { ...minimal, ...input }, 'test'));

beforeAll(async () => {
  database = await testDatabase();
  agreement = (await createTestAgreement(database.orm)).number;
  other = (await createTestAgreement(database.orm)).number;
  await inOurs((em) => createCustomerGroup(em, { number: 1, name: 'Kunder' }, 'test'));
  // A group that only the other agreement has.
  await withAgreement(database.orm, other, (em) =>
    createCustomerGroup(em, { number: 2, name: 'Asiakkaat' }, 'test'),
  );
});

afterAll(async () => {
  await database.drop();
});

describe('a customer', () => {
  test('takes from the agreement what it does not name', async () => {
    const settings = { defaultPaymentTermsNumber: 1, defaultLayoutNumber: 1 };
    await inOurs((em) => updateAgreement(em, { settings }, {}, 'test'));
    const { number } = await create();
    const customer = await inOurs((em) => customers.findCustomer(em, number));
    expect(customer).toMatchObject({
      number: '1001',
      currency: 'DKK',
      language: 'da',
      isBarred: false,
      creditLimit: null,
      version: 1,
    });
    expect([customer.group.number, customer.paymentTerms.number, customer.layout?.number]).toEqual([1, 1, 1]);
    expect((await create()).number).toBe('1002');
  });

  test('needs payment terms where the agreement names none', async () => {
    await inOurs((em) => updateAgreement(em, { settings: {} }, {}, 'test'));
    expect(Object.keys((await refusalOf(create())).errors)).toEqual(['payment_terms_number']);
    expect((await create({ paymentTermsNumber: 2 })).layout).toBeNull();
    await inOurs((em) => updateAgreement(em, { settings: { defaultPaymentTermsNumber: 1 } }, {}, 'test'));
  });

  test('keeps every field', async () => {
    const all = {
      number: 'K-1',
      corporateIdentificationNumber: 'DK12345678',
      vatNumber: 'DK12345678',
      ean: '5790000436057',
      street: 'Havnegade 1',
      street2: '2. tv.',
      zip: '5970',
      city: 'Ærøskøbing',
      country: 'Danmark',
      phone: '+45 62 00 00 00',
      email: 'a@example.dk',
      emailOffers: 'b@example.dk',
      emailOrders: 'c@example.dk',
      emailInvoices: 'd@example.dk',
      website: 'example.dk',
      creditLimit: '10000.50',
      isBarred: true,
      language: 'fi',
    } as const;
    await create(all);
    const customer = await inOurs((em) => customers.findCustomer(em, 'K-1'));
    expect(customer).toMatchObject({ ...all, creditLimit: expect.stringMatching(/^10000\.50*$/) });
  });

  test.each<[string, Partial<NewCustomer>, string]>([
    ['a number of ten characters', { number: '1234567890' }, 'number'],
    ['a number with a space', { number: '1 2' }, 'number'],
    ['a name that is too long', { name: 'x'.repeat(256) }, 'name'],
    ['an EAN with a wrong check digit', { ean: '5790000436056' }, 'ean'],
    ['an EAN of twelve digits', { ean: '579000043605' }, 'ean'],
    ['a negative credit limit', { creditLimit: '-1' }, 'credit_limit'],
    ['a credit limit that is no number', { creditLimit: 'ten' }, 'credit_limit'],
    ['a VAT zone that is none', { vatZone: 'moon' as never }, 'vat_zone'],
    ['a currency that ISO does not know', { currency: 'XYZ' }, 'currency'],
    ['a language we do not speak', { language: 'de' as never }, 'language'],
    ['an e-mail address without a domain', { email: 'a@b' }, 'email'],
    ['a contact before there is one', { attentionContact: 1 }, 'attention_contact'],
  ])('is refused with %s', async (_fault, input, field) => {
    const refusal = await refusalOf(create(input));
    expect([refusal.code, Object.keys(refusal.errors)]).toEqual(['InvalidInput', [field]]);
  });

  test.each<[string, Partial<NewCustomer>, string]>([
    ['another agreement’s group', { groupNumber: 2 }, 'group_number'],
    ['no payment terms of that number', { paymentTermsNumber: 99 }, 'payment_terms_number'],
    ['no layout of that number', { layoutNumber: 99 }, 'layout_number'],
    ['no employee of that number', { employeeNumber: 99 }, 'employee_number'],
    ['no delivery terms of that number', { deliveryTermsNumber: 99 }, 'delivery_terms_number'],
    ['a currency that is not opened', { currency: 'EUR' }, 'currency'],
  ])('refers to %s: refused with its field', async (_what, input, field) => {
    const refusal = await refusalOf(create(input));
    expect([refusal.code, Object.keys(refusal.errors)]).toEqual(['ReferenceNotFound', [field]]);
  });

  test('tells all its faults at once', async () => {
    const refusal = await refusalOf(create({ name: '', ean: '1', creditLimit: '-1' }));
    expect(Object.keys(refusal.errors).sort()).toEqual(['credit_limit', 'ean', 'name']);
  });

  test('is changed field by field, and a field is emptied by null', async () => {
    await create({ number: 'P1', phone: '1', city: 'Odense' });
    const patch = { phone: null, name: 'New', layoutNumber: null };
    await inOurs((em) => customers.updateCustomer(em, 'P1', patch, { version: 1 }, 'test'));
    const customer = await inOurs((em) => customers.findCustomer(em, 'P1'));
    expect(customer).toMatchObject({ phone: null, city: 'Odense', name: 'New', version: 2, layout: null });
    const late = inOurs((em) => customers.updateCustomer(em, 'P1', { name: 'x' }, { version: 1 }, 'test'));
    expect((await refusalOf(late)).code).toBe('EditConflict');
    const wrong = inOurs((em) => customers.updateCustomer(em, 'P1', { groupNumber: 2 }, {}, 'test'));
    expect((await refusalOf(wrong)).code).toBe('ReferenceNotFound');
  });

  test('is found by what the list filters', async () => {
    await create({ number: 'F1', name: 'Find me', ean: '5790000436057', vatZone: 'abroad' });
    for (const filters of [
      { number: 'F1' },
      { name: 'Find me' },
      { ean: '5790000436057', vatZone: 'abroad' },
      { groupNumber: 1, vatZone: 'abroad' },
    ]) {
      const { rows } = await inOurs((em) => customers.listCustomers(em, { filters }));
      expect(rows.map((row) => [row.number, row.group.name, row.paymentTerms.number])).toEqual([
        ['F1', 'Kunder', 1],
      ]);
    }
  });

  test('is read with its references in one statement, a page of them in one for each register it names', async () => {
    const counted = await testDatabase({ countStatements: true });
    const { number } = await createTestAgreement(counted.orm);
    await withAgreement(counted.orm, number, async (em) => {
      await createCustomerGroup(em, { number: 1, name: 'x' }, 'test');
      for (let at = 0; at < 3; at += 1) await customers.createCustomer(em, minimal, 'test');
    });
    const own = 3;
    counted.statements.length = 0;
    await withAgreement(counted.orm, number, (em) => customers.findCustomer(em, '1001'));
    expect(counted.statements.length - own).toBe(1);
    counted.statements.length = 0;
    await withAgreement(counted.orm, number, (em) => customers.listCustomers(em));
    // The rows, their groups, their terms, the kept total; however many rows there are.
    expect(counted.statements.length - own).toBe(4);
    await counted.drop();
  });
});

describe('contacts', () => {
  test('have numbers of their customer, none given twice', async () => {
    await create({ number: 'C1' });
    const made = await inOurs(async (em) => [
      await contacts.createContact(em, 'C1', { name: 'Åse', email: 'aase@example.dk' }, 'test'),
      await contacts.createContact(em, 'C1', { name: 'Bo' }, 'test'),
    ]);
    expect(made.map((contact) => contact.number)).toEqual([1, 2]);
    await inOurs((em) => contacts.deleteContact(em, 'C1', 2));
    expect((await inOurs((em) => contacts.createContact(em, 'C1', { name: 'Cai' }, 'test'))).number).toBe(3);
    const { rows } = await inOurs((em) => contacts.listContacts(em, 'C1'));
    expect(rows.map((row) => row.name)).toEqual(['Åse', 'Cai']);
    expect((await inOurs((em) => customers.findCustomer(em, 'C1'))).version).toBe(1);
  });

  test('are the attention of their own customer only, until they are deleted', async () => {
    await create({ number: 'C2' });
    const attend = (contact: number | null) =>
      inOurs((em) => customers.updateCustomer(em, 'C2', { attentionContact: contact }, {}, 'test'));
    expect(Object.keys((await refusalOf(attend(1))).errors)).toEqual(['attention_contact']);
    await inOurs((em) => contacts.createContact(em, 'C2', { name: 'Dea' }, 'test'));
    expect((await attend(1)).attentionContact).toBe(1);
    await inOurs((em) => contacts.deleteContact(em, 'C2', 1));
    expect((await inOurs((em) => customers.findCustomer(em, 'C2'))).attentionContact).toBeNull();
  });

  test('are changed with their own version', async () => {
    await create({ number: 'C3' });
    await inOurs((em) => contacts.createContact(em, 'C3', { name: 'Eva' }, 'test'));
    const change = (version: number) =>
      inOurs((em) => contacts.updateContact(em, 'C3', 1, { phone: '1' }, { version }, 'test'));
    expect((await change(1)).version).toBe(2);
    expect((await refusalOf(change(1))).code).toBe('EditConflict');
    expect((await refusalOf(inOurs((em) => contacts.findContact(em, 'C3', 9)))).code).toBe('NotFound');
  });
});

describe('delivery addresses', () => {
  const addressesOf = async (number: string) =>
    (await inOurs((em) => addresses.listDeliveryAddresses(em, number))).rows;

  test('have at most one default', async () => {
    await create({ number: 'D1' });
    const add = (city: string, isDefault: boolean) =>
      inOurs((em) => addresses.createDeliveryAddress(em, 'D1', { city, isDefault }, 'test'));
    await add('Oslo', true);
    await add('Turku', true);
    await add('Malmö', false);
    expect((await addressesOf('D1')).map((row) => [row.number, row.isDefault])).toEqual([
      [1, false],
      [2, true],
      [3, false],
    ]);
    await inOurs((em) =>
      addresses.updateDeliveryAddress(em, 'D1', 3, { isDefault: true }, { version: 1 }, 'test'),
    );
    expect((await addressesOf('D1')).filter((row) => row.isDefault).map((row) => row.city)).toEqual([
      'Malmö',
    ]);
  });

  test('say where, also after a change', async () => {
    await create({ number: 'D2' });
    const none = inOurs((em) => addresses.createDeliveryAddress(em, 'D2', { phone: '1' }, 'test'));
    expect((await refusalOf(none)).code).toBe('InvalidInput');
    await inOurs((em) => addresses.createDeliveryAddress(em, 'D2', { city: 'Oslo' }, 'test'));
    const emptied = inOurs((em) => addresses.updateDeliveryAddress(em, 'D2', 1, { city: null }, {}, 'test'));
    expect((await refusalOf(emptied)).code).toBe('InvalidInput');
  });

  test('go with their customer, as its contacts do', async () => {
    await create({ number: 'D3' });
    await inOurs(async (em) => {
      await addresses.createDeliveryAddress(em, 'D3', { city: 'Oslo' }, 'test');
      await contacts.createContact(em, 'D3', { name: 'x' }, 'test');
    });
    await inOurs((em) => customers.deleteCustomer(em, 'D3', { version: 1 }));
    expect((await refusalOf(inOurs((em) => contacts.listContacts(em, 'D3')))).code).toBe('NotFound');
  });
});
