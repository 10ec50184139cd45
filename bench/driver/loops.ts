import { atOnce } from '../../domain/at-once.ts';
import type { BookAnswer, CarryAnswer, Subject } from './subject.ts';

/** Drafts are made this many at once, before the clock starts. */
const draftersAtOnce = 8;

/** Makes drafts with these indexes. */
export async function drafts<Document>(
  subject: Subject<Document>,
  from: number,
  count: number,
): Promise<Document[]> {
  const made: Document[] = [];
  const indexes = Array.from({ length: count }, (_, at) => from + at);
  await atOnce(draftersAtOnce, indexes, async (index) => {
    made.push(await subject.draft(index));
  });
  return made;
}

/**
 * How long a booking takes while each of `clients` books one document after another. A client waits for its document's
 * transfer before it books the next (outside the clock), so that the load is the clients' and not a growing backlog.
 */
export async function bookings<Document>(
  subject: Subject<Document>,
  documents: readonly Document[],
  clients: number,
): Promise<BookAnswer> {
  const latenciesMs: number[] = [];
  await atOnce(clients, documents, async (document) => {
    const startedAt = performance.now();
    await subject.book(document);
    latenciesMs.push(performance.now() - startedAt);
    await subject.settled(document);
  });
  return { latenciesMs };
}

/** How long it takes to book all and carry them to their outcome, so many under way at once. */
export async function carried<Document>(
  subject: Subject<Document>,
  documents: readonly Document[],
  inFlight: number,
): Promise<CarryAnswer> {
  const startedAt = performance.now();
  await atOnce(inFlight, documents, async (document) => {
    await subject.book(document);
    await subject.settled(document);
  });
  return { seconds: (performance.now() - startedAt) / 1_000 };
}
