import type { EntityManager } from '@mikro-orm/postgresql';
import { DomainError, type ErrorParams } from '../errors.ts';
import { newId } from '../ids.ts';
import { listRows, type ListQuery, type ListResult } from '../lists.ts';
import type { NoticeContent } from '../notifications/notice.ts';
import type { NoticeLanguage } from '../notifications/notice-words.ts';
import type { NotificationKind } from '../notifications/notification.entity.ts';
import { epochMs, nowMs } from '../sql/fragments.ts';
import { later } from '../statements.ts';
import { agreementOf } from '../tenant.ts';
import type { MessageLanguage } from '../languages.ts';
import type { UserLinkKind } from '../users/user-link.entity.ts';
import { testEvent } from '../webhooks/webhook-events.ts';
import type { Webhook } from '../webhooks/webhook.entity.ts';
import { bodyOf } from '../webhooks/emit-event.ts';
import { noteDeliveries } from './bell.ts';
import { DeliveryAttempt } from './delivery-attempt.entity.ts';
import { afterAttempt, type AttemptOutcome, type DeliveryState } from './delivery.decisions.ts';
import { Delivery } from './delivery.entity.ts';
import type { MailedKind } from './document-mail.entity.ts';
import { OutgoingEvent } from './outgoing-event.entity.ts';

/** Where a delivery stands. Times in milliseconds since the epoch. */
interface Standing {
  readonly id: string;
  readonly state: DeliveryState;
  readonly round: number;
  readonly attempts: number;
  readonly nextAttemptAt: number | null;
  readonly now: number;
  readonly eventId: string;
  readonly event: string;
  /** When the event happened. */
  readonly at: number;
}

/** A delivery with what its attempt needs. */
export type DeliveryToAttempt = Standing &
  (
    | {
        readonly target: 'webhook';
        readonly body: string;
        readonly webhook: Pick<Webhook, 'id' | 'agreementNumber' | 'url' | 'isActive' | 'secrets'>;
      }
    | {
        readonly target: 'mail';
        readonly content: NoticeContent;
        readonly recipient: {
          readonly email: string;
          readonly language: NoticeLanguage;
          readonly isActive: boolean;
        };
      }
    | { readonly target: 'user'; readonly user: MailedUser; readonly link: MailedLink }
    | { readonly target: 'document'; readonly mail: MailedDocument }
  );

/** The document that is mailed, and where it goes. */
export interface MailedDocument {
  readonly kind: MailedKind;
  readonly number: number;
  readonly address: string;
}

/** The user to whom a link is mailed. */
interface MailedUser {
  readonly email: string;
  readonly name: string;
  readonly language: MessageLanguage;
  readonly company: string;
}

/** A link that is mailed; `sealed` is null where it was used or has ended. */
interface MailedLink {
  readonly id: string;
  readonly kind: UserLinkKind;
  readonly sealed: string | null;
  /** In milliseconds since the epoch. */
  readonly expiresAt: number;
}

type Row = Standing & {
  readonly body: string | null;
  readonly webhook: (DeliveryToAttempt & { target: 'webhook' })['webhook'] | null;
  readonly recipient: (DeliveryToAttempt & { target: 'mail' })['recipient'] | null;
  readonly user: MailedUser | null;
  readonly link: MailedLink | null;
  readonly mail: MailedDocument | null;
  readonly kind: NotificationKind;
  readonly issueId: string | null;
  readonly cause: string | null;
  readonly causeParams: ErrorParams | null;
  readonly documents: number;
  readonly closedWhy: NoticeContent['closedWhy'];
  readonly connection: NoticeContent['connection'];
};

