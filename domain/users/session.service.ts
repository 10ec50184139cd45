import { createHash, randomBytes } from 'node:crypto';
import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { acrossAgreements } from '../database.ts';
import { DomainError } from '../errors.ts';
import { newId } from '../ids.ts';
import { listRows } from '../lists.ts';
import type { ListQuery, ListResult } from '../lists.ts';
import { prepare } from '../statements.ts';
import type { Role } from './rights.ts';
import { sessionDays, sessionIdleHours } from './session-limits.ts';
import { User } from './user.entity.ts';
import { UserSession } from './user-session.entity.ts';

/** From where somebody asks, as far as the API sees. */
export interface ClientSight {
  readonly ip: string | null;
  readonly userAgent: string | null;
}

/** What begins every session token, so that a leaked one is recognised and no API key is taken for one. */
export const sessionTokenStart = 'bls_';
const tokenBytes = 32;
const dayMs = 86_400_000;

/** SHA-256, hex. A token has 256 random bits, so that a slow hash with salt would add nothing. */
export const tokenHashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Opens a session. The token is given back this once and kept nowhere; the user's sessions that have ended go. */
export async function openSession(
  em: EntityManager,
  userId: string,
  client: ClientSight,
): Promise<{ readonly session: UserSession; readonly token: string }> {
  await em.execute(
    `delete from user_session where user_id = ?
        and (expires_at < now() or last_used_at < now() - ? * interval '1 hour')`,
    [userId, sessionIdleHours],
  );
  const token = `${sessionTokenStart}${randomBytes(tokenBytes).toString('base64url')}`;
  const now = new Date();
  const session = em.create(UserSession, {
    id: newId(),
    user: em.getReference(User, userId),
    tokenHash: tokenHashOf(token),
    ip: client.ip?.slice(0, 45) ?? null,
    userAgent: client.userAgent?.slice(0, 255) ?? null,
    createdAt: now,
    lastUsedAt: now,
    expiresAt: new Date(now.getTime() + sessionDays * dayMs),
  });
  await em.flush();
  return { session, token };
}

/** Whom a live session's token speaks for. */
export interface SessionCredential {
  readonly sessionId: string;
  readonly agreementNumber: number;
  readonly userId: string;
  readonly email: string;
  readonly roles: readonly Role[];
}

interface FoundSession {
  readonly session_id: string;
  readonly agreement_number: number;
  readonly user_id: string;
  readonly email: string;
  readonly roles: Role[];
}

const findLive = prepare<FoundSession>('find_session', ['text'], 'select * from bilag_find_session($1)');

/**
 * Whom a token speaks for, or undefined for an unknown, ended or expired one and where the user is barred, with nothing to
 * tell these apart. One statement. Throws `DatabaseUnavailable`.
 */
export async function findSession(orm: MikroORM, token: string): Promise<SessionCredential | undefined> {
  if (!token.startsWith(sessionTokenStart) || token.length > 100) return undefined;
  const [row] = await acrossAgreements<FoundSession>(orm, findLive.text, [tokenHashOf(token)]);
  return (
    row && {
      sessionId: row.session_id,
      agreementNumber: row.agreement_number,
      userId: row.user_id,
      email: row.email,
      roles: row.roles,
    }
  );
}

/** Notes that a session was used, to the minute. */
export async function noteSessionUse(em: EntityManager, sessionId: string): Promise<void> {
  await em.execute(
    `update user_session set last_used_at = now() where id = ? and last_used_at < now() - interval '1 minute'`,
    [sessionId],
  );
}

/** The user's live sessions, the last opened first. */
export const listSessions = (
  em: EntityManager,
  userId: string,
  query?: ListQuery,
): Promise<ListResult<UserSession>> =>
  listRows(
    em,
    {
      entity: UserSession,
      order: ['createdAt', 'lastUsedAt'],
      direction: 'DESC',
      filters: {},
      where: {
        user: userId,
        expiresAt: { $gt: new Date() },
        lastUsedAt: { $gt: new Date(Date.now() - sessionIdleHours * 3_600_000) },
      },
    },
    query,
  );

/** Ends one of the user's sessions. Throws `NotFound` where it is none of his or has ended. */
export async function endSession(em: EntityManager, userId: string, id: string): Promise<void> {
  const ended = await em.nativeDelete(UserSession, { id, user: userId });
  if (ended === 0) throw new DomainError('NotFound', { what: `Session ${id}` });
}

/** Ends the user's sessions but this one; all of them where none is named. Answers how many. */
export const endSessions = (em: EntityManager, userId: string, except?: string): Promise<number> =>
  em.nativeDelete(UserSession, {
    user: userId,
    ...(except !== undefined && { id: { $ne: except } }),
  });
