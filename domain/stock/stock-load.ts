/** What posting reads: items under their locks, and of their ledgers and queues no more than the engine asks for. */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { NegativeStockValue } from '../agreements/agreement.entity.ts';
import { isPositive, subtract } from '../money.ts';
import type { Decimal } from '../money.ts';
import { prepare } from '../statements.ts';
import { agreementOf } from '../tenant.ts';
import type { LedgerInput, ReferredLine, StockLineType } from './engine/ledger.ts';
import type { StoredLine, Tail } from './engine/post-lines.ts';
import { emptyItem } from './engine/state.ts';
import type { InventoryPrinciple, ItemState, Layer, LedgerPlace } from './engine/state.ts';
import type { ParcelKind } from './stock-parcel.entity.ts';
import { noteHeld } from './tell-moved.ts';

/** How the agreement values its stock. */
export interface StockSettings {
  readonly principle: InventoryPrinciple;
  readonly negativeValue: NegativeStockValue | null;
}

const settingsOf = prepare<StockSettings>(
  'stock_settings',
  ['int'],
  `select a.inventory_principle as principle, a.negative_stock_value as "negativeValue"
     from agreement a where a.number = $1`,
);

export async function findStockSettings(em: EntityManager): Promise<StockSettings> {
  const [settings] = await settingsOf.run(em, [agreementOf(em)]);
  if (settings === undefined) throw new Error('This agreement was never made.');
  return settings;
}

/** An item as it stands, locked until the transaction ends. */
export interface ItemRow {
  readonly productId: string;
  readonly number: string;
  readonly hasInventory: boolean;
  readonly hasBatchControl: boolean;
  readonly hasSerialNumbers: boolean;
  /** What it is expected to cost, as typed. */
  readonly expectedUnitCost: Decimal | null;
  readonly quantity: Decimal;
  readonly value: Decimal;
  readonly lastCostValue: Decimal | null;
  readonly lastCostQuantity: Decimal | null;
  readonly youngestDay: string | null;
  readonly lastSequence: number;
  readonly lastDay: string | null;
  readonly sinceCheckpoint: number;
  readonly inOrder: Decimal;
  readonly purchased: Decimal;
  readonly inProduction: Decimal;
}

const makeItems = prepare(
  'make_stock_items',
  ['int', 'jsonb'],
  `insert into stock_item (id, agreement_number, product_id)
   select gen_random_uuid(), $1, p.id from jsonb_array_elements_text($2) as wanted (id)
     join product p on p.id = wanted.id::uuid
    where not exists (select from stock_item s where s.product_id = p.id)
    order by p.id on conflict do nothing`,
);

const lockItems = prepare(
  'lock_stock_items',
  ['jsonb'],
  `select from stock_item s where s.product_id in (select id::uuid from jsonb_array_elements_text($1) as wanted (id))
    order by s.product_id for update`,
);

// By itself, after the lock: what was switched on the item while this waited is seen by a statement that begins then.
const lockedItems = prepare<ItemRow>(
  'locked_stock_items',
  ['jsonb'],
  `select s.product_id as "productId", p.number, g.has_inventory as "hasInventory",
          p.has_batch_control as "hasBatchControl", p.has_serial_numbers as "hasSerialNumbers",
          p.recommended_cost_price::text as "expectedUnitCost", s.quantity::text, s.value::text,
          s.last_cost_value::text as "lastCostValue", s.last_cost_quantity::text as "lastCostQuantity",
          s.youngest_day::text as "youngestDay", s.last_sequence as "lastSequence", s.last_day::text as "lastDay",
          s.since_checkpoint as "sinceCheckpoint", s.in_order::text as "inOrder", s.purchased::text,
          s.in_production::text as "inProduction"
     from stock_item s join product p on p.id = s.product_id join product_group g on g.id = p.group_id
    where s.product_id in (select id::uuid from jsonb_array_elements_text($1) as wanted (id))
    order by s.product_id`,
);

/**
 * Locks items in the order of their ids, making the rows that are missing, and reads them as the lock found them: what an item's
 * ledger is built on is switched under the same lock.
 */
export async function lockStockItems(
  em: EntityManager,
  productIds: readonly string[],
): Promise<ReadonlyMap<string, ItemRow>> {
  await makeItems.later(em, [agreementOf(em), JSON.stringify([...new Set(productIds)].sort())]);
  return lockItemRows(em, productIds);
}

/** As `lockStockItems`, those of them that have a row. */
export async function lockItemRows(
  em: EntityManager,
  productIds: readonly string[],
): Promise<ReadonlyMap<string, ItemRow>> {
  const wanted = JSON.stringify([...new Set(productIds)].sort());
  await lockItems.later(em, [wanted]);
  const rows = await lockedItems.run(em, [wanted]);
  noteHeld(em, rows);
  return new Map(rows.map((row) => [row.productId, row]));
}

