import { defineEntity, p } from '@mikro-orm/core';
import { Connection } from '../connections/connection.entity.ts';
import { instant, tenantColumns, tenantTable } from '../tenant.ts';

export const issueStates = ['open', 'closed'] as const;

/** Why an issue closed: its documents reached their ERP, or persons settled the last of them. */
export const issueEnds = ['carried', 'settled-by-hand', 'other-cause'] as const;
export type IssueEnd = (typeof issueEnds)[number];

const IssueSchema = defineEntity({
  name: 'Issue',
  tableName: 'issue',
  ...tenantTable,
  uniques: [
    {
      // A storm of failures of one cause is one issue.
      name: 'issue_open_uq',
      properties: ['connection', 'causeKey'],
      expression: `create unique index "issue_open_uq" on "issue" ("connection_id", "cause_key") where "state" = 'open'`,
    },
  ],
  indexes: [
    { name: 'issue_opened_ix', properties: ['agreementNumber', 'openedAt'] },
    {
      name: 'issue_check_ix',
      expression: `create index "issue_check_ix" on "issue" ("check_at") where "state" = 'open'`,
    },
  ],
  properties: {
    ...tenantColumns(),
    connection: () => p.manyToOne(Connection).deleteRule('restrict'),
    /** A code of `domain/errors.ts`. */
    cause: p.string().length(60),
    /** The code and what names the cause itself; see `causeKey`. */
    causeKey: p.string().length(300),
    /** Of the document that opened it: what fills the message of the cause. */
    params: p.json<Record<string, string | number>>(),
    state: p.enum(issueStates).default('open'),
    openedAt: instant().onCreate(() => new Date()),
    closedAt: instant().nullable(),
    /** Who ended its last document. */
    closedBy: p.string().length(255).nullable(),
    closedWhy: p.enum(issueEnds).nullable(),
    /** When its cause was last read in the ERP, or a document was tried again to see. */
    lastCheckedAt: instant().nullable(),
    /** Since when its cause is known to be gone, while refused documents still wait for a person. */
    causeGoneAt: instant().nullable(),
    /** When its cause is next held against the ERP; null while nothing waits for that. */
    checkAt: instant().nullable(),
  },
});

/** One cause on one connection, with the documents that it stops: opened once, closed when none is left under it. */
export class Issue extends IssueSchema.class {}
IssueSchema.setClass(Issue);
