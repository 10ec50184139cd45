import type { Connection } from '../../domain/connections/connection.entity.ts';
import type { GateState } from '../../domain/lane/lane.decisions.ts';
import type { Transfer } from '../../domain/transfers/transfer.entity.ts';
import { isFinalTransferState } from '../../domain/transfers/transfer.lifecycle.ts';
import { transferWorkflowId } from '../../workflows/shared/ids.ts';
import type { Entry, EntryKind } from './entry.ts';
import type { TimelineRows } from './rows.ts';
import { providerName } from './teller.ts';
import type { Teller } from './teller.ts';
import type { Sentence } from './words/en.ts';

/** What a transfer's own rows tell beside its events and attempts: its promise, its place in line, its connection's gate. */
export function transferEntries(
  transfer: Transfer,
  { events, inLine }: Pick<TimelineRows, 'events' | 'inLine'>,
  teller: Teller,
): Entry[] {
  const { connection, documentKind, documentId } = transfer;
  const booked = events.find(({ action }) => action === 'book' || action === 'booked');
  const entry = (
    at: Date,
    kind: EntryKind,
    sentence: Sentence,
    rest: { readonly actor?: string; readonly params?: Readonly<Record<string, string>> } = {},
  ): Entry => ({
    at,
    // A promise is made by the booking, whichever clock is ahead.
    order: Math.max(at.getTime(), booked?.at.getTime() ?? 0),
    text: teller.say(sentence, { erp: providerName(connection.provider), ...rest.params }),
    kind,
    actor: rest.actor ?? 'system',
    action: sentence,
    integrationId: connection.id,
    transferId: transfer.id,
  });
  if (transfer.decidedBy === 'settings' && !events.some((event) => endsTransfer(event.after, connection.id)))
    return [entry(transfer.createdAt, 'transfer', 'skippedByPolicy', { actor: 'settings' })];
  const ticket = inLine.get(transferWorkflowId(connection.id, documentKind, documentId));
  const gate = gateOf(transfer, connection, teller);
  return [
    entry(transfer.createdAt, 'promise', 'promised', { params: { reference: `B-${transfer.key}` } }),
    ...(ticket ? [entry(ticket.enteredAt, 'wait', 'inLine')] : []),
    ...(gate ? [entry(gate.at, 'gate', gate.sentence, gate)] : []),
  ];
}

const endsTransfer = (after: unknown, connectionId: string): boolean => {
  const { connection, transfer } = (after ?? {}) as Readonly<Record<string, unknown>>;
  return connection === connectionId && transfer === 'skipped';
};

interface Gate {
  readonly at: Date;
  readonly sentence: Sentence;
  readonly actor: string;
  readonly params: Readonly<Record<string, string>>;
}

/**
 * The last change of the connection's gate, all that its row knows, where it bears on this transfer: it happened while the
 * transfer lived, or the gate is closed and the transfer waits for it.
 */
function gateOf(transfer: Transfer, connection: Connection, teller: Teller): Gate | undefined {
  const { gateSince, gateReason, isProven } = connection;
  const gate: GateState = connection.gate;
  const isOver = isFinalTransferState(transfer.state);
  const bears = isOver
    ? gateSince >= transfer.createdAt && gateSince <= (transfer.settledAt ?? gateSince)
    : gateSince >= transfer.createdAt || gate !== 'open';
  if (!bears) return undefined;
  const actor = connection.gateBy ?? 'system';
  const sentences: Readonly<Record<GateState, Sentence>> = {
    open: 'gateOpened',
    paused: gateReason ? 'gatePausedBecause' : 'gatePaused',
    severed: isProven ? 'gateSevered' : 'gateUnproven',
    exhausted: 'gateExhausted',
    failing: 'gateFailing',
  };
  const at = gateSince >= transfer.createdAt ? gateSince : transfer.createdAt;
  const params = { by: teller.by(actor), reason: gateReason ?? '' };
  return { at, sentence: sentences[gate], actor, params };
}
