import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/postgresql';
import { withAgreement } from '../../../domain/database.ts';
import { createCustomField } from '../../../domain/fields/custom-field.service.ts';
import { setFieldValues } from '../../../domain/fields/field-values.service.ts';
import {
  createCreditNote,
  editDraftInvoice,
  invoiceForErp,
  invoiceView,
} from '../../../domain/invoices/customer-invoice.service.ts';
import type { DraftInvoiceInput, InvoiceEdit } from '../../../domain/invoices/customer-invoice.service.ts';
import { deleteProject } from '../../../domain/projects/project.service.ts';
import { deleteDeliveryTerms, updateDeliveryTerms } from '../../../domain/terms/delivery-terms.service.ts';
import { testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { refusalOf } from '../../support/refusals.ts';
import { agreementWithRegisters, book, context, draft } from './fixtures.ts';

let database: TestDatabase;
let agreement: number;

beforeAll(async () => {
  database = await testDatabase();
  agreement = await agreementWithRegisters(database);
});

afterAll(async () => {
  await database.drop();
});

const inOurs = <T>(fn: (em: EntityManager) => Promise<T>): Promise<T> =>
  withAgreement(database.orm, agreement, fn);
const view = (id: string) => inOurs((em) => invoiceView(em, id));
const recipient = async (id: string) => (await inOurs((em) => invoiceForErp(em, id))).recipient;
const edit = (id: string, change: InvoiceEdit) => inOurs((em) => editDraftInvoice(em, id, change, context()));

const own = {
  billingAddress: {
    name: 'Bogholderiet',
    street: 'Kontorvej 3',
    street2: '2. sal',
    zipcode: '5000',
    city: 'Odense',
  },
  corporateIdentificationNumber: '87654321',
};
const asShown = {
  name: 'Bogholderiet',
  street: 'Kontorvej 3',
  street2: '2. sal',
  zipcode: '5000',
  city: 'Odense',
  country: null,
};

describe('the billing address and CVR of an invoice', () => {
  test('are the customer’s where it says none, on the document and towards the ERP', async () => {
    const { id } = await draft(database, agreement);
    expect(await view(id)).toMatchObject({
      billing_address: { name: 'Æbleskiver & Co ApS', street: 'Gade 1', city: 'København Ø' },
      corporate_identification_number: '12345678',
    });
    expect(await recipient(id)).toMatchObject({
      name: 'Æbleskiver & Co ApS',
      corporateIdentificationNumber: '12345678',
    });
  });

  test('are its own where it says them: as a draft, booked, to the ERP and on its credit note', async () => {
    const { id } = await draft(database, agreement, own);
    const drafted = await recipient(id);
    await book(database, agreement, id);
    const shown = { billing_address: asShown, corporate_identification_number: '87654321' };
    expect(await view(id)).toMatchObject({ ...shown, customer_id: '1001' });
    expect(await recipient(id)).toEqual(drafted);
    expect(drafted).toMatchObject({ name: 'Bogholderiet', corporateIdentificationNumber: '87654321' });
    const credit = await inOurs((em) => createCreditNote(em, id, {}, context()));
    expect(await view(credit.id)).toMatchObject(shown);
  });

  test('keep the customer’s name where only a place is typed', async () => {
    const { id } = await draft(database, agreement, { billingAddress: { city: 'Aarhus' } });
    expect((await view(id)).billing_address).toMatchObject({
      name: 'Æbleskiver & Co ApS',
      street: null,
      city: 'Aarhus',
    });
  });

  test('are taken away by null, and by another customer', async () => {
    const { id } = await draft(database, agreement, own);
    await edit(id, { billingAddress: null, corporateIdentificationNumber: null });
    expect((await view(id)).billing_address.street).toBe('Gade 1');
    await edit(id, own);
    await edit(id, { customerId: '1002' });
    expect(await view(id)).toMatchObject({
      billing_address: { name: 'Müller GmbH' },
      corporate_identification_number: null,
    });
  });
});

describe('the delivery terms of an invoice', () => {
  test('come from its customer, are said in its language, and stay as they were taken', async () => {
    const { id } = await draft(database, agreement);
    expect((await view(id)).delivery_terms).toEqual({ number: 1, name: 'Ab fabrik' });
    await edit(id, { language: 'en' });
    expect((await view(id)).delivery_terms).toEqual({ number: 1, name: 'Ex works' });
    await edit(id, { language: 'da', deliveryTermsId: 2 });
    await inOurs((em) => updateDeliveryTerms(em, 2, { name: 'Omdøbt' }, {}, 'test'));
    expect((await view(id)).delivery_terms).toEqual({ number: 2, name: 'Frit leveret' });
    await inOurs((em) => deleteDeliveryTerms(em, 2));
    await book(database, agreement, id);
    expect((await view(id)).delivery_terms).toEqual({ number: 2, name: 'Frit leveret' });
  });

  test('can be none', async () => {
    const { id } = await draft(database, agreement, { deliveryTermsId: null });
    expect((await view(id)).delivery_terms).toBeNull();
  });
});

describe('an invoice', () => {
  test.each<[string, Partial<DraftInvoiceInput>, string, string]>([
    ['delivery terms that do not exist', { deliveryTermsId: 99 }, 'ReferenceNotFound', 'delivery_terms_id'],
    ['a project that does not exist', { projectId: 99 }, 'ReferenceNotFound', 'project_id'],
    ['a barred project', { projectId: 6 }, 'Barred', 'project_id'],
    [
      'a long billing street',
      { billingAddress: { street: 'x'.repeat(256) } },
      'InvalidInput',
      'billing_address.street',
    ],
    [
      'a long CVR',
      { corporateIdentificationNumber: '1'.repeat(41) },
      'InvalidInput',
      'corporate_identification_number',
    ],
  ])('with %s is refused with its field', async (_what, input, code, field) => {
    const refusal = await refusalOf(draft(database, agreement, input));
    expect([refusal.code, Object.keys(refusal.errors)]).toEqual([code, [field]]);
  });

  test('holds its project: it is not deleted', async () => {
    await draft(database, agreement, { projectId: 5 });
    const refusal = await refusalOf(inOurs((em) => deleteProject(em, 5)));
    expect([refusal.code, refusal.params['usedBy']]).toEqual(['InUse', 'customer invoices']);
  });

  test('keeps the values of the agreement’s own fields once it is booked, whoever writes', async () => {
    await inOurs((em) =>
      createCustomField(em, { number: 1, name: 'Rute', for: 'customer-invoice', type: 'text' }, 'test'),
    );
    const { id } = await draft(database, agreement);
    const set = (value: string | null) =>
      inOurs((em) => setFieldValues(em, { kind: 'customer-invoice', id }, [{ id: 1, value }]));
    await set('Nord');
    await book(database, agreement, id);
    for (const value of ['Syd', null]) await expect(set(value)).rejects.toThrow(/booked/);
  });
});
