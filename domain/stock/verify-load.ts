/** What is stored of an item, all of it: for holding it against a replay. */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Decimal } from '../money.ts';
import type { StoredLine } from './engine/post-lines.ts';
import type { InventoryPrinciple, Layer, LedgerPlace } from './engine/state.ts';
import type { ParcelKind } from './stock-parcel.entity.ts';

/** A figure as it is stored, and as the rows that it stands for sum to. */
export interface Sums {
  readonly what: string;
  readonly stored: Decimal;
  readonly summed: Decimal;
}

export interface StoredItem {
  readonly principle: InventoryPrinciple;
  readonly quantity: Decimal;
  readonly value: Decimal;
  readonly lastCostValue: Decimal | null;
  readonly lastCostQuantity: Decimal | null;
  readonly costPrice: Decimal | null;
  readonly lastSequence: number;
  readonly lastDay: string | null;
  /** In the order of posting; values and given values as they are now. */
  readonly lines: readonly (StoredLine & { readonly causeLineId: string | null })[];
  readonly parcels: readonly (Layer & { readonly kind: ParcelKind })[];
  readonly checkpoints: readonly (LedgerPlace & { readonly quantity: Decimal; readonly value: Decimal })[];
  readonly corrections: readonly {
    readonly lineId: string;
    readonly postedValue: Decimal;
    readonly oldValue: Decimal;
    readonly newValue: Decimal;
  }[];
  readonly sums: readonly Sums[];
}

const itemSql = `
  select a.inventory_principle as principle, s.quantity::text, s.value::text, s.last_cost_value::text as "lastCostValue",
         s.last_cost_quantity::text as "lastCostQuantity", p.cost_price::text as "costPrice",
         s.last_sequence as "lastSequence", s.last_day::text as "lastDay"
    from stock_item s join product p on p.id = s.product_id join agreement a on a.number = s.agreement_number
   where s.product_id = ?`;

const linesSql = `
  select l.id as "lineId", l.type, l.ledger_date::text as "ledgerDate", l.sequence, l.quantity::text,
         (l.value + coalesce((select sum(k.new_value - k.old_value) from stock_correction k where k.line_id = l.id), 0))::text
           as value,
         (case when l.given_value is null or l.type = 'cost-change' or a.inventory_principle = 'fifo' then l.given_value
               else coalesce((select c.given_value from stock_line c where c.of_line_id = l.id and c.type = 'cost-change'
                               order by c.sequence desc limit 1), l.given_value) end)::text as "givenValue",
         l.given_unit_cost::text as "givenUnitCost", l.expected_unit_cost::text as "expectedUnitCost",
         l.of_line_id as "ofLineId", l.cause_line_id as "causeLineId"
    from stock_line l join agreement a on a.number = l.agreement_number
   where l.product_id = ? order by l.sequence`;

const parcelsSql = `
  select kind, line_id as "lineId", ledger_date::text as "ledgerDate", sequence, quantity::text, value::text
    from stock_parcel where product_id = ? order by kind, ledger_date, sequence`;

const checkpointsSql = `
  select ledger_date::text as "ledgerDate", sequence, quantity::text, value::text
    from stock_checkpoint where product_id = ? order by ledger_date, sequence`;

const correctionsSql = `
  select k.line_id as "lineId", l.value::text as "postedValue", k.old_value::text as "oldValue",
         k.new_value::text as "newValue"
    from stock_correction k join stock_line l on l.id = k.line_id join stock_line c on c.id = k.cause_line_id
   where k.product_id = ? order by c.sequence, l.sequence`;

const places = `select l.number, l.id from location l`;

const sumsSql = `
  with a as (select ?::uuid as product_id)
  select 'the quantity at location ' || l.number as what, coalesce(q.quantity, 0)::text as stored,
         coalesce(m.quantity, 0)::text as summed
    from a cross join (${places}) l
    left join stock_location_quantity q on q.product_id = a.product_id and q.location_id = l.id
    left join (select location_id, sum(quantity) as quantity from stock_line, a
                where stock_line.product_id = a.product_id group by location_id) m on m.location_id = l.id
   where q.quantity is not null or m.quantity is not null
  union all
  select 'the quantity of ' || coalesce(q.number, m.number) || ' at location ' || l.number,
         coalesce(q.quantity, 0)::text, coalesce(m.quantity, 0)::text
    from (select t.number, t.location_id, t.quantity from stock_tracked_quantity t, a where t.product_id = a.product_id) q
    full join (select t.number, l.location_id, sum(t.quantity) as quantity
                 from stock_line_tracking t join stock_line l on l.id = t.line_id, a
                where t.product_id = a.product_id group by t.number, l.location_id) m
      on m.number = q.number and m.location_id = q.location_id
    join (${places}) l on l.id = coalesce(q.location_id, m.location_id)
  union all
  select 'what documents speak for (' || r.kind || ')', r.stored::text,
         coalesce((select sum(v.quantity) from stock_reservation v
                    where v.product_id = a.product_id and v.kind = r.kind), 0)::text
    from a join stock_item s on s.product_id = a.product_id
   cross join lateral (values ('in-order', s.in_order), ('purchased', s.purchased), ('in-production', s.in_production))
     r (kind, stored)`;

/** Everything that is stored of an item; in a transaction that sees one moment. */
export async function loadStoredItem(em: EntityManager, productId: string): Promise<StoredItem | undefined> {
  const of = async <Row extends object>(sql: string, params: readonly string[] = [productId]) =>
    em.execute<Row[]>(sql, [...params]);
  const [item] =
    await of<Omit<StoredItem, 'lines' | 'parcels' | 'checkpoints' | 'corrections' | 'sums'>>(itemSql);
  if (item === undefined) return undefined;
  return {
    ...item,
    lines: await of<StoredItem['lines'][number]>(linesSql),
    parcels: await of<StoredItem['parcels'][number]>(parcelsSql),
    checkpoints: await of<StoredItem['checkpoints'][number]>(checkpointsSql),
    corrections: await of<StoredItem['corrections'][number]>(correctionsSql),
    sums: await of<Sums>(sumsSql),
  };
}
