import { ApplicationFailure } from '@temporalio/common';
import { withAgreement } from '../../../domain/database.ts';
import { closeGate } from '../../../domain/connections/connection.service.ts';
import type { ErrorParams } from '../../../domain/errors.ts';
import type { ExchangePurpose } from '../../../domain/transfers/erp-exchange.entity.ts';
import { recordExchanges } from '../../../domain/transfers/erp-exchange.service.ts';
import type { ConnectionRef } from '../../../workflows/erp/connection/contract.ts';
import type { ActivityDeps } from '../../deps.ts';
import { ErpReadError } from '../adapter.ts';
import { scaledMs } from './window.ts';

/** How long a rate limit that names no time is waited for. */
const defaultRetryAfterMs = 60_000;

/** A read's answer, or why there is none that trying again at once would mend. */
export type ErpRead<T> =
  | { readonly read: 'answered'; readonly value: T }
  /** The credentials were refused; the gate is closed. */
  | { readonly read: 'gate-closed' }
  /** 429: its flow gives its place back and asks again after this. */
  | { readonly read: 'rate-limited'; readonly retryAfterMs: number }
  | {
      readonly read: 'impossible';
      readonly cause: 'ErpContractBroken' | 'ErpForbidden';
      readonly params: ErrorParams;
    };

/**
 * Runs a read of an ERP. That it is away is thrown as a failure that the engine tries again; refused credentials close the
 * connection's gate; a rate limit and an unreadable or forbidden answer are told.
 */
export async function readErp<T>(
  deps: ActivityDeps,
  connection: ConnectionRef,
  writeId: string | null,
  purpose: ExchangePurpose,
  read: () => Promise<T>,
): Promise<ErpRead<T>> {
  try {
    return { read: 'answered', value: await read() };
  } catch (error) {
    if (!(error instanceof ErpReadError)) throw error;
    const severed = error.code === 'ErpCredentialsRefused';
    const closed = await withAgreement(deps.orm, connection.agreementNumber, async (em) => {
      await recordExchanges(em, connection.connectionId, writeId, purpose, error.exchanges);
      return severed && (await closeGate(em, connection.connectionId, 'severed', error.message, 'system'));
    });
    if (closed) await deps.signals.gateChanged(connection);
    if (severed) return { read: 'gate-closed' };
    if (error.code === 'ErpContractBroken' || error.code === 'ErpForbidden')
      return { read: 'impossible', cause: error.code, params: { reason: error.message } };
    if (error.code === 'ErpRateLimited')
      return {
        read: 'rate-limited',
        retryAfterMs: scaledMs(deps, error.retryAfterMs ?? defaultRetryAfterMs),
      };
    throw ApplicationFailure.create({ message: error.message, type: error.code, cause: error });
  }
}
