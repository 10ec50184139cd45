/** Postings as lines of ledgers: what each becomes, before anything is known of its items. */
import { newId } from '../ids.ts';
import { invariant, isNegative, isPositive, negate } from '../money.ts';
import type { Decimal } from '../money.ts';
import type { StockLineType } from './engine/ledger.ts';
import type { ProductionPosting, StockOrigin, StockPosting, StockTracking } from './posting.ts';

/** A line of a ledger that is about to be. */
export interface StockEntry {
  readonly lineId: string;
  readonly productId: string;
  readonly type: StockLineType;
  readonly ledgerDate: string;
  readonly origin: StockOrigin;
  readonly locationId: string | null;
  /** Signed. */
  readonly quantity: Decimal;
  readonly givenValue: Decimal | null;
  readonly givenUnitCost: Decimal | null;
  readonly ofLineId: string | null;
  /** As it was given: quantities without sign. */
  readonly tracking: readonly StockTracking[];
  /** What a refusal of it names. */
  readonly field: string | undefined;
}

type Plain = Exclude<StockPosting, ProductionPosting>;
type Moving = Extract<Plain, { readonly quantity: Decimal }>;

/** The lines of a posting; the first is the one that stands for it. */
export function entriesOf(posting: Plain): readonly StockEntry[] {
  const { productId, ledgerDate, origin, field } = posting;
  const line = {
    ...{ lineId: newId(), productId, ledgerDate, origin, field, locationId: null, quantity: '0' },
    ...{ givenValue: null, givenUnitCost: null, ofLineId: null, tracking: [] },
  };
  switch (posting.type) {
    case 'value-adjustment':
      return [{ ...line, type: 'value-adjustment', givenUnitCost: posting.unitCost }];
    case 'cost-change':
      return [{ ...line, type: 'cost-change', ofLineId: posting.ofLineId, givenValue: posting.value }];
    case 'quantity-adjustment':
      return [movingEntry(line, posting)];
    default:
      invariant(isPositive(posting.quantity), 'the quantity of a posting is positive');
      if (posting.type !== 'movement') return [movingEntry(line, posting)];
      return [
        {
          ...movingEntry(line, posting),
          locationId: posting.fromLocationId,
          quantity: negate(posting.quantity),
        },
        { ...movingEntry(line, posting), lineId: newId(), locationId: posting.toLocationId },
      ];
  }
}

/** A line that moves goods; of a movement as it comes in. */
function movingEntry(line: Omit<StockEntry, 'type'>, posting: Moving): StockEntry {
  const { quantity, type } = posting;
  const tracking = (posting.tracking ?? []).map((part) => ({
    number: part.number,
    quantity: isNegative(part.quantity) ? negate(part.quantity) : part.quantity,
  }));
  const moving = { ...line, type, quantity, tracking };
  switch (posting.type) {
    case 'movement':
      return moving;
    case 'receipt':
      invariant(!isNegative(posting.value), 'goods that come in cost nothing at least');
      return { ...moving, locationId: posting.locationId, givenValue: posting.value };
    case 'shipment':
      return { ...moving, locationId: posting.locationId, quantity: negate(quantity) };
    case 'customer-return':
      return { ...moving, locationId: posting.locationId, ofLineId: posting.ofLineId };
    case 'supplier-return':
      return {
        ...moving,
        locationId: posting.locationId,
        quantity: negate(quantity),
        ofLineId: posting.ofLineId,
      };
    case 'quantity-adjustment': {
      const givenUnitCost = isPositive(quantity) ? (posting.unitCost ?? null) : null;
      return { ...moving, locationId: posting.locationId, givenUnitCost };
    }
  }
}

/** What a production uses up. */
export function componentEntries(posting: ProductionPosting): readonly StockEntry[] {
  const { ledgerDate, origin } = posting;
  return posting.components.map(({ productId, locationId, quantity, tracking, field }) => {
    invariant(isPositive(quantity), 'the quantity of a component is positive');
    return {
      ...entryOfProduction(tracking, field),
      productId,
      ledgerDate,
      origin,
      locationId,
      quantity: negate(quantity),
      givenValue: null,
    };
  });
}

/** What a production makes, at what it cost. */
export function finishedEntry(posting: ProductionPosting, value: Decimal): StockEntry {
  invariant(isPositive(posting.quantity), 'the quantity of a posting is positive');
  const { productId, ledgerDate, origin, locationId, quantity } = posting;
  return {
    ...entryOfProduction(posting.tracking, posting.field),
    productId,
    ledgerDate,
    origin,
    locationId,
    quantity,
    givenValue: value,
  };
}

const entryOfProduction = (tracking: readonly StockTracking[] = [], field?: string) => ({
  lineId: newId(),
  type: 'production' as const,
  givenUnitCost: null,
  ofLineId: null,
  tracking,
  field,
});
