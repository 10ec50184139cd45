import { createHash, randomBytes } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { DomainError } from '../errors.ts';
import { bool, checkFields, line, omittable } from '../field-rules.ts';
import type { Rule } from '../field-rules.ts';
import { listRows } from '../lists.ts';
import type { ListQuery, ListResult } from '../lists.ts';
import type { Actor } from '../registers.ts';
import { agreementOf } from '../tenant.ts';
import { webhookEventOf } from './webhook-events.ts';
import { Webhook } from './webhook.entity.ts';

export interface NewWebhook {
  /** `<entity>.<what happened>`; the entity's plural is understood too. */
  readonly event: string;
  /** http or https, without user and password, up to 2,048 characters. */
  readonly url: string;
  /** Default true. */
  readonly isActive?: boolean | undefined;
}

const url: Rule = (value) => {
  const fault = line(2_048)(value);
  if (fault !== undefined) return fault;
  const parsed = typeof value === 'string' ? URL.parse(value) : null;
  if (parsed === null || !['http:', 'https:'].includes(parsed.protocol))
    return 'must be an http or https address';
  return parsed.username === '' && parsed.password === '' ? undefined : 'must not hold a user or password';
};

const event: Rule = (value) =>
  typeof value === 'string' && webhookEventOf(value) !== undefined
    ? undefined
    : 'must be an event, e.g. customer_invoice.booked';

const rules = { event, url, isActive: omittable(bool) };

/** 24 bytes are 32 characters in base64url. */
const tokenBytes = 24;

/** What a registration did. */
export interface Registration {
  readonly webhook: Webhook;
  /** 32 characters with which every delivery shows who it is from; only at the first registration, kept nowhere. */
  readonly token: string | undefined;
}

/**
 * Registers an address for an event. The same event and address again changes `isActive` and keeps the token. Throws
 * `InvalidInput`.
 */
export async function registerWebhook(
  em: EntityManager,
  input: NewWebhook,
  actor: Actor,
): Promise<Registration> {
  checkFields(input, rules);
  const published = webhookEventOf(input.event) ?? input.event;
  // Two registrations of the same pair at once: the second waits, and finds the first.
  const pair = `webhook:${agreementOf(em)}:${published}:${input.url}`;
  await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [pair]);
  const known = await em.findOne(Webhook, { event: published, url: input.url });
  if (known !== null) {
    known.isActive = input.isActive ?? true;
    known.changedBy = actor;
    await em.flush();
    return { webhook: known, token: undefined };
  }
  const token = randomBytes(tokenBytes).toString('base64url');
  const webhook = em.create(Webhook, {
    event: published,
    url: input.url,
    isActive: input.isActive ?? true,
    tokenHash: createHash('sha256').update(token).digest('hex'),
    failuresSinceLastSuccess: 0,
    changedBy: actor,
  });
  await em.flush();
  return { webhook, token };
}

/** Throws `NotFound`. */
export async function findWebhook(em: EntityManager, id: string): Promise<Webhook> {
  const webhook = await em.findOne(Webhook, { id });
  if (webhook === null) throw new DomainError('NotFound', { what: `Webhook ${id}` });
  return webhook;
}

/** Throws `NotFound`. */
export async function deleteWebhook(em: EntityManager, id: string): Promise<void> {
  await em.remove(await findWebhook(em, id)).flush();
}

/** Filters: `event` (the plural too), `url`, `isActive`. */
export const listWebhooks = (em: EntityManager, query?: ListQuery): Promise<ListResult<Webhook>> =>
  listRows(
    em,
    {
      entity: Webhook,
      order: ['createdAt', 'event', 'url'],
      filters: {
        event: (value) => ({ event: webhookEventOf(String(value)) ?? String(value) }),
        url: 'property',
        isActive: 'property',
      },
    },
    query,
  );
