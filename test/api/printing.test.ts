import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { withAgreement } from '../../domain/database.ts';
import { createCreditNote } from '../../domain/invoices/customer-invoice.service.ts';
import { agreementWithRegisters, book, chairs, context, draft } from '../domain/invoices/fixtures.ts';
import { createTestAgreement, testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { pdfPages } from '../support/pdf-text.ts';
import { bodyOf, expecting, keyWith, problemIn, testApi } from './support.ts';
import type { ApiClient, TestApi } from './support.ts';

interface Step {
  readonly step: string;
  readonly verdict: string;
  readonly message: string;
  readonly fix: { readonly method: 'PUT' | 'POST'; readonly path: string; readonly body: object } | null;
}
interface Check {
  readonly field: string;
  readonly field_name: string;
  readonly is_shown: boolean;
  readonly has_value: boolean;
  readonly summary: string;
  readonly steps: readonly Step[];
}

let database: TestDatabase;
let agreement: number;
let api: TestApi;
let ours: ApiClient;
let theirs: ApiClient;

beforeAll(async () => {
  database = await testDatabase();
  agreement = await agreementWithRegisters(database);
  api = testApi({ orm: database.orm });
  ours = api.as(await keyWith(database.orm, agreement, ['read', 'write']));
  theirs = api.as((await createTestAgreement(database.orm)).apiKey);
});

afterAll(async () => {
  await api.close();
  await database.drop();
});

const now = () => context(new Date().toISOString());
const at = (number: number): string => `/api/customer-invoices/${number}`;

async function pdfOf(number: number): Promise<{ bytes: Buffer; text: string }> {
  const answer = await expecting(200, ours.get(`${at(number)}.pdf`));
  expect(answer.headers['content-type']).toBe('application/pdf');
  const bytes = answer.body as Buffer;
  return { bytes, text: (await pdfPages(bytes)).join('\n') };
}

async function check(number: number, field?: string, language = 'en'): Promise<Check> {
  const query = field === undefined ? '' : `?field=${field}`;
  const asked = ours.get(`${at(number)}/layout-check${query}`).set('accept-language', language);
  return bodyOf<{ layout_check: Check }>(await expecting(200, asked)).layout_check;
}

const verdicts = ({ steps }: Check): string[] => steps.map(({ verdict }) => verdict);

/** Sends the request that a step names. */
async function mend(found: Check, step: string): Promise<void> {
  const fix = found.steps.find((one) => one.step === step)?.fix;
  if (!fix) throw new Error(`The step ${step} names no fix.`);
  await expecting(200, ours.put(fix.path, fix.body));
}

/** The dialect's `PUT` of an ordinary register row. */
const setLayout = (customer: string, layout: number | null) =>
  expecting(200, ours.put(`/api/customers/${customer}`, { layout_id: layout }));

describe('the PDF', () => {
  test('of a draft, of the invoice booked from it and of its credit note say what they are', async () => {
    const { number, id } = await draft(database, agreement, {
      lines: [chairs('2'), { itemId: 'BOOK', quantity: '1' }, { name: 'Tak' }],
      discountPercentage: '10',
    });
    const draftPdf = await pdfOf(number);
    expect(draftPdf.text).toContain('KLADDE');
    await book(database, agreement, id);
    const invoice = await pdfOf(number);
    expect(invoice.text).not.toContain('KLADDE');
    for (const part of [
      `Faktura ${number}`,
      'Æbleskiver & Co ApS',
      '2100 København Ø',
      'EAN-nr.  5790000000005',
      'Vores ref.  Søren Ærø',
      'CHAIR  Stol  2  stk  100,00  10  180,00',
      'BOOK  Bog  1  stk  19,9875  10  17,99',
      'Moms 0 % af 17,99  0,00',
      'Moms 25 % af 180,00  45,00',
      'I alt DKK  242,99',
      'Betalingsbetingelser: Netto 8 dage',
    ])
      expect(invoice.text).toContain(part);
    const note = await withAgreement(database.orm, agreement, (em) =>
      createCreditNote(em, number, {}, now()),
    );
    const credit = await pdfOf(note.number);
    for (const part of [`Kreditnota ${note.number}`, `Faktura  ${number}`, 'KLADDE', 'I alt DKK  242,99'])
      expect(credit.text).toContain(part);
  });

  test('has the same bytes at every request, and other ones with another layout', async () => {
    const { number, id } = await draft(database, agreement);
    await book(database, agreement, id);
    const { bytes } = await pdfOf(number);
    expect((await pdfOf(number)).bytes.equals(bytes)).toBe(true);
    await expecting(200, ours.put('/api/layouts/2', { watermark: 'COPY', language: 'en' }));
    await expecting(200, ours.put(`${at(number)}/layout`, { layout_id: 2 }));
    const other = await pdfOf(number);
    expect(other.text).toContain('COPY');
    expect(other.text).toContain(`Invoice ${number}`);
  });

  test('in a foreign currency shows its rate and the VAT in the books’ own', async () => {
    const { number } = await draft(database, agreement, { customerId: '1002', vatZone: 'domestic' });
    const { text } = await pdfOf(number);
    expect(text).toContain('Total EUR  16.76');
    expect(text).toContain('Rate  745.5');
    expect(text).toContain('Of which VAT in DKK  24.97');
  });

  test('of another agreement, and of no document, is not found', async () => {
    const { number } = await draft(database, agreement);
    for (const path of [`${at(number)}.pdf`, `${at(number)}/layout-check`])
      expect([path, (await theirs.get(path)).status]).toEqual([path, 404]);
    expect((await ours.get(`${at(999_999)}.pdf`)).status).toBe(404);
  });
});

describe('the check of payment terms', () => {
  test('passes where they show', async () => {
    const { number } = await draft(database, agreement, {}, now());
    const found = await check(number);
    expect(found).toMatchObject({ field: 'payment_terms', is_shown: true, has_value: true });
    expect(verdicts(found)).toEqual(['passed', 'passed', 'passed', 'passed']);
    expect((await pdfOf(number)).text).toContain('Betalingsbetingelser');
  });

  test('finds a customer without layout; mended there, the next document shows them', async () => {
    await setLayout('1002', null);
    const { number } = await draft(database, agreement, { customerId: '1002' }, now());
    const found = await check(number);
    expect(found.is_shown).toBe(false);
    expect(verdicts(found)).toEqual(['failed', 'failed', 'passed', 'noted']);
    expect((await pdfOf(number)).text).not.toContain('Payment terms');
    await mend(found, 'customer_layout');
    const { number: next } = await draft(database, agreement, { customerId: '1002' }, now());
    expect(await check(next)).toMatchObject({ is_shown: true });
    expect((await pdfOf(next)).text).toContain('Payment terms');
  });

  test('finds a layout that the customer got only later; mended on the document, booked too, they show', async () => {
    await setLayout('1001', null);
    const { number, id } = await draft(database, agreement, {}, now());
    await book(database, agreement, id);
    await setLayout('1001', 1);
    const found = await check(number, 'payment_terms');
    expect(verdicts(found)).toEqual(['passed', 'failed', 'failed', 'noted']);
    const later = found.steps[2];
    expect(later?.message).toMatch(
      new RegExp(`^Customer 1001 got layout 1 only at .* UTC, after Invoice ${number} was made at .* UTC\\.`),
    );
    expect(later?.fix).toEqual({ method: 'PUT', path: `${at(number)}/layout`, body: { layout_id: 1 } });
    await mend(found, 'layout_set_later');
    expect(await check(number)).toMatchObject({ is_shown: true });
    expect((await pdfOf(number)).text).toContain('Betalingsbetingelser');
  });

  test('finds a layout that was taken off the document, whatever the customer has', async () => {
    const { number } = await draft(database, agreement, { layoutId: null }, now());
    expect(verdicts(await check(number))).toEqual(['passed', 'failed', 'passed', 'noted']);
    await mend(await check(number), 'document_layout');
    expect(await check(number)).toMatchObject({ is_shown: true });
  });

  test('finds the field off in the child template, and names the template to change', async () => {
    const path = '/api/layouts/1/templates/invoice';
    await expecting(200, ours.put(path, { fields: { payment_terms: false } }));
    const { number } = await draft(database, agreement, {}, now());
    const found = await check(number);
    expect(verdicts(found)).toEqual(['passed', 'passed', 'passed', 'failed']);
    expect(found.steps[3]?.fix).toEqual({ method: 'PUT', path, body: { fields: { payment_terms: true } } });
    expect((await pdfOf(number)).text).not.toContain('Betalingsbetingelser');
    await mend(found, 'template_field');
    expect(await check(number)).toMatchObject({ is_shown: true });
  });

  test('notes a layout that the customer changed later, which hides nothing', async () => {
    const { number } = await draft(database, agreement, {}, now());
    await setLayout('1001', 2);
    const found = await check(number);
    expect([found.is_shown, verdicts(found)]).toEqual([true, ['passed', 'passed', 'noted', 'passed']]);
    await setLayout('1001', 1);
  });

  test('is told in the caller’s language, with the words of the PDF', async () => {
    const { number } = await draft(database, agreement, {}, now());
    const summaries = await Promise.all(
      ['en', 'da', 'nb', 'fi'].map(
        async (language) => (await check(number, 'payment_terms', language)).summary,
      ),
    );
    expect(summaries).toEqual([
      `"Payment terms" shows on the PDF of Invoice ${number}.`,
      `"Betalingsbetingelser" vises på PDF'en af Faktura ${number}.`,
      `"Betalingsbetingelser" vises på PDF-en av Faktura ${number}.`,
      `"Maksuehto" näkyy PDF-tiedostossa: Lasku ${number}.`,
    ]);
  });
});

describe('the check of another field', () => {
  test('says that the document has nothing to show there', async () => {
    const { number } = await draft(database, agreement, {}, now());
    expect(await check(number, 'project')).toMatchObject({
      is_shown: false,
      has_value: false,
      summary: `"Project" is not on the PDF of Invoice ${number}: the document or its layout has nothing to show there.`,
    });
  });

  test('that needs no layout only notes a missing one', async () => {
    const { number } = await draft(database, agreement, { layoutId: null }, now());
    const found = await check(number, 'due_date');
    expect([found.is_shown, verdicts(found)]).toEqual([true, ['passed', 'noted', 'passed', 'passed']]);
  });

  test('is refused for a field that templates do not have', async () => {
    const { number } = await draft(database, agreement);
    const problem = problemIn(await ours.get(`${at(number)}/layout-check?field=shoe_size`));
    expect([problem.status, Object.keys(problem.errors)]).toEqual([422, ['field']]);
  });
});
