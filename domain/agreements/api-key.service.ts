import { createHash, randomBytes } from 'node:crypto';
import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { acrossAgreements } from '../database.ts';
import { DomainError } from '../errors.ts';
import { checkFields, line } from '../field-rules.ts';
import type { FieldErrors } from '../field-rules.ts';
import { listRows } from '../lists.ts';
import type { ListQuery, ListResult } from '../lists.ts';
import type { Actor } from '../registers.ts';
import { prepare } from '../statements.ts';
import { ApiKey, apiScopes } from './api-key.entity.ts';
import type { ApiScope } from './api-key.entity.ts';

export interface NewApiKey {
  /** 1 to 255 characters, for people. */
  readonly name: string;
  /** One at least. */
  readonly scopes: readonly ApiScope[];
  /** From then on the key is refused; default: never. */
  readonly expiresAt?: Date | null | undefined;
}

/** What begins every key, so that a leaked one is recognised. */
const keyStart = 'blg_';
const keyBytes = 32;
const shownLength = 12;

/** SHA-256, hex. A key has 256 random bits, so that a slow hash with salt would add nothing. */
const hashOf = (plainKey: string): string => createHash('sha256').update(plainKey).digest('hex');

/** Makes a key. The plain key is given back this once and kept nowhere. Throws `InvalidInput`. */
export async function createApiKey(
  em: EntityManager,
  input: NewApiKey,
  actor: Actor,
): Promise<{ readonly key: ApiKey; readonly plainKey: string }> {
  checkFields(
    input,
    { name: line(255) },
    { also: { ...scopesFit(input.scopes), ...expiryFits(input.expiresAt) } },
  );
  const plainKey = `${keyStart}${randomBytes(keyBytes).toString('base64url')}`;
  const key = em.create(ApiKey, {
    name: input.name,
    prefix: plainKey.slice(0, shownLength),
    hash: hashOf(plainKey),
    scopes: apiScopes.filter((scope) => input.scopes.includes(scope)),
    expiresAt: input.expiresAt ?? null,
    createdBy: actor,
    revokedAt: null,
    revokedBy: null,
    lastUsedAt: null,
  });
  await em.flush();
  return { key, plainKey };
}

const scopesFit = (scopes: readonly string[]): FieldErrors =>
  scopes.length > 0 && scopes.every((scope) => (apiScopes as readonly string[]).includes(scope))
    ? {}
    : { scopes: [`scopes must be one or more of ${apiScopes.join(', ')}.`] };

const expiryFits = (expiresAt: Date | null | undefined): FieldErrors =>
  expiresAt instanceof Date && !(expiresAt.getTime() > Date.now())
    ? { expires_at: ['expires_at must be in the future.'] }
    : {};

/**
 * Ends a key at once; ending it again changes nothing. The last valid admin key stays, or nobody could make another.
 * Throws `NotFound` and `InUse`.
 */
export async function revokeApiKey(em: EntityManager, id: string, actor: Actor): Promise<ApiKey> {
  // All admin keys are locked in one order, so that two requests do not revoke the last two at the same time.
  await em.execute(`select id from api_key where 'admin' = any(scopes) order by id for update`);
  const key = await em.findOne(ApiKey, { id });
  if (key === null) throw new DomainError('NotFound', { what: `API key ${id}` });
  if (key.revokedAt !== null) return key;
  if (key.scopes.includes('admin') && !(await hasOtherAdminKey(em, id)))
    throw new DomainError('InUse', { what: 'The last admin key', usedBy: 'this agreement' });
  key.revokedAt = new Date();
  key.revokedBy = actor;
  await em.flush();
  return key;
}

/**
 * Makes a key of the same name, scopes and expiry, and ends the one of that id, both or neither. The plain key is given back
 * this once. Throws `NotFound`, also for a key that was ended meanwhile.
 */
export async function replaceApiKey(
  em: EntityManager,
  id: string,
  actor: Actor,
): Promise<{ readonly key: ApiKey; readonly plainKey: string }> {
  // Of two requests with one key the later one finds it ended.
  await em.execute('select id from api_key where id = ? for update', [id]);
  const old = await em.findOne(ApiKey, { id, revokedAt: null }, { refresh: true });
  if (old === null) throw new DomainError('NotFound', { what: `API key ${id}` });
  const { name, scopes, expiresAt } = old;
  const made = await createApiKey(em, { name, scopes, expiresAt }, actor);
  await revokeApiKey(em, id, actor);
  return made;
}

async function hasOtherAdminKey(em: EntityManager, id: string): Promise<boolean> {
  const rows = await em.execute<unknown[]>(
    `select 1 from api_key
      where id <> ? and revoked_at is null and (expires_at is null or expires_at > now()) and 'admin' = any(scopes)`,
    [id],
  );
  return rows.length > 0;
}

/** Newest first; revoked and expired ones too. Never the key or its hash. */
export const listApiKeys = (em: EntityManager, query?: ListQuery): Promise<ListResult<ApiKey>> =>
  listRows(
    em,
    {
      entity: ApiKey,
      order: ['createdAt', 'name', 'lastUsedAt'],
      direction: 'DESC',
      filters: { name: 'property', prefix: 'property' },
    },
    query,
  );

/** Whom a valid key speaks for. */
export interface Credential {
  readonly keyId: string;
  readonly agreementNumber: number;
  /** The key's first characters, for logs and events. */
  readonly prefix: string;
  readonly scopes: readonly ApiScope[];
}

interface FoundKey {
  readonly id: string;
  readonly agreement_number: number;
  readonly prefix: string;
  readonly scopes: ApiScope[];
}

const findKey = prepare<FoundKey>('find_api_key', ['text'], 'select * from bilag_find_api_key($1)');

/**
 * Whom a plain key speaks for, or undefined for an unknown, revoked or expired one, with nothing to tell these apart.
 * One statement. Throws `DatabaseUnavailable`.
 */
export async function findCredential(orm: MikroORM, plainKey: string): Promise<Credential | undefined> {
  // Nothing that cannot be a key reaches the database.
  if (!plainKey.startsWith(keyStart) || plainKey.length > 100) return undefined;
  const [row] = await acrossAgreements<FoundKey>(orm, findKey.text, [hashOf(plainKey)]);
  return (
    row && { keyId: row.id, agreementNumber: row.agreement_number, prefix: row.prefix, scopes: row.scopes }
  );
}

/** Notes that a key was used, to the minute: at most one write a minute, however many requests there are. */
export async function noteKeyUse(em: EntityManager, keyId: string): Promise<void> {
  await em.execute(
    `update api_key set last_used_at = now()
      where id = ? and (last_used_at is null or last_used_at < now() - interval '1 minute')`,
    [keyId],
  );
}
