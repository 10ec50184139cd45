/**
 * Who may talk to one ERP account now: pure decisions over the connection's gate and its tickets. Activities load the
 * rows under the connection's lock, ask here, and write down what is answered.
 */

export const gateStates = ['open', 'paused', 'severed', 'exhausted', 'failing'] as const;
/** `open`; `paused` by a person; `severed`: credentials refused; `exhausted`: quota used up; `failing`: breaker. */
export type GateState = (typeof gateStates)[number];

/**
 * `waiting` in the line; `holding` a place; `resting`: gave its place back while it waits for a rate limit or a window,
 * and keeps its party; `left`.
 */
export const ticketStates = ['waiting', 'holding', 'resting', 'left'] as const;
export type TicketState = (typeof ticketStates)[number];

/**
 * Lower goes first: the one question whose answer a person waits for, then documents, then registers, then polling, then
 * start-up synchronisation and reconciliation.
 */
export const lanePriorities = { asked: 0, document: 1, register: 2, polling: 3, bulk: 4 } as const;

/** Who has waited this long moves up one priority, and one more for each further such time. */
export const agingMs = 10 * 60_000;

/** Times are milliseconds since the epoch. */
export interface TicketRow {
  readonly id: string;
  readonly state: TicketState;
  readonly priority: number;
  /** Never two writes of one party in flight. */
  readonly partyKey: string;
  /** True while nobody else may write for this party. */
  readonly keepsParty: boolean;
  /** Order of entering within the connection. */
  readonly sequence: number;
  readonly enteredAt: number;
}

/** The priority after waiting, a document's at best. */
export const agedPriority = (ticket: Pick<TicketRow, 'priority' | 'enteredAt'>, now: number): number =>
  Math.max(
    Math.min(ticket.priority, lanePriorities.document),
    ticket.priority - Math.floor(Math.max(0, now - ticket.enteredAt) / agingMs),
  );

/**
 * The tickets that get a place now, in order: as many as there are free places behind an open gate, never two of one
 * party, never one whose party another ticket keeps; where `documentsOnly` says so (the rest of the quota is kept), nobody
 * who only polls or synchronises. Asked again without a change in between, it names nobody new.
 */
export function admit(
  lane: { readonly gate: GateState; readonly capacity: number; readonly documentsOnly?: boolean },
  tickets: readonly TicketRow[],
  now: number,
): readonly string[] {
  if (lane.gate !== 'open') return [];
  const holding = tickets.filter((ticket) => ticket.state === 'holding').length;
  const free = lane.capacity - holding;
  const keepers = new Map(
    tickets.filter((ticket) => ticket.keepsParty).map((ticket) => [ticket.partyKey, ticket.id]),
  );
  const line = tickets
    .filter((ticket) => ticket.state === 'waiting')
    .filter((ticket) => lane.documentsOnly !== true || ticket.priority < lanePriorities.polling)
    .sort((a, b) => agedPriority(a, now) - agedPriority(b, now) || a.sequence - b.sequence);
  const admitted: string[] = [];
  for (const ticket of line) {
    if (admitted.length >= free) break;
    const keeper = keepers.get(ticket.partyKey);
    if (keeper !== undefined && keeper !== ticket.id) continue;
    keepers.set(ticket.partyKey, ticket.id);
    admitted.push(ticket.id);
  }
  return admitted;
}
