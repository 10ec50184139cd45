import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import request from 'supertest';
import { TemporalEngine } from '../../api/commands.ts';
import { refusalOf } from '../../api/engine-refusals.ts';
import { createMetrics } from '../../api/metrics.ts';
import { databaseCheck, engineCheck, keeperCheck } from '../../api/readiness.ts';
import { close, createOrm, withAgreement } from '../../domain/database.ts';
import type { DomainError } from '../../domain/errors.ts';
import { createDraftInvoice } from '../../domain/invoices/customer-invoice.service.ts';
import { documentUpdate } from '../../workflows/documents/contract.ts';
import { runOnce } from '../support/template.ts';
import { uniqueTaskQueue } from '../support/temporal.ts';
import { actionsOf, at, draftBody, drafts, invoiceFrom, startDocumentApi } from './document-api.ts';
import type { DocumentApi } from './document-api.ts';
import { bodyOf, expecting, problemIn, testApi } from './support.ts';
import type { ApiClient, TestApi } from './support.ts';

let running: DocumentApi;
let ours: ApiClient;
/** The same database, and an engine that is not there. */
let cut: TestApi;
let cutOff: ApiClient;

beforeAll(async () => {
  running = await startDocumentApi();
  ours = running.ours;
  cut = testApi({ orm: running.system.database.orm, vault: running.system.vault });
  cutOff = cut.as(running.company.apiKey);
});

afterAll(async () => {
  await cut.close();
  await running.stop();
});

/** A draft that only the database knows of: no workflow runs for it. */
const silentDraft = async (): Promise<{ number: number }> =>
  withAgreement(running.system.database.orm, running.company.agreementNumber, async (em) => {
    const { number } = await createDraftInvoice(
      em,
      { customerId: '101', lines: [{ itemId: 'A-1' }] },
      { actor: 'test', commandId: null, now: new Date() },
    );
    return { number };
  });

describe('the workflow engine is away', () => {
  test('a command says that nothing was done, and gives the key to repeat it with', async () => {
    const before = (await ours.get('/api/customer-invoices')).text;
    const response = await cutOff.post(drafts, draftBody);
    const problem = problemIn(response);
    expect(problem).toMatchObject({ status: 503, code: 'EngineUnavailable', done: 'nothing' });
    expect(Number(response.headers['retry-after'])).toBeGreaterThan(0);
    expect(problem.idempotency_key).toBe(response.headers['idempotency-key']);
    expect(problem.idempotency_key).toMatch(/^[0-9a-f-]{36}$/);
    expect((await ours.get('/api/customer-invoices')).text).toBe(before);
  });

  test('new tokens are kept, and nothing goes with them before a test succeeds', async () => {
    const path = `/api/integrations/${running.company.connectionId}`;
    const { appSecretToken, agreementGrantToken } = running.system.sandbox.credentials;
    const credentials = { app_secret_token: appSecretToken, agreement_grant_token: agreementGrantToken };
    const kept = await expecting(200, cutOff.put(`${path}/credentials`, { credentials }));
    const closed = { is_proven: false, gate: { state: 'severed', reason: expect.stringContaining('test') } };
    expect(kept.body).toMatchObject({ test: null, integration: closed });

    // Neither a pause nor its end lets them go untested, and nothing is asked with them.
    await expecting(200, ours.post(`${path}/pause`));
    const paused = problemIn(await ours.post(`${path}/preflight`));
    expect(paused).toMatchObject({ status: 409, code: 'ErpCredentialsUnproven' });
    const resumed = await expecting(200, ours.post(`${path}/resume`));
    expect(resumed.body).toMatchObject({ integration: closed });
    const again = problemIn(await ours.post(`${path}/resume`));
    expect(again).toMatchObject({ code: 'InvalidTransition', state: 'severed' });

    expect((await expecting(200, ours.post(`${path}/test`))).body).toMatchObject({ test: { ok: true } });
    const open = await expecting(200, ours.get(path));
    expect(open.body).toMatchObject({ integration: { is_proven: true, gate: { state: 'open' } } });
  });

  test('a repeat does not claim to know; once the engine is back it makes one document', async () => {
    const ask = (client: ApiClient) =>
      client.post(drafts, draftBody).set('idempotency-key', 'through the storm');
    expect(problemIn(await ask(cutOff)).done).toBe('nothing');
    expect(problemIn(await ask(cutOff))).toMatchObject({
      done: 'unknown',
      idempotency_key: 'through the storm',
    });
    const made = await invoiceFrom(201, ask(ours));
    expect((await invoiceFrom(201, ask(cutOff))).id).toBe(made.id);
    expect((await invoiceFrom(201, ask(ours))).id).toBe(made.id);
  });

  test('a refusal that the database knows is given all the same', async () => {
    const booked = await actionsOf(ours).newBooked();
    expect(problemIn(await cutOff.post(`${at(booked)}/book`))).toMatchObject({ code: 'InvalidTransition' });
    expect((await cutOff.post('/api/customer-invoices/999999/book')).status).toBe(404);
    expect(problemIn(await cutOff.post(drafts, { ...draftBody, colour: 1 })).status).toBe(422);
  });

  test('reads, registers and edits of drafts go on', async () => {
    const draft = await actionsOf(ours).newDraft();
    await expecting(200, cutOff.get(at(draft)));
    await expecting(201, cutOff.post('/api/units', { name: 'Kasse' }));
    await expecting(200, cutOff.put(at(draft), { heading: 'x' }).set('if-match', `"${draft.version}"`));
  });

  test('a connection is paused all the same: its row says it', async () => {
    const path = `/api/integrations/${running.company.connectionId}`;
    const paused = await expecting(200, cutOff.post(`${path}/pause`));
    expect(paused.body).toMatchObject({ integration: { gate: { state: 'paused' } } });
    await expecting(200, ours.post(`${path}/resume`));
    expect(problemIn(await cutOff.post(`${path}/test`))).toMatchObject({ code: 'EngineUnavailable' });
  });
});

