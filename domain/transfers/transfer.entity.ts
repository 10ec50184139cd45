import { defineEntity, p } from '@mikro-orm/core';
import { Connection } from '../connections/connection.entity.ts';
import { instant, tenantColumns, tenantTable, timestamps } from '../tenant.ts';
import { transferStates } from './transfer.lifecycle.ts';

const TransferSchema = defineEntity({
  name: 'Transfer',
  tableName: 'transfer',
  ...tenantTable,
  // One row per document and connection for ever: it is the one recorded outcome, and no second transfer can live.
  uniques: [{ name: 'transfer_document_uq', properties: ['connection', 'documentKind', 'documentId'] }],
  indexes: [
    { name: 'transfer_state_ix', properties: ['agreementNumber', 'state', 'createdAt'] },
    { name: 'transfer_document_ix', properties: ['documentId'] },
    {
      name: 'transfer_issue_ix',
      expression: `create index "transfer_issue_ix" on "transfer" ("issue_id", "state") where "issue_id" is not null`,
    },
    {
      name: 'transfer_live_ix',
      expression: `create index "transfer_live_ix" on "transfer" ("updated_at") where "state" not in ('transferred', 'skipped', 'marked-done')`,
    },
    {
      // Settled by a person, and the keeper has not yet seen to it that everybody knows.
      name: 'transfer_decided_ix',
      expression: `create index "transfer_decided_ix" on "transfer" ("settled_at") where "state" in ('skipped', 'marked-done') and "decided_by" <> 'settings' and ("kept_at" is null or "kept_at" < "settled_at")`,
    },
  ],
  properties: {
    ...tenantColumns(),
    connection: () => p.manyToOne(Connection).deleteRule('restrict'),
    documentKind: p.string().length(40),
    documentId: p.uuid(),
    documentNumber: p.integer(),
    state: p.enum(transferStates).default('waiting'),
    /** Never two writes of one party in flight: `customer:<number>`. */
    partyKey: p.string().length(120),
    /** Counts the tries a person asked for, from 1; what was refused in an earlier round no longer stands. */
    round: p.integer().default(1),
    /** When a person asked for the last round. */
    retriedAt: instant().nullable(),
    /**
     * What it sends first after this moment is looked up first: something of it may be there that our rows do not know (its
     * workflow was gone, or the database was restored).
     */
    looksFirstSince: instant().nullable(),
    /** A code of `domain/errors.ts`, where it stands still or was skipped. */
    cause: p.string().length(60).nullable(),
    causeParams: p.json<Record<string, string | number>>().nullable(),
    /** Our key as the ERP shows it: `B-<key>` in the document's reference. */
    key: p.string().length(26),
    /** The ERP's identifiers of the document, as far as known. */
    identity: p.json<Record<string, string>>().nullable(),
    /** Who skipped it or marked it done. */
    decidedBy: p.string().length(255).nullable(),
    /** Why, in that person's words. */
    decidedWhy: p.text().nullable(),
    /** The issue under which it stands, or stood when it was settled. */
    issueId: p.uuid().nullable(),
    /** As what its history last told that it stands still; null: the next stand is told again. */
    toldStand: p.string().length(400).nullable(),
    settledAt: instant().nullable(),
    /** When the keeper last saw to it that somebody carries it. */
    keptAt: instant().nullable(),
    ...timestamps(),
  },
});

/** The promise to carry one booked document to one connection, and its one recorded outcome. */
export class Transfer extends TransferSchema.class {}
TransferSchema.setClass(Transfer);