/** A delivery and what its attempt needs, or undefined where it is deleted: one statement. */
export async function readDelivery(em: EntityManager, id: string): Promise<DeliveryToAttempt | undefined> {
  const [row] = await em.execute<Row[]>(
    `select d.id, d.state, d.round, d.attempts, ${epochMs('d.next_attempt_at')} as "nextAttemptAt", ${nowMs} as now,
       e.id as "eventId", e.event, ${epochMs('e.at')} as at, e.body,
       case when w.id is not null then jsonb_build_object('id', w.id, 'agreementNumber', w.agreement_number, 'url', w.url,
         'isActive', w.is_active, 'secrets', w.secrets) end as webhook,
       case when r.id is not null then jsonb_build_object('email', r.email, 'language', r.language, 'isActive', r.is_active)
         end as recipient,
       case when u.id is not null then jsonb_build_object('email', u.email, 'name', u.name, 'language', u.language,
         'company', a.name) end as user,
       case when l.id is not null then jsonb_build_object('id', l.id, 'kind', l.kind, 'sealed', l.sealed,
         'expiresAt', ${epochMs('l.expires_at')}) end as link,
       case when m.id is not null then jsonb_build_object('kind', m.document_kind, 'number', m.document_number,
         'address', m.address) end as mail,
       n.kind, n.issue_id as "issueId", n.cause, n.cause_params as "causeParams", n.documents,
       n.closed_why as "closedWhy",
       case when c.id is not null then jsonb_build_object('id', c.id, 'name', c.name) end as connection
     from delivery d join outgoing_event e on e.id = d.event_id
       left join webhook w on w.id = d.webhook_id
       left join notification_recipient r on r.id = d.recipient_id
       left join notification n on n.id = e.notification_id
       left join connection c on c.id = n.connection_id
       left join app_user u on u.id = d.user_id
       left join user_link l on l.id = e.link_id
       left join document_mail m on m.id = d.document_mail_id
       left join agreement a on a.number = u.agreement_number
     where d.id = ?`,
    [id],
  );
  if (row === undefined) return undefined;
  const { webhook, recipient, user, link, mail, body, ...told } = row;
  const { kind, issueId, cause, causeParams, documents, closedWhy, connection, ...standing } = told;
  if (webhook !== null) return { ...standing, target: 'webhook', webhook, body: body ?? '' };
  if (user !== null && link !== null) return { ...standing, target: 'user', user, link };
  if (mail !== null) return { ...standing, target: 'document', mail };
  if (recipient === null) throw new Error(`The delivery ${id} has no target.`);
  const content = { kind, issueId, cause, causeParams, documents, closedWhy, connection };
  return { ...standing, target: 'mail', recipient, content };
}

/** What came of an attempt, as the log keeps it. */
export interface AttemptResult {
  readonly outcome: AttemptOutcome;
  /** When it began. */
  readonly at: Date;
  readonly durationMs: number;
  /** HTTP status, or the SMTP server's code. */
  readonly status: number | null;
  readonly response: string | null;
  readonly error: string | null;
}

/**
 * Writes down an attempt and what follows it, where the delivery still stands as it was read; what a second run sent beside it
 * is in the log too. Answers the state it has now.
 */
export async function recordAttempt(
  em: EntityManager,
  delivery: DeliveryToAttempt,
  result: AttemptResult,
): Promise<void> {
  const number = delivery.attempts + 1;
  em.create(DeliveryAttempt, {
    id: newId(),
    agreementNumber: agreementOf(em),
    delivery: em.getReference(Delivery, delivery.id),
    round: delivery.round,
    number,
    ...result,
  });
  await em.flush();
  const next = afterAttempt(number, result.outcome);
  await em.execute(
    `update delivery set state = ?, attempts = ?, last_error = ?,
       next_attempt_at = clock_timestamp() + ? * interval '1 millisecond',
       settled_at = case when ? = 'pending' then null else clock_timestamp() end, updated_at = clock_timestamp()
     where id = ? and state = 'pending' and round = ? and attempts = ?`,
    [
      ...[next.state, number, result.error, next.state === 'pending' ? next.pauseMs : null, next.state],
      ...[delivery.id, delivery.round, delivery.attempts],
    ],
  );
  if (delivery.target === 'webhook')
    await later(
      em,
      `update webhook set failures_since_last_success = ${result.outcome === 'delivered' ? '0' : 'failures_since_last_success + 1'}
       where id = ?`,
      [delivery.webhook.id],
    );
}

