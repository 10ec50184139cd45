import { Pool } from 'undici';
import { databaseName } from '../../sandbox/stack/postgres.ts';
import { withSql, type Sql } from '../../sandbox/stack/sql.ts';
import { ApiClient } from '../support/api-client.ts';
import { makeAgreements, type BenchAgreement } from '../support/agreements.ts';
import type { BenchContext } from '../support/context.ts';
import { held, shown, type Figure } from '../support/figures.ts';
import { inTurns } from '../support/rounds.ts';
import type { BenchStack } from '../support/stack.ts';
import { median } from '../support/stats.ts';

/** Documents of the small agreement, and of the large one. */
const small = 1_000;
const large = 1_000_000;
/** A request may take this many times as long in the large one. */
const factorMax = 1.5;
/** Requests of one kind in one round; the first ones of all rounds warm up. */
const requests = 30;
/** Copies in one statement. */
const batch = 100_000;

interface Request {
  readonly what: string;
  /** Parameters; those of `deep` begin where the middle of the list is. */
  readonly query: string;
  readonly isDeep?: true;
}

const orders = [
  'number',
  'invoice_date',
  'due_date',
  'created_at',
  'updated_at',
  'booked_at',
  'gross_amount',
];

const kinds: readonly Request[] = [
  { what: 'first page, with its total', query: '' },
  ...orders.flatMap((order) => [
    { what: `by ${order}`, query: `order_by=${order}` },
    { what: `by ${order}, deep`, query: `order_by=${order}&order_direction=DESC`, isDeep: true as const },
  ]),
  { what: 'not archived', query: 'archived=not_archived&with_total=false' },
  { what: 'archived, deep', query: 'archived=archived&with_total=false', isDeep: true },
  { what: 'drafts', query: 'is_draft=true&with_total=false' },
  { what: 'of a customer', query: 'customer_id=@customer&with_total=false' },
  { what: 'of a customer, deep', query: 'customer_id=@customer&with_total=false', isDeep: true },
  { what: 'of a month', query: 'date_from=2026-03-01&date_to=2026-03-31&with_total=false' },
  // Pages of four: the small agreement has nine of these documents.
  { what: 'with an item, in one of a hundred', query: 'item=@product&limit=4&with_total=false' },
  {
    what: 'with an item, deep, descending',
    query: 'item=@product&order_direction=DESC&with_total=false&limit=4',
    isDeep: true,
  },
  { what: 'with an item, open', query: 'item=@product&archived=not_archived&limit=4&with_total=false' },
  { what: 'with lines', query: 'expand=lines' },
];

/** How long lists take in an agreement of a million documents, beside one of a thousand. */
export async function benchLists(bench: BenchContext): Promise<Figure[]> {
  const stack = await bench.stack();
  const [few, many] = await makeAgreements(stack, 2);
  if (few === undefined || many === undefined) throw new Error('There are no agreements to list.');
  const api = new ApiClient(stack.apiUrl);
  const pool = new Pool(stack.apiUrl, { connections: 1 });
  try {
    await onDatabase(stack, async (sql) => {
      for (const [agreement, count] of [
        [few, small],
        [many, large],
      ] as const) {
        bench.say(`lists: making ${count} documents`);
        await makeDocuments(sql, api, agreement, count);
      }
      for (const table of tables) await sql(`vacuum analyze ${table}`);
    });
    return await measure(bench, pool, few, many);
  } finally {
    await pool.close();
    await api.close();
  }
}

const onDatabase = async (stack: BenchStack, step: (sql: Sql) => Promise<void>): Promise<void> => {
  const url = new URL(stack.postgres.superuserUrl);
  url.pathname = `/${databaseName}`;
  await withSql(url.toString(), step);
};

async function measure(
  bench: BenchContext,
  pool: Pool,
  few: BenchAgreement,
  many: BenchAgreement,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const kind of kinds) {
    const cursors = new Map<BenchAgreement, string>();
    for (const agreement of [few, many])
      if (kind.isDeep) cursors.set(agreement, await middleOf(pool, agreement, kind));
    const times = new Map<BenchAgreement, number[]>([few, many].map((agreement) => [agreement, []]));
    await inTurns([few, many], bench.options.rounds * requests, async (agreement, round) => {
      const cursor = cursors.get(agreement);
      const ms = await timed(pool, agreement, `${kind.query}${cursor ? `&cursor=${cursor}` : ''}`);
      if (round >= 5) times.get(agreement)?.push(ms);
    });
    const [ours, theirs] = [median(times.get(few) ?? []), median(times.get(many) ?? [])];
    bench.say(`lists: ${kind.what}: ${ours.toFixed(1)} ms and ${theirs.toFixed(1)} ms`);
    const ratio = shown(
      'lists',
      `${kind.what}, 1,000,000 (${theirs.toFixed(1)} ms) to 1,000`,
      theirs / ours,
      2,
      '×',
    );
    figures.push(held(ratio, { atMost: factorMax }, '×'));
  }
  const counted: number[] = [];
  for (let at = 0; at < 5; at += 1) counted.push(await timed(pool, many, 'archived=not_archived'));
  const part = await timed(pool, many, 'simple_filter[number]=999999&with_total=false');
  return [
    ...figures,
    shown('lists', 'a filtered total of 1,000,000, counted', median(counted), 0, 'ms'),
    shown('lists', 'a rare part of a number among 1,000,000', part, 0, 'ms'),
  ];
}

