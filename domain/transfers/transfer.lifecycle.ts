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

/** Not settled: somebody or something still has to carry it. */
export const liveTransferStates = transferStates.filter(
  (state): state is Exclude<TransferState, (typeof finalTransferStates)[number]> =>
    !holds(finalTransferStates, state),
);

function holds<T extends string>(list: readonly T[], state: string): state is T {
  return (list as readonly string[]).includes(state);
}

export const isFinalTransferState = (state: TransferState): boolean => holds(finalTransferStates, state);
export const isParkedTransferState = (state: TransferState): boolean => holds(parkedTransferStates, state);

/** What a person may do with a transfer, beside looking at it. */
export const transferVerbs = ['retry', 'skip', 'mark-done', 'look-up'] as const;
export type TransferVerb = (typeof transferVerbs)[number];

/**
 * The verbs of each state. Skipping and marking done end a transfer, so neither is there while a write is under way: it
 * could reach the ERP after all.
 */
export const verbsIn: Readonly<Record<TransferState, readonly TransferVerb[]>> = {
  waiting: ['skip', 'mark-done', 'look-up'],
  checking: ['skip', 'mark-done', 'look-up'],
  sending: ['look-up'],
  unknown: ['look-up'],
  blocked: ['retry', 'skip', 'mark-done', 'look-up'],
  refused: ['retry', 'skip', 'mark-done', 'look-up'],
  conflict: ['retry', 'skip', 'mark-done', 'look-up'],
  transferred: ['look-up'],
  skipped: ['look-up'],
  'marked-done': ['look-up'],
};
