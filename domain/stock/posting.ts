/**
 * What documents tell the stock: the effects of one action, posted together in the document's transaction. Quantities are
 * in the item's standard unit (up to 4 decimals), values in base currency (2 decimals), days `YYYY-MM-DD`.
 */
import type { DocumentKind } from '../documents/kinds.ts';
import type { Decimal } from '../money.ts';

/** The document, and the line of it, whose action moves the stock. */
export interface StockOrigin {
  readonly documentKind: DocumentKind;
  readonly documentId: string;
  readonly documentNumber: number;
  /** Null where the effect belongs to the whole document. */
  readonly lineId: string | null;
}

/** A part of a posting that bears a batch or a serial number; the parts of a posting sum to its quantity. */
export interface StockTracking {
  /** The batch's or the serial number; of a serial number the quantity is 1. */
  readonly number: string;
  readonly quantity: Decimal;
}

interface Effect {
  readonly productId: string;
  /** When it counts; the sequence of posting orders what counts on one day (V3). */
  readonly ledgerDate: string;
  readonly origin: StockOrigin;
  /** What a refusal of it names: the document's line, `lines.0`. */
  readonly field?: string | undefined;
}

interface Tracked {
  /** Given for items with batches or serial numbers, and for no others. */
  readonly tracking?: readonly StockTracking[] | undefined;
}

/** Goods come in at a cost (V5, V8, V14: the value holds extra cost and freight already). */
export interface ReceiptPosting extends Effect, Tracked {
  readonly type: 'receipt';
  readonly locationId: string;
  readonly quantity: Decimal;
  readonly value: Decimal;
}

/** Goods go out at what they cost (V5, V6, V8, V9). */
export interface ShipmentPosting extends Effect, Tracked {
  readonly type: 'shipment';
  readonly locationId: string;
  readonly quantity: Decimal;
}

/** A customer's goods come back (V12), at the value of the ledger line by which they left, or at today's cost price. */
export interface CustomerReturnPosting extends Effect, Tracked {
  readonly type: 'customer-return';
  readonly locationId: string;
  readonly quantity: Decimal;
  readonly ofLineId: string | null;
}

/** Goods go back to their supplier (V13), out of the receipt by which they came where it is known. */
export interface SupplierReturnPosting extends Effect, Tracked {
  readonly type: 'supplier-return';
  readonly locationId: string;
  readonly quantity: Decimal;
  readonly ofLineId: string | null;
}

/** Found or missing goods: a signed quantity; what comes in costs `unitCost`, else today's cost price. */
export interface QuantityAdjustmentPosting extends Effect, Tracked {
  readonly type: 'quantity-adjustment';
  readonly locationId: string;
  readonly quantity: Decimal;
  readonly unitCost?: Decimal | undefined;
}

/** What is in stock gets another cost (V15); there must be some. */
export interface ValueAdjustmentPosting extends Effect {
  readonly type: 'value-adjustment';
  readonly unitCost: Decimal;
}

/** A receipt turns out to have cost something else (V7, V11): its whole new value. */
export interface CostChangePosting extends Effect {
  readonly type: 'cost-change';
  readonly ofLineId: string;
  readonly value: Decimal;
}

/** Goods move from one location to another (V2): no value moves. */
export interface MovementPosting extends Effect, Tracked {
  readonly type: 'movement';
  readonly fromLocationId: string;
  readonly toLocationId: string;
  readonly quantity: Decimal;
}

/** Components become a finished item (V16), at their sum and `extraCostPercentage` of it. */
export interface ProductionPosting extends Effect, Tracked {
  readonly type: 'production';
  readonly locationId: string;
  readonly quantity: Decimal;
  readonly extraCostPercentage: Decimal;
  readonly components: readonly (Tracked & {
    readonly field?: string | undefined;
    readonly productId: string;
    readonly locationId: string;
    readonly quantity: Decimal;
  })[];
}

export type StockPosting =
  | ReceiptPosting
  | ShipmentPosting
  | CustomerReturnPosting
  | SupplierReturnPosting
  | QuantityAdjustmentPosting
  | ValueAdjustmentPosting
  | CostChangePosting
  | MovementPosting
  | ProductionPosting;

/** What a posting became: the ledger line that stands for it, and the value that moved with it (negative: out). */
export interface PostedStock {
  readonly lineId: string;
  readonly quantity: Decimal;
  readonly value: Decimal;
  /** The stock of the item after it, over all locations; negative where it was sold short. */
  readonly stockAfter: Decimal;
}
