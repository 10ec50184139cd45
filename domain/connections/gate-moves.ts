import type { EntityManager } from '@mikro-orm/postgresql';
import type { ErrorCode, ErrorParams } from '../errors.ts';
import type { GateState } from '../lane/lane.decisions.ts';
import { notify } from '../notifications/notification.service.ts';
import { emitEvent } from '../webhooks/emit-event.ts';

/** A gate that moved. */
export interface GateMove {
  readonly connectionId: string;
  readonly gate: GateState;
  readonly reason: string | null;
  /** Who moved it; `system` where nobody pressed anything. */
  readonly by: string;
}

/** An exhausted gate that opens again within this time is nobody's news. */
const briefMs = 5 * 60_000;

export const isBrief = (waitMs: number): boolean => waitMs < briefMs;

/** Tells webhooks of every move of a gate; with statements that travel with the next one. */
export async function tellGateMove(
  em: EntityManager,
  { connectionId, gate, reason, by }: GateMove,
): Promise<void> {
  await emitEvent(em, {
    event: 'integration.gate_changed',
    key: connectionId,
    keyName: 'id',
    data: { id: connectionId, gate: { state: gate, reason, by } },
  });
}

/** Tells people that a gate closed by itself for longer: they have to act, or to know why nothing goes. */
export async function tellClosed(
  em: EntityManager,
  connectionId: string,
  cause: ErrorCode,
  params: ErrorParams = {},
): Promise<void> {
  await notify(em, { kind: 'gate-closed', connectionId, cause, params });
}

/** As `tellClosed`, unless the last that people were told is that it is closed. */
export async function tellClosedOnce(
  em: EntityManager,
  connectionId: string,
  cause: ErrorCode,
  params: ErrorParams,
): Promise<void> {
  if (!(await isToldClosed(em, connectionId))) await tellClosed(em, connectionId, cause, params);
}

async function isToldClosed(em: EntityManager, connectionId: string): Promise<boolean> {
  const [last] = await em.execute<{ kind: string }[]>(
    `select kind from notification where connection_id = ? and kind in ('gate-closed', 'gate-opened')
     order by created_at desc, id desc limit 1`,
    [connectionId],
  );
  return last?.kind === 'gate-closed';
}

/** Tells people that a gate is open again, where they were told that it closed. */
export async function tellOpened(em: EntityManager, connectionId: string): Promise<void> {
  if (!(await isToldClosed(em, connectionId))) return;
  await notify(em, { kind: 'gate-opened', connectionId });
}
