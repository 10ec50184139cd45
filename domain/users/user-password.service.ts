import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { Agreement } from '../agreements/agreement.entity.ts';
import type { CredentialVault } from '../connections/credentials.ts';
import { withAgreement } from '../database.ts';
import { DomainError } from '../errors.ts';
import { invalidInput } from '../field-rules.ts';
import type { Actor } from '../registers.ts';
import type { Account } from './log-in.service.ts';
import { hashPassword, isPassword, passwordFault } from './password.ts';
import { endSessions } from './session.service.ts';
import { tellUserEvent } from './user-events.ts';
import { User } from './user.entity.ts';
import type { UserLinkKind } from './user-link.entity.ts';
import { createLink, endLinks, findLink, readLink, useUp } from './user-link.service.ts';
import { createUser, findUser, type UserFields } from './user.service.ts';

/** Makes a user and promises him a mail with a link to set his password. Throws what `createUser` throws. */
export async function inviteUser(
  em: EntityManager,
  vault: CredentialVault,
  input: UserFields,
  actor: Actor,
): Promise<User> {
  const user = await createUser(em, input, actor);
  await createLink(em, vault, user, 'invitation', actor);
  const after = { email: user.email, roles: user.roles.join(' ') };
  await tellUserEvent(em, user.id, actor, 'invited', { after });
  return user;
}

/** Promises an invited user another mail; the link of the one before ends. Throws `NotFound` and `InvalidTransition`. */
export async function inviteAgain(
  em: EntityManager,
  vault: CredentialVault,
  id: string,
  actor: Actor,
): Promise<User> {
  const user = await findUser(em, id);
  if (user.status !== 'invited')
    throw new DomainError('InvalidTransition', {
      what: `The user ${user.email}`,
      state: user.status,
      action: 'invite',
      allowed: 'nothing',
    });
  await createLink(em, vault, user, 'invitation', actor);
  await tellUserEvent(em, id, actor, 'invited-again');
  return user;
}

/** Promises each of these users that is active a mail with a link to set a new password. */
export async function mailResets(
  orm: MikroORM,
  vault: CredentialVault,
  accounts: readonly Account[],
): Promise<void> {
  for (const account of accounts)
    await withAgreement(orm, account.agreementNumber, async (em) => {
      const user = await em.findOne(User, { id: account.userId, status: 'active' });
      if (user === null) return;
      const actor = `user:${user.email}`;
      await createLink(em, vault, user, 'password-reset', actor);
      await tellUserEvent(em, user.id, actor, 'password-reset-asked');
    });
}

/** What a person is shown before setting a password. */
export interface LinkView {
  readonly email: string;
  readonly name: string;
  readonly agreementNumber: number;
  readonly company: string;
  readonly expiresAt: Date;
}

/** Whose link it is, without using it up. Throws `LinkNotValid`. */
export async function showLink(orm: MikroORM, token: string, kind: UserLinkKind): Promise<LinkView> {
  const { agreementNumber, linkId } = await findLink(orm, token);
  return withAgreement(orm, agreementNumber, async (em) => {
    const { link, user } = await readLink(em, linkId, kind);
    const { name: company } = await em.findOneOrFail(Agreement, { number: agreementNumber });
    return { email: user.email, name: user.name, agreementNumber, company, expiresAt: link.expiresAt };
  });
}

/**
 * Sets the password of a link's user, makes an invited one active, and ends all his sessions and links. Throws `LinkNotValid`,
 * and `InvalidInput` for a password that is not taken: then the link can still be used.
 */
export async function setPasswordByLink(
  orm: MikroORM,
  token: string,
  kind: UserLinkKind,
  password: string,
): Promise<void> {
  const { agreementNumber, linkId } = await findLink(orm, token);
  const { user } = await withAgreement(orm, agreementNumber, (em) => readLink(em, linkId, kind));
  requireGood(password, user);
  const hash = await hashPassword(password);
  await withAgreement(orm, agreementNumber, async (em) => {
    await useUp(em, linkId);
    const rows = await em.execute<unknown[]>(
      `update app_user set password_hash = ?, password_set_at = now(), status = 'active', version = version + 1,
         updated_at = now(), changed_by = ? where id = ? and status <> 'barred' returning id`,
      [hash, `user:${user.email}`, user.id],
    );
    if (rows.length === 0) throw new DomainError('LinkNotValid');
    await endSessions(em, user.id);
    await endLinks(em, user.id);
    const action = kind === 'invitation' ? 'invitation-accepted' : 'password-reset';
    await tellUserEvent(em, user.id, `user:${user.email}`, action);
  });
}

/** A change of one's own password. */
export interface PasswordChange {
  readonly currentPassword: string;
  readonly password: string;
}

/** Changes a person's own password and ends his other sessions and his links. Throws `InvalidInput`. */
export async function changePassword(
  orm: MikroORM,
  own: { readonly agreementNumber: number; readonly userId: string; readonly sessionId: string },
  change: PasswordChange,
): Promise<void> {
  const user = await withAgreement(orm, own.agreementNumber, (em) => findUser(em, own.userId));
  const old = user.passwordHash ?? null;
  if (!(await isPassword(change.currentPassword, old)))
    throw invalidInput({ current_password: ['current_password is not your password.'] });
  requireGood(change.password, user);
  const hash = await hashPassword(change.password);
  await withAgreement(orm, own.agreementNumber, async (em) => {
    const rows = await em.execute<unknown[]>(
      `update app_user set password_hash = ?, password_set_at = now(), version = version + 1, updated_at = now(),
         changed_by = ? where id = ? and password_hash = ? and status = 'active' returning id`,
      [hash, `user:${user.email}`, user.id, old],
    );
    if (rows.length === 0) throw new DomainError('EditConflict', { what: 'Your password' });
    await endSessions(em, user.id, own.sessionId);
    await endLinks(em, user.id);
    await tellUserEvent(em, user.id, `user:${user.email}`, 'password-changed');
  });
}

function requireGood(password: string, user: User): void {
  const fault = passwordFault(password, user);
  if (fault !== undefined) throw invalidInput({ password: [`password ${fault}.`] });
}
