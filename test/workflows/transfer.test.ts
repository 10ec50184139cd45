import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createCurrency } from '../../domain/currencies/currency.service.ts';
import { withAgreement } from '../../domain/database.ts';
import { errorMessage, type ErrorCode } from '../../domain/errors.ts';
import { createProduct } from '../../domain/products/product.service.ts';
import { createUnit } from '../../domain/products/unit.service.ts';
import type { Transfer } from '../../domain/transfers/transfer.entity.ts';
import { bookUpdate, createUpdate } from '../../workflows/documents/customer-invoice/contract.ts';
import type { JournalLine } from '../support/journal-lines.ts';
import {
  attemptsOf,
  companyWithLedger,
  exchanges,
  type LedgerCompany,
  moreCustomers,
  retry,
  standing,
  writesIn,
} from '../support/ledgers.ts';
import {
  bookedInvoice,
  type Company,
  draftInvoice,
  eventually,
  invoiceRow,
  sendCommand,
  startSystem,
  transferIn,
  type System,
} from '../support/system.ts';

let system: System;

beforeAll(async () => {
  system = await startSystem();
});
afterAll(async () => {
  await system.stop();
});

const archived = (company: Company, documentId: string) =>
  eventually(async () => {
    const invoice = await invoiceRow(system, company, documentId);
    return invoice.archivedAt ? invoice : undefined;
  }, `${documentId} is archived`);

const transferred = (company: Company, documentId: string) =>
  transferIn(system, company, documentId, ['transferred']);

/** A booked credit note over a whole invoice. */
async function creditNoteOf(company: Company, documentId: string): Promise<string> {
  const { number } = await invoiceRow(system, company, documentId);
  const body = { create: 'credit-note', invoiceNumber: number, creditNote: {} };
  const made = await sendCommand(system, company.agreementNumber, undefined, createUpdate, body);
  await sendCommand(system, company.agreementNumber, made.documentId, bookUpdate, {});
  return made.documentId;
}

const explained = (transfer: Transfer): string =>
  errorMessage(transfer.cause as ErrorCode, transfer.causeParams ?? {});

describe('a booked invoice', () => {
  let company: LedgerCompany;
  beforeAll(async () => {
    company = await companyWithLedger(system);
  });

  test('stands in the ledger once, to the cent, and is archived', async () => {
    const documentId = await bookedInvoice(system, company);
    const transfer = await transferred(company, documentId);
    const { drafts, booked } = standing(company, transfer);
    expect(drafts).toEqual([]);
    expect(booked).toHaveLength(1);
    expect(transfer.identity).toMatchObject({ bookedInvoiceNumber: String(booked[0]!.bookedInvoiceNumber) });
    const { grossAmount, netAmount } = await archived(company, documentId);
    expect({ grossAmount, netAmount }).toEqual({ grossAmount: '46.88', netAmount: '37.50' });
    expect(booked[0]).toMatchObject({ grossAmount, netAmount, currency: 'DKK' });
    expect(await attemptsOf(system, company, documentId)).toEqual([
      'create-draft-invoice#1 accepted',
      'book-invoice#1 accepted',
    ]);
  });

  test('whose registers are known costs one write for the draft and one for the booking', async () => {
    system.sandbox.control.clearJournal();
    await transferred(company, await bookedInvoice(system, company));
    expect(exchanges(system).map(({ method, path }) => `${method} ${path.replace(/\d+$/, 'N')}`)).toEqual([
      'POST /invoices/drafts',
      'GET /invoices/drafts/N',
      'POST /invoices/booked',
    ]);
  });

  test('in a foreign currency stands there in that currency, at our rate', async () => {
    await withAgreement(system.database.orm, company.agreementNumber, (em) =>
      createCurrency(em, { code: 'EUR', rate: '745.5' }, 'test'),
    );
    const lines = [{ itemId: 'A-1', quantity: '2', linePrice: '10.01' }];
    const documentId = await bookedInvoice(system, company, { currency: 'EUR', lines });
    const { booked } = standing(company, await transferred(company, documentId));
    const invoice = await invoiceRow(system, company, documentId);
    expect(booked[0]).toMatchObject({
      currency: 'EUR',
      netAmount: '20.02',
      grossAmount: invoice.grossAmount,
    });
    expect(Number(booked[0]!.exchangeRate)).toBe(745.5);
  });

  test('is credited with a negative document there', async () => {
    const documentId = await bookedInvoice(system, company);
    await transferred(company, documentId);
    const creditNote = await creditNoteOf(company, documentId);
    const { booked } = standing(company, await transferred(company, creditNote));
    expect(booked.map(({ netAmount, grossAmount }) => ({ netAmount, grossAmount }))).toEqual([
      { netAmount: '-37.50', grossAmount: '-46.88' },
    ]);
  });
});

