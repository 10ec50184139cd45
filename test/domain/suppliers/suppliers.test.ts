import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/postgresql';
import { updateAgreement } from '../../../domain/agreements/agreement.service.ts';
import { withAgreement } from '../../../domain/database.ts';
import * as contacts from '../../../domain/suppliers/supplier-contact.service.ts';
import { createSupplierGroup } from '../../../domain/suppliers/supplier-group.service.ts';
import * as suppliers from '../../../domain/suppliers/supplier.service.ts';
import type { NewSupplier } from '../../../domain/suppliers/supplier.service.ts';
import { createTestAgreement, testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { refusalOf } from '../../support/refusals.ts';

let database: TestDatabase;
let agreement: number;

const minimal: NewSupplier = { name: 'Örebro Trä AB', groupNumber: 1, vatZone: 'eu' };

const inOurs = <T>(fn: (em: EntityManager) => Promise<T>): Promise<T> =>
  withAgreement(database.orm, agreement, fn);
const create = (input: Partial<NewSupplier> = {}) =>
  inOurs((em) => suppliers.createSupplier(em, { ...minimal, ...input }, 'test'));

beforeAll(async () => {
  database = await testDatabase();
  agreement = (await createTestAgreement(database.orm)).number;
  const other = (await createTestAgreement(database.orm)).number;
  await inOurs((em) => createSupplierGroup(em, { number: 1, name: 'Træ' }, 'test'));
  // A group that only the other agreement has.
  await withAgreement(database.orm, other, (em) =>
    createSupplierGroup(em, { number: 2, name: 'Puu' }, 'test'),
  );
});

afterAll(async () => {
  await database.drop();
});

describe('a supplier', () => {
  test('needs payment terms where the agreement names none, and takes the agreement’s where it does', async () => {
    await inOurs((em) => updateAgreement(em, { settings: {} }, {}, 'test'));
    expect(Object.keys((await refusalOf(create())).errors)).toEqual(['payment_terms_number']);
    const settings = { defaultPaymentTermsNumber: 1, defaultLayoutNumber: 1 };
    await inOurs((em) => updateAgreement(em, { settings }, {}, 'test'));
    const { number } = await create();
    const supplier = await inOurs((em) => suppliers.findSupplier(em, number));
    expect(supplier).toMatchObject({ number: '1001', currency: 'DKK', language: 'da', isBarred: false });
    expect([supplier.group.number, supplier.paymentTerms.number, supplier.layout?.number]).toEqual([1, 1, 1]);
  });

  test('keeps every field that it is given', async () => {
    const all = {
      number: 'L-1',
      name: 'ÆØÅ',
      vatZone: 'domestic',
      currency: 'DKK',
      language: 'sv',
      corporateIdentificationNumber: '12345674',
      vatNumber: 'DK12345674',
      ean: '5790000436057',
      street: 'Kaj 1',
      street2: 'Port B',
      zip: '5970',
      city: 'Ærøskøbing',
      country: 'DK',
      phone: '+45 1',
      email: 'info@example.dk',
      emailPurchaseOrders: 'indkob@example.dk',
      website: 'example.dk',
      paymentType: 'payment-slip',
      bankName: 'Andelskassen',
      bankRegistrationNumber: '5960',
      bankAccountNumber: '0001234567',
      iban: 'DK5000400440116243',
      bic: 'NDEADKKK',
      creditorNumber: '81234567',
      isBarred: true,
    } as const;
    await create({ ...all, creditLimit: '250.5' });
    const supplier = await inOurs((em) => suppliers.findSupplier(em, 'L-1'));
    expect(supplier).toMatchObject({ ...all, creditLimit: expect.stringMatching(/^250\.50*$/) });
  });

  test.each<[string, Partial<NewSupplier>, string]>([
    ['a number of ten characters', { number: '1234567890' }, 'number'],
    ['a name that is too long', { name: 'x'.repeat(256) }, 'name'],
    ['an EAN with a wrong check digit', { ean: '5790000436056' }, 'ean'],
    ['an IBAN with wrong check digits', { iban: 'DK5100400440116243' }, 'iban'],
    ['an IBAN with spaces', { iban: 'DK50 0040 0440 1162 43' }, 'iban'],
    ['a BIC of nine characters', { bic: 'NDEADKKKX' }, 'bic'],
    ['a payment type that is none', { paymentType: 'barter' as never }, 'payment_type'],
    [
      'an e-mail for purchase orders without a domain',
      { emailPurchaseOrders: 'a@b' },
      'email_purchase_orders',
    ],
    ['a contact before there is one', { attentionContact: 1 }, 'attention_contact'],
  ])('is refused with %s', async (_fault, input, field) => {
    const refusal = await refusalOf(create(input));
    expect([refusal.code, Object.keys(refusal.errors)]).toEqual(['InvalidInput', [field]]);
  });

  test.each<[string, Partial<NewSupplier>, string]>([
    ['another agreement’s group', { groupNumber: 2 }, 'group_number'],
    ['no payment terms of that number', { paymentTermsNumber: 99 }, 'payment_terms_number'],
    ['no layout of that number', { layoutNumber: 99 }, 'layout_number'],
    ['no employee of that number', { employeeNumber: 99 }, 'employee_number'],
    ['a currency that is not opened', { currency: 'EUR' }, 'currency'],
  ])('refers to %s: refused with its field', async (_what, input, field) => {
    const refusal = await refusalOf(create(input));
    expect([refusal.code, Object.keys(refusal.errors)]).toEqual(['ReferenceNotFound', [field]]);
  });

  test('is changed field by field, and a field is emptied by null', async () => {
    await create({ number: 'P1', phone: '1', city: 'Malmö', paymentType: 'cash' });
    const patch = { phone: null, name: 'New', paymentType: 'card' } as const;
    await inOurs((em) => suppliers.updateSupplier(em, 'P1', patch, { version: 1 }, 'test'));
    const supplier = await inOurs((em) => suppliers.findSupplier(em, 'P1'));
    expect(supplier).toMatchObject({
      phone: null,
      city: 'Malmö',
      name: 'New',
      paymentType: 'card',
      version: 2,
    });
    const late = inOurs((em) => suppliers.updateSupplier(em, 'P1', { name: 'x' }, { version: 1 }, 'test'));
    expect((await refusalOf(late)).code).toBe('EditConflict');
  });

  test('may have the number that a customer has', async () => {
    await create({ number: '7' });
    const { rows } = await inOurs((em) => suppliers.listSuppliers(em, { filters: { number: '7' } }));
    expect(rows.map((row) => [row.number, row.group.name])).toEqual([['7', 'Træ']]);
  });
});

describe('contacts of a supplier', () => {
  test('have numbers of their supplier, none given twice, and go with it', async () => {
    await create({ number: 'C1' });
    await inOurs(async (em) => {
      await contacts.createSupplierContact(em, 'C1', { name: 'Åsa' }, 'test');
      await contacts.createSupplierContact(em, 'C1', { name: 'Bo' }, 'test');
      await contacts.deleteSupplierContact(em, 'C1', 2);
    });
    const third = await inOurs((em) => contacts.createSupplierContact(em, 'C1', { name: 'Cai' }, 'test'));
    expect(third.number).toBe(3);
    await inOurs((em) => suppliers.deleteSupplier(em, 'C1'));
    expect((await refusalOf(inOurs((em) => contacts.listSupplierContacts(em, 'C1')))).params).toEqual({
      what: 'Supplier C1',
    });
  });

  test('are the attention of their own supplier only, until they are deleted', async () => {
    await create({ number: 'C2' });
    const attend = (contact: number | null) =>
      inOurs((em) => suppliers.updateSupplier(em, 'C2', { attentionContact: contact }, {}, 'test'));
    expect(Object.keys((await refusalOf(attend(1))).errors)).toEqual(['attention_contact']);
    await inOurs((em) => contacts.createSupplierContact(em, 'C2', { name: 'Dea' }, 'test'));
    expect((await attend(1)).attentionContact).toBe(1);
    await inOurs((em) => contacts.deleteSupplierContact(em, 'C2', 1));
    expect((await inOurs((em) => suppliers.findSupplier(em, 'C2'))).attentionContact).toBeNull();
    const missing = await refusalOf(inOurs((em) => contacts.findSupplierContact(em, 'C2', 1)));
    expect(missing.params).toEqual({ what: 'Contact 1 of supplier C2' });
  });
});
