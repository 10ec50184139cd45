/** What open documents speak for of an item: rows per line, and their sums on the stock item (§4.1). */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { DocumentKind } from '../documents/kinds.ts';
import { isPositive } from '../money.ts';
import type { Decimal } from '../money.ts';
import { agreementOf } from '../tenant.ts';
import { lockStockItems } from './stock-load.ts';
import type { ReservationKind } from './stock-reservation.entity.ts';

/** A line's quantity of an item, in the standard unit. */
export interface Reservation {
  readonly kind: ReservationKind;
  readonly productId: string;
  readonly documentKind: DocumentKind;
  readonly documentId: string;
  readonly lineId: string;
  /** 0 takes the reservation away. */
  readonly quantity: Decimal;
}

/** Sums of the rows, written anew for these items, which are locked. */
const sumUp = (em: EntityManager, productIds: readonly string[]): Promise<unknown> =>
  em.execute(
    `update stock_item s set in_order = r.in_order, purchased = r.purchased, in_production = r.in_production
       from (select p.id::uuid as product_id,
               coalesce(sum(r.quantity) filter (where r.kind = 'in-order'), 0) as in_order,
               coalesce(sum(r.quantity) filter (where r.kind = 'purchased'), 0) as purchased,
               coalesce(sum(r.quantity) filter (where r.kind = 'in-production'), 0) as in_production
             from jsonb_array_elements_text(?::jsonb) as p (id)
             left join stock_reservation r on r.product_id = p.id::uuid group by p.id) r
      where s.product_id = r.product_id`,
    [JSON.stringify(productIds)],
  );

/** Sets what a line speaks for of an item; a second time takes the place of the first. */
export async function setReservation(em: EntityManager, reservation: Reservation): Promise<void> {
  const { kind, productId, documentKind, documentId, lineId, quantity } = reservation;
  await lockStockItems(em, [productId]);
  await em.execute(
    'delete from stock_reservation where document_id = ? and line_id = ? and kind = ? and product_id = ?',
    [documentId, lineId, kind, productId],
  );
  if (isPositive(quantity))
    await em.execute(
      `insert into stock_reservation (id, agreement_number, kind, product_id, document_kind, document_id, line_id, quantity)
       values (gen_random_uuid(), ?, ?, ?, ?, ?, ?, ?)`,
      [agreementOf(em), kind, productId, documentKind, documentId, lineId, quantity],
    );
  await sumUp(em, [productId]);
}

/** Takes away all that a document speaks for. */
export async function clearReservations(em: EntityManager, documentId: string): Promise<void> {
  const rows = await em.execute<{ id: string }[]>(
    'select distinct product_id as id from stock_reservation where document_id = ?',
    [documentId],
  );
  if (rows.length === 0) return;
  const ids = rows.map(({ id }) => id);
  await lockStockItems(em, ids);
  await em.execute('delete from stock_reservation where document_id = ?', [documentId]);
  await sumUp(em, ids);
}