describe('the settings of a connection', () => {
  test('keep a document as a draft there, and that is its outcome', async () => {
    const company = await companyWithLedger(system, { transferCustomerInvoices: 'draft' });
    const documentId = await bookedInvoice(system, company);
    const transfer = await transferred(company, documentId);
    const { drafts, booked } = standing(company, transfer);
    expect(booked).toEqual([]);
    expect(drafts).toHaveLength(1);
    expect(transfer.identity).toEqual({ draftInvoiceNumber: String(drafts[0]!.draftInvoiceNumber) });
    await archived(company, documentId);
  });

  test('keep documents here: not sent by policy is a recorded outcome, and the document is archived', async () => {
    const company = await companyWithLedger(system, { transferCustomerInvoices: 'off' });
    system.sandbox.control.clearJournal();
    const documentId = await bookedInvoice(system, company);
    const transfer = await transferIn(system, company, documentId, ['skipped']);
    expect(transfer).toMatchObject({ cause: 'NotSentByPolicy', decidedBy: 'settings' });
    expect(transfer.settledAt).toBeInstanceOf(Date);
    await archived(company, documentId);
    expect(exchanges(system)).toEqual([]);
  });

  test('book under our number', async () => {
    const company = await companyWithLedger(system, { bookWithOurNumber: true });
    const documentId = await bookedInvoice(system, company);
    const { booked } = standing(company, await transferred(company, documentId));
    const { number } = await invoiceRow(system, company, documentId);
    expect(booked.map(({ bookedInvoiceNumber }) => bookedInvoiceNumber)).toEqual([number]);
  });
});

describe('a product barred in the ERP', () => {
  test('refuses its invoice in plain words and holds its credit note; opened and retried, both go', async () => {
    const company = await companyWithLedger(system);
    await transferred(company, await bookedInvoice(system, company));
    const barred = { agreement: company.ledgerNumber, kind: 'product', id: 'A-1' };
    system.sandbox.control.setBarred({ ...barred, barred: true });

    const documentId = await bookedInvoice(system, company);
    const refused = await transferIn(system, company, documentId, ['refused', 'blocked']);
    expect(refused.cause).toBe('ProductBarred');
    expect(explained(refused)).toMatch(/^Product A-1 is barred in the ERP\. Open it there/);
    const creditNote = await creditNoteOf(company, documentId);
    const held = await transferIn(system, company, creditNote, ['blocked']);
    expect(held.cause).toBe('CreditedInvoiceNotTransferred');
    const { number } = await invoiceRow(system, company, documentId);
    expect(explained(held)).toContain(`Invoice ${number}`);
    expect(await attemptsOf(system, company, creditNote)).toEqual([]);

    system.sandbox.control.setBarred({ ...barred, barred: false });
    await retry(system, company, refused);
    const done = await transferred(company, documentId);
    expect(standing(company, done).booked).toHaveLength(1);
    // Nobody retries the credit note: the outcome of its invoice wakes it.
    const credited = await transferred(company, creditNote);
    expect(standing(company, credited).booked).toHaveLength(1);
    await archived(company, documentId);
    await archived(company, creditNote);
  });
});

