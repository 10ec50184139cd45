/**
 * What the valuation of an item has to know to go on (domain rules V4–V16), and what an operation answers. Pure: nothing
 * here knows a database. Quantities have 4 decimals at most, values 2, in base currency; unit costs are never stored
 * rounded, they are a value over a quantity.
 *
 * Words: a *line* is a line of the item's ledger; *value* of a line is signed (what goes out is negative); an *open
 * negative* is the part of an issue that left while there was nothing to leave; a *layer* is what is left of a receipt
 * (FIFO); *settlement* is the line that books what an open negative turned out to cost (FIFO).
 */
import { compare, equal, isPositive, least, share, subtract, sum } from '../../money.ts';
import type { Decimal } from '../../money.ts';

/** How an agreement values its stock; chosen when it is made, for good. */
export const inventoryPrinciples = ['average', 'fifo'] as const;
export type InventoryPrinciple = (typeof inventoryPrinciples)[number];

/** Where a line stands in the ledger of its item (V3): by day, and on one day by the order of posting. */
export interface LedgerPlace {
  /** `YYYY-MM-DD`. */
  readonly ledgerDate: string;
  /** Counts the lines of the item, in the order of posting, from 1. */
  readonly sequence: number;
}

/** An exact unit cost: so much for so many. */
export interface UnitCost {
  readonly value: Decimal;
  readonly quantity: Decimal;
}

/** Units that left before they came; `value` is what they provisionally left at, never negative. */
export interface OpenNegative extends LedgerPlace {
  readonly lineId: string;
  readonly quantity: Decimal;
  readonly value: Decimal;
}

/** What is left of a receipt (FIFO). */
export interface Layer extends LedgerPlace {
  readonly lineId: string;
  readonly quantity: Decimal;
  readonly value: Decimal;
}

export interface ItemState {
  /** Negative where more left than came. */
  readonly quantity: Decimal;
  readonly value: Decimal;
  /** What a unit cost when there last was one; null where there never was. */
  readonly lastCost: UnitCost | null;
  /** Oldest first; at least as many as the operation covers. */
  readonly negatives: readonly OpenNegative[];
  /** Of FIFO, oldest first; at least as many as the operation takes. */
  readonly layers: readonly Layer[];
  /** Of FIFO: the latest day that a layer ever had; null where there never was one. */
  readonly youngestDay: string | null;
}

/** An item that never had stock. */
export const emptyItem: ItemState = {
  quantity: '0',
  value: '0',
  lastCost: null,
  negatives: [],
  layers: [],
  youngestDay: null,
};

/** Goods that come in: a receipt, a return, what was found, what was produced. */
export interface Incoming extends LedgerPlace {
  readonly lineId: string;
  readonly quantity: Decimal;
  /** What all of it costs; null where it comes in at what a unit costs now. */
  readonly value: Decimal | null;
  /** What a unit counts as, where it comes in at what a unit costs and none ever cost anything; null: nothing. */
  readonly expectedUnitCost: Decimal | null;
  /** Returned goods are the youngest of the queue, whatever their day (V12). */
  readonly isYoungest?: boolean;
}

/** Goods that go out: a shipment, a return to the supplier, what is missing, what was used up. */
export interface Outgoing extends LedgerPlace {
  readonly lineId: string;
  readonly quantity: Decimal;
  /**
   * What a unit counts as that is not there (§4.4). Average: its expected cost, or null where negative quantity has no
   * value. FIFO: its expected cost, used where it never cost anything.
   */
  readonly expectedUnitCost: Decimal | null;
  /** The receipt that it goes out of first (V13); FIFO alone. */
  readonly firstOfLineId?: string | null;
}

/** A change of what a line is worth, where that line stands; `by` is added to its signed value. */
export interface Change {
  readonly lineId: string;
  readonly by: Decimal;
}

/** What an operation did. */
export interface Outcome {
  readonly state: ItemState;
  /** Of the operation's own line, signed. */
  readonly value: Decimal;
  /** Lines that are worth something else now (average cost, V6). */
  readonly corrections: readonly Change[];
  /** Value lines of their own, each with the line that it settles (FIFO, V9 and V11). */
  readonly settlements: readonly Change[];
}

/** Earlier, 0 or later, as `a` stands before or after `b` in the ledger. */
export function comparePlaces(a: LedgerPlace, b: LedgerPlace): number {
  if (a.ledgerDate !== b.ledgerDate) return a.ledgerDate < b.ledgerDate ? -1 : 1;
  return a.sequence - b.sequence;
}

/** What leaves with `part` of a whole that is worth `value` (V4): all of it with the last one. */
export function takeValue(value: Decimal, part: Decimal, whole: Decimal): Decimal {
  return equal(part, whole) ? value : share(value, part, whole, 2);
}

/** What a unit costs now: of what is there, else when there last was one; null where it never cost anything. */
export function currentCost(state: ItemState): UnitCost | null {
  return isPositive(state.quantity) ? { value: state.value, quantity: state.quantity } : state.lastCost;
}

/** What so many cost at what a unit costs now, at the expected cost where it never cost anything; 2 decimals. */
export function atCurrentCost(
  state: ItemState,
  quantity: Decimal,
  expectedUnitCost: Decimal | null,
): Decimal {
  const cost = currentCost(state);
  if (cost !== null) return share(cost.value, quantity, cost.quantity, 2);
  return share(expectedUnitCost ?? '0', quantity, '1', 2);
}

/** Units of a queue, each with its value, and what was taken out of it. */
interface Parcel {
  readonly quantity: Decimal;
  readonly value: Decimal;
}

/** Takes up to `quantity` out of a queue, the first first; within one by V4. */
export function takeFrom<P extends Parcel>(
  queue: readonly P[],
  quantity: Decimal,
): { readonly taken: readonly P[]; readonly left: readonly P[]; readonly missing: Decimal } {
  const taken: P[] = [];
  let missing = quantity;
  let at = 0;
  let rest: P[] = [];
  for (; at < queue.length && isPositive(missing); at += 1) {
    const parcel = queue[at] as P;
    const part = least(parcel.quantity, missing);
    const value = takeValue(parcel.value, part, parcel.quantity);
    taken.push({ ...parcel, quantity: part, value });
    missing = subtract(missing, part);
    if (compare(part, parcel.quantity) < 0)
      rest = [{ ...parcel, quantity: subtract(parcel.quantity, part), value: subtract(parcel.value, value) }];
  }
  return { taken, left: [...rest, ...queue.slice(at)], missing };
}

/** What the parcels are worth together. */
export const valueOf = (parcels: readonly Parcel[]): Decimal => sum(parcels.map((parcel) => parcel.value));

/** How many they are. */
export const quantityOf = (parcels: readonly Parcel[]): Decimal =>
  sum(parcels.map((parcel) => parcel.quantity));

/** The state with its last cost brought up to date after goods of this cost came in, or none did. */
export function withLastCost(state: ItemState, cameIn: UnitCost | null): ItemState {
  if (isPositive(state.quantity))
    return { ...state, lastCost: { value: state.value, quantity: state.quantity } };
  return cameIn === null ? state : { ...state, lastCost: cameIn };
}
