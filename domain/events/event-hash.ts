import { createHash } from 'node:crypto';

/** JSON as events keep it. */
export type EventValue =
  | string
  | number
  | boolean
  | null
  | readonly EventValue[]
  | { readonly [key: string]: EventValue | undefined };
export type EventData = Readonly<Record<string, EventValue | undefined>>;

/** What an event's hash covers: everything in its row but its id, which says nothing. */
export interface HashedEvent {
  readonly agreementNumber: number;
  readonly sequence: number;
  readonly documentKind: string;
  readonly documentId: string;
  readonly documentNumber: number;
  readonly at: Date;
  readonly actor: string;
  readonly action: string;
  readonly before: EventData | null;
  readonly after: EventData | null;
  readonly commandId: string | null;
  readonly previousHash: string;
}

/** The previous hash of an agreement's first event. */
export const genesisHash = '0'.repeat(64);

/**
 * JSON with sorted keys and without white space: the same value gives the same text wherever it was stored meanwhile.
 * What PostgreSQL cannot hold in text (NUL, half of a surrogate pair) becomes U+FFFD, and undefined members are left out.
 */
export function canonicalJson(value: EventValue): string {
  if (typeof value === 'string') return JSON.stringify(storableText(value));
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const members = new Map<string, EventValue>();
    for (const [key, member] of Object.entries(value))
      if (member !== undefined) members.set(storableText(key), member);
    const sorted = [...members].sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${sorted.map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

/** The same for a `jsonb` column: null where there is nothing. */
export const jsonOrNull = (value: EventValue | undefined): string | null =>
  value === null || value === undefined ? null : canonicalJson(value);

/** Text as PostgreSQL gives it back. */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}

/** An event before its place in the chain is known. */
export type UnchainedEvent = Omit<HashedEvent, 'sequence' | 'previousHash'>;

/**
 * The three parts of the event's canonical JSON around what only the chain's end knows: the previous hash stands between
 * the first and the second, the sequence between the second and the third (the two last members, by their names). So
 * PostgreSQL can hash an event in the statement that appends it.
 */
export function chainedText(event: UnchainedEvent): readonly [string, string, string] {
  const canonical = canonicalJson({
    agreementNumber: event.agreementNumber,
    documentKind: event.documentKind,
    documentId: event.documentId,
    documentNumber: event.documentNumber,
    at: event.at.toISOString(),
    actor: event.actor,
    action: event.action,
    before: event.before,
    after: event.after,
    commandId: event.commandId,
  });
  return [`${canonical.slice(0, -1)},"previousHash":"`, '","sequence":', '}'];
}

/** SHA-256 (hex) of the event's canonical JSON, the hash of the event before it included. */
export function eventHash(event: HashedEvent): string {
  const [start, middle, end] = chainedText(event);
  const canonical = `${start}${event.previousHash}${middle}${event.sequence}${end}`;
  return createHash('sha256').update(canonical).digest('hex');
}

/** Whether it is a JSON array; `Array.isArray` does not narrow a readonly one. */
const isList = (value: EventValue): value is readonly EventValue[] => Array.isArray(value);
