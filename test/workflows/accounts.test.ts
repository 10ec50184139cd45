import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  createConnection,
  findConnection,
  replaceCredentials,
  updateConnectionSettings,
} from '../../domain/connections/connection.service.ts';
import {
  connectionTestStart,
  connectionTestWorkflowType,
  type ConnectionTestResult,
} from '../../workflows/erp/connection/contract.ts';
import {
  companyWithLedger,
  exchanges,
  type LedgerCompany,
  pause,
  resume,
  retry,
  standing,
  within,
} from '../support/ledgers.ts';
import { bookedInvoice, startSystem, transferIn, type System } from '../support/system.ts';

let system: System;

beforeAll(async () => {
  system = await startSystem();
});
afterAll(async () => {
  await system.stop();
});

const tested = (company: LedgerCompany, connectionId = company.connectionId) =>
  system.client.workflow.execute(
    connectionTestWorkflowType,
    connectionTestStart({ ...company.connection, connectionId }, randomUUID(), system.taskQueue),
  ) as Promise<ConnectionTestResult>;

const credentialsOf = (company: LedgerCompany) => ({
  ...system.sandbox.credentials,
  agreementGrantToken: company.grantToken,
});

describe('an account', () => {
  test('is connected once: a second connection to it stays severed', async () => {
    const company = await companyWithLedger(system);
    const second = await within(system, company, (em) =>
      createConnection(em, system.vault, {
        provider: 'e-conomic',
        name: 'once more',
        credentials: credentialsOf(company),
        settings: {},
        capacity: 8,
      }),
    );
    expect(await tested(company, second.id)).toMatchObject({ ok: false, code: 'ErpAccountTaken' });
    const { gate } = await within(system, company, (em) => findConnection(em, second.id));
    expect(gate).toBe('severed');
  });

  test('does not change under a connection: tokens of another one close the gate', async () => {
    const company = await companyWithLedger(system);
    const other = await companyWithLedger(system);
    await within(system, company, (em) =>
      replaceCredentials(em, system.vault, company.connectionId, credentialsOf(other)),
    );
    expect(await tested(company)).toMatchObject({ ok: false, code: 'ErpAccountDiffers' });
    const connection = await within(system, company, (em) => findConnection(em, company.connectionId));
    expect(connection).toMatchObject({
      gate: 'severed',
      account: { erpAgreement: String(company.ledgerNumber) },
    });
  });
});

describe('settings that change while a document waits', () => {
  test('off: what is not there yet is not sent any more, and has its outcome', async () => {
    const company = await companyWithLedger(system);
    await pause(system, company);
    const documentId = await bookedInvoice(system, company);
    await within(system, company, (em) =>
      updateConnectionSettings(em, company.connectionId, { transferCustomerInvoices: 'off' }, 8),
    );
    system.sandbox.control.clearJournal();
    await resume(system, company);
    const transfer = await transferIn(system, company, documentId, ['skipped']);
    expect(transfer).toMatchObject({ cause: 'NotSentByPolicy', decidedBy: 'settings' });
    expect(standing(company, transfer)).toEqual({ drafts: [], booked: [] });
  });
});

describe('a register that was removed there', () => {
  test('is made again in the round that a person asks for', async () => {
    const company = await companyWithLedger(system);
    const first = await bookedInvoice(system, company, { lines: [{ itemId: 'A-1' }] });
    await transferIn(system, company, first, ['transferred']);
    // A product on a booked invoice cannot be deleted there, another one can.
    await within(system, company, (em) =>
      em.execute(
        `insert into erp_link (id, agreement_number, connection_id, kind, our_key, their_id, content_hash, created_at, updated_at)
         select gen_random_uuid(), agreement_number, connection_id, kind, 'A-2', 'A-2', 'f', now(), now()
         from erp_link where kind = 'product' and our_key = 'A-1'`,
      ),
    );
    const second = await bookedInvoice(system, company, { lines: [{ itemId: 'A-2' }] });
    const stuck = await transferIn(system, company, second, ['transferred', 'refused', 'blocked']);
    if (stuck.state !== 'transferred') await retry(system, company, stuck);
    const transfer = await transferIn(system, company, second, ['transferred']);
    expect(standing(company, transfer).booked).toHaveLength(1);
    expect(exchanges(system).some(({ method, path }) => method === 'POST' && path === '/products')).toBe(
      true,
    );
  });
});
