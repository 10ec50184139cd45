import { setTimeout as wait } from 'node:timers/promises';
import type { ApiClient, Json } from './api-client.ts';

/** How a document's way to the ERP stands. */
export interface TransferOutcome {
  readonly state: string;
  /** A code of the catalogue where it stands still; null otherwise. */
  readonly cause: string | null;
  /** The cause in plain words, with what to do. */
  readonly message: string | null;
  /** Who has to act. */
  readonly owner: string | null;
  /** Our reference, which stands in the ERP's document. */
  readonly key: string;
  /** The ERP's number of the booked document. */
  readonly bookedNumber: string | undefined;
}

const pollEveryMs = 250;
const tellEveryMs = 5_000;
const rowsMax = 1000;
const parkedStates = ['refused', 'conflict', 'blocked'];

/** A credit note waits so for its invoice, and goes on by itself. */
const waitsForInvoice = 'CreditedInvoiceNotTransferred';

interface Waiting {
  /** Longest wait. */
  readonly deadlineMs: number;
  readonly integrationId: string;
  /** Told now and then how many have settled, where it takes long. */
  readonly onProgress: (settled: number) => void;
  readonly signal: AbortSignal;
}

/**
 * Asks `GET /api/transfers` until every document of these numbers has arrived or stands still, and returns what it then
 * read, by document number. After `deadlineMs` it returns what it has.
 */
export async function untilSettled(
  api: ApiClient,
  numbers: readonly number[],
  options: Waiting,
): Promise<ReadonlyMap<number, TransferOutcome>> {
  const deadline = performance.now() + options.deadlineMs;
  let tellAt = performance.now() + tellEveryMs;
  for (;;) {
    const outcomes = await readOutcomes(api, new Set(numbers), options.integrationId);
    const settled = numbers.filter((number) => isSettled(outcomes.get(number))).length;
    const now = performance.now();
    if (settled === numbers.length || now > deadline) return outcomes;
    if (now > tellAt) {
      options.onProgress(settled);
      tellAt = now + tellEveryMs;
    }
    await wait(pollEveryMs, undefined, { signal: options.signal });
  }
}

/** True where nothing more happens by itself. */
function isSettled(outcome: TransferOutcome | undefined): boolean {
  if (outcome === undefined) return false;
  if (parkedStates.includes(outcome.state)) return outcome.cause !== waitsForInvoice;
  return ['transferred', 'skipped', 'marked-done'].includes(outcome.state);
}

/** The newest transfers come first, so that those of this start are on the first page. */
async function readOutcomes(
  api: ApiClient,
  numbers: ReadonlySet<number>,
  integrationId: string,
): Promise<ReadonlyMap<number, TransferOutcome>> {
  const limit = Math.min(rowsMax, numbers.size + 20);
  const answer = await api.get(`/api/transfers?integration_id=${integrationId}&limit=${limit}`);
  const outcomes = new Map<number, TransferOutcome>();
  for (const row of answer['transfers'] as readonly Json[]) {
    const number = Number((row['document'] as Json)['number']);
    if (numbers.has(number)) outcomes.set(number, outcomeOf(row));
  }
  return outcomes;
}

function outcomeOf(row: Json): TransferOutcome {
  const erp = row['erp'] as Readonly<Record<string, string>> | null;
  return {
    state: String(row['state']),
    cause: row['cause'] as string | null,
    message: row['message'] as string | null,
    owner: row['owner'] as string | null,
    key: String(row['key']),
    bookedNumber: erp?.['bookedInvoiceNumber'],
  };
}
