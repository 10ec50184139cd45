import type { EntityManager } from '@mikro-orm/postgresql';
import {
  type CallReport,
  type GateClosing,
  type LaneMeter,
  meterAfter,
  newMeter,
  takeRetry,
} from '../lane/meter.decisions.ts';
import { prepare } from '../statements.ts';
import type { ConnectionRow } from './connection-row.ts';
import { callsPerDay } from './erp-limits.ts';
import { isBrief, tellClosed, tellGateMove, tellOpened } from './gate-moves.ts';

const writeMeter = prepare(
  'write_meter',
  ['uuid', 'jsonb'],
  'update connection set meter = $2 where id = $1',
);

/** Keeps the meter, with the next statement. The caller holds the connection's lock. */
async function keepMeter(em: EntityManager, connectionId: string, meter: LaneMeter): Promise<void> {
  await writeMeter.later(em, [connectionId, JSON.stringify(meter)]);
}

/** Takes one repeated send from the connection's retry budget, with the next statement. The caller holds its lock. */
export async function spendRetry(
  em: EntityManager,
  connection: ConnectionRow,
  timeScale: number,
  now: number,
): Promise<void> {
  const taken = takeRetry(connection.meter ?? newMeter, timeScale, now);
  if ('meter' in taken) await keepMeter(em, connection.id, taken.meter);
}

/** From when on the connection's retry budget allows to send something again; `now`, where it does. */
export function retryNotBefore(connection: ConnectionRow, timeScale: number, now: number): number {
  const taken = takeRetry(connection.meter ?? newMeter, timeScale, now);
  return 'notBefore' in taken ? taken.notBefore : now;
}

const closeFor = prepare(
  'close_gate_until',
  ['uuid', 'text', 'text', 'float8'],
  `update connection set gate = $2, gate_reason = $3, gate_by = 'system', gate_until = to_timestamp($4 / 1000),
     gate_since = case when gate = $2 then gate_since else now() end
   where id = $1`,
);

/** Webhooks are told of each closing; people of the first trip of a failing ERP, and of a quota that is used up for long. */
async function tellClosing(
  em: EntityManager,
  connectionId: string,
  { gate, reason, until }: GateClosing,
  { trips }: LaneMeter,
  now: number,
): Promise<void> {
  await tellGateMove(em, { connectionId, gate, reason, by: 'system' });
  if (gate === 'failing' && trips === 1) await tellClosed(em, connectionId, 'ErpUnavailable', { reason });
  if (gate === 'exhausted' && !isBrief(until - now))
    await tellClosed(em, connectionId, 'ErpRateLimited', { seconds: Math.ceil((until - now) / 1_000) });
}

/** The connection as the calls leave it, and whether they closed its gate. */
export interface Noted {
  readonly connection: ConnectionRow;
  readonly gateClosed: boolean;
}

/**
 * Writes down what the calls of one step came to, with the next statement: the day's calls, the rate window, failures in a
 * row. Closes an open gate where they say so (`exhausted`, `failing`), or keeps such a gate closed for longer; one that a
 * person paused or that refused credentials severed stays as it is. The caller holds the connection's lock, and tells the
 * connection's workflow of a gate that was closed. `timeScale`: factor on the breaker's
 * waits; `now`: the database's clock, in milliseconds since the epoch.
 */
export async function noteCalls(
  em: EntityManager,
  connection: ConnectionRow,
  report: CallReport,
  timeScale: number,
  now: number,
): Promise<Noted> {
  // Behind a gate that failures closed, only the probe says how it goes on; others were under way when it closed.
  const isLate = connection.gate === 'failing' && report.subject !== connection.id;
  const counts = isLate && report.outcome !== 'limited' ? { ...report, outcome: 'none' as const } : report;
  const { meter, close } = meterAfter(
    connection.meter ?? newMeter,
    counts,
    { callsPerDay: callsPerDay[connection.provider], timeScale },
    now,
  );
  await keepMeter(em, connection.id, meter);
  const noted = { ...connection, meter };
  const closes =
    close !== undefined &&
    (connection.gate === 'open' ||
      // A rate limit is an answer: it is there again, only not for us.
      (connection.gate === 'failing' && close.gate === 'exhausted') ||
      (connection.gate === close.gate && close.until > (connection.gateUntil ?? 0)));
  // Told of as failing since the first trip, it is well again with the first answer, not with the first probe.
  if ((connection.meter?.trips ?? 0) > 0 && meter.trips === 0) await tellOpened(em, connection.id);
  if (!closes) return { connection: noted, gateClosed: false };
  await closeFor.later(em, [connection.id, close.gate, close.reason, close.until]);
  if (connection.gate === 'open') await tellClosing(em, connection.id, close, meter, now);
  return {
    connection: { ...noted, gate: close.gate, gateUntil: close.until },
    gateClosed: connection.gate === 'open',
  };
}
