import type { EntityManager } from '@mikro-orm/postgresql';
import { DomainError, type ErrorCode, type ErrorParams } from '../errors.ts';
import { newId } from '../ids.ts';
import type { GateState } from '../lane/lane.decisions.ts';
import { violatedUnique } from '../database.ts';
import { agreementOf } from '../tenant.ts';
import { connectionNotFound, holdConnection } from './connection-row.ts';
import { tellClosed, tellClosedOnce, tellGateMove, tellOpened } from './gate-moves.ts';
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

/** The connection as it is under its lock, which is held until the transaction ends. Throws `NotFound`. */
async function lockedConnection(em: EntityManager, id: string): Promise<Connection> {
  await holdConnection(em, id);
  const connection = await em.findOne(Connection, { id }, { refresh: true });
  if (connection === null) throw connectionNotFound(id);
  return connection;
}

/**
 * New credentials, replaced by somebody. They may lead to another account: nothing goes with them before a test of them
 * succeeds, so the gate closes as `severed` and a successful test opens it. One that a person paused stays paused. Webhooks
 * are told of the gate, people are not: one of them has just done it.
 */
export async function replaceCredentials(
  em: EntityManager,
  vault: CredentialVault,
  id: string,
  credentials: Readonly<Record<string, string>>,
  by = 'system',
): Promise<Connection> {
  const connection = await lockedConnection(em, id);
  connection.credentials = vault.seal(credentials, credentialContext(agreementOf(em), id));
  connection.isProven = false;
  const isMoved = connection.gate !== 'paused' && sever(connection, triedReason, by);
  await em.flush();
  if (isMoved) await tellGateMove(em, { connectionId: id, gate: 'severed', reason: triedReason, by });
  return connection;
}

const triedReason = 'New credentials: nothing is sent before a test of them succeeds.';
const unprovenReason = 'These credentials are not proven: nothing is sent before a test of them succeeds.';

/** Closes the gate, or keeps it closed for another reason. Answers whether anything changed. */
function sever(connection: Connection, reason: string, by: string): boolean {
  if (connection.gate === 'severed' && connection.gateReason === reason) return false;
  if (connection.gate !== 'severed') connection.gateSince = new Date();
  Object.assign(connection, { gate: 'severed', gateReason: reason, gateBy: by, gateUntil: null });
  return true;
}

/**
 * What a successful test found: who the account is, and settings that nobody has chosen yet. From here on the credentials are
 * proven. `tested`: the sealed credentials that the test was made with; where others are stored by now it says nothing of
 * them, and false is answered. Throws `ErpAccountDiffers` where the tokens lead to another account than before (links and
 * look-ups would go astray), and `ErpAccountTaken` where another connection of the agreement leads there already (every
 * document would be posted there twice).
 */
export async function recordTest(
  em: EntityManager,
  id: string,
  tested: string,
  account: ErpAccount,
  defaults: Readonly<Record<string, unknown>>,
): Promise<boolean> {
  const connection = await lockedConnection(em, id);
  if (connection.credentials !== tested) return false;
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
  connection.isProven = true;
  await em.flush();
  return true;
}

/** Why a test failed, in words for the gate. */
export interface FailedTest {
  readonly code: ErrorCode;
  readonly params: ErrorParams;
  readonly reason: string;
}

/**
 * What a test found that the ERP answered and that did not succeed. Credentials of an account that is not this connection's
 * are not proven any more, whatever they were, and the gate of what is not proven says why it stays closed. Webhooks are told
 * of what changed, and people once, where the connection has worked before. False as in `recordTest`.
 */
export async function recordFailedTest(
  em: EntityManager,
  id: string,
  tested: string,
  { code, params, reason }: FailedTest,
): Promise<boolean> {
  const connection = await lockedConnection(em, id);
  if (connection.credentials !== tested) return false;
  if (isAboutAccount(code)) connection.isProven = false;
  const isMoved = !connection.isProven && connection.gate !== 'paused' && sever(connection, reason, 'system');
  await em.flush();
  if (!isMoved) return true;
  await tellGateMove(em, { connectionId: id, gate: 'severed', reason, by: 'system' });
  if (connection.account) await tellClosedOnce(em, id, code, params);
  return true;
}

/** The ERP answers, but as somebody else. */
export const isAboutAccount = (code: ErrorCode): boolean =>
  code === 'ErpAccountDiffers' || code === 'ErpAccountTaken';

/**
 * Closes the gate for a reason and by somebody (`system` where nobody pressed anything). A gate that a person paused
 * stays paused; otherwise the newer reason stands. `refused`: the sealed credentials that the ERP has refused; where others
 * are stored by now, nothing changes. Webhooks are told, of refused credentials people too. Returns whether the gate changed.
 */
export async function closeGate(
  em: EntityManager,
  id: string,
  gate: Extract<GateState, 'paused' | 'severed'>,
  reason: string,
  by: string,
  refused?: string,
): Promise<boolean> {
  const keep = gate === 'paused' ? [gate] : [gate, 'paused' as const];
  const changed = await em.nativeUpdate(
    Connection,
    { id, gate: { $nin: keep }, ...(refused !== undefined && { credentials: refused }) },
    { gate, gateReason: reason, gateBy: by, gateSince: new Date(), gateUntil: null },
  );
  if (changed === 0) return false;
  await tellGateMove(em, { connectionId: id, gate, reason, by });
  if (gate === 'severed') await tellClosed(em, id, 'ErpCredentialsRefused');
  return true;
}

/**
 * Opens a gate that is in one of the given states. Where a person opens it, what failed before no longer counts; opened by
 * `system`, the lane tries with one flow first. With credentials that are not proven it does not open: it becomes `severed`,
 * so that nothing but a successful test is missing. Webhooks are told, and people who were told that it closed.
 * Returns where it moved, or undefined where it did not.
 */
export async function openGate(
  em: EntityManager,
  id: string,
  by: string,
  from: readonly GateState[],
): Promise<'open' | 'severed' | undefined> {
  const [moved] = await em.execute<{ from: GateState; gate: 'open' | 'severed'; reason: string | null }[]>(
    `update connection c set gate = case when c.is_proven then 'open' else 'severed' end,
       gate_reason = case when c.is_proven then null else ? end, gate_by = ?, gate_since = now(), gate_until = null,
       meter = case when ? then c.meter else c.meter || '{"failing": [], "failures": 0, "trips": 0}' end
     from (select id, gate from connection where id = ? for no key update) old
     where c.id = old.id and old.gate = any(?) and (c.is_proven or old.gate <> 'severed')
     returning old.gate as "from", c.gate, c.gate_reason as reason`,
    [unprovenReason, by, by === 'system', id, `{${from.join(',')}}`],
  );
  if (moved === undefined) return undefined;
  const { gate, reason } = moved;
  await tellGateMove(em, { connectionId: id, gate, reason, by });
  // A failing ERP is well again with its first answer, not with the first probe.
  if (gate === 'open' && (moved.from !== 'failing' || by !== 'system')) await tellOpened(em, id);
  return gate;
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