describe('the engine gives an update up because its run just ended', () => {
  /** An engine that gives up so many times before it answers. */
  const engineGivingUp = (
    times: number,
  ): { readonly sent: () => number; readonly engine: TemporalEngine } => {
    let sent = 0;
    const client = {
      withDeadline: <T>(_deadline: number, call: () => Promise<T>) => call(),
      workflowService: { getSystemInfo: () => Promise.resolve({}) },
      workflow: {
        executeUpdateWithStart: () => {
          sent += 1;
          const given = { code: 9, details: 'Update-with-Start could not be executed.', metadata: {} };
          return sent > times
            ? Promise.resolve('done')
            : Promise.reject(Object.assign(new Error('9 FAILED_PRECONDITION'), given));
        },
      },
    } as unknown as Client;
    const options = {
      deadlineMs: 1_000,
      updatesPerDocumentMax: 5,
      metrics: createMetrics({ process: false }),
    };
    return { sent: () => sent, engine: new TemporalEngine(client, options) };
  };
  const cancel = (engine: TemporalEngine) =>
    engine.update({
      kind: 'order',
      document: { agreementNumber: 1000, documentId: randomUUID() },
      definition: documentUpdate('cancel'),
      commandId: randomUUID(),
      sentBefore: false,
    });

  test('it is sent again under its id, and nobody hears of it', async () => {
    const { engine, sent } = engineGivingUp(2);
    expect(await cancel(engine)).toBe('done');
    expect(sent()).toBe(3);
  });

  test('it is not sent for ever', async () => {
    const { engine, sent } = engineGivingUp(100);
    await expect(cancel(engine)).rejects.toMatchObject({ code: 'EngineUnavailable' });
    expect(sent()).toBe(4);
  });
});

describe('nobody works for the engine', () => {
  test('a booking is given up at the deadline, and nobody claims to know; updates of one document are bounded', async () => {
    const idle = testApi({
      orm: running.system.database.orm,
      client: running.system.client,
      taskQueue: uniqueTaskQueue('idle'),
      engineDeadlineMs: 1_500,
    });
    const client = idle.as(running.company.apiKey);
    const draft = await silentDraft();
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        client.post(`${at(draft)}/book`).set('idempotency-key', `book ${draft.number} ${n}`),
      ),
    );
    const problems = answers.map(problemIn);
    const waited = problems.filter((problem) => problem.code === 'EngineUnavailable');
    const crowded = answers.filter((answer) => problemIn(answer).code === 'TooManyRequests');
    expect([waited.length, crowded.length]).toEqual([8, 2]);
    expect(waited.every((problem) => problem.done === 'unknown')).toBe(true);
    expect(crowded.every((answer) => answer.headers['retry-after'] === '1')).toBe(true);
    expect(await idle.metrics.registry.getSingleMetricAsString('bilag_updates_total')).toContain(
      'bilag_updates_total{update="book",outcome="crowded"} 2',
    );
    const gauge = await idle.metrics.updatesInFlight.get();
    expect(gauge.values[0]?.value).toBe(0);
    await idle.close();
  });
});

