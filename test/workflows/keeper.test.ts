import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Client } from '@temporalio/client';
import { createCustomerInvoiceActivities } from '../../activities/customer-invoice.ts';
import { createKeeperActivities } from '../../activities/keeper.ts';
import { claimCommand } from '../../domain/commands/command.service.ts';
import { closeGate } from '../../domain/connections/connection.service.ts';
import { LaneTicket } from '../../domain/lane/lane-ticket.entity.ts';
import { secondsSinceLook, transfersToKeep } from '../../domain/lane/keeper.service.ts';
import { retryTransfer } from '../../domain/transfers/transfer.service.ts';
import { withSql } from '../../sandbox/stack/sql.ts';
import type { InvoiceProgress } from '../../workflows/documents/customer-invoice/contract.ts';
import {
  connectionWorkflowId,
  customerInvoiceWorkflowId,
  laneKeeperWorkflowId,
} from '../../workflows/shared/ids.ts';
import { lookSignal } from '../../workflows/erp/transfer/contract.ts';
import { laneKeeperWorkflowType, type KeeperReport } from '../../workflows/erp/lane-keeper/contract.ts';
import { activityDeps } from '../support/activity-deps.ts';
import {
  attemptsOf,
  companyWithLedger,
  type LedgerCompany,
  pause,
  resume,
  standing,
  transferIdOf,
  within,
} from '../support/ledgers.ts';
import {
  bookedInvoice,
  draftInvoice,
  eventually,
  invoiceRow,
  startSystem,
  transferIn,
  type System,
} from '../support/system.ts';

let system: System;
let company: LedgerCompany;
let keep: () => Promise<KeeperReport>;

beforeAll(async () => {
  system = await startSystem();
  company = await companyWithLedger(system, {}, 1);
  const keeper = createKeeperActivities(activityDeps(system), system.client, system.taskQueue);
  keep = () => keeper.keepPromises();
  await settled(await bookedInvoice(system, company));
});
afterAll(async () => {
  await system.stop();
});

/** Looks at the rows as a superuser, who may also say that all this was a while ago. */
const sql = (statement: string, parameters: readonly unknown[] = []) =>
  withSql(system.database.superuserUrl, (run) => run(statement, parameters));

/** Everything that happened so far is two minutes older. */
async function minutesPass(): Promise<void> {
  await sql(`update transfer set updated_at = updated_at - interval '2 minutes',
    kept_at = kept_at - interval '20 minutes'`);
  await sql(`update lane_ticket set placed_at = placed_at - interval '2 minutes',
    entered_at = entered_at - interval '2 minutes'`);
  await withSql(system.database.superuserUrl, async (run) => {
    await run("set session_replication_role = 'replica'");
    await run("update customer_invoice set booked_at = booked_at - interval '2 minutes'");
  });
}

const workflow = (workflowId: string) => system.client.workflow.getHandle(workflowId);

async function settled(documentId: string): Promise<void> {
  const transfer = await transferIn(system, company, documentId, ['transferred'], 30_000);
  const { drafts, booked } = standing(company, transfer);
  expect({ drafts: drafts.length, booked: booked.length }).toEqual({ drafts: 0, booked: 1 });
  await eventually(
    async () => (await invoiceRow(system, company, documentId)).archivedAt ?? undefined,
    `${documentId} is archived`,
  );
}

