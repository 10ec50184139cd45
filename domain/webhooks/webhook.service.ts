import { randomBytes } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { CredentialVault } from '../connections/credentials.ts';
import { DomainError } from '../errors.ts';
import { bool, checkFields, line, omittable } from '../field-rules.ts';
import type { Rule } from '../field-rules.ts';
import { listRows } from '../lists.ts';
import type { ListQuery, ListResult } from '../lists.ts';
import type { Actor } from '../registers.ts';
import { newId } from '../ids.ts';
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
/** Standard Webhooks asks for 24 to 64 bytes. */
const signingKeyBytes = 32;

/** With what a delivery shows that it is ours. */
export interface WebhookSecrets {
  /** 32 characters, sent as they are with every delivery (`Rackbeat-Webhook-Token`). */
  readonly token: string;
  /** `whsec_<base64 of 32 bytes>`: signs every delivery and is never sent. */
  readonly signingSecret: string;
}

/** What a registration did. */
export interface Registration {
  readonly webhook: Webhook;
  /** Made at random at the first registration and shown then alone; kept encrypted, for deliveries need them. */
  readonly secrets: WebhookSecrets | undefined;
}

const secretsContext = (agreementNumber: number, webhookId: string): string =>
  `${agreementNumber}/webhook/${webhookId}`;

const makeSecrets = (): WebhookSecrets => ({
  token: randomBytes(tokenBytes).toString('base64url'),
  signingSecret: `whsec_${randomBytes(signingKeyBytes).toString('base64')}`,
});

/** A webhook's secrets, to send with. Throws where the vault has not their key. */
export function openSecrets(
  vault: CredentialVault,
  webhook: { readonly agreementNumber: number; readonly id: string; readonly secrets: string },
): WebhookSecrets {
  const { token = '', signingSecret = '' } = vault.open(
    webhook.secrets,
    secretsContext(webhook.agreementNumber, webhook.id),
  );
  return { token, signingSecret };
}

/**
 * Registers an address for an event. The same event and address again changes `isActive`, keeps token and signing secret, and
 * encrypts them with today's key. Throws `InvalidInput`.
 */
export async function registerWebhook(
  em: EntityManager,
  vault: CredentialVault,
  input: NewWebhook,
  actor: Actor,
): Promise<Registration> {
  checkFields(input, rules);
  const published = webhookEventOf(input.event) ?? input.event;
  const agreementNumber = agreementOf(em);
  const sealed = (id: string, secrets: WebhookSecrets): string =>
    vault.seal({ ...secrets }, secretsContext(agreementNumber, id));
  // Two registrations of the same pair at once: the second waits, and finds the first.
  const pair = `webhook:${agreementNumber}:${published}:${input.url}`;
  await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [pair]);
  const known = await em.findOne(Webhook, { event: published, url: input.url });
  if (known !== null) {
    known.isActive = input.isActive ?? true;
    known.secrets = sealed(known.id, openSecrets(vault, known));
    known.changedBy = actor;
    await em.flush();
    return { webhook: known, secrets: undefined };
  }
  const id = newId();
  const secrets = makeSecrets();
  const webhook = em.create(Webhook, {
    id,
    event: published,
    url: input.url,
    isActive: input.isActive ?? true,
    secrets: sealed(id, secrets),
    failuresSinceLastSuccess: 0,
    changedBy: actor,
  });
  await em.flush();
  return { webhook, secrets };
}

/** Throws `NotFound`. */
export async function findWebhook(em: EntityManager, id: string): Promise<Webhook> {
  const webhook = await em.findOne(Webhook, { id });
  if (webhook === null) throw new DomainError('NotFound', { what: `Webhook ${id}` });
  return webhook;
}

/** Deletes it with its deliveries: what was not sent yet is not sent any more. Throws `NotFound`. */
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
