import type { Request } from 'express';
import { DomainError } from '../domain/errors.ts';
import { mayDo, rightTo, rolesWith } from '../domain/users/rights.ts';
import { sessionTokenStart } from '../domain/users/session.service.ts';
import type { Access, Caller, NobodyCaller, Scope } from './context.ts';
import type { KnownKeys, KnownSessions } from './known-keys.ts';

/** A bearer token as RFC 6750 allows it; anything else is not looked up. */
const bearer = /^Bearer +([A-Za-z0-9._~+/=-]{1,512})$/i;

/** Where credentials are known from. */
export interface Credentials {
  readonly keys: KnownKeys;
  readonly sessions: KnownSessions;
}

/** Who asks where nobody has to say who he is. */
export const nobody: NobodyCaller = { kind: 'nobody', agreementNumber: 0, actor: 'nobody' };

/**
 * Whose API key or session token the request carries. Throws `Unauthorized` for a missing, unknown, revoked, ended or expired
 * one, always with the same words, so that nobody learns which of these it is.
 */
export async function callerOf({ keys, sessions }: Credentials, request: Request): Promise<Caller> {
  const token = bearer.exec(request.headers.authorization ?? '')?.[1];
  if (token === undefined) throw new DomainError('Unauthorized');
  if (token.startsWith(sessionTokenStart)) {
    const session = await sessions.find(token);
    if (session === undefined) throw new DomainError('Unauthorized');
    return { kind: 'person', ...session, actor: `user:${session.email}` };
  }
  const key = await keys.find(token);
  if (key === undefined) throw new DomainError('Unauthorized');
  return {
    kind: 'api-key',
    agreementNumber: key.agreementNumber,
    apiKeyId: key.keyId,
    scopes: key.scopes,
    actor: `api-key:${key.prefix}`,
  };
}

/** Throws `MissingScope`, `MissingRight` or `PersonRequired` where the caller may not use this endpoint. */
export function requireAccess(
  caller: Caller,
  endpoint: { readonly scope: Access; readonly tag: string },
): void {
  const { scope, tag } = endpoint;
  if (scope === 'nobody') return;
  if (scope === 'person') {
    if (caller.kind !== 'person') throw new DomainError('PersonRequired');
    return;
  }
  if (caller.kind === 'api-key') requireScope(caller.scopes, scope);
  if (caller.kind === 'person') requireRight(caller.roles, tag, scope);
}

function requireScope(scopes: readonly Scope[], scope: Scope): void {
  if (!scopes.includes(scope)) throw new DomainError('MissingScope', { scope });
}

function requireRight(roles: Parameters<typeof mayDo>[0], resource: string, action: Scope): void {
  const right = rightTo(resource, action);
  if (!mayDo(roles, right))
    throw new DomainError('MissingRight', { right, roles: rolesWith(right).join(', ') });
}