describe('the lane', () => {
  const latencyMs = 150;

  /** The most exchanges that were under way at one moment. */
  const atOnceAtMost = (lines: readonly JournalLine[]): number => {
    const arrivals = lines.map(({ at }) => Date.parse(at));
    return Math.max(
      ...arrivals.map((moment) => arrivals.filter((at) => at <= moment && moment < at + latencyMs).length),
    );
  };

  test('never has two documents of one customer under way, and never more documents than places', async () => {
    const company = await companyWithLedger(system, {}, 2);
    const customers = await moreCustomers(system, company, 4);
    system.sandbox.control.setSwitches({ latencyMs });
    try {
      const documents = await Promise.all(
        ['101', '101', ...customers].map(async (customerId) => ({
          customerId,
          documentId: await draftInvoice(system, company, { customerId }),
        })),
      );
      system.sandbox.control.clearJournal();
      await Promise.all(
        documents.map(({ documentId }) =>
          sendCommand(system, company.agreementNumber, documentId, bookUpdate, {}),
        ),
      );
      for (const { documentId } of documents) await transferred(company, documentId);
      expect(atOnceAtMost(exchanges(system))).toBe(2);
      const twins = documents.filter(({ customerId }) => customerId === '101');
      expect(
        await contiguous(
          company,
          twins.map(({ documentId }) => documentId),
        ),
      ).toBe(true);
    } finally {
      system.sandbox.control.setSwitches({ latencyMs: 0 });
    }
  });

  /** Whether the writes of one document all lie before those of the other. */
  async function contiguous(company: LedgerCompany, documentIds: readonly string[]): Promise<boolean> {
    const spans = await Promise.all(
      documentIds.map(async (documentId) => {
        const transfer = await transferred(company, documentId);
        const draft = String(transfer.identity?.['draftInvoiceNumber']);
        const mine = exchanges(system).filter(({ method, requestBody }) => {
          const sent = JSON.stringify(requestBody);
          return (
            method === 'POST' &&
            (sent.includes(transfer.key) || sent.includes(`"draftInvoiceNumber":${draft}}`))
          );
        });
        expect(mine).toHaveLength(2);
        const arrivals = mine.map(({ at }) => Date.parse(at));
        return { from: Math.min(...arrivals), to: Math.max(...arrivals) + latencyMs };
      }),
    );
    const [first, second] = spans.sort((a, b) => a.from - b.from);
    return first!.to <= second!.from;
  }

  test('makes a register once though several documents need it at the same time', async () => {
    const company = await companyWithLedger(system);
    const customers = await moreCustomers(system, company, 4);
    await withAgreement(system.database.orm, company.agreementNumber, async (em) => {
      await createUnit(em, { number: 7, name: 'palle' }, 'test');
      await createProduct(
        em,
        { number: 'P-7', name: 'Palle træ', groupNumber: 1, unitNumber: 7, salesPrice: '99' },
        'test',
      );
    });
    system.sandbox.control.clearJournal();
    const documents = await Promise.all(
      customers.map((customerId) =>
        bookedInvoice(system, company, { customerId, lines: [{ itemId: 'P-7', quantity: '1' }] }),
      ),
    );
    for (const documentId of documents) await transferred(company, documentId);
    const made = writesIn(system).filter((write) => !write.includes('/invoices/'));
    expect(made.filter((write) => write === 'POST /units')).toHaveLength(1);
    expect(made.filter((write) => write === 'POST /products')).toHaveLength(1);
    expect(made.filter((write) => write === 'POST /customers')).toHaveLength(customers.length);
    const { units, products } = company.ledger();
    expect(units.filter(({ name }) => name === 'palle')).toHaveLength(1);
    expect(products.filter(({ productNumber }) => productNumber === 'P-7')).toHaveLength(1);
  });
});