/** The state of an item without its queues. */
export const stateOf = (row: ItemRow): ItemState => ({
  quantity: row.quantity,
  value: row.value,
  lastCost:
    row.lastCostValue === null || row.lastCostQuantity === null
      ? null
      : { value: row.lastCostValue, quantity: row.lastCostQuantity },
  negatives: [],
  layers: [],
  youngestDay: row.youngestDay,
});

/** So many units of the head of a queue; `quantity` null: all of it. */
export interface ParcelWish {
  readonly productId: string;
  readonly kind: ParcelKind;
  readonly quantity: Decimal | null;
}

interface ParcelRow extends Layer {
  readonly productId: string;
  readonly kind: ParcelKind;
}

const parcelColumns = `p.product_id as "productId", p.kind, p.line_id as "lineId", p.ledger_date::text as "ledgerDate",
  p.sequence, p.quantity::text, p.value::text`;

const nextParcels = prepare<ParcelRow>(
  'next_stock_parcels',
  ['jsonb'],
  `select ${parcelColumns}
     from jsonb_to_recordset($1) as w (product_id uuid, kind text, after_date date, after_sequence int, at_most int)
    cross join lateral (
      select * from stock_parcel q
       where q.product_id = w.product_id and q.kind = w.kind
         and (q.ledger_date, q.sequence) > (w.after_date, w.after_sequence)
       order by q.product_id, q.kind, q.ledger_date, q.sequence limit w.at_most) p`,
);

const parcelsOfLines = prepare<ParcelRow>(
  'stock_parcels_of_lines',
  ['jsonb'],
  `select ${parcelColumns} from jsonb_array_elements_text($1) as wanted (id)
     join stock_parcel p on p.line_id = wanted.id::uuid and p.kind = 'layer'`,
);

/** Parcels that are read of a queue at first; as long as they are not enough, twice as many each time. */
const parcelsAtFirst = 8;

/** The heads of queues, each as long as is wished or as it is, and the layers of these lines; the oldest first. */
export async function loadParcels(
  em: EntityManager,
  wishes: readonly ParcelWish[],
  layersOf: readonly string[],
): Promise<ParcelRow[]> {
  const found = new Map<string, ParcelRow>();
  let open = wishes.map((wish) => ({ ...wish, after: ['-infinity', 0] as [string, number] }));
  for (let atMost = parcelsAtFirst; open.length > 0; atMost *= 2) {
    const asked = open.map(({ productId, kind, quantity, after: [date, sequence] }) => ({
      product_id: productId,
      kind,
      after_date: date,
      after_sequence: sequence,
      at_most: quantity === null ? 2_147_483_647 : atMost,
    }));
    const rows = await nextParcels.run(em, [JSON.stringify(asked)]);
    for (const row of rows) found.set(`${row.kind} ${row.lineId}`, row);
    const still: typeof open = [];
    for (const wish of open) {
      const own = rows.filter(({ productId, kind }) => productId === wish.productId && kind === wish.kind);
      const last = own.at(-1);
      if (wish.quantity === null || last === undefined || own.length < atMost) continue;
      const quantity = own.reduce((left, parcel) => subtract(left, parcel.quantity), wish.quantity);
      if (isPositive(quantity)) still.push({ ...wish, quantity, after: [last.ledgerDate, last.sequence] });
    }
    open = still;
  }
  if (layersOf.length > 0)
    for (const row of await parcelsOfLines.run(em, [JSON.stringify(layersOf)]))
      found.set(`${row.kind} ${row.lineId}`, row);
  return [...found.values()];
}

/** A line that others are of, with its place. */
export interface ReferredRow extends ReferredLine, LedgerPlace {
  readonly lineId: string;
  readonly productId: string;
  readonly type: StockLineType;
  /** What came back of it, by line. */
  readonly returns: readonly { readonly lineId: string; readonly quantity: Decimal }[];
}

/** What a receipt cost, as it is known now. */
const newestCost = (line: string): string =>
  `coalesce((select c.given_value from stock_line c where c.of_line_id = ${line}.id and c.type = 'cost-change'
              order by c.sequence desc limit 1), ${line}.given_value)`;

/** What a line is worth now; of an issue (FIFO) with what settled it. */
const currentValue = (line: string): string =>
  `${line}.value + coalesce((select sum(k.new_value - k.old_value) from stock_correction k where k.line_id = ${line}.id), 0)`;