/** Gives a delivery up without another attempt, because its target is switched off. */
export async function giveUp(em: EntityManager, delivery: DeliveryToAttempt, reason: string): Promise<void> {
  await later(
    em,
    `update delivery set state = 'given-up', last_error = ?, settled_at = clock_timestamp(), next_attempt_at = null,
       updated_at = clock_timestamp()
     where id = ? and state = 'pending' and round = ?`,
    [reason, delivery.id, delivery.round],
  );
}

const withTarget = ['event', 'event.link', 'webhook', 'recipient', 'user', 'documentMail'] as const;

/** With its event and target. Throws `NotFound`. */
export async function findDelivery(em: EntityManager, id: string): Promise<Delivery> {
  const delivery = await em.findOne(Delivery, { id }, { populate: withTarget, refresh: true });
  if (delivery === null) throw new DomainError('NotFound', { what: `Delivery ${id}` });
  return delivery;
}

/** A delivery's log, oldest first. */
export const attemptsOfDelivery = (em: EntityManager, deliveryId: string): Promise<DeliveryAttempt[]> =>
  em.find(DeliveryAttempt, { delivery: deliveryId }, { orderBy: [{ at: 'asc' }, { id: 'asc' }] });

/** Newest first. Filters: `state`, `event`, `webhook` and `recipient` by id, `target` (`webhook` or `mail`). */
export const listDeliveries = (em: EntityManager, query?: ListQuery): Promise<ListResult<Delivery>> =>
  listRows(
    em,
    {
      entity: Delivery,
      order: ['createdAt', 'updatedAt', 'settledAt'],
      direction: 'DESC',
      filters: {
        state: 'property',
        webhook: 'property',
        recipient: 'property',
        event: (event) => ({ event: { event } }),
        target: (target) => ({ webhook: target === 'mail' ? null : { $ne: null } }),
      },
      populate: withTarget,
    },
    query,
  );

/**
 * A person asks that it is sent again, from the beginning of a new round; the receiver sees the same `webhook-id` or Message-ID.
 * Throws `NotFound`, and `InvalidTransition` while it is under way or where its target is switched off.
 */
export async function replayDelivery(em: EntityManager, id: string): Promise<Delivery> {
  await em.execute('select id from delivery where id = ? for update', [id]);
  const delivery = await findDelivery(em, id);
  const link = delivery.event.link;
  const isOn = link
    ? isLive({ sealed: link.sealed ?? null, expiresAt: link.expiresAt.getTime() })
    : (delivery.webhook?.isActive ?? delivery.recipient?.isActive ?? Boolean(delivery.documentMail));
  const isTest = delivery.event.event === testEvent;
  if (delivery.state === 'pending') throw notReplayed(delivery, 'under way', 'nothing');
  if (!isOn && !isTest)
    throw notReplayed(
      delivery,
      'for a target that is switched off or a link that has ended',
      'switch the target on, or ask for a new link',
    );
  Object.assign(delivery, {
    state: 'pending',
    round: delivery.round + 1,
    attempts: 0,
    nextAttemptAt: null,
    lastError: null,
    settledAt: null,
    keptAt: null,
  });
  await em.flush();
  noteDeliveries(em);
  return delivery;
}

/** Whether a link can still be used, so that a mail with it makes sense. */
export const isLive = (link: Pick<MailedLink, 'sealed' | 'expiresAt'>): boolean =>
  link.sealed !== null && link.expiresAt > Date.now();

const notReplayed = ({ id }: Delivery, state: string, allowed: string): DomainError =>
  new DomainError('InvalidTransition', { what: `The delivery ${id}`, state, action: 'replay', allowed });

/** Sends a webhook its test event, also one that is switched off. */
export async function testWebhook(em: EntityManager, webhook: Webhook): Promise<Delivery> {
  const { id, event, url } = webhook;
  const body = bodyOf({ event: testEvent, key: id, keyName: 'id', data: { id, event, url } });
  const sent = em.create(OutgoingEvent, { event: testEvent, body });
  const delivery = em.create(Delivery, { event: sent, webhook });
  await em.flush();
  noteDeliveries(em);
  return delivery;
}
