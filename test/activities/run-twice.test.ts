import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createConnectionActivities, createGateActivities } from '../../activities/connection.ts';
import { createCustomerInvoiceActivities } from '../../activities/customer-invoice.ts';
import type { ActivityDeps } from '../../activities/deps.ts';
import { sendWrite } from '../../activities/erp/flow/send-write.ts';
import { createErpActivities, createFlowActivities } from '../../activities/erp/transfer.ts';
import { createInvoicePdfActivities } from '../../activities/invoice-pdf.ts';
import { claimCommand, commandDocumentId } from '../../domain/commands/command.service.ts';
import { findConnection } from '../../domain/connections/connection.service.ts';
import { CredentialVault } from '../../domain/connections/credentials.ts';
import { withAgreement } from '../../domain/database.ts';
import { DocumentEvent } from '../../domain/events/document-event.entity.ts';
import { DocumentFile } from '../../domain/files/document-file.entity.ts';
import { CustomerInvoice } from '../../domain/invoices/customer-invoice.entity.ts';
import { LaneTicket } from '../../domain/lane/lane-ticket.entity.ts';
import { ErpWrite } from '../../domain/transfers/erp-write.entity.ts';
import { Transfer } from '../../domain/transfers/transfer.entity.ts';
import { startEconomicSandbox } from '../../sandbox/e-conomic/server.ts';
import type { ErpFlow, FlowStep, RegisterKey } from '../../workflows/shared/erp-flow.ts';
import { transferWorkflowId } from '../../workflows/shared/ids.ts';
import { depsWith } from '../support/activity-deps.ts';
import { testDatabase } from '../support/database.ts';
import { journalLines } from '../support/journal-lines.ts';
import { companyWithUntestedConnection, type Company, type SystemParts } from '../support/system.ts';

let parts: SystemParts;
let company: Company;
let activities: ReturnType<typeof allActivities>;
/** Whom the activities told to look, in order. */
const woken: string[] = [];
let gateChanges = 0;
let deps: ActivityDeps;

const allActivities = () => {
  deps = depsWith(parts, {
    wake: (heirs) => {
      woken.push(...heirs.map(({ workflowId }) => workflowId));
      return Promise.resolve([]);
    },
    gateChanged: () => {
      gateChanges += 1;
      return Promise.resolve();
    },
    refreshSnapshot: () => Promise.resolve(),
  });
  return {
    ...createCustomerInvoiceActivities(deps),
    ...createFlowActivities(deps),
    ...createErpActivities(deps),
    ...createConnectionActivities(deps),
    ...createGateActivities(deps),
    ...createInvoicePdfActivities(deps),
  };
};

beforeAll(async () => {
  parts = {
    database: await testDatabase({ poolMax: 8 }),
    vault: new CredentialVault([{ id: 'test', key: randomBytes(32) }]),
    sandbox: await startEconomicSandbox({ switches: { pdfDelayMs: 0 } }),
  };
  company = await companyWithUntestedConnection(parts);
  activities = allActivities();
  // Before its first successful test a connection is promised nothing.
  await asActivity(() => activities.testConnection(connectionRef()));
  gateChanges = 0;
});
afterAll(async () => {
  await parts.sandbox.close();
  await parts.database.drop();
});
afterEach(() => {
  jest.restoreAllMocks();
  parts.sandbox.control.clearFaults();
});

const within = <T>(work: Parameters<typeof withAgreement<T>>[2]): Promise<T> =>
  withAgreement(parts.database.orm, company.agreementNumber, work);

const connectionRef = () => ({
  agreementNumber: company.agreementNumber,
  connectionId: company.connectionId,
  provider: 'e-conomic',
});

const asActivity = <T>(work: () => Promise<T>): Promise<T> => new MockActivityEnvironment().run(work);

/** Runs an activity, and again as after a lost answer. */
async function twice<T>(work: () => Promise<T>): Promise<readonly [T, T]> {
  return [await asActivity(work), await asActivity(work)];
}

