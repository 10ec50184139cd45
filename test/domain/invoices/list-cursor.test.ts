import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { withAgreement } from '../../../domain/database.ts';
import { listInvoices } from '../../../domain/invoices/customer-invoice.service.ts';
import type { InvoiceListQuery } from '../../../domain/invoices/customer-invoice.service.ts';
import { testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { agreementWithRegisters, archive, booked, chairs, draft } from './fixtures.ts';

let database: TestDatabase;
let agreement: number;

/** Fourteen documents with equal days, equal amounts, and nulls among due dates and bookings. */
beforeAll(async () => {
  database = await testDatabase();
  agreement = await agreementWithRegisters(database);
  for (let at = 0; at < 7; at += 1) {
    const invoiceDate = `2026-0${1 + (at % 2)}-15`;
    await draft(database, agreement, { invoiceDate, lines: [chairs(String(1 + (at % 3)))] });
    // Customer 1002 pays at a typed day: without one there is none.
    await draft(database, agreement, { invoiceDate, customerId: '1002' });
  }
  for (let at = 0; at < 4; at += 1) await booked(database, agreement, { lines: [chairs(String(1 + at))] });
  await archive(database, agreement, 1016);
});
afterAll(() => database.drop());

const list = (query?: InvoiceListQuery) =>
  withAgreement(database.orm, agreement, (em) => listInvoices(em, query));

async function byCursor(query: InvoiceListQuery): Promise<{ numbers: number[]; pages: number }> {
  const numbers: number[] = [];
  let cursor: string | undefined;
  for (let pages = 1; pages < 100; pages += 1) {
    const { rows, nextCursor } = await list({ ...query, cursor });
    numbers.push(...rows.map((row) => row.number));
    if (nextCursor === null) return { numbers, pages };
    cursor = nextCursor;
  }
  throw new Error('The list has no end.');
}

const orders = ['number', 'date', 'dueDate', 'createdAt', 'updatedAt', 'bookedAt', 'grossAmount'];

describe('a list read by cursor', () => {
  test.each(orders.flatMap((orderBy) => [[orderBy, 'ASC'] as const, [orderBy, 'DESC'] as const]))(
    'by %s %s is what one page of it is, whatever the size of its pages',
    async (orderBy, orderDirection) => {
      const whole = (await list({ orderBy, orderDirection, limit: 100 })).rows.map((row) => row.number);
      expect(whole).toHaveLength(18);
      const sizes = fc.integer({ min: 1, max: 20 });
      const filter = fc.constantFrom(
        {},
        { archived: 'not_archived' },
        { customerId: '1002' },
        { item: 'CHAIR' },
      );
      await fc.assert(
        fc.asyncProperty(sizes, filter, async (limit, filters) => {
          const asked = { orderBy, orderDirection, filters };
          const expected = (await list({ ...asked, limit: 100 })).rows.map((row) => row.number);
          const { numbers, pages } = await byCursor({ ...asked, limit });
          expect(numbers).toEqual(expected);
          expect(pages).toBe(Math.max(1, Math.ceil(expected.length / limit)));
        }),
        { numRuns: 8 },
      );
    },
  );

  test('nulls come last, and first the other way round', async () => {
    const { rows } = await list({ orderBy: 'bookedAt', limit: 100 });
    expect(rows.map((row) => row.booked_at === null)).toEqual([
      ...Array.from({ length: 4 }, () => false),
      ...Array.from({ length: 14 }, () => true),
    ]);
  });

  test('neither misses nor repeats a row when others come between', async () => {
    const { rows, nextCursor } = await list({ orderDirection: 'DESC', limit: 3 });
    await draft(database, agreement, {});
    const rest = await list({ orderDirection: 'DESC', limit: 100, cursor: nextCursor ?? '' });
    expect([...rows, ...rest.rows].map((row) => row.number)).toEqual(
      Array.from({ length: 18 }, (_, at) => 1018 - at),
    );
  });

  test('tells the kept total, and counts a filtered one only where it is asked to', async () => {
    const filters = { customerId: '1002' };
    const first = await list({ limit: 2, filters });
    expect(first.total).toBe(7);
    const cursor = first.nextCursor ?? '';
    expect((await list({ limit: 2, filters, cursor })).total).toBeNull();
    expect((await list({ limit: 2, filters, cursor, withTotal: true })).total).toBe(7);
    expect((await list({ limit: 2, filters, withTotal: false })).total).toBeNull();
    const open = await list({ limit: 2 });
    expect((await list({ limit: 2, cursor: open.nextCursor ?? '' })).total).toBe(open.total);
  });

  test('a cursor is refused beside a page, and with another order, direction or filter', async () => {
    const cursor = (await list({ limit: 2 })).nextCursor ?? '';
    const refusal = { code: 'InvalidInput', params: { fields: 'cursor' } };
    for (const other of [
      { page: 2 },
      { orderBy: 'date' },
      { orderDirection: 'DESC' as const },
      { filters: { isDraft: true } },
    ])
      await expect(list({ limit: 2, cursor, ...other })).rejects.toMatchObject(refusal);
  });

  test('whatever is no cursor is refused as that, and never as a fault', async () => {
    const real = (await list({ limit: 2, orderBy: 'date' })).nextCursor ?? '';
    const [print, , id] = JSON.parse(Buffer.from(real, 'base64url').toString()) as unknown[];
    const forged = (parts: unknown): string => Buffer.from(JSON.stringify(parts)).toString('base64url');
    const value = fc.oneof(fc.jsonValue(), fc.constantFrom('2026-02-30', '0000-00-00', '2026-13-01', null));
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string(),
          value.map(forged),
          value.map((made) => forged([print, made, id])),
          value.map((made) => forged([print, '2026-01-15', made])),
        ),
        async (cursor) => {
          await expect(list({ limit: 2, orderBy: 'date', cursor })).rejects.toMatchObject({
            code: 'InvalidInput',
            params: { fields: 'cursor' },
          });
        },
      ),
      { numRuns: 100 },
    );
  });
});
