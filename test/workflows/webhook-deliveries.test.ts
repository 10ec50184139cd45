import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Webhook as Verifier } from 'standardwebhooks';
import { replayDelivery, testWebhook } from '../../domain/deliveries/delivery.service.ts';
import type { RegisteredEvent } from '../../domain/webhooks/webhook-events.ts';
import { Webhook } from '../../domain/webhooks/webhook.entity.ts';
import { deleteWebhook, registerWebhook } from '../../domain/webhooks/webhook.service.ts';
import { deliveryDesk, type DeliveryDesk } from '../support/deliveries.ts';
import { companyWithLedger, type LedgerCompany, within } from '../support/ledgers.ts';
import { startReceiver, type Receiver } from '../support/receiver.ts';
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
let desk: DeliveryDesk;

beforeAll(async () => {
  receiver = await startReceiver();
  system = await startSystem();
  company = await companyWithLedger(system);
  desk = deliveryDesk(system, company);
}, 60_000);
afterAll(async () => {
  await system.stop();
  await receiver.close();
});
beforeEach(async () => {
  receiver.received.length = 0;
  receiver.answers({ status: 200, body: 'thanks' });
  await desk.sql('delete from webhook');
});

const hook = (event: RegisteredEvent, path = '/hook') =>
  within(system, company, (em) =>
    registerWebhook(em, system.vault, { event, url: receiver.url + path }, 'test'),
  );
const failures = async ({ id }: Webhook): Promise<number> =>
  (await within(system, company, (em) => em.findOneOrFail(Webhook, { id }, { refresh: true })))
    .failuresSinceLastSuccess;

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
      data: { state: 'booked', type: 'invoice', customer_id: '101' },
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
    await desk.emitIssue();
    const delivery = await desk.settled('delivered');
    const [request] = receiver.received;
    new Verifier(secrets!.signingSecret).verify(request!.body, request!.headers as Record<string, string>);
    expect(request!.headers['webhook-id']).toBe(delivery.event.id);
    expect(request!.headers['rackbeat-webhook-token']).toBe(secrets!.token);
    expect(request!.headers['rackbeat-account-id']).toBe(String(company.agreementNumber));
    const [line, ...rest] = await desk.logOf(delivery);
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
    await desk.emitIssue();
    const waiting = await desk.waiting();
    expect(waiting).toMatchObject({ state: 'pending', lastError: 'The receiver answered 500.' });
    const pauseMs = (waiting.nextAttemptAt?.getTime() ?? 0) - waiting.updatedAt.getTime();
    expect(Math.abs(pauseMs - 20_000)).toBeLessThan(100);
    expect(await failures(webhook)).toBe(1);
    await desk.pauseEnds(waiting);
    const delivery = await desk.settled('delivered');
    expect((await desk.logOf(delivery)).map(({ number, status }) => [number, status])).toEqual([
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
    await desk.emitIssue();
    const waiting = await desk.waiting();
    const replay = (id: string) => within(system, company, (em) => replayDelivery(em, id));
    await expect(replay(waiting.id)).rejects.toMatchObject({ code: 'InvalidTransition' });
    await desk.sql('update delivery set attempts = 12 where id = ?', [waiting.id]);
    await desk.pauseEnds(waiting);
    const givenUp = await desk.settled('given-up');
    expect(givenUp).toMatchObject({ attempts: 13, lastError: 'The receiver answered 410.' });
    await system.client.workflow.getHandle(desk.idOf(givenUp)).result();
    receiver.answers({ status: 200 });
    await replay(givenUp.id);
    const delivered = await desk.settled('delivered');
    expect(delivered).toMatchObject({ id: givenUp.id, round: 2, attempts: 1 });
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  });

  test('that were switched off meanwhile are given up, and not replayed until they are on', async () => {
    const { webhook } = await hook('issue.opened');
    receiver.answers({ status: 500 }, { status: 200 });
    await desk.emitIssue();
    const waiting = await desk.waiting();
    await desk.sql('update webhook set is_active = false where id = ?', [webhook.id]);
    await desk.pauseEnds(waiting);
    expect(await desk.settled('given-up')).toMatchObject({ lastError: 'The webhook is switched off.' });
    const replay = within(system, company, (em) => replayDelivery(em, waiting.id));
    await expect(replay).rejects.toMatchObject({ code: 'InvalidTransition' });
    expect(receiver.received).toHaveLength(1);
  });

  test('that are deleted meanwhile end', async () => {
    const { webhook } = await hook('issue.opened');
    receiver.answers({ status: 500 });
    await desk.emitIssue();
    const waiting = await desk.waiting();
    const run = system.client.workflow.getHandle(desk.idOf(waiting));
    await run.terminate('the pause is over');
    await within(system, company, (em) => deleteWebhook(em, webhook.id));
    expect(await desk.all()).toEqual([]);
    const ref = {
      agreementNumber: company.agreementNumber,
      deliveryId: waiting.id,
      eventId: waiting.event.id,
      targetId: webhook.id,
    };
    const result: unknown = await system.client.workflow.execute('deliveryWorkflow', {
      workflowId: desk.idOf(waiting),
      taskQueue: system.taskQueue,
      args: [ref],
    });
    expect(result).toEqual({ state: 'gone' });
  });

  test('are tested, also while they are switched off', async () => {
    const { webhook } = await hook('issue.opened', '/off');
    await desk.sql('update webhook set is_active = false where id = ?', [webhook.id]);
    await within(system, company, async (em) =>
      testWebhook(em, await em.findOneOrFail(Webhook, { id: webhook.id })),
    );
    await desk.settled('delivered');
    expect(receiver.received[0]).toMatchObject({ path: '/off' });
    expect(receiver.received[0]?.headers['rackbeat-webhook-event']).toBe('webhook.test');
  });

  test('are started by the keeper where the word was lost', async () => {
    await hook('issue.opened');
    // Written by another process, whose courier died: no bell rings here.
    await desk.sql(
      `with e as (insert into outgoing_event (id, agreement_number, event, body, at)
         values (gen_random_uuid(), ?, 'issue.opened', '{}', now()) returning id)
       insert into delivery (id, agreement_number, event_id, webhook_id, created_at, updated_at)
       select gen_random_uuid(), ?, e.id, w.id, now(), now() from e, webhook w`,
      [company.agreementNumber, company.agreementNumber],
    );
    expect(await desk.keep()).toMatchObject({ deliveries: 1 });
    await desk.settled('delivered');
    expect(await desk.keep()).toMatchObject({ deliveries: 0 });
  });

  test('of a draft that nobody hears of cost no workflow', async () => {
    await draftInvoice(system, company);
    expect(await desk.all()).toEqual([]);
  });
});