const calls = () => journalLines(parts.sandbox.control.journal());
const writes = () => calls().filter(({ method }) => method !== 'GET');

async function stored(body: unknown): Promise<{ readonly documentId: string; readonly commandId: string }> {
  const command = await within((em) =>
    claimCommand(em, { method: 'POST', path: '/test', key: randomUUID(), body, actor: 'test' }),
  );
  return { documentId: commandDocumentId(command.id), commandId: command.id };
}

const ref = (documentId: string) => ({ agreementNumber: company.agreementNumber, documentId });
const actionsOn = (documentId: string): Promise<string[]> =>
  within(async (em) =>
    (await em.find(DocumentEvent, { documentId }, { orderBy: { sequence: 'asc' } })).map(
      ({ action }) => action,
    ),
  );

async function draft(): Promise<string> {
  const { documentId, commandId } = await stored({
    create: 'draft',
    draft: { customerId: '101', lines: [{ itemId: 'A-1', quantity: '3' }] },
  });
  await activities.createCustomerInvoice(ref(documentId), { commandId });
  return documentId;
}

async function booked(): Promise<string> {
  const documentId = await draft();
  await activities.bookCustomerInvoice(ref(documentId), { commandId: (await stored({})).commandId });
  return documentId;
}

async function flowOf(documentId: string): Promise<ErpFlow> {
  const transfer = await within((em) => em.findOneOrFail(Transfer, { documentId }));
  const workflowId = transferWorkflowId(company.connectionId, 'customer-invoice', documentId);
  const document = { documentKind: 'customer-invoice', documentId };
  return { ...connectionRef(), ...document, transferId: transfer.id, workflowId };
}

describe('an action of a document, run twice', () => {
  test('makes one draft with one number', async () => {
    const { documentId, commandId } = await stored({
      create: 'draft',
      draft: { customerId: '101', lines: [{ itemId: 'A-1', quantity: '1' }] },
    });
    const [first, second] = await twice(() =>
      activities.createCustomerInvoice(ref(documentId), { commandId }),
    );
    expect(second).toEqual({ ...first, isRepeated: true });
    expect(first.isRepeated).toBe(false);
    expect(await actionsOn(documentId)).toEqual(['create']);
  });

  test('books once and promises once', async () => {
    const documentId = await draft();
    const { commandId } = await stored({});
    const [first, second] = await twice(() => activities.bookCustomerInvoice(ref(documentId), { commandId }));
    expect(second).toEqual({ ...first, isRepeated: true });
    expect(await actionsOn(documentId)).toEqual(['create', 'book']);
    expect(await within((em) => em.count(Transfer, { documentId }))).toBe(1);
  });

  test('deletes once, and says the second time what it said the first', async () => {
    const documentId = await draft();
    const { commandId } = await stored({});
    const [first, second] = await twice(() =>
      activities.deleteCustomerInvoice(ref(documentId), { commandId }),
    );
    expect(second).toEqual({ ...first, isRepeated: true });
    expect(await within((em) => em.count(CustomerInvoice, { id: documentId }))).toBe(0);
    expect(await actionsOn(documentId)).toEqual(['create', 'delete']);
  });

  test('archives once, also at the same time, and never before the transfers have their outcome', async () => {
    const documentId = await booked();
    expect(await activities.archiveCustomerInvoice(ref(documentId))).toMatchObject({ isArchived: false });
    await within((em) => em.nativeUpdate(Transfer, { documentId }, { state: 'transferred' }));
    const both = await Promise.all([
      activities.archiveCustomerInvoice(ref(documentId)),
      activities.archiveCustomerInvoice(ref(documentId)),
    ]);
    expect(both[0]).toEqual(both[1]);
    expect(both[0]).toMatchObject({ isArchived: true });
    expect(await actionsOn(documentId)).toEqual(['create', 'book', 'archive']);
  });
});

