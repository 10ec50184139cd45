import type { EntityManager } from '@mikro-orm/postgresql';
import type { Decimal } from '../money.ts';
import { replaceReservations } from '../stock/reservations.ts';

/** What a line of a sent purchase order still brings: standard units, more than 0. */
export interface Incoming {
  readonly lineId: string;
  readonly productId: string;
  readonly quantity: Decimal;
}

/**
 * Keeps what a purchase order still brings of each item (`purchased_quantity`), in place of what it brought before. Locks
 * `productIds`: every stocked item of the order.
 */
export const expectGoods = (
  em: EntityManager,
  purchaseOrderId: string,
  productIds: readonly string[],
  incoming: readonly Incoming[],
): Promise<void> =>
  replaceReservations(
    em,
    purchaseOrderId,
    productIds,
    incoming.map((line) => ({
      kind: 'purchased',
      documentKind: 'purchase-order',
      documentId: purchaseOrderId,
      ...line,
    })),
  );
