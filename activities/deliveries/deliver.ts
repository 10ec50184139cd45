import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import type { CredentialVault } from '../../domain/connections/credentials.ts';
import { withAgreement } from '../../domain/database.ts';
import { afterAttempt } from '../../domain/deliveries/delivery.decisions.ts';
import {
  type DeliveryToAttempt,
  giveUp,
  isLive,
  readDelivery,
  recordAttempt,
} from '../../domain/deliveries/delivery.service.ts';
import { reasonAgainstMail } from '../../domain/deliveries/document-mail.service.ts';
import { mailOf } from '../../domain/notifications/notice.ts';
import { mailText } from '../../domain/printing/mail-text.ts';
import { mailedPdfs } from '../../domain/printing/mailed-documents.ts';
import { printDocument } from '../../domain/printing/print.ts';
import { accountMailOf } from '../../domain/users/account-mail.ts';
import { tokenOf } from '../../domain/users/user-link.service.ts';
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
  /** Links with which people set their passwords begin with it. */
  readonly accountUrl: string;
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
  const whyNot = await reasonAgainst(em, delivery);
  if (whyNot === undefined) return delivery;
  await giveUp(em, delivery, whyNot);
  return { do: 'done', state: 'given-up' };
}

/** Why a delivery whose time has come is not sent after all; undefined where it is. */
async function reasonAgainst(em: EntityManager, delivery: DeliveryToAttempt): Promise<string | undefined> {
  switch (delivery.target) {
    case 'mail':
      return delivery.recipient.isActive ? undefined : 'The recipient is switched off.';
    case 'document':
      return reasonAgainstMail(em, delivery.mail);
    case 'user':
      return isLive(delivery.link) ? undefined : 'The link has ended: it was used, replaced, or is too old.';
    case 'webhook':
      return delivery.webhook.isActive || delivery.event === testEvent
        ? undefined
        : 'The webhook is switched off.';
  }
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
    if (delivery.target === 'user') return await sendLink(deps, agreementNumber, delivery);
    if (delivery.target === 'document') return await sendDocument(deps, agreementNumber, delivery);
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

/** Mails a user his link; here alone its token is in plain. */
async function sendLink(
  { vault, mailer, accountUrl }: DeliveryDeps,
  agreementNumber: number,
  { id, at, user, link }: DeliveryToAttempt & { target: 'user' },
): Promise<Sent> {
  const { kind, sealed, expiresAt } = link;
  if (sealed === null) throw new Error('The link has ended.');
  const token = tokenOf(vault, agreementNumber, { id: link.id, sealed });
  const told = { ...user, kind, agreementNumber, token, expiresAt: new Date(expiresAt) };
  const mail = accountMailOf(told, accountUrl);
  return mailer.send({ ...mail, deliveryId: id, to: user.email, date: new Date(at) });
}

/** Mails a document, as its PDF is now. */
async function sendDocument(
  { orm, mailer }: DeliveryDeps,
  agreementNumber: number,
  { id, at, mail }: DeliveryToAttempt & { target: 'document' },
): Promise<Sent> {
  const { document, look, pdf } = await printDocument(
    orm,
    agreementNumber,
    mailedPdfs[mail.kind],
    mail.number,
  );
  const { subject, body, title } = mailText(document, look);
  return mailer.send({
    deliveryId: id,
    to: mail.address,
    subject,
    text: body,
    date: new Date(at),
    fromName: document.company.name,
    replyTo: document.company.email,
    attachment: { filename: `${title}.pdf`, content: pdf, contentType: 'application/pdf' },
  });
}
