/** What goods that came together cost (V14). Pure. */
import { afterDiscount, isPositive, multiply, round, sum, toBaseCurrency } from '../money.ts';
import type { Decimal } from '../money.ts';
import { toStandardQuantity } from '../products/unit-conversion.ts';
import { receiptValues } from '../stock/engine/allocation.ts';
import type { AllocationMethod } from '../stock/engine/allocation.ts';

/** So many of a line's unit at one price; a line may have come at several. */
export interface PricedQuantity {
  readonly quantity: Decimal;
  /** Document currency, without VAT, of one of the unit. */
  readonly unitPrice: Decimal;
  readonly discountPercentage: Decimal;
  /** Base units per 100 units of the currency. */
  readonly exchangeRate: Decimal;
}

/** A line that came. */
export interface CameLine {
  /** Goods; else freight and the like, which is spread over them. */
  readonly isGoods: boolean;
  /** Standard units in one of the line's unit. */
  readonly unitQuantity: Decimal;
  readonly parts: readonly PricedQuantity[];
  /** The item's extra cost. */
  readonly extraCostPercentage: Decimal;
}

/** What the parts cost in base currency, 2 decimals: each part is rounded once. */
const priceOf = (parts: readonly PricedQuantity[]): Decimal =>
  round(
    sum(
      parts.map(({ quantity, unitPrice, discountPercentage, exchangeRate }) =>
        toBaseCurrency(afterDiscount(multiply(quantity, unitPrice), discountPercentage), exchangeRate),
      ),
    ),
    2,
  );

/**
 * What each line costs in base currency, to the cent: goods with their extra cost and their part of the freight; null for
 * freight itself. Freight that comes without goods is spread over none. Throws `FreightNotAllocatable`.
 */
export function costsOf(lines: readonly CameLine[], method: AllocationMethod): (Decimal | null)[] {
  const goods = lines.filter(({ isGoods }) => isGoods);
  const freight = round(sum(lines.filter(({ isGoods }) => !isGoods).map(({ parts }) => priceOf(parts))), 2);
  const costed = goods.map(({ parts, unitQuantity, extraCostPercentage }) => ({
    quantity: toStandardQuantity(sum(parts.map(({ quantity }) => quantity)), unitQuantity),
    goodsValue: priceOf(parts),
    extraCostPercentage,
  }));
  const values = receiptValues(costed, goods.length > 0 && isPositive(freight) ? freight : '0', method);
  let next = 0;
  return lines.map(({ isGoods }) => {
    if (!isGoods) return null;
    next += 1;
    return values[next - 1] ?? '0';
  });
}
