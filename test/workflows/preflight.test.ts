import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { findConnection } from '../../domain/connections/connection.service.ts';
import { readStoredSnapshot } from '../../domain/preflight/erp-snapshot.service.ts';
import { connectionTestStart, connectionTestWorkflowType } from '../../workflows/erp/connection/contract.ts';
import {
  preflightProgressQuery,
  type PreflightRef,
  type PreflightReport,
  preflightStart,
  preflightWorkflowType,
} from '../../workflows/erp/preflight/contract.ts';
import {
  companyWithLedger,
  exchanges,
  type LedgerCompany,
  moreCustomers,
  pause,
  resume,
  retry,
  standing,
  within,
  writesIn,
} from '../support/ledgers.ts';
import {
  bookedInvoice,
  draftInvoice,
  eventually,
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
afterEach(() => {
  system.sandbox.control.clearFaults();
});

const held = { snapshotMinutes: 15 };
/** What a document with an EAN lacks here, by our own rules: an EAN of the customer, and a contact. */
const byEan = { ...held, sendBy: 'ean' };
const lacking = ['EInvoiceImpossible', 'EInvoiceImpossible'];

const start = (company: LedgerCompany, asked: Partial<PreflightRef> = {}) =>
  system.client.workflow.start(
    preflightWorkflowType,
    preflightStart({ ...company.connection, refresh: false, ...asked }, randomUUID(), system.taskQueue),
  );
const preflight = async (
  company: LedgerCompany,
  asked: Partial<PreflightRef> = {},
): Promise<PreflightReport> => (await (await start(company, asked)).result()) as PreflightReport;

const barred = (company: LedgerCompany, id: string, isBarred: boolean): void => {
  system.sandbox.control.setBarred({
    agreement: company.ledgerNumber,
    kind: 'product',
    id,
    barred: isBarred,
  });
};
const codesOf = (report: PreflightReport) =>
  report.verdicts.map(({ blocks }) => blocks.map(({ code }) => code).sort());
const snapshotOf = (company: LedgerCompany) =>
  within(system, company, (em) => readStoredSnapshot(em, company.connectionId));
const clear = () => {
  system.sandbox.control.clearJournal();
};

/** A company whose products stand in the ERP already. */
async function companyWithProducts(settings: Record<string, unknown> = held): Promise<LedgerCompany> {
  const company = await companyWithLedger(system, settings);
  const lines = [
    { itemId: 'A-1', quantity: '1' },
    { itemId: 'A-2', quantity: '1' },
  ];
  await transferIn(system, company, await bookedInvoice(system, company, { lines }), ['transferred']);
  return company;
}

describe('a preflight of named documents', () => {
  test('tells all that the ERP would refuse of a draft, and nothing any more once it is fixed there', async () => {
    const company = await companyWithProducts(byEan);
    barred(company, 'A-1', true);
    barred(company, 'A-2', true);
    const lines = [
      { itemId: 'A-1', quantity: '1' },
      { itemId: 'A-2', quantity: '2' },
    ];
    const documentId = await draftInvoice(system, company, { lines, ean: '5790000123452' });
    const bad = await preflight(company, { documentIds: [documentId], refresh: true });
    expect(bad).toMatchObject({ checked: 1, blocked: 1 });
    expect(codesOf(bad)).toEqual([[...lacking, 'ProductBarred', 'ProductBarred']]);
    barred(company, 'A-1', false);
    barred(company, 'A-2', false);
    // The snapshot is young, and still what speaks against a named document is read again.
    clear();
    expect(codesOf(await preflight(company, { documentIds: [documentId] }))).toEqual([lacking]);
    expect(exchanges(system).map(({ path }) => path.split('?')[0])).toEqual(['/products']);
  });

  test('writes nothing in the ERP', async () => {
    const company = await companyWithLedger(system, held);
    clear();
    await preflight(company, { documentIds: [await draftInvoice(system, company)] });
    expect(exchanges(system).length).toBeGreaterThan(5);
    expect(writesIn(system)).toEqual([]);
  });

  test('reads a young snapshot not again, but for what it lacks or where it is asked to', async () => {
    const company = await companyWithProducts();
    const documentId = await draftInvoice(system, company);
    await preflight(company, { documentIds: [documentId] });
    clear();
    expect(await preflight(company, { documentIds: [documentId] })).toMatchObject({ blocked: 0 });
    expect(exchanges(system)).toEqual([]);
    await preflight(company, { documentIds: [documentId], refresh: true });
    expect(exchanges(system).length).toBeGreaterThan(5);
  });

  test('waits at a closed gate, shows how far it is, and goes on when it opens', async () => {
    const company = await companyWithLedger(system, byEan);
    const grant = { agreement: company.ledgerNumber, token: company.grantToken };
    system.sandbox.control.setToken({ ...grant, action: 'revoke' });
    const documentId = await draftInvoice(system, company, { ean: '5790000123452' });
    const handle = await start(company, { documentIds: [documentId] });
    // The gate closes; whoever waits at it shows how far he is.
    const progress = await eventually(async () => {
      const now = await handle.query(preflightProgressQuery);
      return now.total === 1 ? now : undefined;
    }, 'it is counted');
    expect(progress).toMatchObject({ isDone: false, checked: 0, snapshotAt: null });
    const gateOf = async (): Promise<string | undefined> => {
      const connection = await within(system, company, (em) => findConnection(em, company.connectionId));
      return connection.gate === 'severed' ? connection.gate : undefined;
    };
    await eventually(gateOf, 'the gate is closed');
    system.sandbox.control.setToken({ ...grant, action: 'restore' });
    await system.client.workflow.execute(
      connectionTestWorkflowType,
      connectionTestStart(company.connection, randomUUID(), system.taskQueue),
    );
    expect(codesOf((await handle.result()) as PreflightReport)).toEqual([lacking]);
  });
});

describe('a preflight of all open documents', () => {
  test('tells the blocked ones among drafts and booked ones, and counts the rest', async () => {
    const company = await companyWithProducts();
    await preflight(company);
    barred(company, 'A-2', true);
    await pause(system, company);
    const bad = await draftInvoice(system, company, { lines: [{ itemId: 'A-2', quantity: '1' }] });
    const worse = await bookedInvoice(system, company, {
      customerId: '102',
      lines: [{ itemId: 'A-2', quantity: '1' }],
    });
    await draftInvoice(system, company);
    await resume(system, company);
    await transferIn(system, company, worse, ['blocked', 'refused']);
    const report = await preflight(company, { refresh: true });
    expect(report).toMatchObject({ checked: 3, blocked: 2 });
    expect(report.verdicts.map(({ documentId }) => documentId).sort()).toEqual([bad, worse].sort());
    expect(codesOf(report)).toEqual([['ProductBarred'], ['ProductBarred']]);
  });
});

describe('a transfer', () => {
  test('is held up by no missing snapshot, which is then read beside it', async () => {
    const company = await companyWithProducts();
    const stored = await eventually(() => snapshotOf(company), 'a snapshot is stored');
    expect(Object.keys(stored.parts)).toEqual(expect.arrayContaining(['calendar', 'barredProducts']));
  });

  test('of what the snapshot bars is parked before anything is written, after one read that confirms it', async () => {
    const company = await companyWithProducts();
    barred(company, 'A-1', true);
    await preflight(company, { refresh: true });
    clear();
    const documentId = await bookedInvoice(system, company);
    const transfer = await transferIn(system, company, documentId, ['blocked', 'refused', 'transferred']);
    expect(transfer).toMatchObject({
      state: 'blocked',
      cause: 'ProductBarred',
      causeParams: { product: 'A-1' },
    });
    expect(exchanges(system).map(({ method, path }) => `${method} ${path.split('?')[0]}`)).toEqual([
      'GET /products',
    ]);
  });

  test('is not parked for what is not so any more', async () => {
    const company = await companyWithProducts();
    barred(company, 'A-1', true);
    await preflight(company, { refresh: true });
    barred(company, 'A-1', false);
    const documentId = await bookedInvoice(system, company);
    const transfer = await transferIn(system, company, documentId, ['blocked', 'refused', 'transferred']);
    expect(transfer.state).toBe('transferred');
    expect(standing(company, transfer).booked).toHaveLength(1);
  });

  test('that a person retries is held against a read made after that', async () => {
    const company = await companyWithProducts();
    barred(company, 'A-1', true);
    await preflight(company, { refresh: true });
    const documentId = await bookedInvoice(system, company);
    const parked = await transferIn(system, company, documentId, ['blocked']);
    barred(company, 'A-1', false);
    await retry(system, company, parked);
    const transfer = await transferIn(system, company, documentId, ['transferred']);
    expect(standing(company, transfer).booked).toHaveLength(1);
  });

  test('of a storm over one cause costs few reads, and every one is parked', async () => {
    const company = await companyWithProducts();
    const customers = await moreCustomers(system, company, 12);
    barred(company, 'A-1', true);
    await preflight(company, { refresh: true });
    await pause(system, company);
    const documents: string[] = [];
    for (const customerId of customers) documents.push(await bookedInvoice(system, company, { customerId }));
    clear();
    await resume(system, company);
    for (const documentId of documents) await transferIn(system, company, documentId, ['blocked']);
    // Who is in a place when the first reading comes may read too; who waits in line does not.
    expect(exchanges(system).length).toBeLessThanOrEqual(8);
    expect(writesIn(system)).toEqual([]);
  });
});
