/** The ledger of an item as people read it (V1): lines with what was there after each, and corrections explained. */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { DocumentKind } from '../documents/kinds.ts';
import { atLeast, equal, negate, plain, share, subtract, sum } from '../money.ts';
import type { Decimal } from '../money.ts';
import type { StockLineType } from './engine/ledger.ts';

export interface LedgerQuery {
  /** Both days belong to it. */
  readonly dateFrom: string | null;
  readonly dateTo: string | null;
  readonly limit: number;
  readonly offset: number;
  /** `desc`: the newest line first. */
  readonly direction: 'asc' | 'desc';
}

/** A line of a document that moved the stock. */
interface LedgerDocument {
  readonly kind: DocumentKind;
  readonly id: string;
  readonly number: number;
  readonly lineId: string | null;
}

/** A line turned out to be worth something else: since when, and what brought it about. */
export interface LedgerCorrection {
  readonly at: string;
  readonly oldValue: Decimal;
  readonly newValue: Decimal;
  readonly cause: {
    readonly sequence: number;
    readonly type: StockLineType;
    readonly ledgerDate: string;
    readonly document: LedgerDocument;
  };
}

interface LedgerRow {
  readonly id: string;
  readonly sequence: number;
  readonly ledgerDate: string;
  readonly transactionAt: string;
  readonly type: StockLineType;
  readonly location: { readonly number: number; readonly name: string } | null;
  readonly tracking: readonly { readonly number: string; readonly quantity: Decimal }[];
  readonly document: LedgerDocument;
  readonly postedBy: string;
  /** Signed. */
  readonly quantity: Decimal;
  /** Signed, as it was posted. */
  readonly postedValue: Decimal;
  readonly corrections: readonly LedgerCorrection[];
}

export interface LedgerItem extends LedgerRow {
  /** Signed, as it is known now. */
  readonly value: Decimal;
  /** Value of a unit, 4 decimals; null on a line that moves value alone. */
  readonly unitValue: Decimal | null;
  /** What was in stock after the line, in the order of the ledger, and what that is worth as it is known now. */
  readonly runningQuantity: Decimal;
  readonly runningValue: Decimal;
}

const documentOf = (line: string): string =>
  `jsonb_build_object('kind', ${line}.document_kind, 'id', ${line}.document_id, 'number', ${line}.document_number,
     'lineId', ${line}.document_line_id)`;

