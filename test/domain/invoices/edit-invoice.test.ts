import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { withAgreement } from '../../../domain/database.ts';
import {
  deleteDraftInvoice,
  editDraftInvoice,
  invoiceView,
  setLayout,
} from '../../../domain/invoices/customer-invoice.service.ts';
import type {
  DraftInvoiceInput,
  InvoiceEdit,
  InvoiceView,
} from '../../../domain/invoices/customer-invoice.service.ts';
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
const edit = (key: string | number, change: InvoiceEdit, version?: number) =>
  withAgreement(database.orm, agreement, (em) => editDraftInvoice(em, key, change, context(), { version }));

describe('editing a draft', () => {
  test('changes what is given and leaves the rest', async () => {
    const { id } = await draft(database, agreement, {
      heading: 'Før',
      lines: [chairs('1'), { name: 'Tekst' }],
    });
    const before = await view(id);
    await edit(id, { heading: 'Efter', note: 'Ny' });
    const after = await view(id);
    expect(after).toMatchObject({ heading: 'Efter', note: 'Ny', version: before.version + 1 });
    expect({ ...after, heading: 0, note: 0, version: 0, updated_at: 0 }).toEqual({
      ...before,
      heading: 0,
      note: 0,
      version: 0,
      updated_at: 0,
    });
  });

  test('lines are replaced as a whole, and the version moves on though no amount changes', async () => {
    const { id } = await draft(database, agreement, { lines: [chairs('1')] });
    const before = await view(id);
    await edit(id, { lines: [{ itemId: 'CHAIR', name: 'Rød stol' }] });
    const after = await view(id);
    expect(after.lines.map((line) => line.name)).toEqual(['Rød stol']);
    expect(after.version).toBe(before.version + 1);
    await edit(id, { lines: [] });
    expect(await view(id)).toMatchObject({ lines: [], gross_amount: '0.00' });
  });

  test('another VAT zone, discount or rate is reckoned anew over the lines that stay', async () => {
    const { id } = await draft(database, agreement, { lines: [chairs('1')] });
    await edit(id, { vatZone: 'eu' });
    expect(await view(id)).toMatchObject({
      net_amount: '100.00',
      vat_amount: '0.00',
      lines: [{ vat_percentage: '0' }],
    });
    await edit(id, { vatZone: 'domestic', discountPercentage: '12.5' });
    expect(await view(id)).toMatchObject({
      net_amount: '87.50',
      vat_amount: '21.88',
      lines: [{ line_total: '87.50' }],
    });
    await edit(id, { currency: 'EUR' });
    expect(await view(id)).toMatchObject({
      exchange_rate: '745.5',
      net_amount: '87.50',
      base_net_amount: '652.31',
    });
  });

  test('a change in the last of 19 digits is a change', async () => {
    const price = (last: string) => ({
      lines: [{ itemId: 'CHAIR', linePrice: `99999999999999.999${last}` }],
    });
    const { id } = await draft(database, agreement, price('8'));
    await edit(id, price('9'));
    expect((await view(id)).lines[0]?.line_price).toBe('99999999999999.9999');
    await edit(id, { note: 'Samme' });
    expect((await view(id)).net_amount).toBe('100000000000000.00');
  });

  test('another customer brings its own defaults, except what is given', async () => {
    const { id } = await draft(database, agreement, { attentionId: 1 });
    await edit(id, { customerId: '1002', layoutId: 1 });
    expect(await view(id)).toMatchObject({
      customer: { number: '1002' },
      currency: 'EUR',
      vat_zone: 'eu',
      payment_terms: { number: 10 },
      due_date: null,
      layout_id: 1,
      attention_id: null,
      ean: null,
      delivery_address: null,
      language: 'en',
      vat_amount: '0.00',
    });
  });

  test('a typed due date stays, and a computed one does not become a typed one', async () => {
    const { id } = await draft(database, agreement, { paymentTermsId: 10, dueDate: '2026-05-01' });
    await edit(id, { note: 'x' });
    expect((await view(id)).due_date).toBe('2026-05-01');
    await edit(id, { paymentTermsId: 2 });
    expect((await view(id)).due_date).toBe('2026-03-24');
    await edit(id, { paymentTermsId: 10 });
    expect((await view(id)).due_date).toBeNull();
    await edit(id, { invoiceDate: '2026-03-01', paymentTermsId: 1 });
    expect((await view(id)).due_date).toBe('2026-03-09');
  });

  test('based on an older version it is refused, and nothing is changed', async () => {
    const { id, version } = await draft(database, agreement);
    await edit(id, { note: 'Første' }, version);
    await expect(edit(id, { note: 'Anden' }, version)).rejects.toMatchObject({ code: 'EditConflict' });
    expect((await view(id)).note).toBe('Første');
  });

  test('two at once of the same version: one wins, the other is told', async () => {
    const { id, version } = await draft(database, agreement);
    const outcomes = await Promise.allSettled([
      edit(id, { note: 'A' }, version),
      edit(id, { note: 'B' }, version),
    ]);
    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await view(id)).version).toBe(version + 1);
  });

  test('a booked invoice is not edited', async () => {
    const { id, number } = await booked(database, agreement);
    const before = await view(id);
    await expect(edit(number, { note: 'x' })).rejects.toMatchObject({
      code: 'InvalidTransition',
      params: { state: 'booked', action: 'edit', allowed: 'createCreditNote, setLayout, archive' },
    });
    expect(await view(id)).toEqual(before);
  });

  test('lines by position belong to credit notes', async () => {
    const { id } = await draft(database, agreement);
    await expect(edit(id, { creditLines: [] })).rejects.toMatchObject({ code: 'InvalidInput' });
  });
});

describe('deleting a draft', () => {
  test('leaves a gap in the numbers', async () => {
    const { id, number } = await draft(database, agreement);
    expect(await withAgreement(database.orm, agreement, (em) => deleteDraftInvoice(em, id, context()))).toBe(
      number,
    );
    await expect(view(id)).rejects.toMatchObject({ code: 'NotFound' });
    expect((await made()).number).toBe(number + 1);
  });

  test('of a booked invoice is refused', async () => {
    const { id } = await booked(database, agreement);
    const deleting = withAgreement(database.orm, agreement, (em) => deleteDraftInvoice(em, id, context()));
    await expect(deleting).rejects.toMatchObject({ code: 'InvalidTransition' });
    expect((await view(id)).is_booked).toBe(true);
  });
});

describe('the layout', () => {
  test('of a booked invoice may change, and nothing else does', async () => {
    const { id } = await booked(database, agreement);
    const before = await view(id);
    await withAgreement(database.orm, agreement, (em) => setLayout(em, id, 2, context()));
    const after = await view(id);
    expect(after.layout_id).toBe(2);
    const unchanged = { layout_id: 0, version: 0, updated_at: '' };
    expect({ ...after, ...unchanged }).toEqual({ ...before, ...unchanged });
  });

  test('that does not exist is refused with its field', async () => {
    const { id } = await draft(database, agreement);
    const setting = withAgreement(database.orm, agreement, (em) => setLayout(em, id, 99, context()));
    await expect(setting).rejects.toMatchObject({
      code: 'ReferenceNotFound',
      errors: { layout_id: [expect.any(String)] },
    });
  });
});
