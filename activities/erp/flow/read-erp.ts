import type { EntityManager } from '@mikro-orm/postgresql';
import { ApplicationFailure } from '@temporalio/common';
import { withAgreement } from '../../../domain/database.ts';
import { lockConnection } from '../../../domain/connections/connection-row.ts';
import { closeGate } from '../../../domain/connections/connection.service.ts';
import { noteCalls, type Noted } from '../../../domain/connections/lane-meter.service.ts';
import type { ErrorParams } from '../../../domain/errors.ts';
import { databaseNow, goToTheEnd } from '../../../domain/lane/lane.service.ts';
import type { CallReport } from '../../../domain/lane/meter.decisions.ts';
import type { ExchangePurpose } from '../../../domain/transfers/erp-exchange.entity.ts';
import { recordExchanges } from '../../../domain/transfers/erp-exchange.service.ts';
import type { ConnectionRef } from '../../../workflows/erp/connection/contract.ts';
import type { ActivityDeps } from '../../deps.ts';
import { ErpReadError, type Exchange } from '../adapter.ts';
import { adapterOf, type ConnectionSession } from '../sessions.ts';
import { scaledMs } from './window.ts';

/** How long a rate limit that names no time is waited for. */
const defaultRetryAfterMs = 60_000;

/** Before a read that old credentials failed is tried with the new ones. */
const newCredentialsDelay = '100 ms';

/** A read's answer, or why there is none that trying again at once would mend. */
export type ErpRead<T> =
  | { readonly read: 'answered'; readonly value: T }
  /** The credentials were refused or are not proven, or the ERP does not answer anybody: the gate is closed. */
  | {
      readonly read: 'gate-closed';
      readonly code: 'ErpCredentialsRefused' | 'ErpCredentialsUnproven' | 'ErpUnavailable';
      readonly params: ErrorParams;
    }
  /** 429: its flow gives its place back and asks again after this. */
  | { readonly read: 'rate-limited'; readonly retryAfterMs: number }
  | {
      readonly read: 'impossible';
      readonly cause: 'ErpContractBroken' | 'ErpForbidden';
      readonly params: ErrorParams;
    };

/** For whom a read is made: whose calls are counted together, and whose ticket is in the lane. */
export interface Turn {
  readonly subject: string;
  readonly flowId?: string;
}

/** What is read for what. */
export interface Reading {
  readonly session: ConnectionSession;
  readonly purpose: ExchangePurpose;
  /** The attempt that it is about. */
  readonly writeId?: string | null;
  /** The connection's own, where it is left out. */
  readonly turn?: Turn;
}

/**
 * Runs a read of an ERP, with credentials that are proven: its place in the lane may be older than what is stored now. That
 * the ERP is away is thrown as a failure that the engine tries again, and so are refused credentials where others are stored
 * by now; those that are stored close the connection's gate; a rate limit and an unreadable or forbidden answer are told.
 */
export async function readErp<T>(
  deps: ActivityDeps,
  connection: ConnectionRef,
  { session, purpose, writeId = null, turn = { subject: connection.connectionId } }: Reading,
  read: (session: ConnectionSession) => Promise<T>,
): Promise<ErpRead<T>> {
  if (!session.isProven) return { read: 'gate-closed', code: 'ErpCredentialsUnproven', params: {} };
  try {
    return { read: 'answered', value: await read(session) };
  } catch (error) {
    if (!(error instanceof ErpReadError)) throw error;
    const refused = error.code === 'ErpCredentialsRefused';
    const after = await withAgreement(deps.orm, connection.agreementNumber, async (em) => {
      const locked = await lockConnection(em, connection.connectionId);
      await recordExchanges(em, connection.connectionId, writeId, purpose, error.exchanges);
      const report = failedRead(deps, connection, error, turn.subject);
      const noted = await noteCalls(em, locked, report, deps.timeScale, await databaseNow(em));
      const cut =
        refused &&
        (await closeGate(em, connection.connectionId, 'severed', error.message, 'system', session.sealed));
      const { gate } = noted.connection;
      // Whoever finds the ERP failing goes to the end of the line: the next to try is somebody else.
      if (gate === 'failing' && turn.flowId !== undefined) await goToTheEnd(em, locked, turn.flowId);
      return { closed: cut || noted.gateClosed, gate, isLate: locked.credentials !== session.sealed };
    });
    if (after.closed) await deps.signals.gateChanged(connection);
    if (refused && !after.isLate) return { read: 'gate-closed', code: 'ErpCredentialsRefused', params: {} };
    if (error.code === 'ErpUnavailable' && after.gate !== 'open')
      return { read: 'gate-closed', code: 'ErpUnavailable', params: { reason: error.message } };
    if (error.code === 'ErpContractBroken' || error.code === 'ErpForbidden')
      return { read: 'impossible', cause: error.code, params: { reason: error.message } };
    if (error.code === 'ErpRateLimited')
      return {
        read: 'rate-limited',
        retryAfterMs: scaledMs(deps, error.retryAfterMs ?? defaultRetryAfterMs),
      };
    // The next try has the new credentials, or is told that they are not proven yet.
    const soon = refused ? { nextRetryDelay: newCredentialsDelay } : {};
    throw ApplicationFailure.create({ message: error.message, type: error.code, cause: error, ...soon });
  }
}

const outcomes: Readonly<Partial<Record<ErpReadError['code'], CallReport['outcome']>>> = {
  ErpUnavailable: 'failed',
  ErpRateLimited: 'limited',
};

const failedRead = (
  deps: ActivityDeps,
  { provider }: ConnectionRef,
  { code, exchanges, retryAfterMs }: ErpReadError,
  subject: string,
): CallReport => ({
  ...usageOf(deps, provider, exchanges),
  subject,
  outcome: outcomes[code] ?? 'answered',
  retryAfterMs: scaledMs(deps, retryAfterMs ?? defaultRetryAfterMs),
});

/** What some exchanges used of the quota; a read that was answered, where nothing else is said. */
export const usageOf = (
  deps: ActivityDeps,
  provider: string,
  exchanges: readonly Exchange[],
): Omit<CallReport, 'subject'> => ({
  outcome: exchanges.length === 0 ? 'none' : 'answered',
  calls: exchanges.length,
  window: adapterOf(deps, provider).rateOf(exchanges),
  retryAfterMs: 0,
  isSend: false,
});

/**
 * Counts a read that was answered against the connection's quota, under its lock, which it takes. A day that it uses up closes
 * the gate; the keeper sees to that gate's workflow within a minute.
 */
export async function countRead(
  em: EntityManager,
  deps: ActivityDeps,
  { connectionId, provider }: Pick<ConnectionRef, 'connectionId' | 'provider'>,
  exchanges: readonly Exchange[],
  subject = connectionId,
): Promise<Noted> {
  const connection = await lockConnection(em, connectionId);
  const calls = { ...usageOf(deps, provider, exchanges), subject };
  return noteCalls(em, connection, calls, deps.timeScale, await databaseNow(em));
}
