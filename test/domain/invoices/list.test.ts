import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { withAgreement } from '../../../domain/database.ts';
import { createCreditNote, listInvoices } from '../../../domain/invoices/customer-invoice.service.ts';
import type { InvoiceListQuery } from '../../../domain/invoices/customer-invoice.service.ts';
import { testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { agreementWithRegisters, archive, booked, chairs, context, draft } from './fixtures.ts';

let database: TestDatabase;
let agreement: number;

/** 1001 draft in January, 1002 booked in February (EU customer), 1003 booked and archived, 1004 credit note of 1002. */
beforeAll(async () => {
  database = await testDatabase();
  agreement = await agreementWithRegisters(database);
  await draft(database, agreement, { invoiceDate: '2026-01-15' });
  await booked(database, agreement, {
    customerId: '1002',
    invoiceDate: '2026-02-15',
    dueDate: '2026-03-01',
    lines: [chairs('9')],
  });
  await booked(database, agreement, { lines: [chairs('3')] });
  await archive(database, agreement, 1003);
  await withAgreement(database.orm, agreement, async (em) => {
    await createCreditNote(em, 1002, {}, context());
  });
});
afterAll(() => database.drop());

const list = (query?: InvoiceListQuery, of = agreement) =>
  withAgreement(database.orm, of, (em) => listInvoices(em, query));
const numbers = async (query?: InvoiceListQuery): Promise<number[]> =>
  (await list(query)).rows.map((row) => row.number);

describe('the list of invoices', () => {
  test.each<[string, Record<string, string | number | boolean>, number[]]>([
    ['everything, archived ones included', {}, [1001, 1002, 1003, 1004]],
    ['booked', { isBooked: true }, [1002, 1003]],
    ['not booked', { isBooked: false }, [1001, 1004]],
    ['drafts', { isDraft: true }, [1001, 1004]],
    ['archived', { isArchived: true }, [1003]],
    ['not archived', { isArchived: false }, [1001, 1002, 1004]],
    ['archived, by the word', { archived: 'archived' }, [1003]],
    ['not archived, by the word', { archived: 'not_archived' }, [1001, 1002, 1004]],
    ['archived or not', { archived: 'all' }, [1001, 1002, 1003, 1004]],
    ['of a part of a number', { numberPart: '003' }, [1003]],
    ['with an item', { item: 'CHAIR' }, [1001, 1002, 1003, 1004]],
    ['with an item that no document has', { item: 'OLD' }, []],
    ['with an item that there is not', { item: 'NONE' }, []],
    ['of a customer that there is not', { customerId: '9' }, []],
    ['of a customer', { customerId: '1002' }, [1002, 1004]],
    ['credit notes', { type: 'credit-note' }, [1004]],
    ['of a number', { number: 1002 }, [1002]],
    ['from a day on', { dateFrom: '2026-02-15' }, [1002, 1003, 1004]],
    ['up to a day', { dateTo: '2026-02-15' }, [1001, 1002]],
    ['in a currency', { currency: 'EUR' }, [1002, 1004]],
    ['credit notes of an invoice', { creditedInvoiceNumber: 1002 }, [1004]],
    ['by several filters at once', { isBooked: true, isArchived: false, customerId: '1002' }, [1002]],
  ])('%s', async (_what, filters, expected) => {
    expect(await numbers({ filters })).toEqual(expected);
  });

  test('in pages and the other way round', async () => {
    expect(await list({ limit: 3, page: 2 })).toMatchObject({ rows: [{ number: 1004 }], total: 4 });
    expect(await numbers({ orderDirection: 'DESC', limit: 2 })).toEqual([1004, 1003]);
    expect(await numbers({ orderBy: 'grossAmount' })).toEqual([1002, 1004, 1001, 1003]);
  });

  test('rows are whole, whatever they are filtered by', async () => {
    const { rows } = await list({ filters: { customerId: '1002', item: 'CHAIR' } });
    expect(rows).toMatchObject([
      { number: 1002, customer_id: '1002', customer_name: 'Müller GmbH' },
      { number: 1004, customer_id: '1002', customer_name: 'Müller GmbH' },
    ]);
  });

  test('rows say what they are', async () => {
    expect((await list({ filters: { number: 1004 } })).rows).toMatchObject([
      {
        number: 1004,
        type: 'credit-note',
        is_draft: true,
        is_credit_note: true,
        customer_id: '1002',
        customer_name: 'Müller GmbH',
        invoice_date: '2026-03-10',
        credited_invoice_number: 1002,
        gross_amount: '120.69',
      },
    ]);
  });

  test('what the list does not know is refused', async () => {
    await expect(list({ filters: { color: 'red' } })).rejects.toMatchObject({ code: 'InvalidInput' });
    await expect(list({ orderBy: 'note' })).rejects.toMatchObject({ code: 'InvalidInput' });
    await expect(list({ limit: 1001 })).rejects.toMatchObject({ code: 'InvalidInput' });
  });

  test('another agreement has a list of its own', async () => {
    const other = await agreementWithRegisters(database);
    expect(await list({}, other)).toEqual({ rows: [], total: 0, nextCursor: null });
  });
});
