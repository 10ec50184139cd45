import type { EntityManager } from '@mikro-orm/postgresql';
import { bool, checkFields, email, given, omittable, oneOf } from '../field-rules.ts';
import type { Rule } from '../field-rules.ts';
import { listRows, type ListQuery, type ListResult } from '../lists.ts';
import { deleteRow, findRow, storeChange, storeNew } from '../registers.ts';
import type { Actor, ChangeOptions, Register } from '../registers.ts';
import { noticeLanguages, type NoticeLanguage } from './notice-words.ts';
import { NotificationRecipient } from './notification-recipient.entity.ts';
import { notificationKinds, type NotificationKind } from './notification.entity.ts';

export interface RecipientFields {
  /** One address, up to 255 characters; one row per address. */
  readonly email: string;
  /** Default `en`. */
  readonly language?: NoticeLanguage | undefined;
  /** What the address is told of. Default: everything. */
  readonly kinds?: readonly NotificationKind[] | undefined;
  /** Default true. */
  readonly isActive?: boolean | undefined;
}

export type RecipientPatch = Omit<Partial<RecipientFields>, 'email'>;

const someKinds: Rule = (value) =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((kind) => oneOf(notificationKinds)(kind) === undefined)
    ? undefined
    : `must name one or more of ${notificationKinds.join(', ')}`;

const rules = {
  email,
  language: omittable(oneOf(noticeLanguages)),
  kinds: omittable(someKinds),
  isActive: omittable(bool),
};

const recipientRegister: Register<NotificationRecipient> = {
  entity: NotificationRecipient,
  key: 'id',
  what: 'Notification recipient',
};

/** Throws `InvalidInput`, and `AlreadyExists` where the address is a recipient already. */
export async function createRecipient(
  em: EntityManager,
  input: RecipientFields,
  actor: Actor,
): Promise<NotificationRecipient> {
  checkFields(input, rules);
  const recipient = em.create(NotificationRecipient, {
    email: input.email,
    language: input.language ?? 'en',
    kinds: [...new Set(input.kinds ?? notificationKinds)],
    isActive: input.isActive ?? true,
    changedBy: actor,
  });
  await storeNew(em, { ...recipientRegister, key: 'email' }, recipient);
  return recipient;
}

/** Throws `NotFound`. */
export const findRecipient = (em: EntityManager, id: string): Promise<NotificationRecipient> =>
  findRow(em, recipientRegister, id);

/** Throws `NotFound`, `InvalidInput` and `EditConflict`. */
export async function updateRecipient(
  em: EntityManager,
  id: string,
  patch: RecipientPatch,
  options: ChangeOptions,
  actor: Actor,
): Promise<NotificationRecipient> {
  const recipient = await findRecipient(em, id);
  checkFields(patch, rules, { isPatch: true });
  await storeChange(em, recipientRegister, recipient, given(patch), actor, { ...options, key: id });
  return recipient;
}

/** Deletes it with its deliveries: what was not sent yet is not sent any more. Throws `NotFound`. */
export const deleteRecipient = (em: EntityManager, id: string, options: ChangeOptions = {}): Promise<void> =>
  deleteRow(em, recipientRegister, id, options);

/** Filters: `email`, `isActive`. */
export const listRecipients = (
  em: EntityManager,
  query?: ListQuery,
): Promise<ListResult<NotificationRecipient>> =>
  listRows(
    em,
    {
      entity: NotificationRecipient,
      order: ['email', 'createdAt'],
      filters: { email: 'property', isActive: 'property' },
    },
    query,
  );