describe('what the engine says', () => {
  const failed = (failure: ApplicationFailure): DomainError =>
    refusalOf(new WorkflowUpdateFailedError('Workflow Update failed', failure));

  test('a refusal keeps its code, words and fields', () => {
    const details = { params: { currency: 'EUR' }, errors: { currency: ['There is no rate.'] } };
    const error = failed(ApplicationFailure.nonRetryable('no rate', 'CurrencyRateMissing', details));
    expect(error).toMatchObject({ code: 'CurrencyRateMissing', ...details });
    expect(error.message).toContain('EUR');
  });

  test.each(['UnprocessedUpdate', 'AcceptedUpdateCompletedWorkflow'])('%s was not decided', (type) => {
    const error = failed(ApplicationFailure.create({ message: 'not now', type }));
    expect(error).toMatchObject({ code: 'EngineUnavailable', row: { status: 503 } });
    expect(error.message).toContain('not known');
  });

  test('anything else is ours to mend', () => {
    expect(failed(ApplicationFailure.nonRetryable('oops', 'TypeError')).code).toBe('Internal');
    expect(refusalOf(new TypeError('oops')).code).toBe('Internal');
  });
});

describe('the database is away', () => {
  test('every answer is a 503 that says that nothing was done', async () => {
    const orm = await createOrm('postgres://nobody:nothing@127.0.0.1:9/none', { connectTimeoutMs: 500 });
    const api = testApi({ orm, client: running.system.client });
    const client = api.as(running.company.apiKey);
    const read = await client.get('/api/customers');
    expect(problemIn(read)).toMatchObject({ status: 503, code: 'DatabaseUnavailable', done: 'nothing' });
    expect(Number(read.headers['retry-after'])).toBeGreaterThan(0);
    const write = await client.post('/api/customers', {}).set('idempotency-key', 'later');
    expect(problemIn(write)).toMatchObject({ status: 503, done: 'nothing', idempotency_key: 'later' });
    await api.close();
    await close(orm);
  });

  test('connections that are cut under our feet are a 503 at most, and the next request is answered', async () => {
    const { database } = running.system;
    const orm = await createOrm(database.appUrl, { poolMax: 2, applicationName: 'cut' });
    const api = testApi({ orm, client: running.system.client });
    const client = api.as(running.company.apiKey);
    await expecting(200, client.get('/api/units'));
    await runOnce(
      database.superuserUrl,
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'cut'`,
    );
    const statuses = [];
    for (let asked = 0; asked < 5; asked += 1) statuses.push((await client.get('/api/units')).status);
    expect(statuses.every((status) => status === 200 || status === 503)).toBe(true);
    expect(statuses.at(-1)).toBe(200);
    await api.close();
    await close(orm);
  });
});

describe('probes', () => {
  const probed = async (api: TestApi, path: string) => request(api.app).get(path);

  test('alive needs nothing; ready needs database and engine, and tells of the keeper', async () => {
    const { orm } = running.system.database;
    const metrics = createMetrics({ process: false });
    const engine = new TemporalEngine(running.system.client, {
      deadlineMs: 1_000,
      updatesPerDocumentMax: 8,
      metrics,
    });
    const ready = testApi({ orm, readiness: [databaseCheck(orm), engineCheck(engine), keeperCheck(orm)] });
    const well = await expecting(200, request(ready.app).get('/readyz'));
    expect(well.body).toMatchObject({ status: 'ready' });
    expect(
      bodyOf<{ checks: { name: string; needed: boolean }[] }>(well).checks.map((check) => check.name),
    ).toEqual(['database', 'workflow-engine', 'lane-keeper']);
    const failing = testApi({
      orm,
      readiness: [
        databaseCheck(orm),
        { name: 'workflow-engine', needed: true, check: () => Promise.reject(new Error('away')) },
      ],
    });
    const ill = await probed(failing, '/readyz');
    expect([ill.status, bodyOf<{ status: string }>(ill).status]).toEqual([503, 'not ready']);
    expect((await probed(failing, '/healthz')).status).toBe(200);
    await ready.close();
    await failing.close();
  });

  test('metrics count requests by route and give away nothing of a tenant', async () => {
    await expecting(404, ours.get('/api/customers/4711'));
    const text = (await probed(running.api, '/metrics')).text;
    expect(text).toMatch(
      /duration_seconds_count\{method="GET",route="\/api\/customers\/\{number\}",status="404"\}/,
    );
    // Names and labels alone: a time in seconds may have any digits.
    const told = text.replaceAll(/^([^#\n].*) \S+$/gm, '$1');
    expect(told).not.toContain('4711');
    expect(told).not.toContain(String(running.company.agreementNumber));
  });
});
