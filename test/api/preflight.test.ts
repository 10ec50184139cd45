import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createCustomer } from '../../domain/customers/customer.service.ts';
import { withAgreement } from '../../domain/database.ts';
import { journalLines } from '../support/journal-lines.ts';
import { eventually } from '../support/system.ts';
import { actionsOf, at, startDocumentApi } from './document-api.ts';
import type { DocumentApi, Invoice } from './document-api.ts';
import { bodyOf, expecting, keyWith, problemIn, testApi } from './support.ts';
import type { ApiClient } from './support.ts';

interface Preflight {
  readonly id: string;
  readonly state: string;
  readonly total: number;
  readonly checked: number;
  readonly blocked: number;
  readonly snapshot_at: string | null;
  readonly documents: readonly {
    readonly number: number;
    readonly blocks: readonly { readonly code: string; readonly message: string; readonly owner: string }[];
  }[];
}

interface DryRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface DryRun {
  readonly would: string;
  readonly state: string;
  readonly looks_up_first: boolean;
  readonly blocks: readonly { readonly code: string }[];
  readonly registers: readonly {
    readonly kind: string;
    readonly key: string;
    readonly would: string;
    readonly request: DryRequest | null;
  }[];
  readonly request: DryRequest | null;
}

let running: DocumentApi;
let ours: ApiClient;
let actions: ReturnType<typeof actionsOf>;
let integration: string;

beforeAll(async () => {
  running = await startDocumentApi();
  ours = running.ours;
  actions = actionsOf(ours);
  integration = `/api/integrations/${running.company.connectionId}`;
  await actions.archived(await actions.newBooked());
});
afterAll(async () => {
  await running.stop();
});

const barred = (isBarred: boolean): void => {
  running.system.sandbox.control.setBarred({ kind: 'product', id: 'A-1', barred: isBarred });
};
const preflightOf = async (draft: Invoice, body: object = {}): Promise<Preflight> => {
  const answer = await expecting(200, ours.post(`${at(draft)}/preflight`, body));
  const [first, ...rest] = bodyOf<{ preflights: Preflight[] }>(answer).preflights;
  expect(rest).toEqual([]);
  return first!;
};
const writes = () =>
  journalLines(running.system.sandbox.control.journal()).filter(({ method }) => method !== 'GET');

describe('a preflight of one document', () => {
  test('tells what the ERP would refuse in plain words, and that it would not any more', async () => {
    const draft = await actions.newDraft();
    barred(true);
    const bad = await preflightOf(draft);
    expect(bad).toMatchObject({ state: 'done', total: 1, checked: 1, blocked: 1 });
    expect(bad.documents).toMatchObject([
      {
        number: draft.number,
        blocks: [{ code: 'ProductBarred', owner: 'bookkeeper', params: { product: 'A-1' } }],
      },
    ]);
    expect(bad.documents[0]!.blocks[0]!.message).toContain('A-1');
    barred(false);
    expect(await preflightOf(draft)).toMatchObject({ blocked: 0, documents: [{ blocks: [] }] });
    expect((await actions.read(draft)).is_booked).toBe(false);
  });

  test('is the same one for a repeat, and another one for another key', async () => {
    const draft = await actions.newDraft();
    const key = randomUUID();
    const ask = (body: object) => ours.post(`${at(draft)}/preflight`, body).set('idempotency-key', key);
    const idOf = async (body: object): Promise<string> =>
      bodyOf<{ preflights: Preflight[] }>(await expecting(200, ask(body))).preflights[0]!.id;
    expect(await idOf({})).toBe(await idOf({}));
    expect(problemIn(await ask({ refresh: false })).code).toBe('IdempotencyKeyReused');
    expect((await preflightOf(draft)).id).not.toBe(await idOf({}));
  });

  test('is one for the integration that is named', async () => {
    const draft = await actions.newDraft();
    const named = await preflightOf(draft, { integration_id: running.company.connectionId });
    expect(named).toMatchObject({ integration_id: running.company.connectionId, provider: 'e-conomic' });
    const unknown = await ours.post(`${at(draft)}/preflight`, { integration_id: randomUUID() });
    expect(problemIn(unknown).code).toBe('NotFound');
  });

  test('is none where nothing is connected, and is not for others', async () => {
    const draft = await actions.newDraft();
    const foreign = await running.theirs.post(`${at({ number: 999_999 })}/preflight`);
    expect(problemIn(foreign).code).toBe('NotFound');
    const theirDraft = await actionsOf(running.theirs).newDraft({
      customer_id: '1001',
      lines: [{ item_id: 'A-1', quantity: 1 }],
    });
    const answer = await expecting(200, running.theirs.post(`${at(theirDraft)}/preflight`));
    expect(answer.body).toEqual({ preflights: [] });
    const reader = await keyWith(running.system.database.orm, running.company.agreementNumber, ['read']);
    const refused = await running.api.as(reader).post(`${at(draft)}/preflight`);
    expect(problemIn(refused).code).toBe('MissingScope');
  });
});

