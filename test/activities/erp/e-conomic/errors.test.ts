import { describe, expect, test } from '@jest/globals';
import type { PreparedWrite } from '../../../../activities/erp/adapter.ts';
import { complaintsOf, failureOf, retryAfterMs } from '../../../../activities/erp/e-conomic/errors.ts';

const validation = (errors: unknown): object => ({
  message: 'Validation failed. 1 error found.',
  errorCode: 'E04300',
  developerHint: 'Inspect validation errors and correct your request.',
  logId: '864e10e07f2da3a85-FRA',
  httpStatusCode: 400,
  errors,
  logTime: '2022-06-12T16:13:00',
  errorCount: 1,
});
const at = (property: string, error: object): object => ({
  [property]: { errors: [{ propertyName: property, ...error }] },
});
const problem = (errorCode: string, errors: object[] = []): object => ({
  type: 'https://tools.ietf.org/html/rfc9110#section-15.5.5',
  title: 'A title.',
  status: 400,
  errors,
  errorCode,
});
const expected = { date: '2026-08-30', paymentTerms: '4 Netto 14 dage', group: '1 Kunder', number: '1001' };
const judge = (
  status: number,
  body: unknown,
  options: { headers?: Record<string, string>; kind?: PreparedWrite['kind'] } = {},
): unknown =>
  failureOf(
    {
      status,
      headers: options.headers ?? {},
      body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    },
    { kind: options.kind ?? 'create-draft-invoice', expected },
  );

const barredProduct = validation({
  lines: {
    items: [
      {
        arrayIndex: 8,
        product: {
          errors: [
            {
              propertyName: 'product',
              errorMessage: "Product 'SPE-16-029712-9000' is barred.",
              errorCode: 'E06600',
              inputValue: 'SPE-16-029712-9000',
              developerHint: 'Find a list of products at https://restapi.e-conomic.com/products .',
            },
          ],
        },
      },
    ],
  },
});
const barredPeriod = validation([
  {
    arrayIndex: 0,
    account: { errors: [] },
    entries: {
      errors: [],
      items: [
        {
          arrayIndex: 0,
          date: {
            errors: [
              {
                propertyName: 'Date',
                errorMessage: 'Perioden er spærret.',
                errorCode: 'E04041',
                inputValue: { voucherAccountingYear: '2026/2027', entryDate: '2026-08-30' },
              },
            ],
          },
        },
      ],
    },
  },
]);

describe('a refusal by e-conomic', () => {
  test.each<[string, unknown, string, object]>([
    ['a barred product', barredProduct, 'ProductBarred', { product: 'SPE-16-029712-9000' }],
    ['a barred period', barredPeriod, 'PeriodClosed', { date: '2026-08-30' }],
    [
      'E04041 under an account',
      validation(
        at('account', { errorCode: 'E04041', errorMessage: 'Account not found.', inputValue: 9999 }),
      ),
      'AccountMissing',
      { account: '9999' },
    ],
    [
      'E04041 under something else',
      validation(at('colour', { errorCode: 'E04041', errorMessage: 'No.' })),
      'ErpRefusedUnknown',
      { reason: 'E04041 at colour No.' },
    ],
    [
      'a missing due date',
      validation(at('dueDate', { errorCode: 'E04042', errorMessage: 'dueDate is missing a value' })),
      'DueDateMissing',
      { terms: '4 Netto 14 dage' },
    ],
    [
      'a due date before the date',
      validation(at('dueDate', { errorCode: 'E04760', inputValue: '2026-01-01' })),
      'DueDateBeforeDate',
      { dueDate: '2026-01-01', date: '2026-08-30' },
    ],
    [
      'a contact of another customer',
      validation(at('attention', { errorCode: 'E04800', inputValue: 875 })),
      'ContactOfOtherCustomer',
      { contact: '875' },
    ],
    [
      'missing payment terms',
      validation(at('paymentTerms', { errorCode: 'E07080', inputValue: 99 })),
      'PaymentTermsMissing',
      { terms: '4 Netto 14 dage', reason: 'not found there' },
    ],
    [
      'terms of another type',
      validation(at('paymentTerms', { errorCode: 'E07180' })),
      'PaymentTermsMissing',
      { terms: '4 Netto 14 dage', reason: 'of another type there' },
    ],
    [
      'terms that cannot change',
      validation(at('paymentTerms', { errorCode: 'E06151' })),
      'PaymentTermsMissing',
      { reason: 'of another type there' },
    ],
    [
      'a missing customer group',
      validation(at('customerGroup', { errorCode: 'E07140' })),
      'CustomerGroupMissing',
      { group: '1 Kunder' },
    ],
    [
      'a missing account',
      validation(at('account', { errorCode: 'E07150', inputValue: 1 })),
      'AccountMissing',
      { account: '1' },
    ],
    [
      'a number that cannot be booked under',
      validation(at('bookWithNumber', { errorCode: 'E99999', inputValue: 31 })),
      'ErpNumberTaken',
      { number: '31' },
    ],
    [
      'a product group unknown to the newer service',
      problem('ValidationError', [
        { errorCode: 'ProductGroupDoesNotExist', property: 'productGroupId', message: 'x' },
      ]),
      'ProductGroupMissing',
      { group: '1 Kunder' },
    ],
    [
      'a number that the newer service has',
      problem('CustomerAlreadyExists'),
      'ErpNumberTaken',
      { number: '1001' },
    ],
    [
      'an account that the newer service does not know',
      problem('ERROR_CODE_AccountDoesNotExist'),
      'AccountMissing',
      {},
    ],
    [
      'a code we do not know',
      validation(at('recipient', { errorCode: 'E01234', errorMessage: 'Modtager mangler.' })),
      'ErpRefusedUnknown',
      { reason: 'E01234 at recipient Modtager mangler.' },
    ],
    [
      'texts alone',
      {
        message: 'Could not parse.',
        httpStatusCode: 400,
        errors: ["Filtering is not allowed on property 'x'."],
      },
      'ErpRefusedUnknown',
      { reason: "Filtering is not allowed on property 'x'." },
    ],
    [
      'a body without errors',
      { message: 'Unknown payload.', errorCode: 'E00500', httpStatusCode: 400 },
      'ErpRefusedUnknown',
      { reason: 'E00500 Unknown payload.' },
    ],
    ['a body that is no JSON', '<html>Bad request</html>', 'ErpRefusedUnknown', { reason: 'answered 400' }],
  ])('over %s has its cause', (_what, body, cause, params) => {
    expect(judge(400, body)).toEqual({ outcome: 'refused', cause, params: expect.objectContaining(params) });
  });

  test('with several reasons has the first one that is known', () => {
    const body = validation({
      recipient: { errors: [{ propertyName: 'recipient', errorCode: 'E01234', errorMessage: '?' }] },
      lines: {
        items: [
          {
            arrayIndex: 0,
            product: { errors: [{ propertyName: 'product', errorCode: 'E06600', inputValue: 'A' }] },
          },
        ],
      },
    });
    expect(judge(400, body)).toMatchObject({ cause: 'ProductBarred', params: { product: 'A' } });
    expect(complaintsOf(Buffer.from(JSON.stringify(body)))).toHaveLength(2);
  });
});

