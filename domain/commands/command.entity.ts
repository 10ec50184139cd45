import { defineEntity, p } from '@mikro-orm/core';
import { instant, tenantColumns, tenantTable } from '../tenant.ts';

const CommandSchema = defineEntity({
  name: 'Command',
  ...tenantTable,
  // The clean-up reads by age. No unique key over method, path and key: the primary key is derived from them.
  indexes: [{ name: 'command_requested_at_idx', properties: ['requestedAt'] }],
  properties: {
    ...tenantColumns(),
    /** Derived from agreement, method, path and key; it is the id of the update, too. */
    id: p.uuid().primary(),
    method: p.string().length(10),
    path: p.string().length(2048),
    /** The Idempotency-Key. */
    key: p.string().length(255),
    /** SHA-256 of the body, hex: the same key with another body is refused. */
    bodyHash: p.character().length(64),
    body: p.json<unknown>(),
    actor: p.string().length(255),
    /** True where the client asked that no webhook tells of it. */
    suppressesWebhooks: p.boolean().default(false),
    documentKind: p.string().length(50).nullable(),
    documentId: p.uuid().nullable(),
    /** What the command answered; null until it is decided. */
    result: p.json<unknown>().nullable(),
    /** HTTP status of the answer; null until it is decided. */
    status: p.integer().nullable(),
    requestedAt: instant().onCreate(() => new Date()),
    completedAt: instant().nullable(),
  },
});

/** One request that changes something, with its answer: the same key gives the same answer for at least 30 days. */
export class Command extends CommandSchema.class {}
CommandSchema.setClass(Command);