describe('a test of a connection, run twice', () => {
  test('opens the gate, keeps what it found, and says so each time', async () => {
    const [first, second] = await twice(() => activities.testConnection(connectionRef()));
    expect(second).toEqual(first);
    expect(first).toMatchObject({ ok: true, baseCurrency: 'DKK' });
    expect(gateChanges).toBe(2);
    const connection = await within((em) => findConnection(em, company.connectionId));
    expect(connection).toMatchObject({ gate: 'open', account: { baseCurrency: 'DKK' } });
    expect(connection.settings['defaultLayoutNumber']).toEqual(expect.any(Number));
    expect(await activities.readGate(connectionRef())).toBe('open');
  });
});

describe('the lane, entered and left twice', () => {
  const visit = (flowId: string) => ({ flowId, workflowId: flowId, priority: 3, partyKey: 'pdf:1' });

  test('gives one place, and names the same heir again', async () => {
    const { agreementNumber, connectionId } = company;
    const enter = (flowId: string) =>
      twice(() => activities.enterErpLane(agreementNumber, connectionId, visit(flowId)));
    expect(await enter('reader')).toEqual([true, true]);
    expect(await enter('next')).toEqual([false, false]);
    expect(await within((em) => em.count(LaneTicket, { flowId: { $in: ['reader', 'next'] } }))).toBe(2);
    woken.length = 0;
    await twice(() => activities.leaveErpLane(agreementNumber, connectionId, 'reader'));
    expect(woken).toEqual(['next', 'next']);
    expect(await enter('next')).toEqual([true, true]);
    await activities.leaveErpLane(agreementNumber, connectionId, 'next');
  });
});

