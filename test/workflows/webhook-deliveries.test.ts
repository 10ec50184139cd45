import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createKeeperActivities } from '../../activities/keeper.ts';
import { createMailer } from '../../activities/deliveries/mailer.ts';
import {
  attemptsOfDelivery,
  listDeliveries,
  replayDelivery,
  testWebhook,
} from '../../domain/deliveries/delivery.service.ts';
import type { Delivery } from '../../domain/deliveries/delivery.entity.ts';
import { Webhook } from '../../domain/webhooks/webhook.entity.ts';
import { notify } from '../../domain/notifications/notification.service.ts';
import { createRecipient } from '../../domain/notifications/recipient.service.ts';
import { emitEvent } from '../../domain/webhooks/emit-event.ts';
import type { RegisteredEvent } from '../../domain/webhooks/webhook-events.ts';
import { deleteWebhook, registerWebhook } from '../../domain/webhooks/webhook.service.ts';
import { startGuarded } from '../../sandbox/stack/processes.ts';
import { withSql } from '../../sandbox/stack/sql.ts';
import { deliveryWorkflowId } from '../../workflows/shared/ids.ts';
import { Webhook as Verifier } from 'standardwebhooks';
import { activityDeps } from '../support/activity-deps.ts';
import { companyWithLedger, type LedgerCompany, within } from '../support/ledgers.ts';
import { startMailServer, type MailServer } from '../support/mail-server.ts';
import { startReceiver, type Receiver } from '../support/receiver.ts';
import { testMailFrom, testSenders } from '../support/senders.ts';
import { testRunFolder, testTemporalAddress } from '../support/servers.ts';
import {
  bookedInvoice,
  draftInvoice,
  eventually,
  startSystem,
  type System,
  transferIn,
} from '../support/system.ts';

let system: System;
let company: LedgerCompany;
let receiver: Receiver;
let mails: MailServer;

beforeAll(async () => {
  mails = await startMailServer();
  receiver = await startReceiver();
  const mailer = createMailer({ smtpUrl: mails.url, from: testMailFrom, dir: '' });
  system = await startSystem({ worker: () => ({ senders: testSenders({ mailer }) }) });
  company = await companyWithLedger(system);
}, 60_000);
afterAll(async () => {
  await system.stop();
  await receiver.close();
  await mails.close();
});
beforeEach(async () => {
  receiver.received.length = 0;
  receiver.answers({ status: 200, body: 'thanks' });
  mails.mails.length = 0;
  mails.accepts();
  await sql('delete from webhook');
  await sql('delete from notification_recipient');
});

const sql = (statement: string, parameters: readonly unknown[] = []) =>
  withSql(system.database.superuserUrl, (run) => run(statement, parameters));

const hook = (event: RegisteredEvent, path = '/hook') =>
  within(system, company, (em) =>
    registerWebhook(em, system.vault, { event, url: receiver.url + path }, 'test'),
  );
const emitted = () =>
  within(system, company, (em) =>
    emitEvent(em, { event: 'issue.opened', key: 'i-1', keyName: 'id', data: { documents: 2 } }),
  );

const all = async (): Promise<Delivery[]> => (await within(system, company, (em) => listDeliveries(em))).rows;
const settled = (state: Delivery['state'], withinMs?: number): Promise<Delivery> =>
  eventually(
    async () => (await all()).find((one) => one.state === state),
    `a delivery is ${state}`,
    withinMs,
  );
const logOf = ({ id }: Delivery) => within(system, company, (em) => attemptsOfDelivery(em, id));
const failures = async ({ id }: Webhook): Promise<number> =>
  (await within(system, company, (em) => em.findOneOrFail(Webhook, { id }, { refresh: true })))
    .failuresSinceLastSuccess;
/** Ends the pause before the next attempt, for the row and for the workflow that sleeps over it. */
const pauseEnds = async (delivery: Delivery): Promise<void> => {
  await sql(`update delivery set next_attempt_at = now(), kept_at = null where id = ?`, [delivery.id]);
  await system.client.workflow.getHandle(idOf(delivery)).terminate('the pause is over');
  await keep();
};
const idOf = (delivery: Delivery): string =>
  deliveryWorkflowId(
    company.agreementNumber,
    delivery.event.id,
    delivery.webhook?.id ?? delivery.recipient?.id ?? '',
  );