const iso = (moment: string): string =>
  `to_char(${moment} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const inPeriod = `l.product_id = ? and l.ledger_date >= coalesce(?::date, '-infinity')
  and l.ledger_date <= coalesce(?::date, 'infinity')`;

const rowsSql = (direction: string): string => `
  with page as materialized (
    select l.* from stock_line l where ${inPeriod}
     order by l.product_id ${direction}, l.ledger_date ${direction}, l.sequence ${direction} limit ? offset ?
  )
  select l.id, l.sequence, l.ledger_date::text as "ledgerDate", ${iso('l.transaction_at')} as "transactionAt", l.type,
         case when p.id is not null then jsonb_build_object('number', p.number, 'name', p.name) end as location,
         (select coalesce(jsonb_agg(jsonb_build_object('number', t.number, 'quantity', trim_scale(t.quantity)::text)
                   order by t.number), '[]') from stock_line_tracking t where t.line_id = l.id) as tracking,
         ${documentOf('l')} as document, l.posted_by as "postedBy", trim_scale(l.quantity)::text as quantity,
         l.value::text as "postedValue",
         (select coalesce(jsonb_agg(jsonb_build_object('at', ${iso('k.at')}, 'oldValue', k.old_value::text,
                   'newValue', k.new_value::text, 'cause', jsonb_build_object('sequence', c.sequence, 'type', c.type,
                     'ledgerDate', c.ledger_date, 'document', ${documentOf('c')})) order by c.sequence), '[]')
            from stock_correction k join stock_line c on c.id = k.cause_line_id where k.line_id = l.id) as corrections
    from page l left join location p on p.id = l.location_id
   order by l.ledger_date ${direction}, l.sequence ${direction}`;

/**
 * What the lines before or after a place sum to. Corrections are summed by their line's day; those of the place's own day by
 * their lines.
 */
const sumsSql = (side: '<' | '>'): string => `
  with a as (select ?::uuid as product_id, ?::date as day, ?::int as sequence)
  select coalesce((select sum(l.quantity) from stock_line l, a where l.product_id = a.product_id
            and (l.ledger_date, l.sequence) ${side} (a.day, a.sequence)), 0)::text as quantity,
         (coalesce((select sum(l.value) from stock_line l, a where l.product_id = a.product_id
            and (l.ledger_date, l.sequence) ${side} (a.day, a.sequence)), 0)
          + coalesce((select sum(k.new_value - k.old_value) from stock_correction k, a
                       where k.product_id = a.product_id and k.ledger_date ${side} a.day), 0)
          + coalesce((select sum(k.new_value - k.old_value)
                        from a join stock_correction k on k.product_id = a.product_id and k.ledger_date = a.day
                        join stock_line l on l.id = k.line_id and l.sequence ${side} a.sequence), 0))::text as value`;

interface Running {
  readonly quantity: Decimal;
  readonly value: Decimal;
}

/**
 * A page of an item's ledger. Running totals are computed from the end that the order begins at (nothing, or what is stored), so
 * that the newest lines of a long ledger are as quick to read as those of a short one.
 */
export async function itemLedger(
  em: EntityManager,
  productId: string,
  { dateFrom, dateTo, limit, offset, direction }: LedgerQuery,
): Promise<{ readonly rows: readonly LedgerItem[]; readonly total: number }> {
  const period = [productId, dateFrom, dateTo];
  const [count] = await em.execute<{ total: number }[]>(
    dateFrom === null && dateTo === null
      ? 'select coalesce(max(s.last_sequence), 0)::int as total from stock_item s where s.product_id = ?'
      : `select count(*)::int as total from stock_line l where ${inPeriod}`,
    dateFrom === null && dateTo === null ? [productId] : period,
  );
  const rows = await em.execute<LedgerRow[]>(rowsSql(direction), [...period, limit, offset]);
  const total = count?.total ?? 0;
  const first = rows[0];
  if (first === undefined) return { rows: [], total };
  const isRising = direction === 'asc';
  const beyond = await sumsBeyond(em, productId, first, isRising ? '<' : '>');
  return { rows: isRising ? risingFrom(beyond, rows) : fallingFrom(beyond, rows), total };
}

/** Rising: what was there before the line. Falling: what is there after it. */
async function sumsBeyond(
  em: EntityManager,
  productId: string,
  { ledgerDate, sequence }: LedgerRow,
  side: '<' | '>',
): Promise<Running> {
  const [beyond] = await em.execute<Running[]>(sumsSql(side), [productId, ledgerDate, sequence]);
  const sums = beyond ?? { quantity: '0', value: '0' };
  if (side === '<') return sums;
  const [stored] = await em.execute<Running[]>(
    'select s.quantity::text, s.value::text from stock_item s where s.product_id = ?',
    [productId],
  );
  return {
    quantity: subtract(stored?.quantity ?? '0', sums.quantity),
    value: subtract(stored?.value ?? '0', sums.value),
  };
}

function risingFrom(before: Running, rows: readonly LedgerRow[]): LedgerItem[] {
  let { quantity, value } = before;
  return rows.map((row) => {
    const worth = worthOf(row);
    quantity = sum([quantity, row.quantity]);
    value = sum([value, worth]);
    return itemOf(row, worth, { quantity, value });
  });
}

function fallingFrom(after: Running, rows: readonly LedgerRow[]): LedgerItem[] {
  let { quantity, value } = after;
  return rows.map((row) => {
    const worth = worthOf(row);
    const item = itemOf(row, worth, { quantity, value });
    quantity = subtract(quantity, row.quantity);
    value = subtract(value, worth);
    return item;
  });
}

const worthOf = ({ postedValue, corrections }: LedgerRow): Decimal =>
  sum([postedValue, ...corrections.flatMap(({ oldValue, newValue }) => [newValue, negate(oldValue)])]);

const itemOf = (row: LedgerRow, value: Decimal, running: Running): LedgerItem => ({
  ...row,
  value: atLeast(value, 2),
  unitValue: unitValueOf(row.quantity, value),
  runningQuantity: plain(running.quantity),
  runningValue: atLeast(running.value, 2),
});

const unitValueOf = (quantity: Decimal, value: Decimal): Decimal | null =>
  equal(quantity, '0') ? null : plain(share(value, '1', quantity, 4));
