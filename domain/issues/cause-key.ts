import { createHash } from 'node:crypto';
import { errorCatalogue, type ErrorCode, type ErrorParams } from '../errors.ts';
import { isParkedTransferState, type TransferState } from '../transfers/transfer.lifecycle.ts';

const keyLengthMax = 300;

/**
 * What documents that fail for one cause have in common: its code, and the values of the params that name the cause
 * itself (`names` in the catalogue). `ProductBarred:A-1`; a very long one is its code and a hash.
 */
export function causeKey(cause: ErrorCode, params: ErrorParams): string {
  const values = errorCatalogue[cause].names.map((name) => encodeURIComponent(String(params[name] ?? '')));
  const key = [cause, ...values].join(':');
  return key.length <= keyLengthMax ? key : `${cause}:${createHash('sha256').update(key).digest('hex')}`;
}

/**
 * The cause for which a transfer in this state stands under an issue: it stands still, or its outcome cannot be looked up, for a
 * reason that somebody has to end. What heals by itself (a credit note that waits for its invoice, an unknown outcome before
 * its look-up) opens none: undefined.
 */
export function issueCause(state: TransferState, cause: ErrorCode | null): ErrorCode | undefined {
  if (cause === null || (state !== 'unknown' && !isParkedTransferState(state))) return undefined;
  return errorCatalogue[cause].healable ? undefined : cause;
}
