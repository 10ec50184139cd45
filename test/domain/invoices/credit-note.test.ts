import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { updateCustomer } from '../../../domain/customers/customer.service.ts';
import { withAgreement } from '../../../domain/database.ts';
import {
  createCreditNote,
  deleteDraftInvoice,
  editDraftInvoice,
  invoiceView,
} from '../../../domain/invoices/customer-invoice.service.ts';
import type { CreditNoteInput, InvoiceEdit } from '../../../domain/invoices/customer-invoice.service.ts';
import type { CustomerInvoice } from '../../../domain/invoices/customer-invoice.entity.ts';
import { equal, sum } from '../../../domain/money.ts';
import { updateProductGroup } from '../../../domain/products/product-group.service.ts';
import { testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { agreementWithRegisters, book, booked, chairs, context, draft } from './fixtures.ts';

let database: TestDatabase;
let agreement: number;

beforeAll(async () => {
  database = await testDatabase();
  agreement = await agreementWithRegisters(database);
});
afterAll(() => database.drop());

const view = (key: string | number) => withAgreement(database.orm, agreement, (em) => invoiceView(em, key));
const credit = (invoice: number, input: CreditNoteInput = {}): Promise<CustomerInvoice> =>
  withAgreement(database.orm, agreement, (em) =>
    createCreditNote(em, invoice, input, context('2026-04-01T08:00:00Z')),
  );
const edit = (id: string, change: InvoiceEdit) =>
  withAgreement(database.orm, agreement, (em) => editDraftInvoice(em, id, change, context()));
const remove = (id: string) =>
  withAgreement(database.orm, agreement, (em) => deleteDraftInvoice(em, id, context()));

describe('a credit note', () => {
  test('of the whole invoice equals it to the cent in both currencies, whatever changed meanwhile', async () => {
    const invoice = await booked(database, agreement, {
      currency: 'EUR',
      discountPercentage: '3.33',
      lines: [
        { itemId: 'CHAIR', quantity: '3.3333', linePrice: '17.1717', discountPercentage: '12.5' },
        { name: 'Tekst' },
        { itemId: 'BOOK', quantity: '7', linePrice: '0.335' },
      ],
    });
    await withAgreement(database.orm, agreement, (em) =>
      updateProductGroup(em, 1, { vatDomestic: '12' }, {}, 'x'),
    );
    const creditNote = await credit(invoice.number);
    await book(database, agreement, creditNote.id, context('2026-04-01T08:00:00Z'));
    await withAgreement(database.orm, agreement, (em) =>
      updateProductGroup(em, 1, { vatDomestic: '25' }, {}, 'x'),
    );
    const [ours, theirs] = [await view(creditNote.id), await view(invoice.id)];
    expect(ours).toMatchObject({
      type: 'credit-note',
      is_credit_note: true,
      is_booked: true,
      credited_invoice_number: invoice.number,
      invoice_date: '2026-04-01',
    });
    expect(ours.number).toBeGreaterThan(invoice.number);
    for (const amount of [
      'net_amount',
      'vat_amount',
      'gross_amount',
      'base_net_amount',
      'base_vat_amount',
      'base_gross_amount',
    ] as const)
      expect(ours[amount]).toBe(theirs[amount]);
    const content = (lines: typeof ours.lines) => lines.map((line) => ({ ...line, id: '' }));
    expect(content(ours.lines)).toEqual(content(theirs.lines));
    expect(ours.vat).toEqual(theirs.vat);
  });

  test('of chosen quantities has those lines alone', async () => {
    const invoice = await booked(database, agreement, {
      lines: [chairs('5'), { name: 'Tekst' }, chairs('2')],
    });
    const { id } = await credit(invoice.number, { note: 'Retur', lines: [{ position: 3, quantity: '1.5' }] });
    const creditNote = await view(id);
    expect(creditNote).toMatchObject({ note: 'Retur', net_amount: '150.00', is_draft: true });
    expect(creditNote.lines.map((line) => [line.position, line.quantity])).toEqual([[1, '1.5']]);
  });

  test('takes what is left, and never more over all credit notes, drafts included', async () => {
    const invoice = await booked(database, agreement, { lines: [chairs('5'), chairs('2')] });
    const first = await credit(invoice.number, { lines: [{ position: 1, quantity: '3' }] });
    await expect(
      credit(invoice.number, { lines: [{ position: 1, quantity: '2.0001' }] }),
    ).rejects.toMatchObject({
      code: 'CreditExceedsInvoice',
      params: { line: 1, left: '2' },
      errors: { 'lines.0.quantity': [expect.any(String)] },
    });
    const rest = await view((await credit(invoice.number)).id);
    expect(rest.lines.map((line) => line.quantity)).toEqual(['2', '2']);
    await expect(credit(invoice.number)).rejects.toMatchObject({ code: 'CreditExceedsInvoice' });
    await remove(first.id);
    expect((await view((await credit(invoice.number)).id)).lines.map((line) => line.quantity)).toEqual(['3']);
  });

  test('the same line twice counts together', async () => {
    const invoice = await booked(database, agreement, { lines: [chairs('2')] });
    const twice = {
      lines: [
        { position: 1, quantity: '1' },
        { position: 1, quantity: '1.5' },
      ],
    };
    await expect(credit(invoice.number, twice)).rejects.toMatchObject({
      code: 'CreditExceedsInvoice',
      errors: { 'lines.1.quantity': [expect.any(String)] },
    });
  });

  test('several at once never credit more than there is', async () => {
    const invoice = await booked(database, agreement, { lines: [chairs('5')] });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 5 }, () => credit(invoice.number, { lines: [{ position: 1, quantity: '2' }] })),
    );
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(2);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected')
        expect(outcome.reason).toMatchObject({ code: 'CreditExceedsInvoice' });
  });

  test('is looked at again when it is booked', async () => {
    const invoice = await booked(database, agreement, { lines: [chairs('2')] });
    const { id } = await credit(invoice.number);
    // What no service allows: a draft that credits more than is left.
    await withAgreement(database.orm, agreement, (em) =>
      em.execute('update customer_invoice_line set quantity = 3 where invoice_id = ?', [id]),
    );
    await expect(book(database, agreement, id)).rejects.toMatchObject({ code: 'CreditExceedsInvoice' });
  });

  test('can be changed and booked, each line within what is left', async () => {
    const invoice = await booked(database, agreement, { lines: [chairs('5'), chairs('1')] });
    const { id } = await credit(invoice.number);
    await edit(id, {
      note: 'Kun to',
      invoiceDate: '2026-04-02',
      creditLines: [{ position: 1, quantity: '2' }],
    });
    expect(await view(id)).toMatchObject({
      note: 'Kun to',
      net_amount: '200.00',
      invoice_date: '2026-04-02',
    });
    await expect(edit(id, { creditLines: [{ position: 1, quantity: '6' }] })).rejects.toMatchObject({
      code: 'CreditExceedsInvoice',
      params: { left: '5' },
    });
    await book(database, agreement, id);
    expect((await view((await credit(invoice.number)).id)).lines.map((line) => line.quantity)).toEqual([
      '3',
      '1',
    ]);
  });

  test('keeps what makes it equal to its invoice', async () => {
    const invoice = await booked(database, agreement);
    const { id } = await credit(invoice.number);
    const change: InvoiceEdit = {
      customerId: '1002',
      currency: 'EUR',
      exchangeRate: '1',
      vatZone: 'eu',
      paymentTermsId: 2,
      discountPercentage: '1',
      lines: [],
    };
    await expect(edit(id, change)).rejects.toMatchObject({
      code: 'InvalidInput',
      errors: {
        customer_id: [expect.any(String)],
        currency: [expect.any(String)],
        exchange_rate: [expect.any(String)],
        vat_zone: [expect.any(String)],
        payment_terms_id: [expect.any(String)],
        discount_percentage: [expect.any(String)],
        lines: [expect.any(String)],
      },
    });
  });

  test.each<[string, CreditNoteInput, string]>([
    ['a line that is not there', { lines: [{ position: 9, quantity: '1' }] }, 'lines.0.position'],
    ['a text line', { lines: [{ position: 2, quantity: '1' }] }, 'lines.0.position'],
    ['a quantity of nothing', { lines: [{ position: 1, quantity: '0' }] }, 'lines.0.quantity'],
    ['a negative quantity', { lines: [{ position: 1, quantity: '-1' }] }, 'lines.0.quantity'],
    ['a date before its invoice', { invoiceDate: '2026-03-09' }, 'invoice_date'],
  ])('%s is refused with its field', async (_what, input, field) => {
    const invoice = await booked(database, agreement, { lines: [chairs('1'), { name: 'Tekst' }] });
    const refused = credit(invoice.number, input);
    await expect(refused).rejects.toMatchObject({ code: 'InvalidInput' });
    await expect(refused).rejects.toHaveProperty(['errors', field], [expect.any(String)]);
  });

  test('of a draft, of a credit note and of what is not there is refused', async () => {
    const { number } = await draft(database, agreement);
    await expect(credit(number)).rejects.toMatchObject({ code: 'InvalidTransition' });
    const invoice = await booked(database, agreement);
    const creditNote = await credit(invoice.number);
    await book(database, agreement, creditNote.id);
    await expect(credit(creditNote.number)).rejects.toMatchObject({
      code: 'InvalidTransition',
      errors: { action: ['A credit note cannot itself be credited.'] },
    });
    await expect(credit(99)).rejects.toMatchObject({ code: 'NotFound' });
  });

  test('reaches a customer that is barred meanwhile, and needs no typed due date', async () => {
    const invoice = await booked(database, agreement, { paymentTermsId: 10, dueDate: '2026-05-01' });
    await withAgreement(database.orm, agreement, (em) =>
      updateCustomer(em, '1001', { isBarred: true }, {}, 'x'),
    );
    const { id } = await credit(invoice.number);
    await book(database, agreement, id, context('2026-04-01T08:00:00Z'));
    await withAgreement(database.orm, agreement, (em) =>
      updateCustomer(em, '1001', { isBarred: false }, {}, 'x'),
    );
    expect(await view(id)).toMatchObject({ is_booked: true, due_date: '2026-04-01' });
  });

  test('credited in parts, each is rounded by itself', async () => {
    const invoice = await booked(database, agreement, {
      lines: [{ itemId: 'BOOK', quantity: '3', linePrice: '0.335' }],
    });
    const parts = await Promise.all(
      ['1', '1', '1'].map(async (quantity) =>
        view((await credit(invoice.number, { lines: [{ position: 1, quantity }] })).id),
      ),
    );
    expect(equal(sum(parts.map((part) => part.net_amount)), '1.02')).toBe(true);
    expect((await view(invoice.id)).net_amount).toBe('1.01');
  });
});
