import type { EntityManager } from '@mikro-orm/postgresql';
import { newId } from '../ids.ts';
import type { Decimal } from '../money.ts';
import { prepare } from '../statements.ts';
import type { StockTracking } from '../stock/posting.ts';
import { agreementOf } from '../tenant.ts';

/** A line of a shipment, as its services read and write it: a plain row, for there may be thousands. */
export interface ShipmentLineRow {
  readonly id: string;
  readonly position: number;
  readonly orderLineId: string | null;
  readonly invoiceLineId: string | null;
  readonly productId: string;
  readonly item: string;
  readonly barcode: string | null;
  readonly description: string;
  readonly unitId: string | null;
  readonly unit: { readonly number: number; readonly name: string } | null;
  /** Standard units in one of the line's unit. */
  readonly unitQuantity: Decimal;
  readonly quantity: Decimal;
  readonly pickedQuantity: Decimal;
  /** The location of the line. */
  readonly location: LineLocation | null;
  /** Where it leaves from: the line's location, the item's, or the agreement's; null where there is none. */
  readonly from: LineLocation | null;
  readonly tracking: readonly StockTracking[] | null;
  readonly stockLineId: string | null;
  /** Whether it is a BOM whose components leave where there is not enough of it. */
  readonly adjustsToZero: boolean;
}

export interface LineLocation {
  readonly id: string;
  readonly number: number;
  readonly name: string;
}

const location = (id: string): string =>
  `(select jsonb_build_object('id', w.id, 'number', w.number, 'name', w.name) from location w where w.id = ${id})`;

const linesOf = prepare<ShipmentLineRow>(
  'shipment_lines',
  ['int', 'uuid'],
  `with home as materialized (select id from location where agreement_number = $1 and is_default)
   select l.id, l.position, l.order_line_id as "orderLineId", l.invoice_line_id as "invoiceLineId",
       l.product_id as "productId", p.number as item, p.barcode, l.description, l.unit_id as "unitId",
       case when u.id is not null then jsonb_build_object('number', u.number, 'name', u.name) end as unit,
       l.unit_quantity::text as "unitQuantity", l.quantity::text as quantity, l.picked_quantity::text as "pickedQuantity",
       ${location('l.location_id')} as location,
       ${location('coalesce(l.location_id, p.default_location_id, (select id from home))')} as "from",
       l.tracking, l.stock_line_id as "stockLineId", p.adjust_to_zero as "adjustsToZero"
     from shipment_line l join product p on p.id = l.product_id left join unit u on u.id = l.unit_id
    where l.agreement_number = $1 and l.shipment_id = $2 order by l.position`,
);

/** The lines of a shipment in their order: one statement. */
export const shipmentLines = (em: EntityManager, shipmentId: string): Promise<ShipmentLineRow[]> =>
  linesOf.run(em, [agreementOf(em), shipmentId]);

/** A line of a new shipment. */
export interface NewShipmentLine {
  readonly orderLineId: string | null;
  readonly invoiceLineId: string | null;
  readonly productId: string;
  readonly description: string;
  readonly unitId: string | null;
  readonly unitQuantity: Decimal;
  readonly quantity: Decimal;
  /** Null: the item's own location, or the agreement's. */
  readonly locationId: string | null;
  readonly tracking?: readonly StockTracking[] | null | undefined;
}

/** Stores the lines of a new shipment: one statement. */
export async function insertShipmentLines(
  em: EntityManager,
  shipmentId: string,
  lines: readonly NewShipmentLine[],
): Promise<void> {
  const rows = lines.map((line, index) => ({
    id: newId(),
    position: index + 1,
    order_line_id: line.orderLineId,
    invoice_line_id: line.invoiceLineId,
    product_id: line.productId,
    description: line.description,
    unit_id: line.unitId,
    unit_quantity: line.unitQuantity,
    quantity: line.quantity,
    location_id: line.locationId,
    tracking: line.tracking ?? null,
  }));
  await em.execute(
    `insert into shipment_line (agreement_number, shipment_id, picked_quantity, id, position, order_line_id,
       invoice_line_id, product_id, description, unit_id, unit_quantity, quantity, location_id, tracking)
     select ?, ?, 0, n.* from jsonb_to_recordset(?::jsonb) as n (id uuid, position int, order_line_id uuid,
       invoice_line_id uuid, product_id uuid, description text, unit_id uuid, unit_quantity numeric, quantity numeric,
       location_id uuid, tracking jsonb)`,
    [agreementOf(em), shipmentId, JSON.stringify(rows)],
  );
}

/** What changes on a line of a shipment. */
export interface LineChange {
  readonly id: string;
  readonly quantity: Decimal;
  readonly pickedQuantity: Decimal;
  readonly locationId: string | null;
  readonly tracking: readonly StockTracking[] | null;
  readonly stockLineId: string | null;
}

/** Stores lines that change: one statement. */
export async function updateShipmentLines(em: EntityManager, changes: readonly LineChange[]): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map((line) => ({
    id: line.id,
    quantity: line.quantity,
    picked: line.pickedQuantity,
    location_id: line.locationId,
    tracking: line.tracking,
    stock_line_id: line.stockLineId,
  }));
  await em.execute(
    `update shipment_line l set quantity = n.quantity, picked_quantity = n.picked, location_id = n.location_id,
         tracking = nullif(n.tracking, 'null'::jsonb), stock_line_id = n.stock_line_id
       from jsonb_to_recordset(?::jsonb) as n (id uuid, quantity numeric, picked numeric, location_id uuid, tracking jsonb,
         stock_line_id uuid)
      where l.agreement_number = ? and l.id = n.id`,
    [JSON.stringify(rows), agreementOf(em)],
  );
}

/** Deletes lines: one statement. */
export async function deleteShipmentLines(em: EntityManager, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await em.execute('delete from shipment_line where agreement_number = ? and id = any(?::uuid[])', [
    agreementOf(em),
    `{${ids.join(',')}}`,
  ]);
}

/** A line as it is, for `updateShipmentLines`. */
export const unchangedLine = (line: ShipmentLineRow): LineChange => ({
  id: line.id,
  quantity: line.quantity,
  pickedQuantity: line.pickedQuantity,
  locationId: line.location?.id ?? null,
  tracking: line.tracking,
  stockLineId: line.stockLineId,
});
