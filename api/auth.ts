import type { Request } from 'express';
import { DomainError } from '../domain/errors.ts';
import type { Caller, Scope } from './context.ts';
import type { KnownKeys } from './known-keys.ts';

/** A bearer token as RFC 6750 allows it; anything else is not looked up. */
const bearer = /^Bearer +([A-Za-z0-9._~+/=-]{1,512})$/i;

/**
 * Whose key the request carries. Throws `Unauthorized` for a missing, unknown, revoked or expired key, always with the
 * same words, so that nobody learns which of these it is.
 */
export async function callerOf(keys: KnownKeys, request: Request): Promise<Caller> {
  const token = bearer.exec(request.headers.authorization ?? '')?.[1];
  if (token === undefined) throw new DomainError('Unauthorized');
  const key = await keys.find(token);
  if (key === undefined) throw new DomainError('Unauthorized');
  return {
    agreementNumber: key.agreementNumber,
    apiKeyId: key.keyId,
    scopes: key.scopes,
    actor: `api-key:${key.prefix}`,
  };
}

/** Throws `MissingScope` where the key may not do this. */
export function requireScope(caller: Caller, scope: Scope): void {
  if (!caller.scopes.includes(scope)) throw new DomainError('MissingScope', { scope });
}
