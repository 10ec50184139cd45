import { defineEntity, p } from '@mikro-orm/core';
import { Connection } from '../connections/connection.entity.ts';
import { instant, tenantColumns, tenantTable } from '../tenant.ts';

export const writeStates = ['intended', 'claimed', 'unknown', 'settled'] as const;
export const writeOutcomes = [
  'accepted',
  'adopted',
  'refused',
  'not-sent',
  'rate-limited',
  'unauthorized',
  'absent',
  'conflict',
] as const;

const ErpWriteSchema = defineEntity({
  name: 'ErpWrite',
  tableName: 'erp_write',
  ...tenantTable,
  uniques: [
    { name: 'erp_write_number_uq', properties: ['connection', 'subject', 'kind', 'number'] },
    {
      // The heart of "never twice": one intent without outcome per subject.
      name: 'erp_write_open_uq',
      properties: ['connection', 'subject'],
      expression: `create unique index "erp_write_open_uq" on "erp_write" ("connection_id", "subject") where "state" <> 'settled'`,
    },
  ],
  indexes: [
    {
      // Counted for the metrics and for each connection that is shown.
      name: 'erp_write_unmapped_ix',
      expression: `create index "erp_write_unmapped_ix" on "erp_write" ("connection_id") where "cause" = 'ErpRefusedUnknown'`,
    },
  ],
  checks: [
    {
      name: 'erp_write_outcome_ck',
      expression: `("state" = 'settled') = ("outcome" is not null)`,
    },
    {
      name: 'erp_write_claim_ck',
      expression: `"state" <> 'claimed' or ("claimed_at" is not null and "deadline_at" is not null)`,
    },
  ],
  properties: {
    ...tenantColumns(),
    connection: () => p.manyToOne(Connection).deleteRule('restrict'),
    /** What is written, in our words: `customer-invoice:<id>`, `unit:1`. */
    subject: p.string().length(160),
    kind: p.string().length(40),
    /** Counts the intents of one kind and subject, from 1. */
    number: p.integer(),
    round: p.integer().default(1),
    transferId: p.uuid().nullable().index('erp_write_transfer_ix'),
    method: p.string().length(4),
    host: p.string().length(40),
    path: p.text(),
    /** The exact bytes; sent as stored, and sent again as stored. */
    body: p.text(),
    reference: p.string().length(120),
    contentHash: p.string().length(64),
    expected: p.json<Record<string, string>>(),
    idempotencyKey: p.string().length(80),
    lookUpFirst: p.boolean().default(false),
    state: p.enum(writeStates).default('intended'),
    outcome: p.enum(writeOutcomes).nullable(),
    cause: p.string().length(60).nullable(),
    causeParams: p.json<Record<string, string | number>>().nullable(),
    /** Why it is or was unknown, in a few words. */
    unknownReason: p.text().nullable(),
    identity: p.json<Record<string, string>>().nullable(),
    amounts: p.json<{ net: string; gross: string }>().nullable(),
    intendedAt: instant().onCreate(() => new Date()),
    /** First claim of these bytes under this idempotency key, over all attempts that share the key. */
    keySince: instant().nullable(),
    claimedAt: instant().nullable(),
    claimedBy: p.string().length(120).nullable(),
    deadlineAt: instant().nullable(),
    settledAt: instant().nullable(),
    /** Not before this may a new intent follow. */
    retryAt: instant().nullable(),
  },
});

/** One attempt to write to an ERP: intent, claim, answer. Steps are compare-and-set on `state`. */
export class ErpWrite extends ErpWriteSchema.class {}
ErpWriteSchema.setClass(ErpWrite);
