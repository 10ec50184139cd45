import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { createAgreement } from '../../domain/agreements/agreement.service.ts';
import { close, createOrm, withAgreement } from '../../domain/database.ts';
import { newId } from '../../domain/ids.ts';
import { createLocation } from '../../domain/locations/location.service.ts';
import { createProductGroup } from '../../domain/products/product-group.service.ts';
import { createProduct } from '../../domain/products/product.service.ts';
import type { InventoryPrinciple } from '../../domain/stock/engine/state.ts';
import type { StockPosting } from '../../domain/stock/posting.ts';
import { postStock } from '../../domain/stock/stock.service.ts';
import { databaseName } from '../../sandbox/stack/postgres.ts';
import { withSql, type Sql } from '../../sandbox/stack/sql.ts';
import type { BenchContext } from '../support/context.ts';
import { held, shown, type Figure } from '../support/figures.ts';
import { inTurns } from '../support/rounds.ts';
import { median } from '../support/stats.ts';
import { measureOrders } from './orders.ts';

/** Lines of the short ledger, and of the long one. */
const short = 1_000;
const long = 1_000_000;
/** A posting may take this many times as long on the long one. */
const factorMax = 1.2;
/** Postings on each in one round; the first ones of all rounds warm up. */
const postings = 40;
const warmUp = 10;

/** Lines after the day of a backdated receipt, and how long it may take. */
const later = 10_000;
const backdatedMaxMs = 2_000;
const backdatedTimes = 5;

/** Days that every ledger covers, and the day of what is posted after it. */
const firstDay = '2024-01-01';
const days = 700;
const today = '2026-03-10';

/** An item with a ledger. */
interface Item {
  readonly agreement: number;
  readonly productId: string;
  readonly locationId: string;
}

/**
 * How long posting takes on an item with a million ledger lines, beside one with a thousand, and into the past; and how long an
 * order with a thousand lines is booked.
 */
export async function benchStock(bench: BenchContext): Promise<Figure[]> {
  const stack = await bench.stack();
  const orm = await createOrm(stack.postgres.appUrl, { poolMax: 2, applicationName: 'bilag bench' });
  const url = new URL(stack.postgres.superuserUrl);
  url.pathname = `/${databaseName}`;
  const figures: Figure[] = [];
  try {
    for (const principle of ['average', 'fifo'] as const) {
      const company = await makeCompany(orm, principle);
      const [few, many, past] = [await company('FEW'), await company('MANY'), await company('PAST')];
      bench.say(`stock: making ledgers of ${short} and ${long} lines, ${principle}`);
      await withSql(url.toString(), async (sql) => {
        for (const [item, count] of [
          [few, short],
          [many, long],
          [past, 2 * later],
        ] as const)
          await makeLedger(sql, item, principle, count);
        for (const table of tables) await sql(`vacuum analyze ${table}`);
      });
      figures.push(await measureShipments(bench, orm, principle, few, many));
      figures.push(await measureBackdated(bench, orm, principle, past));
    }
    figures.push(...(await measureOrders(bench)));
    return figures;
  } finally {
    await close(orm);
  }
}

async function measureShipments(
  bench: BenchContext,
  orm: MikroORM,
  principle: InventoryPrinciple,
  few: Item,
  many: Item,
): Promise<Figure> {
  const times = new Map<Item, number[]>([few, many].map((item) => [item, []]));
  await inTurns([few, many], bench.options.rounds * postings, async (item, round) => {
    const ms = await posted(orm, item, { type: 'shipment', quantity: '1', ledgerDate: today });
    if (round >= warmUp) times.get(item)?.push(ms);
  });
  const [ours, theirs] = [median(times.get(few) ?? []), median(times.get(many) ?? [])];
  bench.say(`stock: a shipment, ${principle}: ${ours.toFixed(2)} ms and ${theirs.toFixed(2)} ms`);
  const what = `a shipment, ${principle}, 1,000,000 lines (${theirs.toFixed(1)} ms) to 1,000`;
  return held(shown('stock', what, theirs / ours, 2, '×'), { atMost: factorMax }, '×');
}

/** A receipt so dear that what left since is worth more: under average cost each of those lines is corrected. */
async function measureBackdated(
  bench: BenchContext,
  orm: MikroORM,
  principle: InventoryPrinciple,
  past: Item,
): Promise<Figure> {
  const times: number[] = [];
  const ledgerDate = new Date(Date.parse(firstDay) + (days / 2) * 86_400_000).toISOString().slice(0, 10);
  for (let at = 0; at < backdatedTimes; at += 1)
    times.push(await posted(orm, past, { type: 'receipt', quantity: '1000', value: '25000.00', ledgerDate }));
  const worst = Math.max(...times);
  const all = times.map((ms) => ms.toFixed(0)).join(', ');
  bench.say(`stock: backdated receipts, ${principle}: ${all} ms`);
  const what = `a backdated receipt before 10,000 lines, ${principle}, at most`;
  return held(shown('stock', what, worst, 0, 'ms'), { atMost: backdatedMaxMs }, 'ms');
}

