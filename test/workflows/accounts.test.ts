import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  createConnection,
  findConnection,
  replaceCredentials,
  updateConnectionSettings,
} from '../../domain/connections/connection.service.ts';
import { Transfer } from '../../domain/transfers/transfer.entity.ts';
import {
  connectionTestStart,
  connectionTestWorkflowType,
  type ConnectionTestResult,
} from '../../workflows/erp/connection/contract.ts';
import {
  companyWithLedger,
  type LedgerCompany,
  pause,
  resume,
  retry,
  standing,
  within,
  writesIn,
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

    // It never worked, so nothing is promised to it and nothing waits for it.
    const documentId = await bookedInvoice(system, company);
    await transferIn(system, company, documentId, ['transferred']);
    const transfers = await within(system, company, (em) => em.find(Transfer, { documentId }));
    expect(transfers).toHaveLength(1);
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
    const company = await companyWithLedger(system, { transferCustomerInvoices: 'draft' });
    const first = await transferIn(system, company, await bookedInvoice(system, company), ['transferred']);
    const { control } = system.sandbox;
    control.removeRecord('draft', first.identity?.['draftInvoiceNumber'] ?? '', company.ledgerNumber);
    control.removeRecord('customer', '101', company.ledgerNumber);

    const second = await bookedInvoice(system, company);
    const refused = await transferIn(system, company, second, ['refused']);
    control.clearJournal();
    await retry(system, company, refused);
    const transfer = await transferIn(system, company, second, ['transferred']);
    expect(standing(company, transfer).drafts).toHaveLength(1);
    expect(writesIn(system).slice(-2)).toEqual(['POST /customers', 'POST /invoices/drafts']);
  });
});