const keep = () =>
  createKeeperActivities(activityDeps(system), system.client, system.taskQueue).keepPromises();

describe('webhooks', () => {
  test('are told of an invoice: made, booked, transferred', async () => {
    for (const event of ['created', 'booked', 'transferred'] as const)
      await hook(`customer_invoice.${event}`);
    const documentId = await bookedInvoice(system, company);
    const transfer = await transferIn(system, company, documentId, ['transferred']);
    const bodies = await eventually(async () => {
      const found = receiver.received.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
      return found.length === 3 ? Promise.resolve(found) : undefined;
    }, 'three events');
    const number = transfer.documentNumber;
    const of = (event: string) => bodies.find((body) => body['event'] === event);
    expect(of('customer_invoice.created')).toMatchObject({
      key: number,
      data: { number, state: 'draft', customer_id: '101' },
    });
    expect(of('customer_invoice.booked')).toMatchObject({
      key: number,
      key_name: 'number',
      data: { state: 'booked' },
    });
    expect(of('customer_invoice.transferred')?.['data']).toEqual({
      id: documentId,
      number,
      integration_id: company.connectionId,
      provider: 'e-conomic',
      erp: transfer.identity,
    });
  });

  test('carry a signature that holds, and their answers are in the log', async () => {
    const { webhook, secrets } = await hook('issue.opened');
    await emitted();
    const delivery = await settled('delivered');
    const [request] = receiver.received;
    new Verifier(secrets!.signingSecret).verify(request!.body, request!.headers as Record<string, string>);
    expect(request!.headers['webhook-id']).toBe(delivery.event.id);
    expect(request!.headers['rackbeat-webhook-token']).toBe(secrets!.token);
    expect(request!.headers['rackbeat-account-id']).toBe(String(company.agreementNumber));
    const [line, ...rest] = await logOf(delivery);
    expect(rest).toEqual([]);
    expect(line).toMatchObject({
      round: 1,
      number: 1,
      outcome: 'delivered',
      status: 200,
      response: 'thanks',
    });
    expect(await failures(webhook)).toBe(0);
  });

  test('are sent again until they arrive; failures are counted until then', async () => {
    const { webhook } = await hook('issue.opened');
    receiver.answers({ status: 500, body: 'broken' }, { status: 200 });
    await emitted();
    const waiting = await eventually(
      async () => (await all()).find(({ attempts }) => attempts === 1),
      'the first attempt has failed',
    );
    expect(waiting).toMatchObject({ state: 'pending', lastError: 'The receiver answered 500.' });
    const pauseMs = (waiting.nextAttemptAt?.getTime() ?? 0) - waiting.updatedAt.getTime();
    expect(Math.abs(pauseMs - 20_000)).toBeLessThan(100);
    expect(await failures(webhook)).toBe(1);
    await pauseEnds(waiting);
    const delivery = await settled('delivered');
    expect((await logOf(delivery)).map(({ number, status }) => [number, status])).toEqual([
      [1, 500],
      [2, 200],
    ]);
    expect(await failures(webhook)).toBe(0);
    const [first, second] = receiver.received;
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect(second?.body).toBe(first?.body);
  });

  test('that were given up are replayed by a person, under the same id; what is under way is not', async () => {
    await hook('issue.opened');
    receiver.answers({ status: 410 });
    await emitted();
    const waiting = await eventually(
      async () => (await all()).find(({ attempts }) => attempts === 1),
      'it failed',
    );
    const replay = (id: string) => within(system, company, (em) => replayDelivery(em, id));
    await expect(replay(waiting.id)).rejects.toMatchObject({ code: 'InvalidTransition' });
    await sql('update delivery set attempts = 12 where id = ?', [waiting.id]);
    await pauseEnds(waiting);
    const givenUp = await settled('given-up');
    expect(givenUp).toMatchObject({ attempts: 13, lastError: 'The receiver answered 410.' });
    await system.client.workflow.getHandle(idOf(givenUp)).result();
    receiver.answers({ status: 200 });
    await replay(givenUp.id);
    const delivered = await settled('delivered');
    expect(delivered).toMatchObject({ id: givenUp.id, round: 2, attempts: 1 });
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  });

  test('that were switched off meanwhile are given up, and not replayed until they are on', async () => {
    const { webhook } = await hook('issue.opened');
    receiver.answers({ status: 500 }, { status: 200 });
    await emitted();
    const waiting = await eventually(
      async () => (await all()).find(({ attempts }) => attempts === 1),
      'it failed',
    );
    await sql('update webhook set is_active = false where id = ?', [webhook.id]);
    await pauseEnds(waiting);
    expect(await settled('given-up')).toMatchObject({ lastError: 'The webhook is switched off.' });
    const replay = within(system, company, (em) => replayDelivery(em, waiting.id));
    await expect(replay).rejects.toMatchObject({ code: 'InvalidTransition' });
    expect(receiver.received).toHaveLength(1);
  });

  test('that are deleted meanwhile end', async () => {
    const { webhook } = await hook('issue.opened');
    receiver.answers({ status: 500 });
    await emitted();
    const waiting = await eventually(
      async () => (await all()).find(({ attempts }) => attempts === 1),
      'it failed',
    );
    const run = system.client.workflow.getHandle(idOf(waiting));
    await run.terminate('the pause is over');
    await within(system, company, (em) => deleteWebhook(em, webhook.id));
    expect(await all()).toEqual([]);
    const ref = {
      agreementNumber: company.agreementNumber,
      deliveryId: waiting.id,
      eventId: waiting.event.id,
      targetId: webhook.id,
    };
    const result: unknown = await system.client.workflow.execute('deliveryWorkflow', {
      workflowId: idOf(waiting),
      taskQueue: system.taskQueue,
      args: [ref],
    });
    expect(result).toEqual({ state: 'gone' });
  });

  test('are tested, also while they are switched off', async () => {
    const { webhook } = await hook('issue.opened', '/off');
    await sql('update webhook set is_active = false where id = ?', [webhook.id]);
    await within(system, company, async (em) =>
      testWebhook(em, await em.findOneOrFail(Webhook, { id: webhook.id })),
    );
    await settled('delivered');
    expect(receiver.received[0]).toMatchObject({ path: '/off' });
    expect(receiver.received[0]?.headers['rackbeat-webhook-event']).toBe('webhook.test');
  });

  test('are started by the keeper where the word was lost', async () => {
    await hook('issue.opened');
    // Written by another process, whose courier died: no bell rings here.
    await sql(
      `with e as (insert into outgoing_event (id, agreement_number, event, body, at)
         values (gen_random_uuid(), ?, 'issue.opened', '{}', now()) returning id)
       insert into delivery (id, agreement_number, event_id, webhook_id, created_at, updated_at)
       select gen_random_uuid(), ?, e.id, w.id, now(), now() from e, webhook w`,
      [company.agreementNumber, company.agreementNumber],
    );
    expect(await keep()).toMatchObject({ deliveries: 1 });
    await settled('delivered');
    expect(await keep()).toMatchObject({ deliveries: 0 });
  });

  test('of a draft that nobody hears of cost no workflow', async () => {
    await draftInvoice(system, company);
    expect(await all()).toEqual([]);
  });
});

