import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createKeeperActivities } from '../../activities/keeper.ts';
import { afterRestore } from '../../domain/transfers/after-restore.ts';
import { withSql } from '../../sandbox/stack/sql.ts';
import { bookUpdate } from '../../workflows/documents/customer-invoice/contract.ts';
import { activityDeps } from '../support/activity-deps.ts';
import { backupOf, restore } from '../support/backup.ts';
import {
  attemptsOf,
  companyWithLedger,
  type LedgerCompany,
  pause,
  resume,
  standing,
  transferIdOf,
} from '../support/ledgers.ts';
import {
  bookedInvoice,
  draftInvoice,
  eventually,
  invoiceRow,
  sendCommand,
  startSystem,
  transferIn,
  type System,
} from '../support/system.ts';

let system: System;
let company: LedgerCompany;

beforeAll(async () => {
  system = await startSystem();
  company = await companyWithLedger(system);
});
afterAll(async () => {
  await system.stop();
});

const sql = (statement: string, parameters: readonly unknown[] = []) =>
  withSql(system.database.superuserUrl, (run) => run(statement, parameters));

/** The document's own workflow is over. */
const archived = (documentId: string) =>
  eventually(
    async () => (await invoiceRow(system, company, documentId)).archivedAt ?? undefined,
    `${documentId} is archived`,
  );

/** It has its outcome, its workflow is over, and it stands in the ledger once. */
async function carried(documentId: string): Promise<void> {
  const transfer = await transferIn(system, company, documentId, ['transferred'], 30_000);
  await system.client.workflow.getHandle(transferIdOf(company, documentId)).result();
  const { drafts, booked } = standing(company, transfer);
  expect({ drafts: drafts.length, booked: booked.length }).toEqual({ drafts: 0, booked: 1 });
  expect(transfer.identity?.['bookedInvoiceNumber']).toBe(String(booked[0]?.bookedInvoiceNumber));
}

/** A booked invoice that was carried after the backup that is answered. */
async function carriedSinceBackup() {
  await pause(system, company);
  const documentId = await bookedInvoice(system, company);
  await transferIn(system, company, documentId, ['waiting']);
  const backup = await backupOf(system, documentId);
  await resume(system, company);
  await carried(documentId);
  await archived(documentId);
  return { documentId, backup };
}

/** The keeper looks, when what was restored is two minutes old. */
async function keeperLooks(): Promise<number> {
  await sql(`update transfer set updated_at = updated_at - interval '2 minutes', kept_at = null`);
  const keeper = createKeeperActivities(activityDeps(system), system.client, system.taskQueue);
  return (await keeper.keepPromises()).transfers;
}

/** All attempts after the given ones are gone, and those are as given. */
async function onlyDraft(documentId: string, changes: string): Promise<void> {
  const subject = `customer-invoice:${documentId}`;
  await sql(`delete from erp_write where subject = ? and kind = 'book-invoice'`, [subject]);
  await sql(`update erp_write set ${changes} where subject = ?`, [subject]);
}

describe('a transfer that was restored from before it was carried', () => {
  test.each([
    ['with nothing written down', undefined, ['create-draft-invoice#1 adopted']],
    ['with its draft alone', 'number = 1', ['create-draft-invoice#1 accepted', 'book-invoice#1 adopted']],
    [
      'with a draft that the ERP did not take yet',
      `outcome = 'rate-limited', identity = null`,
      ['create-draft-invoice#1 rate-limited', 'create-draft-invoice#2 adopted'],
    ],
    [
      'with a draft that nobody had sent yet',
      `state = 'intended', outcome = null, identity = null, claimed_at = null, deadline_at = null, settled_at = null`,
      ['create-draft-invoice#1 adopted'],
    ],
  ])('%s is found by the keeper, which starts it', async (_name, draft, attempts) => {
    const { documentId, backup } = await carriedSinceBackup();
    const withAttempts = { ...backup, erp_write: (await backupOf(system, documentId)).erp_write };
    await restore(system, documentId, draft === undefined ? backup : withAttempts);
    if (draft !== undefined) await onlyDraft(documentId, draft);
    await sql('delete from lane_ticket');
    expect(await keeperLooks()).toBe(1);
    await carried(documentId);
    expect(await attemptsOf(system, company, documentId)).toEqual(attempts);
  });
});

describe('after the database was restored', () => {
  test('the command says what it has marked', async () => {
    const file = path.join(import.meta.dirname, '../../domain/transfers/after-restore.ts');
    const env = { ...process.env, DATABASE_URL: system.database.appUrl };
    const { stdout } = await promisify(execFile)(process.execPath, [file], { env });
    expect(stdout).toBe('0 transfers without outcome look first; 1 connections are marked as restored now\n');
  });

  test('every transfer without outcome looks first, and saying so twice does no harm', async () => {
    const { documentId, backup } = await carriedSinceBackup();
    const other = await carriedSinceBackup();
    await restore(system, documentId, backup);
    expect(await afterRestore(system.database.orm)).toEqual({ transfers: 1, connections: 1 });
    expect(await afterRestore(system.database.orm)).toEqual({ transfers: 1, connections: 1 });
    const marked = await sql('select document_id as id from transfer where looks_first_since is not null');
    expect(marked.map(({ id }) => id)).toContain(documentId);
    expect(marked.map(({ id }) => id)).not.toContain(other.documentId);
    await sql('delete from lane_ticket');
    await keeperLooks();
    await carried(documentId);
    expect(await attemptsOf(system, company, documentId)).toEqual(['create-draft-invoice#1 adopted']);
  });

  test('a draft that is booked again is found, and what is made from now on does not look', async () => {
    const documentId = await draftInvoice(system, company);
    const backup = await backupOf(system, documentId);
    await sendCommand(system, company.agreementNumber, documentId, bookUpdate, {});
    await carried(documentId);
    await archived(documentId);
    await restore(system, documentId, backup);
    await afterRestore(system.database.orm);
    expect((await invoiceRow(system, company, documentId)).state).toBe('draft');

    await sendCommand(system, company.agreementNumber, documentId, bookUpdate, {});
    await carried(documentId);
    expect(await attemptsOf(system, company, documentId)).toEqual(['create-draft-invoice#1 adopted']);

    const next = await bookedInvoice(system, company);
    await carried(next);
    expect(await attemptsOf(system, company, next)).toEqual([
      'create-draft-invoice#1 accepted',
      'book-invoice#1 accepted',
    ]);
  });
});
