import type { EntityManager } from '@mikro-orm/postgresql';
import { noteDeliveries } from '../deliveries/bell.ts';
import { DomainError, type ErrorCode, type ErrorParams } from '../errors.ts';
import { jsonOrNull } from '../events/event-hash.ts';
import { newId } from '../ids.ts';
import type { IssueEnd } from '../issues/issue.entity.ts';
import { listRows, type ListQuery, type ListResult } from '../lists.ts';
import { prepare } from '../statements.ts';
import { agreementOf } from '../tenant.ts';
import { Notification, type NotificationKind } from './notification.entity.ts';

export interface NewNotification {
  readonly kind: NotificationKind;
  readonly connectionId: string | null;
  readonly issueId?: string;
  readonly cause?: ErrorCode;
  readonly params?: ErrorParams;
  /** Of an issue that closed. */
  readonly closedWhy?: IssueEnd;
  /** Documents concerned, as far as known now. */
  readonly documents?: number;
}

const insertNotification = prepare(
  'insert_notification',
  ['int', 'uuid', 'uuid', 'text', 'uuid', 'uuid', 'text', 'jsonb', 'int', 'text'],
  `with wanted as materialized (
     select id from notification_recipient where agreement_number = $1 and is_active and $4 = any(kinds)
   ), noted as (
     insert into notification (id, agreement_number, kind, connection_id, issue_id, cause, cause_params, documents, closed_why, created_at)
     values ($2, $1, $4, $5, $6, $7, $8, $9, $10, clock_timestamp())
   ), made as (
     insert into outgoing_event (id, agreement_number, event, notification_id, at)
     select $3, $1, $4, $2, clock_timestamp() where exists (select from wanted)
   )
   insert into delivery (id, agreement_number, event_id, recipient_id, state, round, attempts, created_at, updated_at)
   select gen_random_uuid(), $1, $3, wanted.id, 'pending', 1, 0, clock_timestamp(), clock_timestamp() from wanted`,
);

/**
 * Tells the agreement's people, in the caller's transaction: a notification, and a mail to each active recipient of its kind.
 * One statement that travels with the next one.
 */
export async function notify(em: EntityManager, n: NewNotification): Promise<void> {
  await insertNotification.later(em, [
    ...[agreementOf(em), newId(), newId(), n.kind, n.connectionId, n.issueId ?? null, n.cause ?? null],
    ...[jsonOrNull(n.params), n.documents ?? 0, n.closedWhy ?? null],
  ]);
  noteDeliveries(em);
}

/** Newest first. Filters: `kind`, `connection`, `issueId`, `cause`, `isRead`. */
export const listNotifications = (em: EntityManager, query?: ListQuery): Promise<ListResult<Notification>> =>
  listRows(
    em,
    {
      entity: Notification,
      order: ['createdAt'],
      direction: 'DESC',
      filters: {
        kind: 'property',
        connection: 'property',
        issueId: 'property',
        cause: 'property',
        isRead: (value) => ({ readAt: value === true ? { $ne: null } : null }),
      },
      populate: ['connection'],
    },
    query,
  );

/** Marks one as read; what is read stays as it was. Throws `NotFound`. */
export async function readNotification(em: EntityManager, id: string, actor: string): Promise<Notification> {
  const notification = await em.findOne(Notification, { id }, { populate: ['connection'] });
  if (notification === null) throw new DomainError('NotFound', { what: `Notification ${id}` });
  if ((notification.readAt ?? null) === null)
    Object.assign(notification, { readAt: new Date(), readBy: actor });
  await em.flush();
  return notification;
}

/** Marks all unread ones as read; answers how many there were. */
export const readAllNotifications = async (em: EntityManager, actor: string): Promise<number> =>
  em.nativeUpdate(Notification, { readAt: null }, { readAt: new Date(), readBy: actor });
