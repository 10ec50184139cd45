import type { EntityManager } from '@mikro-orm/postgresql';
import { type ConnectionRow, connectionJson } from '../connections/connection-row.ts';
import type { Heir } from '../lane/lane.service.ts';
import { type SnapshotHead, snapshotHeadJson } from '../preflight/erp-snapshot.service.ts';
import { nowMs, transferFlowOf } from '../sql/fragments.ts';
import { prepare } from '../statements.ts';
import { hasWebhooks } from '../webhooks/emit-event.ts';
import { attemptJson, type WriteAttempt } from './erp-write.service.ts';
import { transferJson, transferNotFound, type TransferRow } from './transfer-row.ts';

/** Everything that the next step of a flow is decided from, as it is under the connection's lock. */
export interface Situation {
  readonly connection: ConnectionRow;
  /**
   * The database's clock, in milliseconds since the epoch, not later than now: deadlines of attempts are written by that
   * clock, and a process whose own runs ahead must not take a window for over.
   */
  readonly now: number;
  readonly transfer: TransferRow;
  /** The attempts of the flow's subject, oldest first. */
  readonly writes: readonly WriteAttempt[];
  /** Whether the flow holds a place in the lane and knows it. */
  readonly holdsPlace: boolean;
  /** Which snapshot of the ERP's registers is stored. */
  readonly snapshot: SnapshotHead | null;
  /**
   * Other turns that its workflow still has a ticket for. It takes one turn at a time: these are left over from one whose
   * answer got lost, and it must not wait for itself.
   */
  readonly otherTurns: readonly string[];
  /** Whether the agreement has webhooks that may want to be told. */
  readonly hasWebhooks: boolean;
  /** Flows of credit notes that wait on this connection for the outcome of this document. */
  readonly creditNotes: readonly Heir[];
}

/** Whose situation it is. */
export interface FlowKey {
  readonly connectionId: string;
  readonly transferId: string;
  readonly workflowId: string;
  /** Of its ticket in the lane. */
  readonly flowId: string;
  /** Whose writes are attempts of one another. */
  readonly subject: string;
}

const situationOf = prepare<Omit<Situation, 'creditNotes'> & { creditNotes: string[] }>(
  'situation',
  ['text', 'text', 'uuid', 'uuid', 'text'],
  `  select ${nowMs} as now, ${connectionJson} as connection, ${transferJson} as transfer,
    (select coalesce(jsonb_agg(${attemptJson} order by w.intended_at), '[]') from erp_write w
      where w.connection_id = c.id and w.subject = $1) as writes,
    exists (select 1 from lane_ticket l where l.connection_id = c.id and l.flow_id = $2 and l.state = 'holding'
      and l.seen_at is not null) as "holdsPlace",
    ${snapshotHeadJson} as snapshot,
    (select coalesce(jsonb_agg(l.flow_id), '[]') from lane_ticket l where l.connection_id = c.id and l.workflow_id = $5
      and l.flow_id <> $2 and l.state <> 'left') as "otherTurns",
    ${hasWebhooks('c.agreement_number')} as "hasWebhooks",
    (select coalesce(jsonb_agg(${transferFlowOf('n')}), '[]')
      from customer_invoice note join transfer n on n.document_id = note.id and n.connection_id = c.id
        and n.state = 'blocked' and n.cause = 'CreditedInvoiceNotTransferred'
      where note.credited_invoice_id = t.document_id) as "creditNotes"
  from transfer t join connection c on c.id = t.connection_id
  where t.id = $3 and c.id = $4`,
);

/** Reads a flow's situation: one statement. The caller holds the connection's lock. Throws `NotFound`. */
export async function readSituation(em: EntityManager, flow: FlowKey): Promise<Situation> {
  const { subject, flowId, transferId, connectionId, workflowId } = flow;
  const [row] = await situationOf.run(em, [subject, flowId, transferId, connectionId, workflowId]);
  if (row === undefined) throw transferNotFound(flow.transferId);
  const creditNotes = row.creditNotes.map((workflowId) => ({ flowId: workflowId, workflowId }));
  return { ...row, creditNotes };
}
