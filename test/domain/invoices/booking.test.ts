import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createContact, deleteContact } from '../../../domain/customers/customer-contact.service.ts';
import { updateCustomer } from '../../../domain/customers/customer.service.ts';
import { withAgreement } from '../../../domain/database.ts';
import { DocumentEvent } from '../../../domain/events/document-event.entity.ts';
import { invoiceForErp, invoiceView } from '../../../domain/invoices/customer-invoice.service.ts';
import { updateProductGroup } from '../../../domain/products/product-group.service.ts';
import { updateProduct } from '../../../domain/products/product.service.ts';
import { updatePaymentTerms } from '../../../domain/terms/payment-terms.service.ts';
import { testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { agreementWithRegisters, archive, book, booked, chairs, draft } from './fixtures.ts';

let database: TestDatabase;
let agreement: number;

beforeAll(async () => {
  database = await testDatabase();
  agreement = await agreementWithRegisters(database);
});
afterAll(() => database.drop());

const view = (key: string | number) => withAgreement(database.orm, agreement, (em) => invoiceView(em, key));
const within = <T>(act: Parameters<typeof withAgreement<T>>[2]): Promise<T> =>
  withAgreement(database.orm, agreement, act);
const eventsOf = (id: string) =>
  within((em) => em.find(DocumentEvent, { documentId: id }, { orderBy: { sequence: 'asc' } }));

describe('booking', () => {
  test('sets who and when, and keeps party and terms as they are', async () => {
    const { id } = await draft(database, agreement, {
      lines: [chairs('2'), { itemId: 'BOOK' }, { name: 'Tekst' }],
    });
    await book(database, agreement, id);
    await within(async (em) => {
      await updateCustomer(em, '1001', { name: 'Nyt navn', city: 'Aarhus' }, {}, 'user:Mette');
      await updatePaymentTerms(em, 1, { name: 'Andet navn' }, {}, 'user:Mette');
    });
    const invoice = await view(id);
    await within((em) =>
      updateCustomer(em, '1001', { name: 'Æbleskiver & Co ApS', city: 'København Ø' }, {}, 'x'),
    );
    expect(invoice).toMatchObject({
      is_draft: false,
      is_booked: true,
      is_archived: false,
      booked_at: '2026-03-10T09:30:00.000Z',
      customer_name: 'Æbleskiver & Co ApS',
      customer: { name: 'Æbleskiver & Co ApS', city: 'København Ø' },
      payment_terms: { number: 1, name: 'Netto 8 dage' },
      due_date: '2026-03-18',
      net_amount: '219.99',
      vat_amount: '50.00',
      gross_amount: '269.99',
      allowed_actions: ['createCreditNote', 'setLayout', 'archive'],
      vat: [
        { vat_percentage: '0', net_amount: '19.99', vat_amount: '0.00' },
        { vat_percentage: '25', net_amount: '200.00', vat_amount: '50.00' },
      ],
    });
  });

  test('reckons VAT anew, as the product groups say it at booking', async () => {
    const { id } = await draft(database, agreement);
    await within((em) => updateProductGroup(em, 1, { vatDomestic: '20' }, {}, 'user:Mette'));
    await book(database, agreement, id);
    await within((em) => updateProductGroup(em, 1, { vatDomestic: '25' }, {}, 'user:Mette'));
    expect(await view(id)).toMatchObject({
      vat_amount: '20.00',
      gross_amount: '120.00',
      lines: [{ line_vat: '20.00' }],
    });
  });

  test('of two at once one wins, and the other is told that it is booked', async () => {
    const { id, number } = await draft(database, agreement);
    const outcomes = await Promise.allSettled([
      book(database, agreement, id),
      book(database, agreement, number),
      book(database, agreement, id),
    ]);
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused).toHaveLength(2);
    for (const { reason } of refused)
      expect(reason).toMatchObject({
        code: 'InvalidTransition',
        params: { state: 'booked', action: 'book' },
      });
    expect((await eventsOf(id)).map((event) => event.action)).toEqual(['create', 'book']);
  });

  test.each<[string, Parameters<typeof draft>[2], string, string]>([
    ['an invoice without lines', { lines: [] }, 'NoLines', 'lines'],
    ['an invoice of text alone', { lines: [{ name: 'Tekst' }] }, 'NoLines', 'lines'],
    ['terms that need a due date', { paymentTermsId: 10 }, 'DueDateMissing', 'due_date'],
    [
      'an invoice of less than nothing',
      { lines: [{ itemId: 'CHAIR', linePrice: '-1' }] },
      'InvalidInput',
      'lines',
    ],
  ])('%s is refused with its field, and stays a draft', async (_what, input, code, field) => {
    const { id } = await draft(database, agreement, input);
    await expect(book(database, agreement, id)).rejects.toMatchObject({
      code,
      errors: { [field]: [expect.any(String)] },
    });
    expect((await view(id)).is_draft).toBe(true);
  });

  test('what was barred or removed since the draft was made is refused', async () => {
    const { id } = await draft(database, agreement);
    await within((em) => updateCustomer(em, '1001', { isBarred: true }, {}, 'user:Mette'));
    await expect(book(database, agreement, id)).rejects.toMatchObject({
      code: 'Barred',
      errors: { customer_id: [expect.any(String)] },
    });
    await within(async (em) => {
      await updateCustomer(em, '1001', { isBarred: false }, {}, 'user:Mette');
      await updateProduct(em, 'CHAIR', { isBarred: true }, {}, 'user:Mette');
    });
    await expect(book(database, agreement, id)).rejects.toMatchObject({
      code: 'Barred',
      errors: { 'lines.0.item_id': [expect.any(String)] },
    });
    await within((em) => updateProduct(em, 'CHAIR', { isBarred: false }, {}, 'user:Mette'));

    const contact = await within((em) => createContact(em, '1001', { name: 'Ole' }, 'user:Mette'));
    const { id: other } = await draft(database, agreement, { theirReferenceId: contact.number });
    await within((em) => deleteContact(em, '1001', contact.number));
    await expect(book(database, agreement, other)).rejects.toMatchObject({
      code: 'ReferenceNotFound',
      errors: { their_reference_id: [expect.any(String)] },
    });
  });

  test('a deduction is possible as long as something is left', async () => {
    const invoice = await booked(database, agreement, {
      lines: [chairs('1'), { itemId: 'CHAIR', name: 'Rabatkupon', linePrice: '-30' }],
    });
    expect(await view(invoice.id)).toMatchObject({ net_amount: '70.00', vat_amount: '17.50' });
  });

  test('an invoice of nothing can be booked', async () => {
    const invoice = await booked(database, agreement, { discountPercentage: '100' });
    expect(await view(invoice.id)).toMatchObject({ net_amount: '0.00', gross_amount: '0.00' });
  });

  test('is an event with the amounts and a hash of the lines', async () => {
    const { id, number } = await booked(database, agreement);
    const [created, bookedEvent] = await eventsOf(id);
    expect(created).toMatchObject({
      action: 'create',
      documentKind: 'customer-invoice',
      documentNumber: number,
      before: null,
    });
    expect(bookedEvent).toMatchObject({
      action: 'book',
      actor: 'api-key:shop',
      at: new Date('2026-03-10T09:30:00.000Z'),
      before: { state: 'draft' },
      after: {
        state: 'booked',
        net_amount: '100.00',
        vat_amount: '25.00',
        gross_amount: '125.00',
        lines: { count: 1, hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
      },
    });
  });
});

describe('archiving', () => {
  test('a booked invoice is archived once', async () => {
    const { id } = await booked(database, agreement);
    await archive(database, agreement, id);
    expect(await view(id)).toMatchObject({
      is_archived: true,
      allowed_actions: ['createCreditNote', 'setLayout'],
    });
    await expect(archive(database, agreement, id)).rejects.toMatchObject({
      code: 'InvalidTransition',
      params: { state: 'archived' },
    });
  });

  test('a draft is not', async () => {
    const { id } = await draft(database, agreement);
    await expect(archive(database, agreement, id)).rejects.toMatchObject({
      code: 'InvalidTransition',
    });
  });
});

describe('what an ERP sees', () => {
  test('the document as booked, the registers as they are, and one discount per line', async () => {
    const { id, number } = await booked(database, agreement, {
      discountPercentage: '5',
      attentionId: 1,
      lines: [{ itemId: 'CHAIR', quantity: '2.5', discountPercentage: '10' }, { name: 'Tekst' }],
    });
    await within((em) => updateCustomer(em, '1001', { city: 'Ny by' }, {}, 'user:Mette'));
    const invoice = await within((em) => invoiceForErp(em, id));
    await within((em) => updateCustomer(em, '1001', { city: 'København Ø' }, {}, 'user:Mette'));
    expect(invoice).toMatchObject({
      id,
      agreementNumber: agreement,
      number,
      kind: 'invoice',
      date: '2026-03-10',
      dueDate: '2026-03-18',
      exchangeRate: '100',
      paymentTerms: { number: 1, type: 'net', maturityDays: 8 },
      layoutNumber: 1,
      employeeNumber: 1,
      attentionContact: 1,
      recipient: {
        name: 'Æbleskiver & Co ApS',
        city: 'København Ø',
        corporateIdentificationNumber: '12345678',
      },
      deliveryAddress: { name: 'Lager', street: 'Havnen 2' },
      customer: {
        number: '1001',
        address: { city: 'Ny by' },
        group: { number: 1 },
        contacts: [{ number: 1, name: 'Åse' }],
        deliveryAddresses: [{ number: 1, name: 'Lager' }],
      },
      netAmount: '213.75',
      vatAmount: '53.44',
      grossAmount: '267.19',
    });
    expect(invoice.lines).toMatchObject([
      {
        position: 1,
        product: {
          number: 'CHAIR',
          group: { number: 1 },
          unit: { number: 1, name: 'stk' },
          salesPrice: '100',
        },
        quantity: '2.5',
        unitPrice: '100',
        discountPercentage: '14.5',
        unitCostPrice: '60',
        vatPercentage: '25',
        netAmount: '213.75',
      },
      {
        position: 2,
        product: null,
        description: 'Tekst',
        quantity: '0',
        discountPercentage: '0',
        netAmount: '0.00',
      },
    ]);
    expect(JSON.parse(JSON.stringify(invoice))).toEqual(invoice);
  });

  test('of a draft, as it is now', async () => {
    const { id } = await draft(database, agreement, { customerId: '1002', deliveryAddress: null, lines: [] });
    expect(await within((em) => invoiceForErp(em, id))).toMatchObject({
      kind: 'invoice',
      dueDate: null,
      currency: 'EUR',
      exchangeRate: '745.5',
      paymentTerms: { number: 10, name: 'Due date', type: 'due-date', maturityDays: 0, description: null },
      recipient: { name: 'Müller GmbH', street: null, corporateIdentificationNumber: null },
      deliveryAddress: null,
      customer: { creditLimit: null, layoutNumber: 2, contacts: [], deliveryAddresses: [] },
      lines: [],
      grossAmount: '0.00',
    });
  });

  test('nothing of another agreement', async () => {
    const { id } = await booked(database, agreement);
    const other = await agreementWithRegisters(database);
    await expect(withAgreement(database.orm, other, (em) => invoiceForErp(em, id))).rejects.toMatchObject({
      code: 'NotFound',
    });
  });
});
