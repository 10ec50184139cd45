/** Pieces of statements that several of them share. */

/** A moment as milliseconds since the epoch, not later than it is; null where it is null. A JavaScript number. */
export const epochMs = (moment: string): string => `floor(extract(epoch from ${moment}) * 1000)::float8`;

/** The database's clock in milliseconds since the epoch, not later than now. */
export const nowMs = epochMs('clock_timestamp()');

/** The payment terms `t` as documents keep them, as JSON. */
export const termsJson = `jsonb_build_object('number', t.number, 'name', t.name, 'type', t.type,
  'maturityDays', t.maturity_days, 'description', t.description)`;

/** The id of the workflow that carries a transfer, which is its flow's id in the lane too (`workflows/shared/ids.ts`). */
export const transferFlowOf = (transfer: string): string =>
  `'transfer:' || ${transfer}.connection_id || ':' || ${transfer}.document_kind || ':' || ${transfer}.document_id`;

/** That of the transfer `t`. */
export const transferFlow = transferFlowOf('t');
