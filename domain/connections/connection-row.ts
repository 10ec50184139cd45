import type { EntityManager } from '@mikro-orm/postgresql';
import { DomainError } from '../errors.ts';
import type { GateState } from '../lane/lane.decisions.ts';
import type { LaneMeter } from '../lane/meter.decisions.ts';
import { epochMs } from '../sql/fragments.ts';
import { prepare } from '../statements.ts';
import type { ErpAccount, ErpProviderName } from './connection.entity.ts';

/** A connection as flows read it in each of their steps: a plain row, for an entity costs a step more than its statement. */
export interface ConnectionRow {
  readonly id: string;
  readonly agreementNumber: number;
  readonly provider: ErpProviderName;
  /** Encrypted, as stored. */
  readonly credentials: string;
  /** Whether the ERP has answered with these credentials that it is this account. */
  readonly isProven: boolean;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly account: ErpAccount | null;
  readonly capacity: number;
  readonly gate: GateState;
  /** When an exhausted gate opens by itself, or a failing one is probed, in milliseconds since the epoch. */
  readonly gateUntil: number | null;
  /** Null before the first call. */
  readonly meter: LaneMeter | null;
}

/** The row of the connection `c`, as JSON. */
export const connectionJson = `jsonb_build_object('id', c.id, 'agreementNumber', c.agreement_number,
  'provider', c.provider, 'credentials', c.credentials, 'isProven', c.is_proven, 'settings', c.settings,
  'account', c.account, 'capacity', c.capacity, 'gate', c.gate, 'gateUntil', ${epochMs('c.gate_until')}, 'meter', c.meter)`;

export const connectionNotFound = (id: string): DomainError =>
  new DomainError('NotFound', { what: `The connection ${id}` });

/**
 * Takes the connection's lock until the transaction ends: the first of the locks (connection, document, number series,
 * item, end of the event chain). A booking, whose transfer rows only reference the connection, passes meanwhile. Throws
 * `NotFound`.
 */
export async function lockConnection(em: EntityManager, id: string): Promise<ConnectionRow> {
  // Two statements: a row that was waited for is read as it is by then, its JSON too.
  await holdConnection(em, id);
  const [row] = await em.execute<{ connection: ConnectionRow }[]>(
    `select ${connectionJson} as connection from connection c where c.id = ?`,
    [id],
  );
  if (row === undefined) throw connectionNotFound(id);
  return row.connection;
}

const hold = prepare('hold_connection', ['uuid'], 'select 1 from connection where id = $1 for no key update');

/** As `lockConnection`, with the next statement, which then sees everything as it is under the lock. */
export async function holdConnection(em: EntityManager, id: string): Promise<void> {
  await hold.later(em, [id]);
}
