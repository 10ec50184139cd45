import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Worker } from '@temporalio/worker';
import { issueCheckStart, issueCheckWorkflowType } from '../../workflows/erp/issue-check/contract.ts';
import { verifyChain } from '../../domain/events/verify-chain.ts';
import { standing, type LedgerCompany } from '../support/ledgers.ts';
import { bookedInvoice, transferIn } from '../support/system.ts';
import { bundleOf, uniqueTaskQueue } from '../support/temporal.ts';
import { issueOf, issueOnce, issues, startIssueApi, transferOf, type IssueApi } from './issue-api.ts';
import { bodyOf, expecting, problemIn, testApi } from './support.ts';
import type { ApiClient } from './support.ts';

let running: IssueApi;
beforeAll(async () => {
  running = await startIssueApi();
});
afterAll(async () => {
  await running.stop();
});
afterEach(() => {
  running.known.block = undefined;
});

const barredA1 = { blocked: 'ProductBarred', params: { product: 'A-1' } } as const;
const tooLong = { blocked: 'TooLong', params: { field: 'heading', length: 300, limit: 250 } } as const;

const setBarred = (company: LedgerCompany, barred: boolean): void => {
  running.system.sandbox.control.setBarred({
    agreement: company.ledgerNumber,
    kind: 'product',
    id: 'A-1',
    barred,
  });
};

/** Booked invoices that stand blocked for what is known of them. */
async function blocked(company: LedgerCompany, count: number): Promise<string[]> {
  const documentIds = [];
  for (let made = 0; made < count; made += 1)
    documentIds.push(await bookedInvoice(running.system, company, { customerId: made % 2 ? '102' : '101' }));
  for (const documentId of documentIds) await transferIn(running.system, company, documentId, ['blocked']);
  return documentIds;
}

async function carriedOnce(company: LedgerCompany, documentId: string): Promise<void> {
  const transfer = await transferIn(running.system, company, documentId, ['transferred'], 40_000);
  const { drafts, booked } = standing(company, transfer);
  expect({ drafts: drafts.length, booked: booked.length }).toEqual({ drafts: 0, booked: 1 });
}

async function onlyIssue(client: ApiClient) {
  const [issue, ...others] = await issues(client, '?state=open');
  expect(others).toEqual([]);
  return issue!;
}

describe('a product barred in the ERP', () => {
  test('is one issue; opened there by hand, the blocked go by themselves and the refused with a person', async () => {
    const { company, client } = await running.company();
    await carriedOnce(company, await bookedInvoice(running.system, company));
    setBarred(company, true);
    running.known.block = barredA1;
    const held = await blocked(company, 3);
    running.known.block = undefined;
    const sent = await bookedInvoice(running.system, company);
    await transferIn(running.system, company, sent, ['refused']);

    const issue = await onlyIssue(client);
    expect(issue).toMatchObject({
      cause: 'ProductBarred',
      owner: 'bookkeeper',
      documents: 4,
      transfers: { blocked: 3, refused: 1 },
      message: expect.stringContaining('Product A-1 is barred in the ERP'),
    });
    const under = await expecting(206, client.get(`/api/issues/${issue.id}/transfers?limit=3`));
    expect(under.body).toMatchObject({ total: 4, pages: 2 });
    expect((await transferOf(client, sent)).issue_id).toBe(issue.id);

    // A look while it is barred still changes nothing.
    expect(await running.quarterPasses()).toMatchObject({ issues: 1 });
    await issueOnce(client, issue.id, ({ last_checked_at }) => last_checked_at !== null);
    expect(await issueOf(client, issue.id)).toMatchObject({ documents: 4, cause_gone_at: null });

    setBarred(company, false);
    running.system.sandbox.control.clearJournal();
    await running.quarterPasses();
    for (const documentId of held) await carriedOnce(company, documentId);
    const gone = await issueOnce(client, issue.id, ({ documents }) => documents === 1);
    expect(gone).toMatchObject({ state: 'open', transfers: { transferred: 3, refused: 1 } });
    expect(gone.cause_gone_at).not.toBeNull();

    const retried = await expecting(
      200,
      client.post(`/api/issues/${issue.id}/retry`, { reason: 'Varen er åbnet.' }),
    );
    expect(retried.body).toMatchObject({ retried: 1 });
    await carriedOnce(company, sent);
    expect(await issueOnce(client, issue.id, ({ state }) => state === 'closed')).toMatchObject({
      closed_why: 'carried',
      documents: 0,
      transfers: { transferred: 4 },
    });
    expect(problemIn(await client.post(`/api/issues/${issue.id}/retry`))).toMatchObject({
      code: 'InvalidTransition',
      state: 'closed',
    });
    const { workflow_id: workflowId } = (await transferOf(client, sent)).document;
    const history = await expecting(200, client.get(`/api/workflows/${workflowId}/timeline?limit=1000`));
    expect(history.text).toContain('Varen er åbnet.');
    expect(await verifyChain(running.system.database.orm, company.agreementNumber)).toMatchObject({
      broken: undefined,
    });
  }, 120_000);
});