describe('mails', () => {
  const recipient = (language: 'da' | 'fi') =>
    within(system, company, (em) =>
      createRecipient(em, { email: `${language}@example.dk`, language }, 'test'),
    );
  const issue = '0199c0de-0000-4000-8000-00000000000a';
  const told = () =>
    within(system, company, (em) =>
      notify(em, {
        kind: 'issue-opened',
        connectionId: company.connectionId,
        issueId: issue,
        cause: 'ErpUnavailable',
        documents: 5_000,
      }),
    );

  test('go to each recipient once, in their language, with the link', async () => {
    await recipient('da');
    await recipient('fi');
    await told();
    const sent = await eventually(
      async () => (mails.mails.length === 2 ? Promise.resolve(mails.mails) : undefined),
      'two mails',
    );
    const to = (language: string) =>
      sent.find((mail) => mail.to[0] === `${language}@example.dk`)?.message ?? '';
    expect(to('da')).toContain('Subject: e-conomic: bilag er standset');
    expect(to('da')).toContain(`https://bilag.example.com/api/issues/${issue}`);
    expect(to('da')).toContain('5000 bilag til e-conomic');
    expect(to('fi')).toContain('tositetta');
    await eventually(
      async () => ((await all()).every(({ state }) => state === 'delivered') ? true : undefined),
      'both are delivered',
    );
  });

  test('are given up where the mail server refuses them, in its words', async () => {
    await recipient('da');
    mails.refuses(550, 'No such mailbox');
    await told();
    const delivery = await settled('given-up');
    expect(delivery.lastError).toContain('550 No such mailbox');
    expect((await logOf(delivery)).map(({ outcome, status }) => [outcome, status])).toEqual([
      ['refused', 550],
    ]);
  });

  test('are tried again after a 4xx', async () => {
    await recipient('da');
    mails.refuses(451, 'Greylisted');
    await told();
    const waiting = await eventually(
      async () => (await all()).find(({ attempts }) => attempts === 1),
      'it waits',
    );
    expect(waiting.state).toBe('pending');
    mails.accepts();
    await pauseEnds(waiting);
    await settled('delivered');
    expect(mails.mails[0]?.message).toContain(`Message-ID: <${waiting.id}@example.com>`);
  });
});

