import { randomBytes } from 'node:crypto';
import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import type { CredentialVault } from '../connections/credentials.ts';
import { acrossAgreements } from '../database.ts';
import { noteDeliveries } from '../deliveries/bell.ts';
import { Delivery } from '../deliveries/delivery.entity.ts';
import { OutgoingEvent } from '../deliveries/outgoing-event.entity.ts';
import { DomainError } from '../errors.ts';
import { newId } from '../ids.ts';
import { agreementOf } from '../tenant.ts';
import { tokenHashOf } from './session.service.ts';
import type { User } from './user.entity.ts';
import { UserLink, type UserLinkKind } from './user-link.entity.ts';

/** What begins every link's token, so that a leaked one is recognised. */
const tokenStart = 'blk_';
const tokenBytes = 32;
const hourMs = 3_600_000;

/** How long a link can be used, in hours. */
export const linkHours: Readonly<Record<UserLinkKind, number>> = {
  invitation: 7 * 24,
  'password-reset': 1,
};

/** What a link's sealed token is bound to. */
const sealContext = (agreementNumber: number, linkId: string): string =>
  `${agreementNumber}/user-link/${linkId}`;

/**
 * Promises the user a mail with a new link; older ones of its kind end. The token is nowhere in plain: its hash finds it, and
 * what the mail is written from is sealed with the keys that only the processes hold.
 */
export async function createLink(
  em: EntityManager,
  vault: CredentialVault,
  user: User,
  kind: UserLinkKind,
  actor: string,
): Promise<UserLink> {
  // Locked, so that of two requests at the same time one link ends the other.
  await em.execute('select id from app_user where id = ? for update', [user.id]);
  await endLinks(em, user.id, kind);
  const id = newId();
  const token = `${tokenStart}${randomBytes(tokenBytes).toString('base64url')}`;
  const now = new Date();
  const link = em.create(UserLink, {
    id,
    user,
    kind,
    tokenHash: tokenHashOf(token),
    sealed: vault.seal({ token }, sealContext(agreementOf(em), id)),
    expiresAt: new Date(now.getTime() + linkHours[kind] * hourMs),
    endedAt: null,
    createdAt: now,
    createdBy: actor,
  });
  em.create(Delivery, { event: em.create(OutgoingEvent, { event: kind, link }), user });
  await em.flush();
  noteDeliveries(em);
  return link;
}

/** Ends the user's links, of one kind or of all. */
export async function endLinks(em: EntityManager, userId: string, kind?: UserLinkKind): Promise<void> {
  await em.nativeUpdate(
    UserLink,
    { user: userId, endedAt: null, ...(kind !== undefined && { kind }) },
    { endedAt: new Date(), sealed: null },
  );
}

/** The token of a link that can still be used, for the mail. Throws where it was sealed with keys that are gone. */
export function tokenOf(
  vault: CredentialVault,
  agreementNumber: number,
  link: { readonly id: string; readonly sealed: string },
): string {
  const { token } = vault.open(link.sealed, sealContext(agreementNumber, link.id));
  if (token === undefined) throw new Error('A sealed link holds no token.');
  return token;
}

/** Where a link is. */
export interface FoundLink {
  readonly agreementNumber: number;
  readonly linkId: string;
}

/** Where the link of a token is that can be used now. One statement. Throws `LinkNotValid` and `DatabaseUnavailable`. */
export async function findLink(orm: MikroORM, token: string): Promise<FoundLink> {
  const [found] = await acrossAgreements<FoundLink>(
    orm,
    'select agreement_number as "agreementNumber", link_id as "linkId" from bilag_find_user_link(?)',
    [tokenHashOf(token)],
  );
  if (found === undefined) throw new DomainError('LinkNotValid');
  return found;
}

/** The link with its user. Throws `LinkNotValid` where it is of another kind or its user is barred. */
export async function readLink(
  em: EntityManager,
  linkId: string,
  kind: UserLinkKind,
): Promise<{ readonly link: UserLink; readonly user: User }> {
  const link = await em.findOne(UserLink, { id: linkId, kind }, { populate: ['user'] });
  const user = link?.user as User | undefined;
  if (link === null || user === undefined || user.status === 'barred') throw new DomainError('LinkNotValid');
  return { link, user };
}

/** Uses a link up: of two at the same time one succeeds. Throws `LinkNotValid`. */
export async function useUp(em: EntityManager, linkId: string): Promise<void> {
  const rows = await em.execute<unknown[]>(
    `update user_link set ended_at = clock_timestamp(), sealed = null
      where id = ? and ended_at is null and expires_at > clock_timestamp() returning id`,
    [linkId],
  );
  if (rows.length === 0) throw new DomainError('LinkNotValid');
}
