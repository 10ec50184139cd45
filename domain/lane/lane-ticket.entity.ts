import { defineEntity, p } from '@mikro-orm/core';
import { Connection } from '../connections/connection.entity.ts';
import { instant, tenantColumns, tenantTable } from '../tenant.ts';
import { ticketStates } from './lane.decisions.ts';

const LaneTicketSchema = defineEntity({
  name: 'LaneTicket',
  tableName: 'lane_ticket',
  ...tenantTable,
  uniques: [
    { name: 'lane_ticket_flow_uq', properties: ['connection', 'flowId'] },
    {
      name: 'lane_ticket_party_uq',
      properties: ['connection', 'partyKey'],
      expression: `create unique index "lane_ticket_party_uq" on "lane_ticket" ("connection_id", "party_key") where "keeps_party"`,
    },
  ],
  indexes: [
    {
      name: 'lane_ticket_line_ix',
      expression: `create index "lane_ticket_line_ix" on "lane_ticket" ("connection_id", "priority", "sequence") where "state" <> 'left'`,
    },
    // All turns of one workflow, in however long a line.
    { name: 'lane_ticket_workflow_ix', properties: ['connection', 'workflowId'] },
    {
      // Whether a ticket is the first of its party, however long the line is.
      name: 'lane_ticket_party_line_ix',
      expression: `create index "lane_ticket_party_line_ix" on "lane_ticket" ("connection_id", "party_key", "priority", "sequence") where "state" = 'waiting'`,
    },
  ],
  checks: [{ name: 'lane_ticket_holding_ck', expression: `"state" <> 'holding' or "keeps_party"` }],
  properties: {
    ...tenantColumns(),
    connection: () => p.manyToOne(Connection).deleteRule('restrict'),
    /** Which flow: a workflow id, or that and the register whose turn it is. */
    flowId: p.string().length(300),
    /** Whom to wake. */
    workflowId: p.string().length(200),
    priority: p.integer(),
    partyKey: p.string().length(160),
    keepsParty: p.boolean().default(false),
    state: p.enum(ticketStates).default('waiting'),
    /** Order of entering within the connection. */
    sequence: p.bigint().autoincrement(),
    enteredAt: instant().onCreate(() => new Date()),
    /** When it got its place; null while it has none. */
    placedAt: instant().nullable(),
    /** When its flow saw that it has a place; until then it is named again to whoever wakes. */
    seenAt: instant().nullable(),
    leftAt: instant().nullable(),
  },
});

/** A flow's place in, or beside, the line of one connection. */
export class LaneTicket extends LaneTicketSchema.class {}
LaneTicketSchema.setClass(LaneTicket);
