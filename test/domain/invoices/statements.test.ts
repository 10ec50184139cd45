import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { withAgreement } from '../../../domain/database.ts';
import {
  createCreditNote,
  createDraftInvoice,
  editDraftInvoice,
  invoiceForErp,
  invoiceView,
} from '../../../domain/invoices/customer-invoice.service.ts';
import { testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { agreementWithRegisters, book, booked, chairs, context, draft } from './fixtures.ts';

let database: TestDatabase;
let agreement: number;

beforeAll(async () => {
  database = await testDatabase({ countStatements: true });
  agreement = await agreementWithRegisters(database);
});
afterAll(() => database.drop());

/** The statements of one piece of work, begin, session and commit included. */
async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const before = database.statements.length;
  await work();
  return database.statements.slice(before);
}

const within = (act: Parameters<typeof withAgreement>[2]) => (): Promise<unknown> =>
  withAgreement(database.orm, agreement, act);

describe('statements', () => {
  test('of an invoice, however many lines it has', async () => {
    const lines = Array.from({ length: 300 }, () => chairs('1'));
    const { id } = await draft(database, agreement, { lines });
    const { number } = await booked(database, agreement);
    const counts = {
      create: (
        await statementsOf(within((em) => createDraftInvoice(em, { customerId: '1001', lines }, context())))
      ).length,
      edit: (await statementsOf(within((em) => editDraftInvoice(em, id, { note: 'x' }, context())))).length,
      book: (await statementsOf(() => book(database, agreement, id))).length,
      credit: (await statementsOf(within((em) => createCreditNote(em, number, {}, context())))).length,
      view: (await statementsOf(within((em) => invoiceView(em, id)))).length,
      forErp: (await statementsOf(within((em) => invoiceForErp(em, id)))).length,
    };
    console.info('SQL statements, begin, session and commit included:', JSON.stringify(counts));
    // One of each tells webhooks; it travels with the next.
    expect(counts.create).toBeLessThanOrEqual(13);
    expect(counts.edit).toBeLessThanOrEqual(10);
    expect(counts.book).toBeLessThanOrEqual(9);
    expect(counts.credit).toBeLessThanOrEqual(13);
    expect(counts.view).toBeLessThanOrEqual(5);
    expect(counts.forErp).toBeLessThanOrEqual(5);
  });

  test('an invoice of 10,000 lines is made and booked', async () => {
    const lines = Array.from({ length: 10_000 }, (_, index) => chairs(String(1 + (index % 7))));
    const { id } = await draft(database, agreement, { lines });
    await book(database, agreement, id);
    const invoice = await withAgreement(database.orm, agreement, (em) => invoiceForErp(em, id));
    expect(invoice.lines).toHaveLength(10_000);
    expect(invoice.netAmount).toBe('3999400.00');
    await expect(draft(database, agreement, { lines: [...lines, chairs('1')] })).rejects.toMatchObject({
      code: 'InvalidInput',
      errors: { lines: [expect.stringContaining('10000')] },
    });
  });
});