describe('a cause that no read can tell', () => {
  test('is tried with one document when the settings change; the rest follow it', async () => {
    const { company, client } = await running.company();
    await carriedOnce(company, await bookedInvoice(running.system, company));
    running.known.block = tooLong;
    const held = await blocked(company, 4);
    const issue = await onlyIssue(client);
    // One looks while the cause stands: none goes and none is told of again. (Unless it has looked, it would go below.)
    const heldBefore = running.known.held;
    await running.quarterPasses();
    await issueOnce(
      client,
      issue.id,
      ({ transfers }) => running.known.held > heldBefore && transfers['blocked'] === 4,
    );
    expect((await onlyIssue(client)).last_checked_at).not.toBeNull();

    running.known.block = undefined;
    await expecting(
      200,
      client.put(`/api/integrations/${company.connectionId}`, { settings: { never_book_ean: true } }),
    );
    await issueOnce(client, issue.id, ({ transfers }) => transfers['transferred'] === 1);
    expect((await issueOf(client, issue.id)).transfers).toEqual({ blocked: 3, transferred: 1 });
    await running.quarterPasses();
    for (const documentId of held) await carriedOnce(company, documentId);
    await issueOnce(client, issue.id, ({ state }) => state === 'closed');
    expect(await issues(client, '?state=closed&cause=TooLong')).toHaveLength(1);
  }, 120_000);
});

describe('two people who press retry while the schedule looks', () => {
  test('bring each document once', async () => {
    const { company, client } = await running.company(2);
    await carriedOnce(company, await bookedInvoice(running.system, company));
    setBarred(company, true);
    running.known.block = barredA1;
    const held = await blocked(company, 4);
    const issue = await onlyIssue(client);
    const transfers = await Promise.all(held.map((documentId) => transferOf(client, documentId)));
    setBarred(company, false);
    running.known.block = undefined;

    const ref = {
      agreementNumber: company.agreementNumber,
      issueId: issue.id,
      connectionId: company.connectionId,
      provider: 'e-conomic',
    };
    const { taskQueue } = running.system;
    const [, ...answers] = await Promise.all([
      running.system.client.workflow.execute(issueCheckWorkflowType, issueCheckStart(ref, taskQueue)),
      client.post(`/api/issues/${issue.id}/retry`),
      client.post(`/api/issues/${issue.id}/retry`),
      client.post('/api/transfers/retry', { ids: transfers.map(({ id }) => id) }),
      client.post('/api/transfers/retry', { ids: transfers.map(({ id }) => id) }),
      ...transfers.map(({ id }) => client.post(`/api/transfers/${id}/retry`)),
    ]);
    for (const answer of answers) expect([200, 409]).toContain(answer.status);
    const retried = answers
      .slice(0, 4)
      .reduce((sum, answer) => sum + (answer.body as { retried: number }).retried, 0);
    expect(retried + answers.slice(4).filter(({ status }) => status === 200).length).toBeLessThanOrEqual(4);
    for (const documentId of held) await carriedOnce(company, documentId);
    await issueOnce(client, issue.id, ({ state }) => state === 'closed');
  }, 120_000);

  test('with the same key are one request', async () => {
    const { company, client } = await running.company();
    running.known.block = tooLong;
    await blocked(company, 2);
    const issue = await onlyIssue(client);
    const press = () => client.post(`/api/issues/${issue.id}/retry`).set('idempotency-key', 'again');
    const [first, second] = await Promise.all([press(), press()]);
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(second.body).toEqual(first.body);
    expect(first.body).toMatchObject({ retried: 2 });
    // Nothing has changed there: they stand again, under the same issue.
    await issueOnce(client, issue.id, ({ transfers }) => transfers['blocked'] === 2);
    expect((await onlyIssue(client)).id).toBe(issue.id);
  }, 60_000);
});