interface Answer {
  readonly next_cursor: string | null;
}

/** A cursor in the middle of a list: what pages lead to, as far as they reach. */
async function middleOf(pool: Pool, agreement: BenchAgreement, kind: Request): Promise<string> {
  const { total } = (await get(
    pool,
    agreement,
    `${kind.query.replace(/&(with_total|limit)=\w+/g, '')}&limit=1`,
  )) as {
    readonly total: number;
  };
  const page = Math.max(1, Math.floor(total / 2));
  const { next_cursor: cursor } = (await get(
    pool,
    agreement,
    `${kind.query.replace(/&limit=\d+/, '')}&limit=1&page=${page}`,
  )) as unknown as Answer;
  if (cursor === null) throw new Error(`The list "${kind.what}" has no middle.`);
  return cursor;
}

async function timed(pool: Pool, agreement: BenchAgreement, query: string): Promise<number> {
  const started = performance.now();
  await get(pool, agreement, query);
  return performance.now() - started;
}

async function get(
  pool: Pool,
  { apiKey, customers, products }: BenchAgreement,
  query: string,
): Promise<object> {
  const named = query.replace('@customer', customers[0] ?? '').replace('@product', products.at(-1) ?? '');
  const path = `/api/customer-invoices?${named}`;
  const answer = await pool.request({ method: 'GET', path, headers: { authorization: `Bearer ${apiKey}` } });
  const text = await answer.body.text();
  if (answer.statusCode >= 300) throw new Error(`GET ${path}: ${answer.statusCode} ${text}`);
  return JSON.parse(text) as object;
}

const tables = ['customer_invoice', 'customer_invoice_line'] as const;

type Made = { readonly customer_invoice: { readonly number: number } };

/**
 * A draft for each customer made through the API, and copied in SQL until there are enough: over three years of days, with
 * amounts of their own, one in a hundred with the last product; nine of ten are booked, nine of ten of those archived. Of the
 * triggers only the one that counts is on meanwhile: the rows are right, and a million checks of each reference take minutes.
 */
async function makeDocuments(
  sql: Sql,
  api: ApiClient,
  agreement: BenchAgreement,
  count: number,
): Promise<void> {
  const { number, apiKey, customers, products } = agreement;
  const drafts: number[] = [];
  for (const customer of customers) {
    const body = { customer_id: customer, lines: [{ item_id: products[0], quantity: '1' }] };
    const made = await api.post<Made>(apiKey, '/api/customer-invoices/drafts', body);
    drafts.push(made.customer_invoice.number);
  }
  const rare = `select id from product where agreement_number = ${number} and number = '${products.at(-1) ?? ''}'`;
  for (const table of tables) await sql(`alter table ${table} disable trigger all`);
  await sql('alter table customer_invoice enable trigger customer_invoice_counted_in');
  for (let first = drafts.length; first < count; first += batch)
    await sql(copies(number, drafts, { first, count: Math.min(batch, count - first), rare }));
  for (const table of tables) await sql(`alter table ${table} enable trigger all`);
}

const copies = (
  agreement: number,
  drafts: readonly number[],
  { first, count, rare }: { readonly first: number; readonly count: number; readonly rare: string },
): string => `
  with copy as (
    insert into customer_invoice
    select made.* from generate_series(${first}, ${first + count - 1}) n
    join customer_invoice t on t.agreement_number = ${agreement}
     and t.number = (array[${drafts.join(',')}])[1 + n % ${drafts.length}]
    cross join lateral (select n % 10 > 0 as booked, n % 100 > 9 and n % 10 > 0 as archived,
      timestamptz '2024-01-01' + n * interval '90 seconds' as made_at) is_
    cross join lateral jsonb_populate_record(t::customer_invoice, jsonb_build_object(
      'id', uuidv7(), 'number', 1000000 + n, 'date', date '2024-01-01' + n % 1095,
      'due_date', date '2024-01-15' + n % 1095, 'net_amount', 1 + n % 99991, 'vat_amount', 0,
      'gross_amount', 1 + n % 99991, 'gross_order', 1 + n % 99991, 'created_at', made_at, 'updated_at', made_at,
      'state', case when booked then 'booked' else 'draft' end,
      'booked_at', case when booked then made_at end, 'booked_by', case when booked then 'bench' end,
      'party', case when booked then jsonb_build_object('number', '1', 'name', 'Prøve ApS') end,
      'terms', case when booked then jsonb_build_object('number', 1, 'name', 'Netto') end,
      'archived_at', case when archived then made_at end)) made
    returning id, number, agreement_number
  )
  insert into customer_invoice_line
  select made.* from copy
  join customer_invoice t on t.agreement_number = copy.agreement_number and t.number = ${drafts[0] ?? 0}
  join customer_invoice_line l on l.invoice_id = t.id
  cross join lateral jsonb_populate_record(l, jsonb_build_object(
    'id', uuidv7(), 'invoice_id', copy.id, 'document_number', copy.number,
    'product_id', case when copy.number % 100 = 0 then (${rare}) else l.product_id end)) made`;
