import type { EntityManager } from '@mikro-orm/postgresql';
import { closeGate, openGate } from '../../domain/connections/connection.service.ts';
import { createCustomer } from '../../domain/customers/customer.service.ts';
import { withAgreement } from '../../domain/database.ts';
import { ErpWrite } from '../../domain/transfers/erp-write.entity.ts';
import type { Transfer } from '../../domain/transfers/transfer.entity.ts';
import { retryTransfer } from '../../domain/transfers/transfer.service.ts';
import type { LedgerAgreement } from '../../sandbox/e-conomic/server.ts';
import {
  connectionStart,
  connectionWorkflowType,
  gateChangedSignal,
  type ConnectionRef,
} from '../../workflows/erp/connection/contract.ts';
import { lookSignal } from '../../workflows/erp/transfer/contract.ts';
import { transferWorkflowId } from '../../workflows/shared/ids.ts';
import { journalLines, type JournalLine } from './journal-lines.ts';
import { companyWithConnection, type Company, type System } from './system.ts';

/** A company whose connection leads to a ledger that nobody else writes to. */
export interface LedgerCompany extends Company {
  /** The e-conomic agreement's number, for the control door. */
  readonly ledgerNumber: number;
  readonly grantToken: string;
  readonly connection: ConnectionRef;
  ledger(): LedgerAgreement;
}

let nextLedger = 2_000_001;

/** A company with a tested connection to an e-conomic agreement of its own. */
export async function companyWithLedger(
  system: System,
  settings: Record<string, unknown> = {},
  capacity = 8,
): Promise<LedgerCompany> {
  const ledgerNumber = nextLedger++;
  const grantToken = `sandbox-grant-${ledgerNumber}`;
  system.sandbox.control.addAgreement({ number: ledgerNumber, grantTokens: [grantToken] });
  const credentials = { ...system.sandbox.credentials, agreementGrantToken: grantToken };
  const company = await companyWithConnection(system, settings, { credentials, capacity });
  const { agreementNumber, connectionId } = company;
  return {
    ...company,
    ledgerNumber,
    grantToken,
    connection: { agreementNumber, connectionId, provider: 'e-conomic' },
    ledger: () => system.sandbox.control.ledger(ledgerNumber).agreements[0]!,
  };
}

/** Customers 201, 202, … of a company; answers their numbers. */
export async function moreCustomers(system: System, company: Company, count: number): Promise<string[]> {
  const numbers = Array.from({ length: count }, (_, index) => String(201 + index));
  await withAgreement(system.database.orm, company.agreementNumber, async (em) => {
    for (const number of numbers)
      await createCustomer(
        em,
        { number, name: `Kunde ${number} Ærø`, groupNumber: 1, vatZone: 'domestic' },
        'test',
      );
  });
  return numbers;
}

/** A document's attempts, oldest first, as `kind#number outcome`. */
export async function attemptsOf(system: System, company: Company, documentId: string): Promise<string[]> {
  const rows = await writeRows(system, company, documentId);
  return rows.map((row) => `${row.kind}#${row.number} ${row.outcome ?? row.state}`);
}

export async function writeRows(system: System, company: Company, documentId: string): Promise<ErpWrite[]> {
  return withAgreement(system.database.orm, company.agreementNumber, (em) =>
    em.find(ErpWrite, { subject: `customer-invoice:${documentId}` }, { orderBy: { intendedAt: 'asc' } }),
  );
}

/** A person's retry, as the API does it: the row first, then the word to the workflow. */
export async function retry(system: System, company: Company, transfer: Transfer): Promise<void> {
  await withAgreement(system.database.orm, company.agreementNumber, (em) =>
    retryTransfer(em, transfer.id, 'support'),
  );
  await system.client.workflow.getHandle(transferIdOf(company, transfer.documentId)).signal(lookSignal);
}

export const transferIdOf = (company: Company, documentId: string): string =>
  transferWorkflowId(company.connectionId, 'customer-invoice', documentId);

/** Everything in a ledger that carries a transfer's key: nobody else's document does. */
export function standing(company: LedgerCompany, transfer: Transfer) {
  const { drafts, bookedInvoices } = company.ledger();
  const ours = <T extends { references?: { other?: string } }>(documents: readonly T[]): T[] =>
    documents.filter(({ references }) => references?.other?.endsWith(`B-${transfer.key}`) === true);
  return { drafts: ours(drafts), booked: ours(bookedInvoices) };
}

/** The exchanges with the stand-in since its journal was cleared. */
export const exchanges = (system: System): JournalLine[] => journalLines(system.sandbox.control.journal());

/** Those that write, as `POST /path`, in the order in which they arrived. */
export const writesIn = (system: System): string[] =>
  exchanges(system)
    .filter(({ method }) => method !== 'GET')
    .sort((a, b) => a.at.localeCompare(b.at))
    .map(({ method, path }) => `${method} ${path}`);

/** Runs work in a company's own agreement. */
export const within = <T>(
  system: System,
  company: Company,
  work: (em: EntityManager) => Promise<T>,
): Promise<T> => withAgreement(system.database.orm, company.agreementNumber, work);

/** Tells the connection's workflow that its gate changed, as whatever changes it does. */
export async function sayGateChanged(system: System, company: LedgerCompany): Promise<void> {
  await system.client.workflow.signalWithStart(connectionWorkflowType, {
    ...connectionStart(company.connection, system.taskQueue),
    signal: gateChangedSignal,
  });
}

/** Pauses a connection as a person does. */
export async function pause(system: System, company: LedgerCompany): Promise<void> {
  await within(system, company, (em) =>
    closeGate(em, company.connectionId, 'paused', 'Month end.', 'bookkeeper'),
  );
  await sayGateChanged(system, company);
}

export async function resume(system: System, company: LedgerCompany): Promise<void> {
  await within(system, company, (em) => openGate(em, company.connectionId, 'bookkeeper', ['paused']));
  await sayGateChanged(system, company);
}
