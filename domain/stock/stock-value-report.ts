/** What the stock was worth at the end of a day (§4.6). */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Decimal } from '../money.ts';

export interface StockValueQuery {
  /** The end of this day. */
  readonly dateTo: string;
  /** With it rows tell what there was before this day, and what changed since. */
  readonly dateFrom: string | null;
  readonly locationId: string | null;
  /** Leaves out items of which there are none. */
  readonly hidesZero: boolean;
  /** False leaves out items that are below zero. */
  readonly showsNegative: boolean;
  readonly limit: number;
  readonly offset: number;
  /** By the numbers of the items. */
  readonly direction: 'asc' | 'desc';
}

/** Quantity in the standard unit, value in base currency. */
export interface StockValueRow {
  readonly number: string;
  readonly name: string;
  readonly groupNumber: number;
  readonly unit: string | null;
  readonly quantity: Decimal;
  readonly value: Decimal;
  /** Value of a unit, 4 decimals; null where there is none in stock. */
  readonly unitCost: Decimal | null;
  readonly openingQuantity: Decimal | null;
  readonly openingValue: Decimal | null;
  readonly quantityChange: Decimal | null;
  readonly valueChange: Decimal | null;
}

export interface StockValueReport {
  readonly rows: readonly StockValueRow[];
  readonly total: number;
  /** Of all rows, those of other pages too. */
  readonly totals: {
    readonly value: Decimal;
    /** Null without `dateFrom`, and where there are no rows. */
    readonly openingValue: Decimal | null;
    readonly valueChange: Decimal | null;
  };
}

/**
 * SQL: quantity and value of item `s` at the end of the day that is a parameter: what is stored less what its ledger has of
 * later days, so that a report of today reads no ledger. Exact, because a stored figure is the sum of its ledger (I5;
 * `npm run verify-stock` proves it).
 */
const itemOn = (day: string): string =>
  `select s.quantity - coalesce((select sum(l.quantity) from stock_line l
              where l.product_id = s.product_id and l.ledger_date > ${day}), 0) as quantity,
          s.value - coalesce((select sum(l.value) from stock_line l
              where l.product_id = s.product_id and l.ledger_date > ${day}), 0)
            - coalesce((select sum(k.new_value - k.old_value) from stock_correction k
              where k.product_id = s.product_id and k.ledger_date > ${day}), 0) as value`;

/** SQL: of it, how many were at the location then, at their share of the item's value (V2: value belongs to the item). */
const atLocationOn = (day: string): string =>
  `select held.quantity, case when i.quantity = 0 then 0 else round(i.value * held.quantity / i.quantity, 2) end as value
     from (${itemOn(day)}) i
    cross join lateral (
      select coalesce((select q.quantity from stock_location_quantity q
                        where q.product_id = s.product_id and q.location_id = a.location_id), 0)
             - coalesce((select sum(l.quantity) from stock_line l where l.product_id = s.product_id
                        and l.location_id = a.location_id and l.ledger_date > ${day}), 0) as quantity) held`;

const reportSql = (on: (day: string) => string, direction: string): string => `
  with a as (
    select ?::date as date_to, ?::date as before_from, ?::uuid as location_id, ?::boolean as hides_zero,
           ?::boolean as shows_negative
  ), figures as materialized (
    select p.number, p.name, g.number as group_number, u.name as unit, e.quantity, e.value,
           o.quantity as opening_quantity, o.value as opening_value
      from a cross join stock_item s
      join product p on p.id = s.product_id
      join product_group g on g.id = p.group_id
      left join unit u on u.id = p.unit_id
     cross join lateral (${on('a.date_to')}) e
      left join lateral (${on('a.before_from')}) o on a.before_from is not null
     where s.last_sequence > 0
       and not (a.hides_zero and e.quantity = 0 and e.value = 0)
       and (a.shows_negative or e.quantity >= 0)
  ), page as (select * from figures order by number ${direction} limit ? offset ?)
  select (select jsonb_build_object('total', count(*), 'value', coalesce(sum(value), 0)::numeric(19,2)::text,
              'openingValue', sum(opening_value)::numeric(19,2)::text,
              'valueChange', sum(value - opening_value)::numeric(19,2)::text) from figures) as totals,
         (select coalesce(jsonb_agg(jsonb_build_object('number', number, 'name', name, 'groupNumber', group_number,
              'unit', unit, 'quantity', trim_scale(quantity)::text, 'value', value::numeric(19,2)::text,
              'unitCost', case when quantity > 0 then trim_scale(round(value / quantity, 4))::text end,
              'openingQuantity', trim_scale(opening_quantity)::text,
              'openingValue', opening_value::numeric(19,2)::text,
              'quantityChange', trim_scale(quantity - opening_quantity)::text,
              'valueChange', (value - opening_value)::numeric(19,2)::text) order by number ${direction}), '[]')
            from page) as rows`;

interface Found {
  readonly rows: readonly StockValueRow[];
  readonly totals: StockValueReport['totals'] & { readonly total: number };
}

/** Value on a day is the sum of ledger lines up to it, as they are known to be worth now. Items that ever moved, by number. */
export async function stockValueReport(em: EntityManager, query: StockValueQuery): Promise<StockValueReport> {
  const { dateTo, dateFrom, locationId, hidesZero, showsNegative, limit, offset, direction } = query;
  const sql = reportSql(locationId === null ? itemOn : atLocationOn, direction);
  const [found] = await em.execute<Found[]>(sql, [
    dateTo,
    dateFrom === null ? null : dayBefore(dateFrom),
    locationId,
    hidesZero,
    showsNegative,
    limit,
    offset,
  ]);
  if (found === undefined) throw new Error('A report has one row.');
  const { total, ...totals } = found.totals;
  return { rows: found.rows, total, totals };
}

const dayBefore = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
