import type { EntityManager } from '@mikro-orm/postgresql';
import { noteDeliveries } from '../deliveries/bell.ts';
import { newId } from '../ids.ts';
import { prepare } from '../statements.ts';
import { agreementOf } from '../tenant.ts';
import type { WebhookEvent } from './webhook-events.ts';

/** Something that webhooks are told of, in the dialect of the API. */
export interface EmittedEvent {
  readonly event: WebhookEvent;
  /** What names the record: its number (or code), or its id. */
  readonly key: string | number;
  readonly keyName: 'number' | 'id';
  /** The record, or of an update what changed, by the API's names. */
  readonly data: object;
  /** Of an update: the names of the changed fields. */
  readonly changed?: readonly string[];
  /** Of an update that changes the key; otherwise both are the key. */
  readonly oldKey?: string | number;
  readonly newKey?: string | number;
}

/** The event's body, as webhooks are sent it. */
export function bodyOf({ event, key, keyName, data, changed, oldKey, newKey }: EmittedEvent): string {
  return JSON.stringify({
    key,
    key_name: keyName,
    event,
    data,
    ...(changed && { old_key: oldKey ?? key, new_key: newKey ?? key, changed }),
  });
}

/** Where nobody wants the event it reads one index and writes nothing. */
const emit = prepare(
  'emit_event',
  ['int', 'uuid', 'text', 'text'],
  `with wanted as materialized (
     select id from webhook where agreement_number = $1 and event = $3 and is_active
   ), made as (
     insert into outgoing_event (id, agreement_number, event, body, at)
     select $2, $1, $3, $4, clock_timestamp() where exists (select from wanted)
   )
   insert into delivery (id, agreement_number, event_id, webhook_id, state, round, attempts, created_at, updated_at)
   select gen_random_uuid(), $1, $2, wanted.id, 'pending', 1, 0, clock_timestamp(), clock_timestamp() from wanted`,
);

const silenced = new WeakSet<EntityManager>();

/** Whether this transaction tells no webhook of anything (`suppressWebhooks`). */
export const isSilenced = (em: EntityManager): boolean => silenced.has(em);

/** SQL: whether a webhook of this agreement may want anything. Read with what a transaction reads first. */
export const hasWebhooks = (agreementNumber: string): string =>
  `exists (select from webhook where webhook.agreement_number = ${agreementNumber} and webhook.is_active)`;

const wanted = prepare<{ isWanted: boolean }>(
  'wants_event',
  ['int', 'text'],
  'select exists (select from webhook where agreement_number = $1 and event = $2 and is_active) as "isWanted"',
);

/** Whether anybody wants this event: asked once before many of them, each of which costs a statement. */
export async function wantsEvent(em: EntityManager, event: WebhookEvent): Promise<boolean> {
  const [row] = await wanted.run(em, [agreementOf(em), event]);
  return row?.isWanted === true;
}

/**
 * From here on this transaction tells no webhook of anything: the client asked so (`suppress_webhooks`), or there is none
 * (`hasWebhooks`), which saves the statement of each event and the look for deliveries after the commit.
 */
export function suppressWebhooks(em: EntityManager): void {
  silenced.add(em);
}

/**
 * Promises the event to every active webhook that wants it, in the caller's transaction: one statement that travels with the
 * next one. What is committed is delivered at least once, or given up visibly after a day.
 */
export async function emitEvent(em: EntityManager, event: EmittedEvent): Promise<void> {
  if (silenced.has(em)) return;
  await emit.later(em, [agreementOf(em), newId(), event.event, bodyOf(event)]);
  noteDeliveries(em);
}
