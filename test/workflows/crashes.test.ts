import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Command } from '../../domain/commands/command.entity.ts';
import { DocumentEvent } from '../../domain/events/document-event.entity.ts';
import { CustomerInvoice } from '../../domain/invoices/customer-invoice.entity.ts';
import { startGuarded, type GuardedProcess } from '../../sandbox/stack/processes.ts';
import { withSql } from '../../sandbox/stack/sql.ts';
import { bookUpdate, deleteUpdate } from '../../workflows/documents/customer-invoice/contract.ts';
import { lookSignal } from '../../workflows/erp/transfer/contract.ts';
import { customerInvoiceWorkflowId } from '../../workflows/shared/ids.ts';
import { heldCommit, type HeldCommit } from '../support/held-commit.ts';
import {
  attemptsOf,
  companyWithLedger,
  type LedgerCompany,
  retry,
  standing,
  transferIdOf,
  within,
  writeRows,
} from '../support/ledgers.ts';
import { longHistory, mortalTemporal, type MortalTemporal } from '../support/mortal-temporal.ts';
import { testRunFolder } from '../support/servers.ts';
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
import { quietRuntime } from '../support/temporal.ts';

let temporal: MortalTemporal;
let commits: HeldCommit;
let system: System;
let company: LedgerCompany;

beforeAll(async () => {
  quietRuntime();
  temporal = await mortalTemporal(mkdtempSync(join(testRunFolder(), 'mortal-')));
  const environment = await TestWorkflowEnvironment.createFromExistingServer({
    address: temporal.address,
    namespace: 'default',
  });
  system = await startSystem({
    environment,
    worker: (database) => {
      commits = heldCommit(database.orm);
      return { orm: commits.orm };
    },
  });
  company = await companyWithLedger(system);
}, 90_000);
afterAll(async () => {
  await system.stop();
  await temporal.kill();
});

const bookedOnce = async (documentId: string): Promise<void> => {
  const transfer = await transferIn(system, company, documentId, ['transferred'], 50_000);
  const { drafts, booked } = standing(company, transfer);
  expect({ drafts: drafts.length, booked: booked.length }).toEqual({ drafts: 0, booked: 1 });
};

describe('Temporal killed between the commit of a booking and its history', () => {
  test('loses nothing: the repeated command gets the first answer, and there is one booking', async () => {
    const documentId = await draftInvoice(system, company);
    const key = randomUUID();
    const book = () => sendCommand(system, company.agreementNumber, documentId, bookUpdate, {}, key);
    const committed = commits.hold();
    const first = system.client.withDeadline(Date.now() + 5_000, book).catch(() => undefined);
    await committed;
    await temporal.kill();
    expect(await first).toBeUndefined();
    const stored = await within(system, company, (em) =>
      em.findOneOrFail(Command, { key, documentId }, { refresh: true }),
    );
    expect(stored.completedAt).toBeInstanceOf(Date);

    await temporal.start();
    commits.release();
    const again = await eventually(
      () => system.client.withDeadline(Date.now() + 10_000, book).catch(() => undefined),
      'the command is answered',
      40_000,
    );
    expect(again.progress).toEqual(stored.result);
    await bookedOnce(documentId);
    const events = await within(system, company, (em) => em.find(DocumentEvent, { documentId }));
    expect(events.filter(({ action }) => action === 'book')).toHaveLength(1);
    expect(await within(system, company, (em) => em.count(CustomerInvoice, {}))).toBe(1);
  }, 120_000);
});

describe('a long history', () => {
  test('of refused actions goes on in a fresh run', async () => {
    const documentId = await draftInvoice(system, company, { lines: [] });
    const { agreementNumber } = company;
    const document = system.client.workflow.getHandle(customerInvoiceWorkflowId(agreementNumber, documentId));
    const { runId } = await document.describe();
    for (let event = 0; event < longHistory; event += 5)
      await sendCommand(system, agreementNumber, documentId, bookUpdate, {}).catch(() => undefined);
    const renewed = await eventually(async () => {
      const description = await document.describe();
      return description.runId === runId ? undefined : description;
    }, 'another run');
    expect(renewed.status.name).toBe('RUNNING');
    await sendCommand(system, agreementNumber, documentId, deleteUpdate, {});
    await document.result();
  });

  test('of a parked transfer that is called again and again goes on in a fresh run, and there it gets through', async () => {
    await bookedOnce(await bookedInvoice(system, company));
    const { control } = system.sandbox;
    const barred = { agreement: company.ledgerNumber, kind: 'product', id: 'A-1' };
    control.setBarred({ ...barred, barred: true });
    const documentId = await bookedInvoice(system, company);
    const parked = await transferIn(system, company, documentId, ['refused', 'blocked']);
    const transfer = system.client.workflow.getHandle(transferIdOf(company, documentId));
    const { runId } = await transfer.describe();
    const renewed = await eventually(async () => {
      await transfer.signal(lookSignal);
      const description = await transfer.describe();
      return description.runId === runId ? undefined : description;
    }, 'another run');
    expect(renewed.status.name).toBe('RUNNING');
    control.setBarred({ ...barred, barred: false });
    await retry(system, company, parked);
    await bookedOnce(documentId);
    await eventually(
      async () => (await invoiceRow(system, company, documentId)).archivedAt ?? undefined,
      'it is archived',
    );
  }, 120_000);
});

describe('a worker killed between its claim and the answer', () => {
  const startWorkerProcess = (): Promise<GuardedProcess> =>
    startGuarded({
      name: 'worker',
      command: process.execPath,
      args: [join(import.meta.dirname, '../../activities/main.ts')],
      env: {
        ...process.env,
        DATABASE_URL: system.database.appUrl,
        TEMPORAL_ADDRESS: temporal.address,
        TEMPORAL_TASK_QUEUE: system.taskQueue,
        ECONOMIC_REST_URL: system.sandbox.restUrl,
        ECONOMIC_OPENAPI_URL: system.sandbox.openApiUrl,
        CREDENTIALS_KEYS: system.credentialsKeys,
        METRICS_PORT: '0',
        LOG_LEVEL: 'warn',
      },
      logFile: join(testRunFolder(), 'killed-worker.log'),
      signals: [{ signal: 'SIGKILL', waitMs: 5_000 }],
    });

  test('leaves one document: another worker looks before it sends', async () => {
    await system.worker.stop();
    const child = await startWorkerProcess();
    system.sandbox.control.setFault({
      kind: 'delay',
      delayMs: 1_500,
      method: 'POST',
      path: '/invoices/drafts',
    });
    const documentId = await bookedInvoice(system, company);
    const claimed = await eventually(
      async () => (await writeRows(system, company, documentId)).find(({ state }) => state === 'claimed'),
      'a worker has claimed the draft',
      30_000,
    );
    await eventually(
      () =>
        Promise.resolve(JSON.stringify(system.sandbox.control.faults()).includes('"hits":1') || undefined),
      'the request has arrived',
    );
    await child.stop();
    await system.startWorker();
    // The sender is dead: that its deadline has passed is only said half a minute early.
    await withSql(system.database.superuserUrl, (sql) =>
      sql('update erp_write set deadline_at = now() where id = ?', [claimed.id]),
    );
    const transfer = system.client.workflow.getHandle(transferIdOf(company, documentId));
    await transferIn(system, company, documentId, ['unknown', 'transferred'], 40_000);
    await transfer.signal(lookSignal).catch(() => undefined);
    await bookedOnce(documentId);
    expect(await attemptsOf(system, company, documentId)).toEqual([
      'create-draft-invoice#1 adopted',
      'book-invoice#1 accepted',
    ]);
  }, 120_000);
});