describe('a transfer whose every step runs twice', () => {
  /** Does a step as the workflow would, twice, and answers what comes next. */
  async function stepTwice(flow: ErpFlow, step: FlowStep): Promise<FlowStep> {
    const run = (): Promise<FlowStep> => {
      if (step.do === 'send') return activities.sendErpWrite(flow, step.writeId);
      if (step.do === 'look-up') return activities.lookUpErpWrite(flow, step.writeId);
      if (step.do === 'resolve') return activities.resolveErpRegister(flow, flow.register as RegisterKey);
      return activities.advanceErpFlow(flow);
    };
    const first = await asActivity(run);
    const written = writes().length;
    const second = await asActivity(run);
    expect(writes()).toHaveLength(written);
    expect(second.do).toBe(first.do);
    return second;
  }

  async function carried(flow: ErpFlow): Promise<FlowStep> {
    let step = await stepTwice(flow, { do: 'place' });
    while (step.do !== 'done' && step.do !== 'parked') {
      if (step.do === 'registers')
        for (const register of step.registers) await carried({ ...flow, register });
      if (step.do === 'wait') await delay(step.ms);
      step = await stepTwice(flow, step);
    }
    return step;
  }

  test('sends each of its writes once, registers and all', async () => {
    parts.sandbox.control.clearJournal();
    const documentId = await booked();
    expect(await carried(await flowOf(documentId))).toEqual({ do: 'done', state: 'transferred' });
    const sent = writes().map(({ method, path }) => `${method} ${path}`);
    expect(new Set(sent).size).toBe(sent.length);
    expect(sent.slice(-2)).toEqual(['POST /invoices/drafts', 'POST /invoices/booked']);
    expect(await actionsOn(documentId)).toEqual(['create', 'book', 'transferred']);
  });

  test('adopts what it finds once', async () => {
    parts.sandbox.control.setFault({ kind: 'commit-then-reset', method: 'POST', path: '/invoices/drafts' });
    parts.sandbox.control.setFault({ kind: 'commit-then-reset', method: 'POST', path: '/invoices/booked' });
    parts.sandbox.control.clearJournal();
    const documentId = await booked();
    expect(await carried(await flowOf(documentId))).toEqual({ do: 'done', state: 'transferred' });
    expect(writes()).toHaveLength(2);
  });

  test('sends once though two workers have the same write at the same moment', async () => {
    parts.sandbox.control.clearJournal();
    const flow = await flowOf(await booked());
    const step = await activities.advanceErpFlow(flow);
    const { writeId } = step as { writeId: string };
    const send = () => asActivity(() => activities.sendErpWrite(flow, writeId));
    await Promise.all([send(), send(), send()]);
    await carried(flow);
    expect(writes().map(({ path }) => path)).toEqual(['/invoices/drafts', '/invoices/booked']);
  });

  test('whose sender dies between the record of its draft and the booking is booked once, by another', async () => {
    const flow = await flowOf(await booked());
    const { writeId } = (await activities.advanceErpFlow(flow)) as { writeId: string };
    // The transaction that records the draft claims its booking; who claimed it is never heard of again.
    const { claimed } = await sendWrite(deps, flow, writeId, { cancelled: new AbortController().signal });
    const { kind, id, body, idempotencyKey } = claimed!.write;
    expect(kind).toBe('book-invoice');
    parts.sandbox.control.clearJournal();
    expect(await asActivity(() => activities.sendErpWrite(flow, id))).toMatchObject({ do: 'wait' });
    expect(calls()).toEqual([]);
    expect(await carried(flow)).toEqual({ do: 'done', state: 'transferred' });
    expect(writes()).toMatchObject([{ path: '/invoices/booked', status: 201 }]);
    const attempts = await within((em) => em.find(ErpWrite, { transferId: flow.transferId, kind }));
    const outcomes = ['absent', 'accepted'].map((outcome) => ({ outcome, body, idempotencyKey }));
    expect(attempts.sort((a, b) => a.number - b.number)).toMatchObject(outcomes);
  });

  test('looks nothing up within the window, whatever the clock of its process says', async () => {
    parts.sandbox.control.setFault({ kind: 'commit-then-reset', method: 'POST', path: '/invoices/drafts' });
    const flow = await flowOf(await booked());
    const { writeId } = (await activities.advanceErpFlow(flow)) as { writeId: string };
    await asActivity(() => activities.sendErpWrite(flow, writeId));
    parts.sandbox.control.clearJournal();
    const anHourAhead = Date.now() + 3_600_000;
    jest.spyOn(Date, 'now').mockReturnValue(anHourAhead);
    expect(await activities.advanceErpFlow(flow)).toMatchObject({ do: 'wait' });
    expect(await asActivity(() => activities.lookUpErpWrite(flow, writeId))).toMatchObject({ do: 'wait' });
    expect(calls()).toEqual([]);
    jest.restoreAllMocks();
    expect(await carried(flow)).toMatchObject({ state: 'transferred' });
  });
});

describe('the PDF of an invoice, fetched twice', () => {
  test('is stored once, and is no failure while the ERP has not made it', async () => {
    const transfer = await within((em) =>
      em.findOneOrFail(Transfer, { state: 'transferred', identity: { $ne: null } }),
    );
    const pdf = { ...connectionRef(), documentId: transfer.documentId };
    parts.sandbox.control.setSwitches({ pdfDelayMs: 600_000 });
    await expect(asActivity(() => activities.fetchInvoicePdf(pdf))).rejects.toMatchObject({
      type: 'ErpPdfNotYet',
    });
    parts.sandbox.control.setSwitches({ pdfDelayMs: 0 });
    const [first, second] = await twice(() => activities.fetchInvoicePdf(pdf));
    expect(first.fileId).toEqual(expect.any(String));
    expect(second).toEqual(first);
    expect(await within((em) => em.count(DocumentFile, { documentId: pdf.documentId }))).toBe(1);
  });

  test('says so where there is no transferred invoice', async () => {
    const documentId = await booked();
    const [first, second] = await twice(() => activities.fetchInvoicePdf({ ...connectionRef(), documentId }));
    expect(first).toMatchObject({ code: 'NotFound' });
    expect(second).toEqual(first);
  });
});
