/**
 * Records the histories that `test/workflows/replay.test.ts` replays, from real runs against real servers and the
 * stand-in: `npx node test/support/record-histories.ts [<month> [<chapter>]]`, with the month as `2026-11`. Histories of an earlier
 * month stay: what runs in production was begun by the code of then.
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import {
  bookUpdate,
  createUpdate,
  deleteUpdate,
} from '../../workflows/documents/customer-invoice/contract.ts';
import { connectionTestStart, connectionTestWorkflowType } from '../../workflows/erp/connection/contract.ts';
import { dryRunStart, dryRunWorkflowType } from '../../workflows/erp/dry-run/contract.ts';
import { invoicePdfStart, invoicePdfWorkflowType } from '../../workflows/erp/invoice-pdf/contract.ts';
import { issueCheckStart, issueCheckWorkflowType } from '../../workflows/erp/issue-check/contract.ts';
import { laneKeeperWorkflowType } from '../../workflows/erp/lane-keeper/contract.ts';
import { erpLookUpStart, erpLookUpWorkflowType } from '../../workflows/erp/look-up/contract.ts';
import { preflightStart, preflightWorkflowType } from '../../workflows/erp/preflight/contract.ts';
import { csvImportStart, csvImportWorkflowType } from '../../workflows/imports/csv-import/contract.ts';
import { transferStart, transferWorkflowType } from '../../workflows/erp/transfer/contract.ts';
import {
  connectionWorkflowId,
  customerInvoiceWorkflowId,
  deliveryWorkflowId,
  documentWorkflowId,
} from '../../workflows/shared/ids.ts';
import { withAgreement } from '../../domain/database.ts';
import type { DocumentKind } from '../../domain/documents/kinds.ts';
import { createLocation } from '../../domain/locations/location.service.ts';
import { listDeliveries } from '../../domain/deliveries/delivery.service.ts';
import { emitEvent } from '../../domain/webhooks/emit-event.ts';
import { registerWebhook } from '../../domain/webhooks/webhook.service.ts';
import { sendDocumentCommand } from './document-commands.ts';
import { startReceiver } from './receiver.ts';
import { recordBoughtOrder, recordDocuments } from './record-documents.ts';
import globalSetup from './global-setup.ts';
import globalTeardown from './global-teardown.ts';
import { productFile, upload } from './imports.ts';
import { companyWithLedger, type LedgerCompany, pause, resume, retry, transferIdOf } from './ledgers.ts';
import {
  bookedInvoice,
  draftInvoice,
  eventually,
  invoiceRow,
  sendCommand,
  startSystem,
  transferIn,
  type System,
} from './system.ts';

const month = process.argv[2] ?? new Date().toISOString().slice(0, 7);
const folder = join(import.meta.dirname, '../histories');

/** Who ran it where says nothing about the workflow. */
const machineFields = new Set(['identity', 'stackTrace', 'binaryChecksum']);
const withoutMachine = (key: string, value: unknown): unknown =>
  machineFields.has(key) && typeof value === 'string' ? '' : value;

async function record(system: System, workflowId: string, workflow: string, what: string): Promise<void> {
  const handle = system.client.workflow.getHandle(workflowId);
  await eventually(() => handle.describe().catch(() => undefined), `${workflowId} runs`);
  await handle.result().catch(() => undefined);
  const history = JSON.parse(historyToJSON(await handle.fetchHistory())) as unknown;
  mkdirSync(join(folder, workflow), { recursive: true });
  const file = join(folder, workflow, `${month}-${what}.json`);
  writeFileSync(file, `${JSON.stringify({ workflowId, history }, withoutMachine, 1)}\n`);
  process.stdout.write(`${workflow}/${month}-${what}\n`);
}

const invoiceId = (company: LedgerCompany, documentId: string): string =>
  customerInvoiceWorkflowId(company.agreementNumber, documentId);

async function invoices(system: System, company: LedgerCompany): Promise<string> {
  const booked = await bookedInvoice(system, company);
  await record(system, transferIdOf(company, booked), 'transferWorkflow', 'with-registers');
  await record(system, invoiceId(company, booked), 'invoiceWorkflow', 'booked-and-transferred');

  const known = await bookedInvoice(system, company);
  await record(system, transferIdOf(company, known), 'transferWorkflow', 'known-registers');

  const { agreementNumber } = company;
  const deleted = await draftInvoice(system, company, { lines: [] });
  await sendCommand(system, agreementNumber, deleted, bookUpdate, {}).catch(() => undefined);
  await sendCommand(system, agreementNumber, deleted, deleteUpdate, {});
  await record(system, invoiceId(company, deleted), 'invoiceWorkflow', 'refused-and-deleted');

  const { number } = await invoiceRow(system, company, booked);
  const body = { create: 'credit-note', invoiceNumber: number, creditNote: {} };
  const note = await sendCommand(system, agreementNumber, undefined, createUpdate, body);
  await sendCommand(system, agreementNumber, note.documentId, bookUpdate, {});
  await record(system, invoiceId(company, note.documentId), 'invoiceWorkflow', 'credit-note');
  return booked;
}