type Move =
  | { readonly type: 'shipment'; readonly quantity: string; readonly ledgerDate: string }
  | {
      readonly type: 'receipt';
      readonly quantity: string;
      readonly value: string;
      readonly ledgerDate: string;
    };

/** Posts in a transaction of its own; milliseconds with its commit. */
async function posted(
  orm: MikroORM,
  { agreement, productId, locationId }: Item,
  move: Move,
): Promise<number> {
  const origin = {
    documentKind: 'adjustment' as const,
    documentId: newId(),
    documentNumber: 1,
    lineId: newId(),
  };
  const posting: StockPosting = { ...move, productId, locationId, origin };
  const context = { actor: 'bench', commandId: null, now: new Date() };
  const started = performance.now();
  await withAgreement(orm, agreement, (em) => postStock(em, [posting], context));
  return performance.now() - started;
}

/** An agreement with a location; answers what makes its items. */
async function makeCompany(
  orm: MikroORM,
  inventoryPrinciple: InventoryPrinciple,
): Promise<(number: string) => Promise<Item>> {
  const { agreement } = await createAgreement(orm, { name: 'Lager ApS', inventoryPrinciple }, 'operator');
  const inside = <T>(step: (em: EntityManager) => Promise<T>): Promise<T> =>
    withAgreement(orm, agreement.number, step);
  const vat = { vatDomestic: '25', vatEu: '0', vatAbroad: '0', vatDomesticExempt: '0' };
  const locationId = await inside(async (em) => {
    await createProductGroup(em, { ...vat, number: 1, name: 'Varer', hasInventory: true }, 'bench');
    return (await createLocation(em, { number: 1, name: 'Lager' }, 'bench')).id;
  });
  return async (number) => {
    const fields = { number, name: number, groupNumber: 1, salesPrice: '10' };
    const { id } = await inside((em) => createProduct(em, fields, 'bench'));
    return { agreement: agreement.number, productId: id, locationId };
  };
}

const tables = ['stock_line', 'stock_parcel', 'stock_checkpoint', 'stock_item', 'stock_location_quantity'];

/**
 * A ledger as posting would have left it: 2 received at 20.00 and 1 shipped at 10.00 in turns, over two years. Its triggers are
 * off meanwhile: the rows are right, and a million checks of each reference take minutes.
 */
async function makeLedger(
  sql: Sql,
  { agreement, productId, locationId }: Item,
  principle: InventoryPrinciple,
  count: number,
): Promise<void> {
  const dayOf = (n: string): string => `date '${firstDay}' + (${n}::bigint * ${days} / ${count})::int`;
  const half = count / 2;
  const own = `gen_random_uuid(), ${agreement}, '${productId}'`;
  for (const table of tables) await sql(`alter table ${table} disable trigger all`);
  await sql(`
    insert into stock_line (id, agreement_number, product_id, sequence, ledger_date, transaction_at, type, location_id,
      quantity, value, given_value, document_kind, document_id, document_number, posted_by)
    select ${own}, n, ${dayOf('n')}, now(), case when n % 2 = 1 then 'receipt' else 'shipment' end, '${locationId}',
           case when n % 2 = 1 then 2 else -1 end, case when n % 2 = 1 then 20 else -10 end,
           case when n % 2 = 1 then 20 end, 'adjustment', gen_random_uuid(), 1, 'bench'
      from generate_series(1, ${count}) n`);
  if (principle === 'fifo')
    await sql(`
      insert into stock_parcel (id, agreement_number, product_id, kind, line_id, ledger_date, sequence, quantity, value)
      select ${own}, 'layer', l.id, l.ledger_date, l.sequence, 2, 20 from stock_line l
       where l.product_id = '${productId}' and l.type = 'receipt' and l.sequence > ${half}`);
  else
    await sql(`
      insert into stock_checkpoint (id, agreement_number, product_id, ledger_date, sequence, quantity, value,
        last_cost_value, last_cost_quantity)
      select ${own}, ${dayOf('n')}, n, n / 2, n * 5, n * 5, n / 2 from generate_series(500, ${count}, 500) n`);
  await sql(`
    insert into stock_item (id, agreement_number, product_id, quantity, value, last_cost_value, last_cost_quantity,
      youngest_day, last_sequence, last_day, since_checkpoint)
    values (${own}, ${half}, ${half * 10}, ${half * 10}, ${half}, ${dayOf(String(count))}, ${count},
      ${dayOf(String(count))}, 0)`);
  await sql(`
    insert into stock_location_quantity (id, agreement_number, product_id, location_id, quantity)
    values (${own}, '${locationId}', ${half})`);
  for (const table of tables) await sql(`alter table ${table} enable trigger all`);
}
