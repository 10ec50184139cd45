/** Putting the ledger of an item right after something was put into its past (average cost, V7). */
import { negate, sum } from '../../money.ts';
import type { Decimal } from '../../money.ts';
import { applyLine } from './ledger.ts';
import type { LedgerInput, ReferredLine } from './ledger.ts';
import type { ItemState } from './state.ts';

/**
 * The lines that are referred to, as they are where the ledger stands: told of every line that is posted or replayed, so that
 * a return knows what its goods are worth by then.
 */
export class Referred {
  private readonly lines: Map<string, ReferredLine>;

  constructor(known: ReadonlyMap<string, ReferredLine>) {
    this.lines = new Map(known);
  }

  of(line: LedgerInput): ReferredLine | undefined {
    return line.ofLineId === null ? undefined : this.lines.get(line.ofLineId);
  }

  /** A line was posted. */
  posted(line: LedgerInput, value: Decimal): void {
    this.lines.set(line.lineId, { quantity: line.quantity, value, returned: [] });
    const of = this.of(line);
    if (of === undefined || line.ofLineId === null) return;
    if (line.type === 'customer-return')
      this.lines.set(line.ofLineId, { ...of, returned: [...of.returned, line.quantity] });
    if (line.type === 'cost-change' && line.givenValue !== null)
      this.lines.set(line.ofLineId, { ...of, value: line.givenValue });
  }

  /** What left turned out to cost something else. */
  changed(lineId: string, by: Decimal): void {
    const line = this.lines.get(lineId);
    // Of a receipt only a cost change says what it costs; what was settled of it is cost of sales.
    if (line?.quantity.startsWith('-') === true)
      this.lines.set(lineId, { ...line, value: sum([line.value, by]) });
  }
}

export interface Replay {
  readonly state: ItemState;
  /** What the replayed lines are worth now. */
  readonly values: ReadonlyMap<string, Decimal>;
}

/**
 * Replays lines in the order of the ledger, from a state without open negatives on, so that nothing before it can change.
 * `onLine` is told of the state after each, for checkpoints. Given values must be today's: of a receipt that turned out to cost
 * something else, its newest.
 */
export function replayAverage(
  start: ItemState,
  lines: readonly LedgerInput[],
  known: ReadonlyMap<string, ReferredLine>,
  onLine?: (line: LedgerInput, state: ItemState) => void,
): Replay {
  let state = start;
  const values = new Map<string, Decimal>();
  const referred = new Referred(known);
  for (const line of lines) {
    const outcome = applyLine('average', state, line, referred.of(line));
    state = outcome.state;
    values.set(line.lineId, outcome.value);
    referred.posted(line, outcome.value);
    for (const { lineId, by } of outcome.corrections) {
      values.set(lineId, sum([values.get(lineId) ?? '0', by]));
      referred.changed(lineId, by);
    }
    onLine?.(line, state);
  }
  return { state, values };
}

/** A line that is worth something else than it was. */
export interface Correction {
  readonly lineId: string;
  readonly oldValue: Decimal;
  readonly newValue: Decimal;
  readonly causeLineId: string;
}

/** What a correction adds to the value of its line. */
export const differenceOf = ({ oldValue, newValue }: Correction): Decimal =>
  sum([newValue, negate(oldValue)]);
