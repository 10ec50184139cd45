import type { EntityManager } from '@mikro-orm/postgresql';
import { DomainError } from '../errors.ts';
import { newId } from '../ids.ts';
import type { GateState } from '../lane/lane.decisions.ts';
import { violatedUnique } from '../database.ts';
import { agreementOf } from '../tenant.ts';
import { connectionNotFound } from './connection-row.ts';
import { tellClosed, tellGateMove, tellOpened } from './gate-moves.ts';
import { Connection, type ErpAccount, type ErpProviderName } from './connection.entity.ts';
import { credentialContext, type CredentialVault } from './credentials.ts';

export interface NewConnection {
  readonly provider: ErpProviderName;
  readonly name: string;
  readonly credentials: Readonly<Record<string, string>>;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Places in its lane. */
  readonly capacity: number;
}

/** Makes a connection. Its gate is `severed` until a test with its credentials succeeds. Throws `AlreadyExists` where the agreement has one of that provider and name. */
export async function createConnection(
  em: EntityManager,
  vault: CredentialVault,
  input: NewConnection,
): Promise<Connection> {
  const id = newId();
  const connection = em.create(Connection, {
    id,
    provider: input.provider,
    name: input.name,
    credentials: vault.seal(input.credentials, credentialContext(agreementOf(em), id)),
    settings: { ...input.settings },
    capacity: input.capacity,
    gate: 'severed',
    gateReason: 'The credentials have not been tested yet.',
    gateBy: 'system',
  });
  try {
    await em.flush();
  } catch (error) {
    if (violatedUnique(error) === 'connection_provider_uq')
      throw new DomainError('AlreadyExists', { what: `The connection "${input.name}" to ${input.provider}` });
    throw error;
  }
  return connection;
}

/** Throws `NotFound`. */
export async function findConnection(em: EntityManager, id: string): Promise<Connection> {
  const connection = await em.findOne(Connection, { id });
  if (connection === null) throw connectionNotFound(id);
  return connection;
}

export const listConnections = async (em: EntityManager): Promise<Connection[]> =>
  em.find(Connection, {}, { orderBy: { createdAt: 'asc' } });

/** Replaces the whole settings, and the capacity where the settings lower it. */
export async function updateConnectionSettings(
  em: EntityManager,
  id: string,
  settings: Readonly<Record<string, unknown>>,
  capacity: number,
): Promise<Connection> {
  const connection = await findConnection(em, id);
  connection.settings = { ...settings };
  connection.capacity = capacity;
  await em.flush();
  return connection;
}

/** New credentials; a severed gate stays closed until a test with them succeeds. */
export async function replaceCredentials(
  em: EntityManager,
  vault: CredentialVault,
  id: string,
  credentials: Readonly<Record<string, string>>,
): Promise<Connection> {
  const connection = await findConnection(em, id);
  connection.credentials = vault.seal(credentials, credentialContext(agreementOf(em), id));
  await em.flush();
  return connection;
}

/**
 * What a successful test found: who the account is, and settings that nobody has chosen yet. Throws `ErpAccountDiffers`
 * where the tokens lead to another account than before (links and look-ups would go astray), and `ErpAccountTaken` where
 * another connection of the agreement leads there already (every document would be posted there twice).
 */
export async function recordTest(
  em: EntityManager,
  id: string,
  account: ErpAccount,
  defaults: Readonly<Record<string, unknown>>,
): Promise<Connection> {
  const connection = await findConnection(em, id);
  const before = connection.account?.erpAgreement;
  if (before !== undefined && before !== account.erpAgreement)
    throw new DomainError('ErpAccountDiffers', { before, now: account.erpAgreement });
  const others = await em.find(Connection, { provider: connection.provider, id: { $ne: id } });
  const twin = others.find((other) => other.account?.erpAgreement === account.erpAgreement);
  if (twin !== undefined)
    throw new DomainError('ErpAccountTaken', { name: twin.name, account: account.erpAgreement });
  connection.account = account;
  connection.settings = { ...defaults, ...connection.settings };
  connection.lastTestedAt = new Date();
  await em.flush();
  return connection;
}

/**
 * Closes the gate for a reason and by somebody (`system` where nobody pressed anything). A gate that a person paused
 * stays paused; otherwise the newer reason stands. Webhooks are told, of refused credentials people too. Returns whether the
 * gate changed.
 */
export async function closeGate(
  em: EntityManager,
  id: string,
  gate: Extract<GateState, 'paused' | 'severed'>,
  reason: string,
  by: string,
): Promise<boolean> {
  const keep = gate === 'paused' ? [gate] : [gate, 'paused' as const];
  const changed = await em.nativeUpdate(
    Connection,
    { id, gate: { $nin: keep } },
    { gate, gateReason: reason, gateBy: by, gateSince: new Date(), gateUntil: null },
  );
  if (changed === 0) return false;
  await tellGateMove(em, { connectionId: id, gate, reason, by });
  if (gate === 'severed') await tellClosed(em, id, 'ErpCredentialsRefused');
  return true;
}

/**
 * Opens a gate that is in one of the given states. Where a person opens it, what failed before no longer counts; opened by
 * `system`, the lane tries with one flow first. Webhooks are told, and people who were told that it closed.
 * Returns whether it changed.
 */
export async function openGate(
  em: EntityManager,
  id: string,
  by: string,
  from: readonly GateState[],
): Promise<boolean> {
  const [moved] = await em.execute<{ from: GateState }[]>(
    `update connection c set gate = 'open', gate_reason = null, gate_by = ?, gate_since = now(), gate_until = null,
       meter = case when ? then c.meter else c.meter || '{"failing": [], "failures": 0, "trips": 0}' end
     from (select id, gate from connection where id = ? for no key update) old
     where c.id = old.id and old.gate = any(?) returning old.gate as "from"`,
    [by, by === 'system', id, `{${from.join(',')}}`],
  );
  if (moved === undefined) return false;
  await tellGateMove(em, { connectionId: id, gate: 'open', reason: null, by });
  // A failing ERP is well again with its first answer, not with the first probe.
  if (moved.from !== 'failing' || by !== 'system') await tellOpened(em, id);
  return true;
}

/** Opens an exhausted gate whose time is over. Webhooks are told, and people of whose closing they were told. Returns whether it changed. */
export async function openExhaustedGate(em: EntityManager, id: string): Promise<boolean> {
  const rows = await em.execute<object[]>(
    `update connection set gate = 'open', gate_reason = null, gate_by = 'system', gate_since = now(), gate_until = null
     where id = ? and gate = 'exhausted' and gate_until <= clock_timestamp() returning id`,
    [id],
  );
  if (rows.length === 0) return false;
  await tellGateMove(em, { connectionId: id, gate: 'open', reason: null, by: 'system' });
  await tellOpened(em, id);
  return true;
}
