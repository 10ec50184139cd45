import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createMailer } from '../../activities/deliveries/mailer.ts';
import { notify } from '../../domain/notifications/notification.service.ts';
import { createRecipient } from '../../domain/notifications/recipient.service.ts';
import { registerWebhook } from '../../domain/webhooks/webhook.service.ts';
import { startGuarded } from '../../sandbox/stack/processes.ts';
import { deliveryDesk, type DeliveryDesk } from '../support/deliveries.ts';
import { companyWithLedger, type LedgerCompany, within } from '../support/ledgers.ts';
import { decoded, startMailServer, type MailServer } from '../support/mail-server.ts';
import { startReceiver } from '../support/receiver.ts';
import { testMailFrom, testSenders } from '../support/senders.ts';
import { testRunFolder, testTemporalAddress } from '../support/servers.ts';
import { eventually, startSystem, type System } from '../support/system.ts';

let system: System;
let company: LedgerCompany;
let mails: MailServer;
let desk: DeliveryDesk;

beforeAll(async () => {
  mails = await startMailServer();
  const mailer = createMailer({ smtpUrl: mails.url, from: testMailFrom, dir: '' });
  system = await startSystem({ worker: () => ({ senders: testSenders({ mailer }) }) });
  company = await companyWithLedger(system);
  desk = deliveryDesk(system, company);
}, 60_000);
afterAll(async () => {
  await system.stop();
  await mails.close();
});
beforeEach(async () => {
  mails.mails.length = 0;
  mails.accepts();
  await desk.sql('delete from notification_recipient');
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
      decoded(sent.find((mail) => mail.to[0] === `${language}@example.dk`)?.message ?? '');
    expect(to('da')).toContain('Subject: e-conomic: bilag er standset');
    expect(to('da')).toContain(`https://bilag.example.com/api/issues/${issue}`);
    expect(to('da')).toContain('5000 bilag til e-conomic');
    expect(to('fi')).toContain('tositetta');
    await eventually(
      async () => ((await desk.all()).every(({ state }) => state === 'delivered') ? true : undefined),
      'both are delivered',
    );
  });

  test('are given up where the mail server refuses them, in its words', async () => {
    await recipient('da');
    mails.refuses(550, 'No such mailbox');
    await told();
    const delivery = await desk.settled('given-up');
    expect(delivery.lastError).toContain('550 No such mailbox');
    expect((await desk.logOf(delivery)).map(({ outcome, status }) => [outcome, status])).toEqual([
      ['refused', 550],
    ]);
  });

  test('are tried again after a 4xx', async () => {
    await recipient('da');
    mails.refuses(451, 'Greylisted');
    await told();
    const waiting = await desk.waiting();
    expect(waiting.state).toBe('pending');
    mails.accepts();
    await desk.pauseEnds(waiting);
    await desk.settled('delivered');
    expect(mails.mails[0]?.message).toContain(`Message-ID: <${waiting.id}@example.com>`);
  });
});

describe('a worker killed between sending and writing down', () => {
  test('leaves a delivery that arrives twice under one id, and is delivered', async () => {
    const receiver = await startReceiver();
    await within(system, company, (em) =>
      registerWebhook(em, system.vault, { event: 'issue.opened', url: receiver.url }, 'test'),
    );
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
    const mailed = await desk.settled('delivered', 40_000);
    expect(readFileSync(join(mailDir, `${mailed.id}.eml`), 'utf8')).toContain('nb@example.no');
    await desk.emitIssue();
    await eventually(
      async () => Promise.resolve(receiver.received.length === 1 || undefined),
      'it was sent',
      40_000,
    );
    await child.stop();
    held.resolve({ status: 200 });
    await system.startWorker();
    const delivery = await eventually(
      async () => (await desk.all()).find(({ webhook, state }) => webhook && state === 'delivered'),
      'the webhook is delivered',
      40_000,
    );
    expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual([
      delivery.event.id,
      delivery.event.id,
    ]);
    expect(await desk.logOf(delivery)).toHaveLength(1);
    await receiver.close();
  }, 120_000);
});