describe('a preflight of all open documents', () => {
  test('tells the blocked ones, and is found again under its id', async () => {
    const draft = await actions.newDraft();
    barred(true);
    const answer = await expecting(200, ours.post(`${integration}/preflight`));
    barred(false);
    const { preflight } = bodyOf<{ preflight: Preflight }>(answer);
    expect(preflight.documents.map(({ number }) => number)).toContain(draft.number);
    expect(preflight.blocked).toBe(preflight.documents.length);
    const again = await expecting(200, ours.get(`${integration}/preflights/${preflight.id}`));
    expect(again.body).toEqual({ preflight });
  });

  test('answers 202 with a location where it takes longer than a request may', async () => {
    const { database, client, taskQueue, vault } = running.system;
    const hasty = testApi({ orm: database.orm, client, taskQueue, vault, engineDeadlineMs: 500 });
    running.system.sandbox.control.setFault({ kind: 'delay', path: '/layouts', delayMs: 1_500 });
    const impatient = hasty.as(running.company.apiKey);
    const answer = await expecting(202, impatient.post(`${integration}/preflight`, { refresh: true }));
    expect(bodyOf<{ preflight: Preflight }>(answer).preflight.state).toBe('running');
    expect(answer.headers['retry-after']).toBe('2');
    const location = String(answer.headers['location']);
    const done = await eventually(async () => {
      const { preflight } = bodyOf<{ preflight: Preflight }>(await expecting(200, ours.get(location)));
      return preflight.state === 'done' ? preflight : undefined;
    }, 'the preflight is done');
    expect(done.checked).toBe(done.total);
    await hasty.close();
  });

  test('is not found by another agreement, nor under another id', async () => {
    expect(problemIn(await running.theirs.post(`${integration}/preflight`)).code).toBe('NotFound');
    expect(problemIn(await ours.get(`${integration}/preflights/${randomUUID()}`)).code).toBe('NotFound');
  });
});

describe('a dry run', () => {
  const transferOf = (invoice: Invoice, state: string): Promise<string> =>
    eventually(async () => {
      const { transfers } = await actions.read(invoice);
      return transfers[0]?.state === state ? transfers[0].id : undefined;
    }, `invoice ${invoice.number} is ${state}`);
  const dryRunOf = async (transferId: string): Promise<DryRun> =>
    bodyOf<{ dry_run: DryRun }>(await expecting(200, ours.post(`/api/transfers/${transferId}/dry-run`)))
      .dry_run;

  test('tells the blocks, then the request and registers that would go, and sends nothing', async () => {
    const { database, sandbox } = running.system;
    await withAgreement(database.orm, running.company.agreementNumber, (em) =>
      createCustomer(
        em,
        { number: '733', name: 'Ny Kunde ApS', groupNumber: 1, vatZone: 'domestic' },
        'test',
      ),
    );
    barred(true);
    const body = { customer_id: 733, lines: [{ item_id: 'A-1', quantity: 2 }] };
    const refused = await actions.newBooked({ ...body, customer_id: 101 });
    const parked = await transferOf(refused, 'refused');
    sandbox.control.clearJournal();
    const bad = await dryRunOf(parked);
    expect(bad).toMatchObject({ would: 'block', state: 'refused', looks_up_first: true });
    expect(bad.blocks.map(({ code }) => code)).toEqual(['ProductBarred']);
    barred(false);
    const good = await dryRunOf(parked);
    expect(good).toMatchObject({ would: 'send', blocks: [] });
    expect(good.registers.map(({ would }) => would)).not.toContain('create');
    expect(good.request).toMatchObject({
      method: 'POST',
      url: `${sandbox.restUrl}/invoices/drafts`,
      headers: { 'x-appsecrettoken': '***', 'x-agreementgranttoken': '***' },
    });
    expect(JSON.parse(good.request!.body)).toMatchObject({ customer: { customerNumber: 101 } });
    expect(writes()).toEqual([]);
  });

  test('shows the registers that would be made before a document', async () => {
    const { sandbox } = running.system;
    sandbox.control.setPeriod({ date: '2026-06-15', state: 'closed' });
    const invoice = await actions.newBooked({
      customer_id: 733,
      invoice_date: '2026-06-15',
      lines: [{ item_id: 'A-2', quantity: 1 }],
    });
    const parked = await transferOf(invoice, 'refused');
    sandbox.control.removeRecord('draft', await draftNumberOf(parked));
    sandbox.control.removeRecord('customer', '733');
    sandbox.control.clearJournal();
    const report = await dryRunOf(parked);
    expect(report.blocks.map(({ code }) => code)).toEqual(['PeriodClosed']);
    const customer = report.registers.find(({ kind }) => kind === 'customer');
    expect(customer).toMatchObject({ key: '733', would: 'create', request: { method: 'POST' } });
    expect(customer!.request!.url).toBe(`${sandbox.restUrl}/customers`);
    expect(writes()).toEqual([]);
    sandbox.control.setPeriod({ date: '2026-06-15', state: 'open' });
  });

  const draftNumberOf = async (transferId: string): Promise<string> => {
    const answer = await expecting(200, ours.get(`/api/transfers/${transferId}`));
    const { transfer } = bodyOf<{
      transfer: { attempts: { kind: string; erp: Readonly<Record<string, string>> | null }[] };
    }>(answer);
    return transfer.attempts.find(({ kind }) => kind === 'create-draft-invoice')!.erp!['draftInvoiceNumber']!;
  };

  test('of a transfer that has its outcome says that nothing would happen', async () => {
    const invoice = await actions.archived(await actions.newBooked());
    expect(await dryRunOf(invoice.transfers[0]!.id)).toMatchObject({
      would: 'nothing',
      state: 'transferred',
      request: null,
    });
  });

  test('is for support, and finds no transfer of others', async () => {
    const invoice = await actions.archived(await actions.newBooked());
    const path = `/api/transfers/${invoice.transfers[0]!.id}/dry-run`;
    expect(problemIn(await running.theirs.post(path)).code).toBe('NotFound');
    const reader = await keyWith(running.system.database.orm, running.company.agreementNumber, ['write']);
    expect(problemIn(await running.api.as(reader).post(path)).code).toBe('MissingScope');
  });
});
