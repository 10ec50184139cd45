import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import type { CredentialVault } from '../../domain/connections/credentials.ts';
import { withAgreement } from '../../domain/database.ts';
import { afterAttempt } from '../../domain/deliveries/delivery.decisions.ts';
import {
  type DeliveryToAttempt,
  giveUp,
  readDelivery,
  recordAttempt,
} from '../../domain/deliveries/delivery.service.ts';
import { mailOf } from '../../domain/notifications/notice.ts';
import { testEvent } from '../../domain/webhooks/webhook-events.ts';
import { openSecrets } from '../../domain/webhooks/webhook.service.ts';
import type { DeliveryRef, DeliveryStep } from '../../workflows/delivery/contract.ts';
import { beating } from '../heartbeat.ts';
import type { Mailer } from './mailer.ts';
import type { Sent, WebhookSender } from './webhook-sender.ts';

/** With what deliveries are sent: built once by the worker process and closed by it. */
export interface Senders {
  readonly webhooks: WebhookSender;
  readonly mailer: Mailer;
  /** Links in mails begin with it. */
  readonly publicUrl: string;
}

export interface DeliveryDeps extends Senders {
  readonly orm: MikroORM;
  readonly vault: CredentialVault;
}

/** On a task queue of their own: they talk to anybody's servers. */
export function createDeliveryActivities(deps: DeliveryDeps) {
  return {
    /**
     * Sends a delivery whose time has come, once, and writes down what came of it. It can run twice: what was sent and not
     * written down is sent again.
     */
    async attemptDelivery(ref: DeliveryRef): Promise<DeliveryStep> {
      return beating(async () => {
        const { orm } = deps;
        const due = await withAgreement(orm, ref.agreementNumber, (em) => whatIsDue(em, ref.deliveryId));
        if ('do' in due) return due;
        const at = new Date();
        const sent = await sendWith(deps, ref.agreementNumber, due);
        const result = { ...sent, at, durationMs: Date.now() - at.getTime() };
        await withAgreement(orm, ref.agreementNumber, (em) => recordAttempt(em, due, result));
        const next = afterAttempt(due.attempts + 1, sent.outcome);
        return next.state === 'pending'
          ? { do: 'wait', ms: next.pauseMs }
          : { do: 'done', state: next.state };
      });
    },
  };
}

export type DeliveryActivities = ReturnType<typeof createDeliveryActivities>;

/** The delivery where it is to be sent now; else what its workflow does. */
async function whatIsDue(em: EntityManager, id: string): Promise<DeliveryToAttempt | DeliveryStep> {
  const delivery = await readDelivery(em, id);
  if (delivery === undefined) return { do: 'done', state: 'gone' };
  if (delivery.state !== 'pending') return { do: 'done', state: delivery.state };
  const waitMs = (delivery.nextAttemptAt ?? 0) - delivery.now;
  if (waitMs > 0) return { do: 'wait', ms: waitMs };
  const isOn =
    delivery.target === 'mail'
      ? delivery.recipient.isActive
      : delivery.webhook.isActive || delivery.event === testEvent;
  if (isOn) return delivery;
  await giveUp(
    em,
    delivery,
    delivery.target === 'mail' ? 'The recipient is switched off.' : 'The webhook is switched off.',
  );
  return { do: 'done', state: 'given-up' };
}

/** Whatever goes wrong is a failed attempt that the log tells of. */
async function sendWith(
  deps: DeliveryDeps,
  agreementNumber: number,
  delivery: DeliveryToAttempt,
): Promise<Sent> {
  try {
    if (delivery.target === 'webhook') {
      const { eventId, event, body, webhook } = delivery;
      const secrets = openSecrets(deps.vault, webhook);
      return await deps.webhooks.send({
        ...secrets,
        url: webhook.url,
        agreementNumber,
        eventId,
        event,
        body,
      });
    }
    const { recipient, content } = delivery;
    const mail = mailOf(content, { ...recipient, agreementNumber }, deps.publicUrl);
    return await deps.mailer.send({
      ...mail,
      deliveryId: delivery.id,
      to: recipient.email,
      date: new Date(delivery.at),
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { outcome: 'failed', status: null, response: null, error: message };
  }
}