describe('a worker killed between sending and writing down', () => {
  test('leaves a delivery that arrives twice under one id, and is delivered', async () => {
    await hook('issue.opened');
    await system.worker.stop();
    const mailDir = join(testRunFolder(), 'killed-mail');
    const child = await startGuarded({
      name: 'worker',
      command: process.execPath,
      args: [join(import.meta.dirname, '../../activities/main.ts')],
      env: {
        ...process.env,
        DATABASE_URL: system.database.appUrl,
        TEMPORAL_ADDRESS: testTemporalAddress(),
        TEMPORAL_TASK_QUEUE: system.taskQueue,
        ECONOMIC_REST_URL: system.sandbox.restUrl,
        ECONOMIC_OPENAPI_URL: system.sandbox.openApiUrl,
        CREDENTIALS_KEYS: system.credentialsKeys,
        WEBHOOK_PRIVATE_ADDRESSES: 'allow',
        MAIL_DIR: mailDir,
        METRICS_PORT: '0',
        LOG_LEVEL: 'warn',
      },
      logFile: join(testRunFolder(), 'killed-delivery-worker.log'),
      signals: [{ signal: 'SIGKILL', waitMs: 5_000 }],
    });
    const held = Promise.withResolvers<{ status: number }>();
    receiver.answers(held.promise, { status: 200 });
    await within(system, company, (em) =>
      createRecipient(em, { email: 'nb@example.no', language: 'nb' }, 'test'),
    );
    await within(system, company, (em) =>
      notify(em, { kind: 'gate-opened', connectionId: company.connectionId }),
    );
    // The worker process, as it is configured, writes mails to its folder.
    const mailed = await settled('delivered', 40_000);
    expect(readFileSync(join(mailDir, `${mailed.id}.eml`), 'utf8')).toContain('nb@example.no');
    await emitted();
    await eventually(
      async () => Promise.resolve(receiver.received.length === 1 || undefined),
      'it was sent',
      40_000,
    );
    await child.stop();
    held.resolve({ status: 200 });
    await system.startWorker();
    const delivery = await eventually(
      async () => (await all()).find(({ webhook, state }) => webhook && state === 'delivered'),
      'the webhook is delivered',
      40_000,
    );
    expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual([
      delivery.event.id,
      delivery.event.id,
    ]);
    expect(await logOf(delivery)).toHaveLength(1);
  }, 120_000);
});
