import { describe, expect, test } from '@jest/globals';
import { vatZones } from '../../domain/erp/documents.ts';
import { errorCatalogue } from '../../domain/errors.ts';
import { currencyCode, ean13, email } from '../../domain/field-rules.ts';
import { languages } from '../../domain/languages.ts';
import { type CsvName, type CsvRow, readCsv } from '../../sandbox/demo/csv.ts';
import { readPlans } from '../../sandbox/demo/documents.ts';

const values = (name: CsvName, column: string): string[] => readCsv(name).map((row) => row[column]!);
const filled = (rows: readonly CsvRow[], column: string): string[] =>
  rows.map((row) => row[column]!).filter((value) => value !== '');
const allText = (name: CsvName): string =>
  readCsv(name)
    .flatMap((row) => Object.values(row))
    .join(' ');

/** The weighted sum of the digits, by which check digits are told. */
const weighted = (digits: string, weights: readonly number[]): number =>
  Array.from(digits).reduce((sum, digit, at) => sum + Number(digit) * weights[at]!, 0);

describe('the registers of the demo', () => {
  test('hold at least 200 customers and 1,000 products', () => {
    expect(readCsv('customers').length).toBeGreaterThanOrEqual(200);
    expect(readCsv('products').length).toBeGreaterThanOrEqual(1000);
  });

  test.each([
    ['customers', 'Danmark', ['æ', 'ø', 'å', 'Æ', 'Ø', 'Å']],
    ['customers', 'Norge', ['ø', 'å', 'Å', 'Ø']],
    ['customers', 'Suomi', ['ä', 'ö', 'Ä']],
  ] as const)('have %s of %s with their own letters', (name, country, letters) => {
    const rows = readCsv(name).filter((row) => row['country'] === country);
    expect(rows.length).toBeGreaterThanOrEqual(50);
    const text = rows.flatMap((row) => Object.values(row)).join(' ');
    expect(letters.filter((letter) => !text.includes(letter))).toEqual([]);
  });

  test.each([
    ['Danish', /^(?!N-|FI-)/, /[æøå]/i],
    ['Norwegian', /^N-/, /[øå]/i],
    ['Finnish', /^FI-/, /[äö]/i],
  ] as const)('have hundreds of products with %s names', (_language, numbers, letters) => {
    const rows = readCsv('products').filter((row) => numbers.test(row['number']!));
    expect(rows.length).toBeGreaterThanOrEqual(300);
    expect(rows.filter((row) => letters.test(row['name']!)).length).toBeGreaterThan(rows.length / 4);
  });

  test.each([
    ['customers', 'number'],
    ['customers', 'name'],
    ['products', 'number'],
    ['products', 'name'],
    ['payment-terms', 'number'],
    ['units', 'name'],
    ['product-groups', 'number'],
    ['customer-groups', 'number'],
    ['employees', 'number'],
    ['layouts', 'number'],
    ['currencies', 'code'],
    ['invoices', 'key'],
  ] as const)('never give a %s row the same %s twice', (name, column) => {
    const all = values(name, column);
    expect(new Set(all).size).toBe(all.length);
  });

  test('never give a barcode or an EAN twice, and each has its check digit', () => {
    const codes = [...filled(readCsv('products'), 'barcode'), ...filled(readCsv('customers'), 'ean')];
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.filter((code) => ean13(code) !== undefined)).toEqual([]);
    expect(filled(readCsv('products'), 'barcode').length).toBeGreaterThan(800);
    expect(filled(readCsv('customers'), 'ean').length).toBeGreaterThanOrEqual(10);
  });

  test.each([
    ['Danmark', /^\d{8}$/, (n: string) => weighted(n, [2, 7, 6, 5, 4, 3, 2, 1]) % 11],
    ['Norge', /^\d{9}$/, (n: string) => weighted(n, [3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11],
    ['Suomi', /^\d{7}-\d$/, (n: string) => weighted(n.replace('-', ''), [7, 9, 10, 5, 8, 4, 2, 1]) % 11],
  ] as const)('have company numbers of %s with a right check digit', (country, shape, remainder) => {
    const rows = readCsv('customers').filter((row) => row['country'] === country);
    const numbers = filled(rows, 'corporate_identification_number');
    expect(numbers.length).toBe(rows.length);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(numbers.filter((number) => !shape.test(number) || remainder(number) !== 0)).toEqual([]);
  });

  test('fit the fields of the API and of e-conomic', () => {
    for (const row of readCsv('customers')) {
      expect(row['number']).toMatch(/^[1-9]\d{0,8}$/);
      expect(row['name']!.length).toBeLessThanOrEqual(250);
      expect(row['city']!.length).toBeLessThanOrEqual(50);
      expect(vatZones).toContain(row['vat_zone']);
      expect(languages).toContain(row['language']);
      expect([row['email'], email(row['email'])]).toEqual([row['email'], undefined]);
    }
    for (const row of readCsv('products')) {
      expect(row['number']).toMatch(/^.{1,25}$/u);
      expect(row['name']!.length).toBeLessThanOrEqual(255);
      expect(row['sales_price']).toMatch(/^\d+\.\d{2,4}$/);
    }
    for (const code of values('currencies', 'code'))
      expect([code, currencyCode(code)]).toEqual([code, undefined]);
    for (const name of values('payment-terms', 'name')) expect(name.length).toBeLessThanOrEqual(50);
  });

  test('only use addresses on the net that nobody can own', () => {
    const hosts = ['agreement', 'customers', 'contacts', 'employees'] as const;
    for (const name of hosts)
      for (const [, host] of allText(name).matchAll(/@([\w.-]+)/g)) expect(host).toMatch(/\.example$/);
  });

  test('know every VAT zone, four currencies and every type of payment terms', () => {
    expect(new Set(values('customers', 'vat_zone'))).toEqual(new Set(vatZones));
    expect(new Set(values('customers', 'currency'))).toEqual(new Set(['DKK', 'EUR', 'NOK', 'SEK', 'GBP']));
    expect(new Set(values('payment-terms', 'type')).size).toBe(8);
    expect(new Set(values('customers', 'payment_terms_id')).size).toBeGreaterThanOrEqual(8);
  });

  test.each([
    ['customers', 'customer_group_id', 'customer-groups', 'number'],
    ['customers', 'payment_terms_id', 'payment-terms', 'number'],
    ['customers', 'layout_id', 'layouts', 'number'],
    ['customers', 'employee_id', 'employees', 'number'],
    ['customers', 'currency', 'currencies', 'code'],
    ['products', 'group_id', 'product-groups', 'number'],
    ['products', 'unit_id', 'units', 'number'],
    ['contacts', 'customer', 'customers', 'number'],
    ['delivery-addresses', 'customer', 'customers', 'number'],
    ['agreement', 'default_payment_terms_id', 'payment-terms', 'number'],
    ['agreement', 'default_layout_id', 'layouts', 'number'],
    ['invoices', 'customer_id', 'customers', 'number'],
    ['invoice-lines', 'invoice', 'invoices', 'key'],
    ['invoice-lines', 'item_id', 'products', 'number'],
    ['credit-notes', 'invoice', 'invoices', 'key'],
  ] as const)('%s refer with %s to rows of %s that are there', (name, column, target, key) => {
    const known = new Set(values(target, key));
    expect(filled(readCsv(name), column).filter((value) => !known.has(value))).toEqual([]);
  });

  test('number the contacts of each customer from 1, as the API does', () => {
    for (const [, rows] of Map.groupBy(readCsv('contacts'), (row) => row['customer']!))
      expect(rows.map((row) => Number(row['number']))).toEqual(rows.map((_row, index) => index + 1));
  });
});

describe('the documents of the demo', () => {
  const { invoices, creditNotes } = readPlans();
  const customerOf = (number: string): CsvRow =>
    readCsv('customers').find((row) => row['number'] === number)!;
  const arriving = invoices.filter((plan) => plan.refusedWith === undefined);
  const someInvoice = (fits: (customer: CsvRow, plan: (typeof invoices)[number]) => boolean): boolean =>
    arriving.some((plan) => fits(customerOf(plan.customer), plan));
  const termsType = (customer: CsvRow): string | undefined =>
    readCsv('payment-terms').find((row) => row['number'] === customer['payment_terms_id'])?.['type'];

  test('are ten invoices, credit notes in part and in whole, and one that e-conomic refuses', () => {
    expect(arriving).toHaveLength(10);
    expect(creditNotes.map(({ row }) => row['position'] !== '')).toEqual([true, false]);
    const refused = invoices.flatMap(({ refusedWith }) => refusedWith ?? []);
    expect(refused).toEqual(['ProductBarred']);
    for (const code of refused) expect(Object.keys(errorCatalogue)).toContain(code);
  });

  test.each([
    ['in euro to the EU', (c: CsvRow) => c['currency'] === 'EUR' && c['vat_zone'] === 'eu'],
    ['in Norwegian kroner abroad', (c: CsvRow) => c['currency'] === 'NOK' && c['vat_zone'] === 'abroad'],
    ['to a customer with EAN', (c: CsvRow) => c['ean'] !== ''],
    ['domestic without VAT', (c: CsvRow) => c['vat_zone'] === 'domestic-exempt'],
    ['with end of month terms', (c: CsvRow) => termsType(c) === 'end-of-month'],
    ['with weekly terms', (c: CsvRow) => termsType(c) === 'weekly-monday'],
  ] as const)('have an invoice %s', (_what, fits) => {
    expect(someInvoice(fits)).toBe(true);
  });

  test('have discounts on lines and documents, typed due dates, text lines and three decimals', () => {
    const lines = arriving.flatMap((plan) => plan.lines);
    expect(lines.some((line) => line['discount_percentage'] !== '')).toBe(true);
    expect(someInvoice((_customer, plan) => plan.row['discount_percentage'] !== '')).toBe(true);
    expect(someInvoice((c, plan) => termsType(c) === 'due-date' && plan.row['due_in_days'] !== '')).toBe(
      true,
    );
    expect(lines.some((line) => line['item_id'] === '' && line['name'] !== '')).toBe(true);
    expect(lines.some((line) => /\.\d{3}$/.test(line['quantity']!))).toBe(true);
  });

  test('only name contacts that their customer has', () => {
    const contacts = new Set(readCsv('contacts').map((row) => `${row['customer']!}/${row['number']!}`));
    const named = invoices.flatMap(({ customer, row }) =>
      [row['their_reference_id']!, row['attention_id']!]
        .filter((number) => number !== '')
        .map((number) => `${customer}/${number}`),
    );
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((contact) => !contacts.has(contact))).toEqual([]);
  });

  test('bar a product that an invoice before has brought to e-conomic', () => {
    const before = new Set(arriving.flatMap(({ lines }) => lines.map((line) => line['item_id'])));
    const barred = invoices.filter((plan) => plan.refusedWith !== undefined);
    for (const { lines } of barred) for (const line of lines) expect(before).toContain(line['item_id']);
  });
});
