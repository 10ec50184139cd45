import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { updateCustomer } from '../../../domain/customers/customer.service.ts';
import { withAgreement } from '../../../domain/database.ts';
import { newId } from '../../../domain/ids.ts';
import {
  deleteDraftInvoice,
  editDraftInvoice,
  findInvoiceById,
  invoiceView,
  setLayout,
} from '../../../domain/invoices/customer-invoice.service.ts';
import type { DraftInvoiceInput, InvoiceView } from '../../../domain/invoices/customer-invoice.service.ts';
import { createProductUnit } from '../../../domain/products/product-unit.service.ts';
import { testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { agreementWithRegisters, booked, chairs, context, draft } from './fixtures.ts';

let database: TestDatabase;
let agreement: number;

beforeAll(async () => {
  database = await testDatabase();
  agreement = await agreementWithRegisters(database);
});
afterAll(() => database.drop());

const view = (key: string | number, of = agreement): Promise<InvoiceView> =>
  withAgreement(database.orm, of, (em) => invoiceView(em, key));
const made = async (input: Partial<DraftInvoiceInput> = {}): Promise<InvoiceView> =>
  view((await draft(database, agreement, input)).id);

describe('a new draft', () => {
  test('has its number at once and takes from its customer what it does not say itself', async () => {
    const invoice = await made({ lines: [chairs('2')] });
    expect(invoice).toMatchObject({
      type: 'invoice',
      is_draft: true,
      is_booked: false,
      is_archived: false,
      is_credit_note: false,
      customer: {
        number: '1001',
        name: 'Æbleskiver & Co ApS',
        city: 'København Ø',
        corporate_identification_number: '12345678',
      },
      invoice_date: '2026-03-10',
      due_date: '2026-03-18',
      currency: 'DKK',
      exchange_rate: '100',
      vat_zone: 'domestic',
      payment_terms: { number: 1 },
      layout_id: 1,
      our_reference_id: 1,
      language: 'da',
      ean: '5790000000005',
      delivery_address: { name: 'Lager', street: 'Havnen 2' },
      net_amount: '200.00',
      vat_amount: '50.00',
      gross_amount: '250.00',
      base_gross_amount: '250.00',
      booked_at: null,
      allowed_actions: ['edit', 'delete', 'book', 'setLayout'],
    });
    expect(invoice.lines).toMatchObject([
      {
        position: 1,
        item: { number: 'CHAIR', name: 'Stol', barcode: '57' },
        name: 'Stol',
        quantity: '2',
        line_price: '100.00',
        unit: { number: 1, name: 'stk' },
        vat_percentage: '25',
        line_total: '200.00',
        line_vat: '50.00',
      },
    ]);
    expect((await made()).number).toBe(invoice.number + 1);
  });

  test('keeps what it says itself', async () => {
    await withAgreement(database.orm, agreement, (em) =>
      createProductUnit(em, 'CHAIR', { unitNumber: 2, quantity: '4' }, 'user:Mette'),
    );
    const invoice = await made({
      invoiceDate: '2026-02-01',
      paymentTermsId: 10,
      dueDate: '2026-04-01',
      deliverAt: '2026-02-03',
      layoutId: 2,
      ourReferenceId: null,
      theirReferenceId: 1,
      attentionId: 1,
      otherReference: 'PO 4711',
      heading: 'Tak',
      note: 'To linjer\nher',
      ean: null,
      language: 'fi',
      projectId: 5,
      vatZone: 'abroad',
      discountPercentage: '5',
      deliveryAddress: { name: 'Kaj', zipcode: '9000' },
      lines: [
        { name: 'Kun tekst' },
        {
          itemId: 'CHAIR',
          name: 'Blå stol',
          quantity: '3',
          linePrice: '153.44',
          discountPercentage: '10',
          unitId: 2,
        },
        { itemId: 'BOOK', unitId: null },
      ],
    });
    expect(invoice).toMatchObject({
      invoice_date: '2026-02-01',
      due_date: '2026-04-01',
      deliver_at: '2026-02-03',
      layout_id: 2,
      our_reference_id: null,
      their_reference_id: 1,
      attention_id: 1,
      other_reference: 'PO 4711',
      ean: null,
      language: 'fi',
      project_id: 5,
      vat_zone: 'abroad',
      vat_amount: '0.00',
      discount_percentage: '5',
      delivery_address: { name: 'Kaj', street: null, zipcode: '9000' },
    });
    expect(
      invoice.lines.map((line) => [line.name, line.unit?.name, line.line_price, line.line_total]),
    ).toEqual([
      ['Kun tekst', undefined, '0.00', '0.00'],
      ['Blå stol', 'box', '153.44', '393.57'],
      ['Bog', undefined, '19.9875', '18.99'],
    ]);
  });

  test('a later change of the customer does not reach it', async () => {
    const { id } = await draft(database, agreement);
    await withAgreement(database.orm, agreement, (em) =>
      updateCustomer(
        em,
        '1001',
        { paymentTermsNumber: 3, layoutNumber: 2, language: 'sv' },
        {},
        'user:Mette',
      ),
    );
    const invoice = await view(id);
    await withAgreement(database.orm, agreement, (em) =>
      updateCustomer(
        em,
        '1001',
        { paymentTermsNumber: 1, layoutNumber: 1, language: 'da' },
        {},
        'user:Mette',
      ),
    );
    expect(invoice).toMatchObject({ payment_terms: { number: 1 }, layout_id: 1, language: 'da' });
  });

  test("in a foreign currency it has the register's rate, and default prices of whole cents", async () => {
    const invoice = await made({
      customerId: '1002',
      lines: [{ itemId: 'CHAIR' }, { itemId: 'CHAIR', linePrice: '10' }],
    });
    expect(invoice).toMatchObject({
      currency: 'EUR',
      exchange_rate: '745.5',
      due_date: null,
      net_amount: '23.41',
      vat_amount: '0.00',
      base_net_amount: '174.52',
    });
    expect(invoice.lines[0]?.line_price).toBe('13.41');
    expect((await made({ customerId: '1002', exchangeRate: '700' })).exchange_rate).toBe('700');
  });

  test.each<[string, Partial<DraftInvoiceInput>, string, string]>([
    ['a customer that does not exist', { customerId: '9' }, 'ReferenceNotFound', 'customer_id'],
    ['a barred customer', { customerId: '1003' }, 'Barred', 'customer_id'],
    [
      'a product that does not exist',
      { lines: [chairs('1'), { itemId: 'X' }] },
      'ReferenceNotFound',
      'lines.1.item_id',
    ],
    ['a barred product', { lines: [{ itemId: 'OLD' }] }, 'Barred', 'lines.0.item_id'],
    ['a product that is not for sale', { lines: [{ itemId: 'INTERNAL' }] }, 'Barred', 'lines.0.item_id'],
    [
      'a unit that does not exist',
      { lines: [{ itemId: 'CHAIR', unitId: 9 }] },
      'ReferenceNotFound',
      'lines.0.unit_id',
    ],
    [
      'a unit that its product does not have',
      { lines: [{ itemId: 'BOOK', unitId: 2 }] },
      'InvalidInput',
      'lines.0.unit_id',
    ],
    ['terms that do not exist', { paymentTermsId: 99 }, 'ReferenceNotFound', 'payment_terms_id'],
    ['a layout that does not exist', { layoutId: 99 }, 'ReferenceNotFound', 'layout_id'],
    ['an employee that does not exist', { ourReferenceId: 99 }, 'ReferenceNotFound', 'our_reference_id'],
    [
      "a contact that is not the customer's",
      { customerId: '1002', attentionId: 1 },
      'ReferenceNotFound',
      'attention_id',
    ],
    ['a currency without rate', { currency: 'SEK' }, 'CurrencyRateMissing', 'currency'],
    ['a rate of the base currency', { exchangeRate: '99' }, 'InvalidInput', 'exchange_rate'],
    ['no customer', { customerId: undefined as unknown as string }, 'InvalidInput', 'customer_id'],
    ['a negative quantity', { lines: [chairs('-1')] }, 'InvalidInput', 'lines.0.quantity'],
    ['a quantity of nothing', { lines: [chairs('0')] }, 'InvalidInput', 'lines.0.quantity'],
    ['a quantity with 5 decimals', { lines: [chairs('1.00001')] }, 'InvalidInput', 'lines.0.quantity'],
    [
      'a price that is no number',
      { lines: [{ itemId: 'CHAIR', linePrice: 'NaN' }] },
      'InvalidInput',
      'lines.0.line_price',
    ],
    ['a discount over 100', { discountPercentage: '100.01' }, 'InvalidInput', 'discount_percentage'],
    [
      'a text line with a price',
      { lines: [{ name: 'x', linePrice: '1' }] },
      'InvalidInput',
      'lines.0.item_id',
    ],
    ['a line that says nothing', { lines: [{}] }, 'InvalidInput', 'lines.0.item_id'],
    ['a day that is not', { invoiceDate: '2026-02-30' }, 'InvalidInput', 'invoice_date'],
    ['an EAN with a wrong check digit', { ean: '5790000000006' }, 'InvalidInput', 'ean'],
    ['a long reference', { otherReference: 'x'.repeat(226) }, 'InvalidInput', 'other_reference'],
    [
      'a long street',
      { deliveryAddress: { street: 'x'.repeat(256) } },
      'InvalidInput',
      'delivery_address.street',
    ],
    [
      'an amount no ledger holds',
      { lines: [{ itemId: 'CHAIR', quantity: '999999999999', linePrice: '99999' }] },
      'InvalidInput',
      'lines.0.quantity',
    ],
    [
      'a due date before the invoice',
      { paymentTermsId: 10, dueDate: '2026-03-09' },
      'InvalidInput',
      'due_date',
    ],
  ])('%s is refused with its field, and nothing is changed', async (_what, input, code, field) => {
    const before = await made();
    const refused = draft(database, agreement, input);
    await expect(refused).rejects.toMatchObject({ code });
    await expect(refused).rejects.toHaveProperty(['errors', field], [expect.any(String)]);
    expect((await made()).number).toBe(before.number + 1);
  });

  test('every wrong field is told at once', async () => {
    const input = { heading: ' ', lines: [chairs('-1'), { itemId: 'CHAIR', discountPercentage: '101' }] };
    await expect(draft(database, agreement, input)).rejects.toMatchObject({
      errors: {
        heading: [expect.any(String)],
        'lines.0.quantity': [expect.any(String)],
        'lines.1.discount_percentage': [expect.any(String)],
      },
    });
  });

  test('a second one of the same id is refused, one after the other and at once', async () => {
    const id = newId();
    const { number } = await draft(database, agreement, { id });
    await expect(draft(database, agreement, { id })).rejects.toMatchObject({
      code: 'AlreadyExists',
    });
    const twice = { id: newId() };
    const outcomes = await Promise.allSettled([
      draft(database, agreement, twice),
      draft(database, agreement, twice),
    ]);
    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await made()).number).toBe(number + 2);
  });

  test("another agreement's registers and invoices do not exist", async () => {
    const other = await agreementWithRegisters(database);
    await withAgreement(database.orm, agreement, (em) => updateCustomer(em, '1002', {}, {}, 'x'));
    const { id, number } = await booked(database, agreement);
    for (const key of [id, number])
      await expect(view(key, other)).rejects.toMatchObject({ code: 'NotFound' });
    const act = (what: (em: Parameters<Parameters<typeof withAgreement>[2]>[0]) => Promise<unknown>) =>
      expect(withAgreement(database.orm, other, what)).rejects.toMatchObject({ code: 'NotFound' });
    await act((em) => editDraftInvoice(em, id, { note: 'x' }, context()));
    await act((em) => deleteDraftInvoice(em, id, context()));
    await act((em) => setLayout(em, id, null, context()));
    expect(await withAgreement(database.orm, other, (em) => findInvoiceById(em, id))).toBeNull();
  });
});
