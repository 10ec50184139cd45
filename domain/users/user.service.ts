import type { EntityManager } from '@mikro-orm/postgresql';
import { DomainError } from '../errors.ts';
import { checkFields, email, given, line, omittable, oneOf, bool } from '../field-rules.ts';
import type { Rule } from '../field-rules.ts';
import { messageLanguages, type MessageLanguage } from '../languages.ts';
import { listRows } from '../lists.ts';
import type { ListQuery, ListResult } from '../lists.ts';
import { findRow, removeRow, storeChange, storeNew } from '../registers.ts';
import type { Actor, ChangeOptions, Register } from '../registers.ts';
import { roles, type Role } from './rights.ts';
import { endSessions } from './session.service.ts';
import { tellUserEvent } from './user-events.ts';
import { endLinks } from './user-link.service.ts';
import { User, userEmailMax } from './user.entity.ts';

export interface UserFields {
  /** One address, up to 200 characters; one user per address and agreement, whatever the case of its letters. */
  readonly email: string;
  /** 1 to 255 characters. */
  readonly name: string;
  /** In which mails to him are written. Default `en`. */
  readonly language?: MessageLanguage | undefined;
  /** One at least. */
  readonly roles: readonly Role[];
}

export interface UserPatch {
  readonly name?: string | undefined;
  readonly language?: MessageLanguage | undefined;
  readonly roles?: readonly Role[] | undefined;
  /** True ends his sessions and lets him in no more; false lets him in again. */
  readonly isBarred?: boolean | undefined;
}

/** Who changes a user: as events name him, and the user he is himself, where he is one. */
export interface UserChanger {
  readonly actor: Actor;
  readonly userId: string | undefined;
}

/** An address as users have it: in small letters. */
export const smallEmail = (address: string): string => address.trim().toLowerCase();

const userEmail: Rule = (value) => line(userEmailMax)(value) ?? email(value);

const someRoles: Rule = (value) =>
  Array.isArray(value) && value.length > 0 && value.every((role) => oneOf(roles)(role) === undefined)
    ? undefined
    : `must name one or more of ${roles.join(', ')}`;

const rules = {
  email: userEmail,
  name: line(255),
  language: omittable(oneOf(messageLanguages)),
  roles: someRoles,
};
const patchRules = {
  name: rules.name,
  language: rules.language,
  roles: someRoles,
  isBarred: omittable(bool),
};

/** In the order of the list, each once. */
const inOrder = (some: readonly Role[]): Role[] => roles.filter((role) => some.includes(role));

const userRegister: Register<User> = {
  entity: User,
  key: 'id',
  what: 'User',
  events: 'user',
  eventKey: 'id',
};

/** Makes a user who has no password yet. Throws `InvalidInput`, and `AlreadyExists` where the address is a user's already. */
export async function createUser(em: EntityManager, input: UserFields, actor: Actor): Promise<User> {
  checkFields({ ...input, email: input.email.trim() }, rules);
  const user = em.create(User, {
    email: smallEmail(input.email),
    name: input.name,
    language: input.language ?? 'en',
    status: 'invited',
    roles: inOrder(input.roles),
    passwordHash: null,
    passwordSetAt: null,
    lastLoginAt: null,
    changedBy: actor,
  });
  await storeNew(em, { ...userRegister, key: 'email' }, user);
  return user;
}

/** Throws `NotFound`. */
export const findUser = (em: EntityManager, id: string): Promise<User> => findRow(em, userRegister, id);

/** Filters: `email`, `status`, `role`. */
export const listUsers = (em: EntityManager, query?: ListQuery): Promise<ListResult<User>> =>
  listRows(
    em,
    {
      entity: User,
      order: ['name', 'email', 'createdAt', 'lastLoginAt'],
      filters: {
        status: 'property',
        email: (value) => ({ email: smallEmail(String(value)) }),
        role: (value) => ({ roles: { $contains: [value] } }),
      },
    },
    query,
  );

/**
 * Changes a user. New roles hold for his next request (in other processes a second later at most); who is barred is logged
 * out. Throws `NotFound`, `InvalidInput`, `EditConflict`, `LastAdmin` and `NotOnOneself`.
 */
export async function updateUser(
  em: EntityManager,
  id: string,
  patch: UserPatch,
  options: ChangeOptions,
  by: UserChanger,
): Promise<User> {
  checkFields(patch, patchRules, { isPatch: true });
  if (patch.isBarred === true && by.userId === id) throw new DomainError('NotOnOneself');
  const admins = await lockAdmins(em);
  const user = await findUser(em, id);
  const { isBarred, roles: wanted, ...rest } = patch;
  const status = isBarred === undefined ? user.status : statusOf(user, isBarred);
  const own = wanted === undefined ? user.roles : inOrder(wanted);
  if (status !== 'active' || !own.includes('admin')) requireOtherAdmin(admins, id);
  const before = { roles: user.roles.join(' '), status: user.status };
  await storeChange(em, userRegister, user, { ...given(rest), roles: own, status }, by.actor, {
    ...options,
    key: id,
  });
  const after = { roles: user.roles.join(' '), status: user.status };
  if (status === 'barred') {
    await endSessions(em, id);
    await endLinks(em, id);
  }
  await tellUserEvent(em, id, by.actor, actionOf(before.status, status), { before, after });
  return user;
}

const statusOf = (user: User, isBarred: boolean): User['status'] => {
  if (isBarred) return 'barred';
  if (user.status !== 'barred') return user.status;
  return (user.passwordHash ?? null) === null ? 'invited' : 'active';
};

const actionOf = (before: string, after: string): 'barred' | 'unbarred' | 'changed' => {
  if (before === after) return 'changed';
  return after === 'barred' ? 'barred' : 'unbarred';
};

/** Removes a user with his sessions and links. Throws `NotFound`, `EditConflict`, `LastAdmin` and `NotOnOneself`. */
export async function removeUser(
  em: EntityManager,
  id: string,
  options: ChangeOptions,
  by: UserChanger,
): Promise<void> {
  if (by.userId === id) throw new DomainError('NotOnOneself');
  const admins = await lockAdmins(em);
  const user = await findUser(em, id);
  requireOtherAdmin(admins, id);
  const before = { email: user.email, roles: user.roles.join(' '), status: user.status };
  await removeRow(em, userRegister, user, { ...options, key: id });
  await tellUserEvent(em, id, by.actor, 'removed', { before });
}

/** Locks all who can administrate now, in one order, so that two requests do not take the last two away at the same time. */
async function lockAdmins(em: EntityManager): Promise<readonly string[]> {
  const rows = await em.execute<{ id: string }[]>(
    `select id from app_user where 'admin' = any(roles) and status = 'active' order by id for update`,
  );
  return rows.map(({ id }) => id);
}

function requireOtherAdmin(admins: readonly string[], id: string): void {
  if (admins.includes(id) && admins.length === 1) throw new DomainError('LastAdmin');
}
