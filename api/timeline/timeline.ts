import type { MessageLanguage } from '../../domain/languages.ts';
import type { ErpWrite } from '../../domain/transfers/erp-write.entity.ts';
import { attemptEntries } from './attempts.ts';
import type { Attempt } from './attempts.ts';
import type { Entry } from './entry.ts';
import { eventEntry } from './events.ts';
import type { Subject, TimelineRows } from './rows.ts';
import { Teller } from './teller.ts';
import { transferEntries } from './transfers.ts';

/**
 * How much later, in milliseconds, the attempt that brought a transfer to a stand may have been settled than the event of
 * the same transaction says: the two come from different clocks.
 */
const clocksApartMs = 5_000;

/** A document's history, oldest first, each entry after what led to it. */
export function tellTimeline(rows: TimelineRows, subject: Subject, language: MessageLanguage): Entry[] {
  const teller = new Teller(language, rows.keyNames);
  const { transfers, writes } = rows;
  const providerOf = new Map(transfers.map(({ connection }) => [connection.id, connection.provider]));
  const attempts = attemptsOf(rows).flatMap((attempt) =>
    attemptEntries(attempt, providerOf.get(attempt.write.connection.id) ?? '', teller),
  );
  const entries = [
    ...transfers.flatMap((transfer) => transferEntries(transfer, rows, teller)),
    ...attempts,
    ...inOrder(
      rows.events.map((event) => eventEntry(event, teller)),
      writes,
    ),
  ];
  return entries
    .filter(({ integrationId }) => [undefined, integrationId].includes(subject.connectionId))
    .sort((a, b) => a.order - b.order || rank(a) - rank(b));
}

/** Of entries of one moment: the document's first, the transfer's outcome last. */
const rank = ({ kind, action }: Entry): number => {
  if (kind === 'document') return action.startsWith('archive') ? 3 : 0;
  return kind === 'transfer' ? 2 : 1;
};

function attemptsOf({ writes, exchanges }: TimelineRows): Attempt[] {
  const latest = new Map<string, ErpWrite>();
  return writes.map((write) => {
    const key = `${write.connection.id}/${write.subject}/${write.kind}`;
    const before = latest.get(key);
    latest.set(key, write);
    const exchanged = (purpose: string) =>
      exchanges.find((exchange) => exchange.writeId === write.id && exchange.purpose === purpose);
    return { write, before, sent: exchanged('send'), lookedUp: exchanged('look-up') };
  });
}

/** Events in the order of their chain, an outcome never before the attempt that it was decided on. */
function inOrder(events: readonly Entry[], writes: readonly ErpWrite[]): Entry[] {
  let order = 0;
  return events.map((event) => {
    const decidedOn = writes
      .filter(
        (write) => write.connection.id === event.integrationId && write.intendedAt.getTime() <= event.order,
      )
      .at(-1);
    const settledAt = decidedOn?.settledAt?.getTime() ?? 0;
    const isSameMoment = settledAt - event.order < clocksApartMs;
    order = Math.max(order, event.order, isSameMoment ? settledAt : 0);
    return { ...event, order };
  });
}