async function troubledTransfers(system: System, company: LedgerCompany): Promise<void> {
  const { control } = system.sandbox;
  control.setFault({ kind: 'commit-then-reset', method: 'POST', path: '/invoices/drafts' });
  const unknown = await bookedInvoice(system, company);
  await record(system, transferIdOf(company, unknown), 'transferWorkflow', 'unknown-and-adopted');

  const product = { agreement: company.ledgerNumber, kind: 'product', id: 'A-1' };
  control.setBarred({ ...product, barred: true });
  const refused = await bookedInvoice(system, company);
  const parked = await transferIn(system, company, refused, ['refused', 'blocked']);
  control.setBarred({ ...product, barred: false });
  await retry(system, company, parked);
  await record(system, transferIdOf(company, refused), 'transferWorkflow', 'refused-and-retried');
}

async function gate(system: System, company: LedgerCompany): Promise<void> {
  await pause(system, company);
  const documentId = await bookedInvoice(system, company);
  const { id: transferId, documentNumber } = await transferIn(system, company, documentId, ['waiting']);
  const transfer = system.client.workflow.getHandle(transferIdOf(company, documentId));
  await eventually(() => transfer.describe().catch(() => undefined), 'the transfer runs');
  await transfer.terminate('recorded');
  // As the keeper starts it: without a parent, so that it tells its document.
  const ref = {
    ...company.connection,
    transferId,
    documentNumber,
    documentKind: 'customer-invoice',
    documentId,
  };
  await system.client.workflow.start(transferWorkflowType, transferStart(ref, system.taskQueue));
  await resume(system, company);
  await record(system, transfer.workflowId, 'transferWorkflow', 'kept-behind-a-gate');
  await record(system, invoiceId(company, documentId), 'invoiceWorkflow', 'told-by-its-transfer');
  await record(
    system,
    connectionWorkflowId(company.connectionId),
    'connectionWorkflow',
    'paused-and-resumed',
  );
}

/** A product that the snapshot knows to be barred: what speaks against the document is read again, and parks it. */
async function confirmed(system: System): Promise<void> {
  const company = await companyWithLedger(system, { snapshotMinutes: 15 });
  await transferIn(system, company, await bookedInvoice(system, company), ['transferred']);
  const product = { agreement: company.ledgerNumber, kind: 'product', id: 'A-1' };
  system.sandbox.control.setBarred({ ...product, barred: true });
  const preflight = preflightStart({ ...company.connection, refresh: true }, randomUUID(), system.taskQueue);
  await system.client.workflow.execute(preflightWorkflowType, preflight);
  const documentId = await bookedInvoice(system, company);
  const parked = await transferIn(system, company, documentId, ['blocked']);
  system.sandbox.control.setBarred({ ...product, barred: false });
  await retry(system, company, parked);
  await record(system, transferIdOf(company, documentId), 'transferWorkflow', 'blocked-and-retried');
}

async function others(system: System, company: LedgerCompany, documentId: string): Promise<void> {
  const { client, taskQueue } = system;
  const tested = connectionTestStart(company.connection, randomUUID(), taskQueue);
  await client.workflow.execute(connectionTestWorkflowType, tested);
  await record(system, tested.workflowId, 'connectionTestWorkflow', 'accepted');
  const pdf = invoicePdfStart({ ...company.connection, documentId }, taskQueue);
  await client.workflow.execute(invoicePdfWorkflowType, pdf);
  await record(system, pdf.workflowId, 'invoicePdfWorkflow', 'fetched');
  const preflight = preflightStart({ ...company.connection, refresh: true }, randomUUID(), taskQueue);
  await client.workflow.execute(preflightWorkflowType, preflight);
  await record(system, preflight.workflowId, 'preflightWorkflow', 'all-open');
  const known = await transferIn(system, company, documentId, ['transferred']);
  const asked = { ...company.connection, documentKind: 'customer-invoice', documentId };
  const dryRun = dryRunStart({ ...asked, transferId: known.id }, randomUUID(), taskQueue);
  await client.workflow.execute(dryRunWorkflowType, dryRun);
  await record(system, dryRun.workflowId, 'dryRunWorkflow', 'transferred');
  const look = { workflowId: `lane-keeper-${randomUUID()}`, taskQueue };
  await client.workflow.execute(laneKeeperWorkflowType, look);
  await record(system, look.workflowId, 'laneKeeperWorkflow', 'one-look');
}

