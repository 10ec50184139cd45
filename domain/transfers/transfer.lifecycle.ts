/**
 * The states of a transfer (one document to one connection). `waiting` → `checking` → `sending` → `transferred`; it
 * stands still in `blocked` (found before sending, nothing was sent), `refused` (the ERP refused), `unknown` (being
 * looked up) and `conflict` (a person decides); it ends also as `skipped` or `marked-done`.
 */
export const transferStates = [
  'waiting',
  'checking',
  'sending',
  'transferred',
  'blocked',
  'refused',
  'unknown',
  'conflict',
  'skipped',
  'marked-done',
] as const;
export type TransferState = (typeof transferStates)[number];

/** A recorded outcome: nothing is sent for this transfer any more. */
export const finalTransferStates = ['transferred', 'skipped', 'marked-done'] as const;

/** Parked: nothing moves until a person, or the cause's end, says so. */
export const parkedTransferStates = ['blocked', 'refused', 'conflict'] as const;

const holds = <T extends string>(list: readonly T[], state: string): state is T =>
  (list as readonly string[]).includes(state);

export const isFinalTransferState = (state: TransferState): boolean => holds(finalTransferStates, state);
export const isParkedTransferState = (state: TransferState): boolean => holds(parkedTransferStates, state);
