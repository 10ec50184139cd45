/** Ledger lines as the engine reads them: what was put in, from which their values follow. */
import { compare, invariant, isPositive, least, negate, share, subtract, sum } from '../../money.ts';
import type { Decimal } from '../../money.ts';
import { issueAtAverage, receiveAtAverage, revalueAtAverage } from './average.ts';
import { changeCostAtFifo, issueAtFifo, receiveAtFifo, revalueAtFifo } from './fifo.ts';
import type { InventoryPrinciple, ItemState, LedgerPlace, Outcome } from './state.ts';
import { takeValue } from './state.ts';

/** Types of ledger lines (V1). `settlement` is FIFO's alone (V9, V11). */
export const stockLineTypes = [
  'receipt',
  'shipment',
  'customer-return',
  'supplier-return',
  'quantity-adjustment',
  'value-adjustment',
  'cost-change',
  'movement',
  'production',
  'settlement',
] as const;
export type StockLineType = (typeof stockLineTypes)[number];

export interface LedgerInput extends LedgerPlace {
  readonly lineId: string;
  readonly type: StockLineType;
  /** Signed; 0 of a line that moves value alone. */
  readonly quantity: Decimal;
  /** The whole value that was given: of receipts and produced goods; of a cost change the receipt's new one. */
  readonly givenValue: Decimal | null;
  /** The unit cost that was given: of a value adjustment, and of found goods. */
  readonly givenUnitCost: Decimal | null;
  /** See `Incoming` and `Outgoing`. */
  readonly expectedUnitCost: Decimal | null;
  /** What goods came back of, or went back to; the receipt whose cost changed; the line that is settled. */
  readonly ofLineId: string | null;
}

/** What a line has to know of the line it refers to. */
export interface ReferredLine {
  /** Signed. */
  readonly quantity: Decimal;
  /** Signed, as corrected, with what settled it. */
  readonly value: Decimal;
  /** Quantities that came back of it already, in the order in which they did. */
  readonly returned: readonly Decimal[];
}

/**
 * What goods that come back are worth (V12): their part of the value at which they left, as it is now. Parts split that value
 * by V4, so that all of them together are worth all of it.
 */
export function returnedValue(issue: ReferredLine, quantity: Decimal): Decimal {
  let quantityLeft = negate(issue.quantity);
  // What left at a negative value (a settlement outweighed it) cannot be: costs are never negative.
  let valueLeft = negate(issue.value);
  for (const part of issue.returned) {
    valueLeft = subtract(valueLeft, takeValue(valueLeft, part, quantityLeft));
    quantityLeft = subtract(quantityLeft, part);
  }
  invariant(compare(quantity, quantityLeft) <= 0, 'no more comes back than left');
  return takeValue(valueLeft, least(quantity, quantityLeft), quantityLeft);
}

/** The value that goods come in with; null: at what a unit costs now. */
function incomingValue(line: LedgerInput, referred: ReferredLine | undefined): Decimal | null {
  if (line.givenValue !== null) return line.givenValue;
  if (line.givenUnitCost !== null) return share(line.givenUnitCost, line.quantity, '1', 2);
  if (line.ofLineId === null) return null;
  invariant(referred !== undefined, 'a return knows the line that it is of');
  return returnedValue(referred, line.quantity);
}

const untouched = (state: ItemState): Outcome => ({ state, value: '0', corrections: [], settlements: [] });

/**
 * Applies one line of the ledger. Of average cost a cost change does nothing where it stands: the receipt that it is of is
 * read with its new value, from its own place on (V7).
 */
export function applyLine(
  principle: InventoryPrinciple,
  state: ItemState,
  line: LedgerInput,
  referred?: ReferredLine,
): Outcome {
  const isAverage = principle === 'average';
  if (line.type === 'movement' || line.type === 'settlement') return untouched(state);
  if (line.type === 'value-adjustment') {
    invariant(line.givenUnitCost !== null, 'a value adjustment has a unit cost');
    return (isAverage ? revalueAtAverage : revalueAtFifo)(state, line.givenUnitCost);
  }
  if (line.type === 'cost-change') {
    if (isAverage) return untouched(state);
    invariant(line.givenValue !== null && line.ofLineId !== null, 'a cost change is of a receipt');
    invariant(referred !== undefined, 'a cost change knows its receipt');
    return changeCostAtFifo(state, {
      ofLineId: line.ofLineId,
      quantity: referred.quantity,
      by: subtract(line.givenValue, referred.value),
    });
  }
  const { lineId, ledgerDate, sequence, expectedUnitCost } = line;
  const place = { lineId, ledgerDate, sequence, expectedUnitCost };
  if (isPositive(line.quantity)) {
    const goods = { ...place, quantity: line.quantity, value: incomingValue(line, referred) };
    if (isAverage) return receiveAtAverage(state, goods);
    return receiveAtFifo(state, { ...goods, isYoungest: line.type === 'customer-return' });
  }
  const goods = { ...place, quantity: negate(line.quantity) };
  if (isAverage) return issueAtAverage(state, goods);
  return issueAtFifo(state, {
    ...goods,
    firstOfLineId: line.type === 'supplier-return' ? line.ofLineId : null,
  });
}

/** What a finished item enters at (V16): what its components left at, and so much of it on top. */
export function producedValue(componentValues: readonly Decimal[], extraCostPercentage: Decimal): Decimal {
  const used = negate(sum(componentValues));
  return share(used, sum(['100', extraCostPercentage]), '100', 2);
}