/** A webhook whose receiver is not there the first time: an attempt, the pause of twenty seconds, another attempt. */
async function delivery(system: System, company: LedgerCompany): Promise<void> {
  const receiver = await startReceiver();
  receiver.answers({ status: 503 }, { status: 200 });
  const { agreementNumber } = company;
  const { orm } = system.database;
  await withAgreement(orm, agreementNumber, (em) =>
    registerWebhook(em, system.vault, { event: 'issue.opened', url: receiver.url }, 'recorder'),
  );
  await withAgreement(orm, agreementNumber, (em) =>
    emitEvent(em, { event: 'issue.opened', key: randomUUID(), keyName: 'id', data: {} }),
  );
  const row = await eventually(
    () =>
      withAgreement(orm, agreementNumber, async (em) =>
        (await listDeliveries(em)).rows.find((one) => one.attempts > 0),
      ),
    'it was tried',
  );
  const id = deliveryWorkflowId(agreementNumber, row.event.id, row.webhook?.id ?? '');
  await record(system, id, 'deliveryWorkflow', 'tried-twice');
  await receiver.close();
}

/** An issue whose cause is gone, and a question about the document that it stopped. */
async function issue(system: System, company: LedgerCompany): Promise<void> {
  const { control } = system.sandbox;
  const product = { agreement: company.ledgerNumber, kind: 'product', id: 'A-1' };
  control.setBarred({ ...product, barred: true });
  const documentId = await bookedInvoice(system, company);
  const {
    id: transferId,
    documentNumber,
    issueId,
  } = await transferIn(system, company, documentId, ['refused']);
  control.setBarred({ ...product, barred: false });
  const { client, taskQueue } = system;
  const checked = issueCheckStart({ ...company.connection, issueId: issueId ?? '' }, taskQueue);
  await client.workflow.execute(issueCheckWorkflowType, checked);
  await record(system, checked.workflowId, 'issueCheckWorkflow', 'cause-gone');
  const ref = {
    ...company.connection,
    transferId,
    documentNumber,
    documentKind: 'customer-invoice',
    documentId,
  };
  const asked = erpLookUpStart(ref, taskQueue);
  await client.workflow.execute(erpLookUpWorkflowType, asked);
  await record(system, asked.workflowId, 'erpLookUpWorkflow', 'absent');
}

/** An offer that becomes an order, its shipment and its invoice. */
async function salesChain(system: System, { agreementNumber }: LedgerCompany): Promise<void> {
  await withAgreement(system.database.orm, agreementNumber, (em) =>
    createLocation(em, { name: 'Lager' }, 'test'),
  );
  const act = (kind: DocumentKind, documentId: string | undefined, action: string, body: object) =>
    sendDocumentCommand(system, { agreementNumber, kind, documentId }, action, body);
  const draft = { customerId: '101', lines: [{ itemId: 'A-1', quantity: '3' }] };
  const offer = await act('offer', undefined, 'create', { create: 'draft', draft });
  const { made: orders } = await act('offer', offer.documentId, 'convertToOrder', { book: true });
  const orderId = orders[0]?.id;
  const { made: shipments } = await act('order', orderId, 'createShipment', {});
  const shipmentId = shipments[0]?.id;
  await act('shipment', shipmentId, 'markShipped', { pick: true });
  await act('order', orderId, 'convertToInvoice', { book: true });
  const workflowOf = (kind: DocumentKind, id: string | undefined) =>
    documentWorkflowId(kind, agreementNumber, id ?? '');
  await record(system, workflowOf('offer', offer.documentId), 'offerWorkflow', 'accepted');
  await record(system, workflowOf('order', orderId), 'orderWorkflow', 'shipped-and-invoiced');
  await record(system, workflowOf('shipment', shipmentId), 'shipmentWorkflow', 'sent');
}

/** A file that takes two activities. */
async function csvImport(system: System, { agreementNumber }: LedgerCompany): Promise<void> {
  const { client, taskQueue } = system;
  const { id: uploadId } = await upload(system.database.orm, agreementNumber, productFile(12_000));
  const start = csvImportStart({ agreementNumber, uploadId }, taskQueue);
  await client.workflow.execute(csvImportWorkflowType, start);
  await record(system, start.workflowId, 'csvImportWorkflow', 'two-activities');
}

/** What is recorded, by the name that a second argument may pick. */
const chapters: Readonly<Record<string, (system: System, company: LedgerCompany) => Promise<void>>> = {
  invoices: async (system, company) => {
    const documentId = await invoices(system, company);
    await others(system, company, documentId);
  },
  transfers: troubledTransfers,
  gate,
  confirmed: (system) => confirmed(system),
  delivery,
  issue,
  csvImport,
  salesChain,
  boughtOrder: (system, company) =>
    recordBoughtOrder(system, company, (workflowId, workflow, what) =>
      record(system, workflowId, workflow, what),
    ),
  documents: (system, company) =>
    recordDocuments(system, company, (workflowId, workflow, what) =>
      record(system, workflowId, workflow, what),
    ),
};

await globalSetup();
try {
  const system = await startSystem();
  try {
    const company = await companyWithLedger(system);
    for (const [name, chapter] of Object.entries(chapters))
      if (process.argv[3] === undefined || process.argv[3] === name) await chapter(system, company);
  } finally {
    await system.stop();
  }
} finally {
  await globalTeardown();
}