describe('the preview of a retry', () => {
  test('says for each document what would happen now, and changes nothing', async () => {
    const { company, client } = await running.company();
    running.known.block = tooLong;
    await blocked(company, 2);
    const issue = await onlyIssue(client);
    const { environment, database } = running.system;
    const taskQueue = uniqueTaskQueue('preflight');
    const worker = await Worker.create({
      connection: environment.nativeConnection,
      namespace: 'default',
      taskQueue,
      workflowBundle: await bundleOf(`${import.meta.dirname}/../support/stand-in-preflight/workflows.ts`),
    });
    const api = testApi({ orm: database.orm, client: running.system.client, taskQueue });
    const { preview } = await worker.runUntil(async () =>
      bodyOf<{ preview: object }>(
        await expecting(200, api.as(company.apiKey).post(`/api/issues/${issue.id}/retry/preview`)),
      ),
    );
    expect(preview).toMatchObject({
      documents: 2,
      checked: 2,
      would_go: 1,
      would_be_blocked: 1,
      transfers: [
        { would: 'be-blocked', blocks: [{ code: 'ProductBarred', owner: 'bookkeeper' }] },
        { would: 'go', blocks: [] },
      ],
    });
    expect(await issueOf(client, issue.id)).toMatchObject({ transfers: { blocked: 2 } });
    await expecting(200, client.post(`/api/integrations/${company.connectionId}/pause`, {}));
    expect(problemIn(await client.post(`/api/issues/${issue.id}/retry/preview`)).code).toBe(
      'ConnectionPaused',
    );
  }, 60_000);
});

describe('issues', () => {
  test('of another agreement exist for nobody', async () => {
    const { company, client } = await running.company();
    running.known.block = tooLong;
    const [documentId] = await blocked(company, 1);
    const issue = await onlyIssue(client);
    const { client: stranger } = await running.company();
    expect(await issues(stranger)).toEqual([]);
    for (const path of ['', '/transfers'])
      expect((await stranger.get(`/api/issues/${issue.id}${path}`)).status).toBe(404);
    for (const path of ['/retry', '/retry/preview'])
      expect((await stranger.post(`/api/issues/${issue.id}${path}`)).status).toBe(404);
    const { id } = await transferOf(client, documentId!);
    const retried = await expecting(200, stranger.post('/api/transfers/retry', { ids: [id] }));
    expect(retried.body).toMatchObject({ retried: 0, left: [{ id, state: null }] });
  });
});

describe('the exchanges of an attempt', () => {
  test('are a HAR file without a secret, and who took it is told', async () => {
    const { company, client } = await running.company();
    const documentId = await bookedInvoice(running.system, company);
    await carriedOnce(company, documentId);
    const transfer = await transferOf(client, documentId);
    const shown = await expecting(200, client.get(`/api/transfers/${transfer.id}`));
    const { attempts } = bodyOf<{ transfer: { attempts: { id: string; kind: string }[] } }>(shown).transfer;
    const attempt = attempts.find(({ kind }) => kind === 'create-draft-invoice');
    const file = await expecting(
      200,
      client.get(`/api/transfers/${transfer.id}/attempts/${attempt!.id}/exchanges.har`),
    );
    expect(file.headers['content-disposition']).toBe('attachment; filename="create-draft-invoice-1.har"');
    expect(file.body).toMatchObject({
      log: {
        version: '1.2',
        creator: { name: 'Bilag' },
        entries: [
          {
            request: {
              method: 'POST',
              url: expect.stringMatching(/\/invoices\/drafts$/),
              postData: { mimeType: expect.stringMatching(/json/) },
            },
            response: { status: 201, content: { mimeType: expect.stringMatching(/json/) } },
            timings: { send: 0, receive: 0 },
          },
        ],
      },
    });
    for (const secret of [company.grantToken, running.system.sandbox.credentials.appSecretToken])
      expect(file.text).not.toContain(secret);
    const history = await expecting(
      200,
      client.get(`/api/workflows/${transfer.document.workflow_id}/timeline`),
    );
    expect(history.text).toContain(
      'The requests and responses of an attempt in e-conomic were taken by the API key',
    );
    expect(
      (await client.get(`/api/transfers/${transfer.id}/attempts/${transfer.id}/exchanges.har`)).status,
    ).toBe(404);
  }, 60_000);
});