describe('the lane keeper', () => {
  test('writes down that it has looked, also as the workflow of its schedule', async () => {
    expect(await secondsSinceLook(system.database.orm)).toBeUndefined();
    const report = (await system.client.workflow.execute(laneKeeperWorkflowType, {
      workflowId: `${laneKeeperWorkflowId}-${randomUUID()}`,
      taskQueue: system.taskQueue,
    })) as KeeperReport;
    expect(report).toEqual({
      transfers: 0,
      invoices: 0,
      places: 0,
      gates: 0,
      issues: 0,
      deliveries: 0,
      imports: 0,
    });
    expect(await secondsSinceLook(system.database.orm)).toBeLessThan(30);
  });

  test('starts a terminated transfer again, which looks before it sends', async () => {
    system.sandbox.control.setFault({ kind: 'commit-then-reset', method: 'POST', path: '/invoices/drafts' });
    const documentId = await bookedInvoice(system, company);
    await transferIn(system, company, documentId, ['unknown']);
    await workflow(transferIdOf(company, documentId)).terminate('an operator');
    await minutesPass();
    // Two keepers at once do no harm.
    const reports = await Promise.all([keep(), keep()]);
    expect(reports.reduce((sum, { transfers }) => sum + transfers, 0)).toBe(1);
    await settled(documentId);
    expect(await attemptsOf(system, company, documentId)).toEqual([
      'create-draft-invoice#1 adopted',
      'book-invoice#1 absent',
      'book-invoice#2 accepted',
    ]);
  });

  /** The booking's transaction alone: as if everything between it and the history was lost. */
  async function bookedBesideItsWorkflow(): Promise<string> {
    const documentId = await draftInvoice(system, company);
    const { agreementNumber } = company;
    const command = await within(system, company, (em) =>
      claimCommand(em, { method: 'POST', path: '/book', key: randomUUID(), body: {}, actor: 'test' }),
    );
    const activities = createCustomerInvoiceActivities(activityDeps(system));
    await activities.bookCustomerInvoice({ agreementNumber, documentId }, { commandId: command.id });
    return documentId;
  }

  test('starts the transfer of a booking that its workflow never saw, and the workflow hears of it', async () => {
    const documentId = await bookedBesideItsWorkflow();
    const document = workflow(customerInvoiceWorkflowId(company.agreementNumber, documentId));
    expect(await document.query('progress')).toMatchObject({ state: 'draft' });
    await minutesPass();
    expect(await keep()).toMatchObject({ transfers: 1 });
    await settled(documentId);
    await document.result();
  });

  test('archives what nobody was left to archive', async () => {
    const documentId = await bookedBesideItsWorkflow();
    await workflow(customerInvoiceWorkflowId(company.agreementNumber, documentId)).terminate('an operator');
    await minutesPass();
    expect(await keep()).toMatchObject({ transfers: 1 });
    await transferIn(system, company, documentId, ['transferred']);
    await workflow(transferIdOf(company, documentId)).result();
    await minutesPass();
    expect(await keep()).toMatchObject({ transfers: 0, invoices: 1 });
    await settled(documentId);
  });

  test('tells a running document of an outcome that could not reach it', async () => {
    await pause(system, company);
    const documentId = await bookedInvoice(system, company);
    await transferIn(system, company, documentId, ['waiting']);
    // A reset run finds its transfer running already, and is not the parent to whom the result goes.
    const document = workflow(customerInvoiceWorkflowId(company.agreementNumber, documentId));
    await document.terminate('an operator');
    await system.client.workflow.start('invoiceWorkflow', {
      workflowId: document.workflowId,
      taskQueue: system.taskQueue,
      args: [{ agreementNumber: company.agreementNumber, documentId }],
    });
    await eventually(
      async () => (await document.query<InvoiceProgress | undefined>('progress'))?.state,
      'the fresh run knows its document',
    );
    await resume(system, company);
    await transferIn(system, company, documentId, ['transferred']);
    await workflow(transferIdOf(company, documentId)).result();
    expect((await invoiceRow(system, company, documentId)).archivedAt ?? null).toBeNull();
    await minutesPass();
    expect(await keep()).toMatchObject({ invoices: 1 });
    await settled(documentId);
  });

  /** A flow that no workflow stands behind holds the one place of the lane. */
  const deadHolder = () =>
    sql(
      `insert into lane_ticket (id, agreement_number, connection_id, flow_id, workflow_id, priority, party_key,
         keeps_party, state, entered_at, placed_at, seen_at)
       values (?, ?, ?, 'gone', 'gone', 1, 'customer:gone', true, 'holding', now(), now(), now())
       on conflict (connection_id, flow_id) do update set state = 'holding', keeps_party = true, placed_at = now()`,
      [randomUUID(), company.agreementNumber, company.connectionId],
    );

  test('frees the place of a holder that is gone', async () => {
    await deadHolder();
    const documentId = await bookedInvoice(system, company);
    await transferIn(system, company, documentId, ['waiting']);
    expect(await keep()).toMatchObject({ places: 0 });
    await minutesPass();
    expect(await keep()).toMatchObject({ places: 1 });
    await settled(documentId);
  });

  test('repeats a hand-over whose word was lost', async () => {
    await deadHolder();
    const documentId = await bookedInvoice(system, company);
    const flowId = transferIdOf(company, documentId);
    await eventually(
      async () => (await within(system, company, (em) => em.findOne(LaneTicket, { flowId }))) ?? undefined,
      'it stands in line',
    );
    await sql(`update lane_ticket set state = 'left', keeps_party = false where flow_id = 'gone'`);
    await sql(
      `update lane_ticket set state = 'holding', keeps_party = true, placed_at = now(), seen_at = null
       where flow_id = ?`,
      [flowId],
    );
    await minutesPass();
    expect(await keep()).toMatchObject({ transfers: 0, places: 0 });
    await settled(documentId);
  });

  test('calls a transfer whose retry was asked for and never told', async () => {
    const barred = { agreement: company.ledgerNumber, kind: 'product', id: 'A-1' } as const;
    system.sandbox.control.setBarred({ ...barred, barred: true });
    const documentId = await bookedInvoice(system, company);
    const parked = await transferIn(system, company, documentId, ['refused', 'blocked']);
    system.sandbox.control.setBarred({ ...barred, barred: false });
    await within(system, company, (em) => retryTransfer(em, parked.id, 'support'));
    // Its run sleeps on: nobody has called it.
    expect(await keep()).toMatchObject({ transfers: 0, places: 0 });
    await transferIn(system, company, documentId, ['waiting']);
    await minutesPass();
    expect(await keep()).toMatchObject({ transfers: 0, places: 0 });
    await settled(documentId);
  });

  test('asks the engine of who waits in line every ten minutes: thousands wait after a mass retry', async () => {
    await pause(system, company);
    const documentId = await bookedInvoice(system, company);
    await transferIn(system, company, documentId, ['waiting']);
    const askedAt = async (): Promise<unknown> =>
      (await sql('select kept_at from transfer where document_id = ?', [documentId]))[0]?.['kept_at'];
    await minutesPass();
    await keep();
    expect(await askedAt()).toBeNull();
    for (let minutes = 0; minutes < 10; minutes += 2) await minutesPass();
    await keep();
    expect(await askedAt()).not.toBeNull();
    await resume(system, company);
    await settled(documentId);
  });

  /** The engine answers for all workflows but this one. */
  function deafFor(workflowId: string): Client {
    const { workflow: real } = system.client;
    const workflow = new Proxy(real, {
      get(target, name) {
        const deaf = { describe: () => Promise.reject(new Error('The engine does not answer.')) };
        if (name === 'getHandle') return (id: string) => (id === workflowId ? deaf : target.getHandle(id));
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
    return { workflow } as unknown as Client;
  }

  test('goes on after what it could not look after, and comes back to it', async () => {
    const barred = { agreement: company.ledgerNumber, kind: 'product', id: 'A-1' } as const;
    system.sandbox.control.setBarred({ ...barred, barred: true });
    const skipped = await bookedInvoice(system, company);
    const parked = await transferIn(system, company, skipped, ['refused', 'blocked']);
    system.sandbox.control.setBarred({ ...barred, barred: false });
    const lost = await bookedBesideItsWorkflow();
    // Skipped by a person, and the word to its workflow was lost.
    await sql(
      `update transfer set state = 'skipped', decided_by = 'support', settled_at = now() - interval '2 minutes' where id = ?`,
      [parked.id],
    );
    await minutesPass();
    const client = deafFor(transferIdOf(company, skipped));
    const keeper = createKeeperActivities(activityDeps(system), client, system.taskQueue);
    await expect(keeper.keepPromises()).rejects.toThrow('1 could not be looked after');
    await settled(lost);
    await keep();
    expect(await workflow(transferIdOf(company, skipped)).result()).toEqual({ state: 'skipped' });
  });

  test('looks after what stands still nowhere before those who wait in line', async () => {
    await pause(system, company);
    const inLine = await bookedInvoice(system, company);
    const asleep = await bookedInvoice(system, company);
    for (const documentId of [inLine, asleep]) await transferIn(system, company, documentId, ['waiting']);
    const flowId = transferIdOf(company, asleep);
    await eventually(
      async () => (await within(system, company, (em) => em.findOne(LaneTicket, { flowId }))) ?? undefined,
      'it stands in line',
    );
    await sql(`update lane_ticket set state = 'left' where flow_id = ?`, [flowId]);
    for (let minutes = 0; minutes < 20; minutes += 2) await minutesPass();
    await sql("update transfer set kept_at = now() - interval '2 minutes' where document_id = ?", [asleep]);
    const next = async () =>
      (await transfersToKeep(system.database.orm, 1)).flatMap((due) =>
        due.isSettled ? [] : [due.documentId],
      );
    expect(await next()).toEqual([asleep]);
    expect(await next()).toEqual([inLine]);
    await resume(system, company);
    await workflow(flowId).signal(lookSignal);
    for (const documentId of [inLine, asleep]) await settled(documentId);
  });

  test('gives a closed gate its workflow', async () => {
    await within(system, company, (em) =>
      closeGate(em, company.connectionId, 'paused', 'Month end.', 'bookkeeper'),
    );
    expect(await keep()).toMatchObject({ gates: 1 });
    const gate = workflow(connectionWorkflowId(company.connectionId));
    await eventually(
      async () => ((await gate.query('gate')) === 'paused' ? true : undefined),
      'it knows the gate',
    );
    expect(await keep()).toMatchObject({ gates: 0 });
    await resume(system, company);
    await gate.result();
  });
});
