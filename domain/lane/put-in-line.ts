import type { EntityManager } from '@mikro-orm/postgresql';
import { transferFlow } from '../sql/fragments.ts';
import { later } from '../statements.ts';
import { agreementOf } from '../tenant.ts';
import { lanePriorities } from './lane.decisions.ts';
import { fillLane, type Heir, type LaneConnection } from './lane.service.ts';

/**
 * Gives each of these transfers a ticket at the end of the line, oldest first, and wakes nobody: one statement however many
 * there are. A ticket that its flow has in the lane already stays as it is. Answers who has a place now: those alone are to
 * be woken, all others when it is their turn. The caller holds the connection's lock and has moved the transfers to `waiting`.
 */
export async function putInLine(
  em: EntityManager,
  connection: LaneConnection,
  transferIds: readonly string[],
): Promise<readonly Heir[]> {
  if (transferIds.length > 0)
    await later(em, insertTickets, [
      agreementOf(em),
      lanePriorities.document,
      `{${transferIds.join(',')}}`,
      connection.id,
    ]);
  return fillLane(em, connection);
}

const insertTickets = `
  insert into lane_ticket (id, agreement_number, connection_id, flow_id, workflow_id, priority, party_key, keeps_party, state,
    entered_at)
  select gen_random_uuid(), ?, t.connection_id, ${transferFlow}, ${transferFlow}, ?, t.party_key, false, 'waiting', now()
  from transfer t where t.id = any(?) and t.connection_id = ? order by t.created_at, t.id
  on conflict (connection_id, flow_id) do update set state = 'waiting', sequence = excluded.sequence,
    entered_at = now(), left_at = null, placed_at = null, seen_at = null
  where lane_ticket.state = 'left'`;