const referredLines = prepare<Omit<ReferredRow, 'returned'>>(
  'referred_stock_lines',
  ['jsonb'],
  `select l.id as "lineId", l.product_id as "productId", l.type, l.ledger_date::text as "ledgerDate", l.sequence,
          l.quantity::text,
          (case when l.quantity < 0 then ${currentValue('l')} + coalesce((select sum(s.value) from stock_line s
                 where s.of_line_id = l.id and s.type = 'settlement'), 0)
                else coalesce(${newestCost('l')}, ${currentValue('l')}) end)::text as value,
          (select coalesce(jsonb_agg(jsonb_build_object('lineId', r.id, 'quantity', r.quantity::text)
                    order by case when a.inventory_principle = 'average' then r.ledger_date end, r.sequence), '[]')
             from stock_line r where r.of_line_id = l.id and r.type = 'customer-return') as returns
     from jsonb_array_elements_text($1) as wanted (id)
     join stock_line l on l.id = wanted.id::uuid
     join agreement a on a.number = l.agreement_number`,
);

export async function loadReferred(
  em: EntityManager,
  lineIds: readonly string[],
): Promise<ReadonlyMap<string, ReferredRow>> {
  if (lineIds.length === 0) return new Map();
  const rows = await referredLines.run(em, [JSON.stringify([...new Set(lineIds)])]);
  return new Map(
    rows.map((row) => [row.lineId, { ...row, returned: row.returns.map(({ quantity }) => quantity) }]),
  );
}

interface CheckpointRow extends LedgerPlace {
  readonly quantity: Decimal;
  readonly value: Decimal;
  readonly lastCostValue: Decimal | null;
  readonly lastCostQuantity: Decimal | null;
}

const checkpointBefore = prepare<CheckpointRow>(
  'stock_checkpoint_before',
  ['uuid', 'date', 'int'],
  `select ledger_date::text as "ledgerDate", sequence, quantity::text, value::text,
          last_cost_value::text as "lastCostValue", last_cost_quantity::text as "lastCostQuantity"
     from stock_checkpoint
    where product_id = $1 and (ledger_date, sequence) < ($2, $3)
    order by product_id desc, ledger_date desc, sequence desc limit 1`,
);

// Corrections are looked up line by line: joined as sums, a plan made while there were few takes seconds once there are many.
const linesAfter = prepare<StoredLine>(
  'stock_lines_after',
  ['uuid', 'date', 'int'],
  `select l.id as "lineId", l.type, l.ledger_date::text as "ledgerDate", l.sequence, l.quantity::text,
          (${currentValue('l')})::text as value,
          (case when l.given_value is null or l.type = 'cost-change' then l.given_value else ${newestCost('l')} end)::text
            as "givenValue",
          l.given_unit_cost::text as "givenUnitCost", l.expected_unit_cost::text as "expectedUnitCost",
          l.of_line_id as "ofLineId"
     from stock_line l
    where l.product_id = $1 and (l.ledger_date, l.sequence) > ($2, $3) and l.type <> 'movement'
    order by l.product_id, l.ledger_date, l.sequence`,
);

/** The part of an item's ledger that has to be replayed where something is put in before this place. */
export async function loadTail(em: EntityManager, productId: string, from: LedgerPlace): Promise<Tail> {
  const [before] = await checkpointBefore.run(em, [productId, from.ledgerDate, from.sequence]);
  const [date, sequence] = before === undefined ? ['-infinity', 0] : [before.ledgerDate, before.sequence];
  const lines = await linesAfter.run(em, [productId, date, sequence]);
  if (before === undefined) return { start: emptyItem, lines };
  const { quantity, value, lastCostValue, lastCostQuantity } = before;
  const lastCost =
    lastCostValue === null || lastCostQuantity === null
      ? null
      : { value: lastCostValue, quantity: lastCostQuantity };
  return { start: { ...emptyItem, quantity, value, lastCost }, lines };
}

/**
 * The most that an item's lines after a day added to its stock from any of them on, at least 0: what is in stock now less this is
 * the lowest that its stock was since the end of that day.
 */
export async function mostAddedAfter(em: EntityManager, productId: string, day: string): Promise<Decimal> {
  const [row] = await em.execute<{ quantity: Decimal }[]>(
    `select greatest(coalesce(max(added), 0), 0)::text as quantity from (
       select sum(quantity) over (order by ledger_date desc, sequence desc) as added from stock_line
        where agreement_number = ? and product_id = ? and ledger_date > ? and type <> 'movement') later`,
    [agreementOf(em), productId, day],
  );
  return row?.quantity ?? '0';
}

/** Ids of the lines that these are of, where the engine has to know them. */
export const referredIds = (lines: readonly LedgerInput[]): string[] =>
  lines.flatMap(({ type, ofLineId }) =>
    ofLineId !== null && (type === 'customer-return' || type === 'cost-change') ? [ofLineId] : [],
  );
