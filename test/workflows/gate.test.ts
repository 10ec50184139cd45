import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findConnection, replaceCredentials } from '../../domain/connections/connection.service.ts';
import { LaneTicket } from '../../domain/lane/lane-ticket.entity.ts';
import { ErpWrite } from '../../domain/transfers/erp-write.entity.ts';
import { Transfer } from '../../domain/transfers/transfer.entity.ts';
import { connectionTestStart, connectionTestWorkflowType } from '../../workflows/erp/connection/contract.ts';
import { connectionWorkflowId } from '../../workflows/shared/ids.ts';
import {
  companyWithLedger,
  exchanges,
  type LedgerCompany,
  moreCustomers,
  pause,
  resume,
  standing,
  within,
} from '../support/ledgers.ts';
import { bookedInvoice, eventually, startSystem, transferIn, type System } from '../support/system.ts';

let system: System;

beforeAll(async () => {
  system = await startSystem();
});
afterAll(async () => {
  await system.stop();
});

const inLine = (company: LedgerCompany, count: number) =>
  eventually(
    async () =>
      (await within(system, company, (em) => em.count(LaneTicket, { state: 'waiting' }))) === count ||
      undefined,
    `${count} wait in line`,
  );

const gateOf = (company: LedgerCompany) =>
  within(system, company, (em) => findConnection(em, company.connectionId));

const connectionWorkflow = (company: LedgerCompany) =>
  system.client.workflow.getHandle(connectionWorkflowId(company.connectionId));

const testConnection = (company: LedgerCompany) =>
  system.client.workflow.execute(
    connectionTestWorkflowType,
    connectionTestStart(company.connection, randomUUID(), system.taskQueue),
  );

describe('a paused connection', () => {
  test('holds its transfers, sends nothing, and lets all go when it is resumed', async () => {
    const company = await companyWithLedger(system);
    const customers = await moreCustomers(system, company, 3);
    await pause(system, company);
    system.sandbox.control.clearJournal();
    const documents = await Promise.all(
      customers.map((customerId) => bookedInvoice(system, company, { customerId })),
    );
    await inLine(company, 3);
    for (const documentId of documents)
      expect(await transferIn(system, company, documentId, ['waiting', 'checking'])).toBeDefined();
    expect(exchanges(system)).toEqual([]);
    expect(await connectionWorkflow(company).query('gate')).toBe('paused');

    await resume(system, company);
    for (const documentId of documents) {
      const transfer = await transferIn(system, company, documentId, ['transferred']);
      expect(standing(company, transfer).booked).toHaveLength(1);
    }
    // It has nothing to do behind an open gate.
    await connectionWorkflow(company).result();
  });
});

describe('refused credentials', () => {
  test('close the gate once, nothing fails, and new ones let everything go', async () => {
    const company = await companyWithLedger(system);
    const customers = await moreCustomers(system, company, 4);
    system.sandbox.control.setToken({
      agreement: company.ledgerNumber,
      token: company.grantToken,
      action: 'revoke',
    });
    const documents = await Promise.all(
      customers.map((customerId) => bookedInvoice(system, company, { customerId })),
    );
    await eventually(async () => (await gateOf(company)).gate === 'severed' || undefined, 'severed');
    const { runId } = await eventually(async () => {
      const description = await connectionWorkflow(company).describe();
      return description.status.name === 'RUNNING' ? description : undefined;
    }, 'the closed gate has its workflow');
    await inLine(company, 4);
    const { gateSince, gateBy } = await gateOf(company);
    expect(gateBy).toBe('system');
    const states = await within(system, company, (em) => em.find(Transfer, {}));
    expect(states.filter(({ state }) => state !== 'waiting' && state !== 'checking')).toEqual([]);

    // A test with the old token changes nothing.
    expect(await testConnection(company)).toMatchObject({ ok: false, code: 'ErpCredentialsRefused' });
    expect((await gateOf(company)).gateSince).toEqual(gateSince);
    expect((await connectionWorkflow(company).describe()).runId).toBe(runId);

    const token = 'a-new-grant-token';
    system.sandbox.control.setToken({ agreement: company.ledgerNumber, token, action: 'add' });
    await within(system, company, (em) =>
      replaceCredentials(em, system.vault, company.connectionId, {
        ...system.sandbox.credentials,
        agreementGrantToken: token,
      }),
    );
    expect((await gateOf(company)).gate).toBe('severed');
    expect(await testConnection(company)).toMatchObject({ ok: true });
    for (const documentId of documents) {
      const transfer = await transferIn(system, company, documentId, ['transferred']);
      expect(standing(company, transfer).booked).toHaveLength(1);
    }
    expect((await gateOf(company)).gate).toBe('open');
    await connectionWorkflow(company).result();
  });

  test('on the way of a write are an outcome of that attempt, and a new intent goes later', async () => {
    const company = await companyWithLedger(system);
    await transferIn(system, company, await bookedInvoice(system, company), ['transferred']);
    const token = { agreement: company.ledgerNumber, token: company.grantToken };
    system.sandbox.control.setToken({ ...token, action: 'revoke' });
    const documentId = await bookedInvoice(system, company);
    await eventually(async () => (await gateOf(company)).gate === 'severed' || undefined, 'severed');
    await inLine(company, 1);
    system.sandbox.control.setToken({ ...token, action: 'restore' });
    await testConnection(company);
    const transfer = await transferIn(system, company, documentId, ['transferred']);
    expect(standing(company, transfer).booked).toHaveLength(1);
    const attempts = await within(system, company, (em) =>
      em.find(
        ErpWrite,
        { transferId: transfer.id, kind: 'create-draft-invoice' },
        { orderBy: { number: 'asc' } },
      ),
    );
    expect(attempts.map(({ outcome }) => outcome)).toEqual(['unauthorized', 'accepted']);
    // Nothing was done under the first key, and the settings may have changed meanwhile.
    expect(attempts[1]!.idempotencyKey).not.toBe(attempts[0]!.idempotencyKey);
  });
});
