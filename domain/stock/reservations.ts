/** What lines of open documents speak for of an item: a row per line, and their sums on the stock item (§4.1). */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { DocumentKind } from '../documents/kinds.ts';
import type { Decimal } from '../money.ts';
import { prepare } from '../statements.ts';
import { agreementOf } from '../tenant.ts';
import { lockItemRows, lockStockItems } from './stock-load.ts';
import type { ReservationKind } from './stock-reservation.entity.ts';

/** A line's quantity of an item, in the standard unit. */
export interface Reservation {
  readonly kind: ReservationKind;
  readonly productId: string;
  readonly documentKind: DocumentKind;
  readonly documentId: string;
  readonly lineId: string;
  /** What the line speaks for from now on; 0 takes the reservation away. Never negative. */
  readonly quantity: Decimal;
}

/** An item without inventory has nothing that could be spoken for: it gets no row, and so no lock that orders would share. */
const makeItems = prepare(
  'make_reserved_items',
  ['int', 'jsonb'],
  `insert into stock_item (id, agreement_number, product_id)
   select gen_random_uuid(), $1, p.id
     from (select distinct product_id from jsonb_to_recordset($2) as n (product_id uuid)) n
     join product p on p.id = n.product_id join product_group g on g.id = p.group_id and g.has_inventory
    where not exists (select from stock_item s where s.product_id = p.id)
    order by p.id on conflict do nothing`,
);

/** Sums on the items move by what `by` (product_id, kind, quantity) says. */
const moveSums = (by: string): string =>
  `update stock_item s set in_order = s.in_order + m.in_order, purchased = s.purchased + m.purchased,
       in_production = s.in_production + m.in_production
     from (select product_id,
             coalesce(sum(quantity) filter (where kind = 'in-order'), 0) as in_order,
             coalesce(sum(quantity) filter (where kind = 'purchased'), 0) as purchased,
             coalesce(sum(quantity) filter (where kind = 'in-production'), 0) as in_production
           from ${by} b group by product_id) m
    where s.product_id = m.product_id`;

const storeReservations = prepare(
  'store_stock_reservations',
  ['int', 'jsonb'],
  `with n as materialized (
     select w.kind, w.product_id, w.document_kind, w.document_id, w.line_id, sum(w.quantity) as quantity
       from jsonb_to_recordset($2) as w (kind text, product_id uuid, document_kind text, document_id uuid, line_id uuid,
         quantity numeric)
       join stock_item s on s.product_id = w.product_id
      group by 1, 2, 3, 4, 5
   ), old as materialized (
     select r.id, r.product_id, r.kind, r.quantity, n.quantity = 0 as is_gone from stock_reservation r
       join n on n.document_id = r.document_id and n.line_id = r.line_id and n.kind = r.kind and n.product_id = r.product_id
   ), gone as (
     delete from stock_reservation r using old where r.id = old.id and old.is_gone
   ), kept as (
     insert into stock_reservation (id, agreement_number, kind, product_id, document_kind, document_id, line_id, quantity)
     select gen_random_uuid(), $1, n.* from n where n.quantity <> 0
     on conflict (document_id, line_id, kind, product_id) do update set quantity = excluded.quantity
   ), b as (
     select product_id, kind, quantity from n union all select product_id, kind, -quantity from old
   )
   ${moveSums('b')}`,
);

/**
 * Sets what lines speak for, any number of them with as many statements as one; what a line spoke for of the item before, of
 * this kind, is replaced. Rows of one line, item and kind are added up. Items without inventory are left out. Locks the items in
 * the order of their ids: like `postStock`, after documents and number series.
 */
export async function setReservations(em: EntityManager, rows: readonly Reservation[]): Promise<void> {
  if (rows.length === 0) return;
  const agreement = agreementOf(em);
  const wanted = jsonOf(rows);
  await makeItems.later(em, [agreement, wanted]);
  await lockItemRows(
    em,
    rows.map(({ productId }) => productId),
  );
  await storeReservations.later(em, [agreement, wanted]);
}

const jsonOf = (rows: readonly Reservation[]): string =>
  JSON.stringify(
    rows.map(({ kind, productId, documentKind, documentId, lineId, quantity }) => ({
      kind,
      product_id: productId,
      document_kind: documentKind,
      document_id: documentId,
      line_id: lineId,
      quantity,
    })),
  );

/** Sets what one line speaks for of an item (`setReservations`). */
export async function setReservation(em: EntityManager, reservation: Reservation): Promise<void> {
  await setReservations(em, [reservation]);
}

const itemsOfDocument = prepare<{ productId: string }>(
  'items_reserved_by_document',
  ['uuid'],
  `select distinct product_id as "productId" from stock_reservation where document_id = $1`,
);

const deleteReservations = prepare(
  'delete_stock_reservations',
  ['uuid'],
  `with gone as (delete from stock_reservation where document_id = $1 returning product_id, kind, -quantity as quantity)
   ${moveSums('gone')}`,
);

/** Takes away all that a document speaks for. The document is locked, so that none of its lines speaks up meanwhile. */
export async function clearReservations(em: EntityManager, documentId: string): Promise<void> {
  const items = await itemsOfDocument.run(em, [documentId]);
  if (items.length === 0) return;
  await lockItemRows(
    em,
    items.map(({ productId }) => productId),
  );
  await deleteReservations.later(em, [documentId]);
}

/**
 * Sets all that a document speaks for: what it spoke for before is replaced. The document is locked. Rows and locks as
 * `setReservations` has them; `productIds` are the items of all its lines, those that speak for nothing any more too.
 */
export async function replaceReservations(
  em: EntityManager,
  documentId: string,
  productIds: readonly string[],
  rows: readonly Reservation[],
): Promise<void> {
  if (productIds.length === 0) return;
  await lockStockItems(em, productIds);
  await deleteReservations.later(em, [documentId]);
  if (rows.length > 0) await storeReservations.later(em, [agreementOf(em), jsonOf(rows)]);
}