describe('an answer that is no success', () => {
  test.each<[number, unknown, unknown]>([
    [
      401,
      { message: 'Token does not correspond to a valid grant.', errorCode: 'E02250' },
      { outcome: 'unauthorized', reason: 'E02250 Token does not correspond to a valid grant.' },
    ],
    [
      401,
      { message: 'Unauthorized access (Unauthorized).' },
      { outcome: 'unauthorized', reason: 'Unauthorized access (Unauthorized).' },
    ],
    [
      403,
      problem('AccessDeniedAgreementMissingModules'),
      {
        outcome: 'refused',
        cause: 'ErpForbidden',
        params: { reason: 'AccessDeniedAgreementMissingModules A title.' },
      },
    ],
    [
      409,
      problem('UpdateConflict'),
      { outcome: 'refused', cause: 'ErpRefusedUnknown', params: { reason: 'UpdateConflict A title.' } },
    ],
    [501, '', { outcome: 'refused', cause: 'ErpRefusedUnknown', params: { reason: 'answered 501' } }],
    [500, '', { outcome: 'unknown', reason: 'answered 500' }],
    [502, '<html>', { outcome: 'unknown', reason: 'answered 502' }],
    [503, '', { outcome: 'unknown', reason: 'answered 503' }],
    [408, '', { outcome: 'unknown', reason: 'answered 408' }],
    [302, '', { outcome: 'unknown', reason: 'answered 302' }],
  ])('%i is judged for what it tells', (status, body, expectedOutcome) => {
    expect(judge(status, body)).toEqual(expectedOutcome);
  });

  test.each(['URLChanged', 'PayloadChanged'])('%s proves that an earlier request arrived', (code) => {
    expect(judge(400, problem(code))).toMatchObject({ outcome: 'unknown' });
    expect(judge(400, validation([{ errorCode: code, errorMessage: 'x' }]))).toMatchObject({
      outcome: 'unknown',
    });
  });

  test('404 to a booking leaves open who took the draft', () => {
    expect(judge(404, { message: 'Resource not found.' }, { kind: 'book-invoice' })).toMatchObject({
      outcome: 'unknown',
    });
    expect(judge(404, { message: 'Resource not found.' })).toMatchObject({ outcome: 'refused' });
  });

  test('429 is waited out as told', () => {
    expect(judge(429, '', { headers: { 'retry-after': '7' } })).toEqual({
      outcome: 'rate-limited',
      retryAfterMs: 7000,
    });
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-03-24T10:00:00Z');

  test.each([
    ['12', 12_000],
    ['Tue, 24 Mar 2026 10:00:30 GMT', 30_000],
    ['Tue, 24 Mar 2026 09:00:00 GMT', 1_000],
    ['0', 1_000],
    ['86400', 3_600_000],
    ['soon', 60_000],
    [undefined, 60_000],
  ])('%s is a wait of %i ms', (header, wait) => {
    expect(retryAfterMs(header, now)).toBe(wait);
  });
});
