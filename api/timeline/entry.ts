/** What kind of thing an entry of a document's history tells. */
export const entryKinds = [
  /** Something was done to the document itself. */
  'document',
  /** It is to be carried to an ERP. */
  'promise',
  'sending',
  /** What the ERP answered. */
  'answer',
  'look-up',
  /** What was decided on an answer, or before a new attempt. */
  'decision',
  'wait',
  /** The transfer came to a stand, to an end, or was asked for again. */
  'transfer',
  /** The connection's gate was closed or opened. */
  'gate',
] as const;
export type EntryKind = (typeof entryKinds)[number];

/** One entry of a document's history. */
export interface Entry {
  readonly at: Date;
  /** Milliseconds by which entries are put in order: `at`, but never before what led to it. */
  readonly order: number;
  readonly text: string;
  readonly kind: EntryKind;
  /** Who did it, as recorded: `api-key:<first characters>`, `system`. */
  readonly actor: string;
  readonly action: string;
  readonly integrationId?: string | null;
  readonly transferId?: string | null;
  readonly attemptId?: string;
  /** The ERP's HTTP status, where an answer came. */
  readonly httpStatus?: number | null;
  readonly cause?: string | null;
  readonly before?: unknown;
  readonly after?: unknown;
}
