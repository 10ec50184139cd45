import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/postgresql';
import { newId } from '../../../domain/ids.ts';
import { listInvoices } from '../../../domain/invoices/customer-invoice.service.ts';
import type { DeepListQuery, DeepListResult } from '../../../domain/lists.ts';
import { createDraftOffer } from '../../../domain/offers/offer.service.ts';
import { listOffers } from '../../../domain/offers/offer-view.ts';
import { listOrders } from '../../../domain/orders/order-list.ts';
import { listPurchaseOrders } from '../../../domain/purchase-orders/purchase-order-view.ts';
import { withSql } from '../../../sandbox/stack/sql.ts';
import { testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { Shop, context } from '../orders/fixtures.ts';
import { Buyer } from '../purchasing/fixtures.ts';

/** Documents of each kind; every fiftieth is what a filter leaves, and the first of those is a long way from the first of all. */
const count = 2_500;
const rarity = 50;
const limit = 20;

/** What a filter leaves, and what all other documents are: columns as JSON. */
interface Case {
  readonly filters: NonNullable<DeepListQuery['filters']>;
  readonly rare: object;
  readonly others?: object;
}

interface Kind {
  readonly table: string;
  /** The column of its lines that names it. */
  readonly parent: string;
  readonly list: (em: EntityManager, query: DeepListQuery) => Promise<DeepListResult<{ number: number }>>;
  readonly cases: readonly Case[];
}

const is = (filter: string, column: string, rare: unknown, others: unknown): Case => ({
  filters: { [filter]: true },
  rare: { [column]: rare },
  others: { [column]: others },
});
const ofAll: readonly Case[] = [
  { filters: { archived: 'not_archived' }, rare: { archived_at: null } },
  { filters: { currency: 'EUR' }, rare: { currency: 'EUR' } },
  { filters: { item: 'TABLE' }, rare: {} },
  { filters: { item: 'TABLE', currency: 'EUR' }, rare: { currency: 'EUR' } },
];

const kinds: readonly Kind[] = [
  {
    ...{ table: 'sales_order', parent: 'order_id', list: listOrders },
    cases: [
      ...ofAll,
      is('isDraft', 'state', 'draft', 'sent'),
      is('isCancelled', 'state', 'cancelled', 'sent'),
      is('isReadyForShipping', 'delivery', 'ready', 'sent'),
      is('isPartlyShipped', 'delivery', 'partly', 'sent'),
      is('isReadyForInvoicing', 'invoicing', 'ready', 'invoiced'),
      is('isPartlyInvoiced', 'invoicing', 'partly', 'invoiced'),
      is('isReadyForPurchasing', 'purchasing', 'ready', 'purchased'),
      is('isPartlyPurchased', 'purchasing', 'partly', 'purchased'),
    ],
  },
  {
    ...{ table: 'offer', parent: 'offer_id', list: listOffers },
    cases: [
      ...ofAll,
      is('isDraft', 'state', 'draft', 'accepted'),
      is('isRejected', 'state', 'rejected', 'accepted'),
    ],
  },
  {
    ...{ table: 'customer_invoice', parent: 'invoice_id', list: listInvoices },
    cases: [
      ...ofAll,
      is('isDraft', 'state', 'draft', 'booked'),
      { filters: { type: 'credit-note' }, rare: { kind: 'credit-note' } },
    ],
  },
  {
    ...{ table: 'purchase_order', parent: 'purchase_order_id', list: listPurchaseOrders },
    cases: [
      ...ofAll,
      is('isDraft', 'state', 'draft', 'sent'),
      is('isCancelled', 'state', 'cancelled', 'sent'),
      is('isReadyForReceiving', 'receiving', 'ready', 'received'),
      is('isPartlyReceived', 'receiving', 'partly', 'received'),
      is('isReadyForInvoicing', 'invoicing', 'ready', 'invoiced'),
      is('isPartlyInvoiced', 'invoicing', 'partly', 'invoiced'),
    ],
  },
];

let shop: Shop;
let buyer: Buyer;
let sales: TestDatabase;

beforeAll(async () => {
  sales = await testDatabase();
  shop = await Shop.open(sales);
  const { id } = await shop.sent({ CHAIR: '1' });
  await shop.invoice(id);
  const lines = [{ itemId: 'CHAIR' }];
  await shop.inside((em) => createDraftOffer(em, newId(), { customerId: '1001', lines }, context()));
  buyer = await Buyer.make();
  for (const item of ['CHAIR', 'TABLE']) await buyer.item(item);
  await buyer.draft({ lines });
});
afterAll(async () => {
  await sales.drop();
  await buyer.database.drop();
});

const json = (value: object | undefined): string => `'${JSON.stringify(value ?? {})}'::jsonb`;

/** Makes many of the one document of a kind: rows as no service leaves them, without whatever holds them. */
async function fill({ table, parent }: Kind, { rare, others }: Case, url: string): Promise<void> {
  await withSql(url, async (sql) => {
    await sql('set session_replication_role = replica');
    const checks = await sql(
      `select conname from pg_constraint where contype = 'c' and conrelid = '${table}'::regclass`,
    );
    for (const { conname } of checks) await sql(`alter table ${table} drop constraint "${String(conname)}"`);
    const first = `(select min(number) from ${table})`;
    await sql(`delete from ${table}_line where document_number <> ${first}`);
    await sql(`delete from ${table} where number <> ${first}`);
    await sql(`update ${table} set archived_at = now()`);
    await sql(`insert into ${table} select made.* from ${table} t cross join generate_series(1, ${count}) n
      cross join lateral jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid(), 'number', t.number + n)
        || case when n % ${rarity} = 0 then ${json(rare)} else ${json(others)} end) made`);
    await sql(`insert into ${table}_line select made.* from ${table}_line l join ${table} t on t.number <> l.document_number
      cross join lateral jsonb_populate_record(l, jsonb_build_object('id', gen_random_uuid(), '${parent}', t.id,
        'document_number', t.number, 'product_id', (select p.id from product p where p.number =
          case when (t.number - l.document_number) % ${rarity} = 0 then 'TABLE' else 'CHAIR' end))) made`);
    for (const filled of [table, `${table}_line`]) await sql(`vacuum analyze ${filled}`);
  });
}

/** Rows of a table that the connection has looked at; what was told to PostgreSQL's statistics already is not in it. */
async function lookedAt(em: EntityManager, tables: readonly string[]): Promise<number> {
  const [row] = await em.execute<{ rows: string }[]>(
    'select sum(seq_tup_read + idx_tup_fetch) as rows from pg_stat_xact_user_tables where relname = any(?)',
    [`{${tables.join(',')}}`],
  );
  return Number(row?.rows);
}

describe.each(kinds.map((kind) => [kind.table, kind] as const))('a page of %s', (_, kind) => {
  test.each(kind.cases.map((one) => [JSON.stringify(one.filters), one] as const))(
    'filtered by %s is read from where it is, not looked for',
    async (_filters, one) => {
      const [place, url] =
        kind.table === 'purchase_order' ? [buyer, buyer.database.superuserUrl] : [shop, sales.superuserUrl];
      await fill(kind, one, url);
      for (const orderDirection of ['ASC', 'DESC'] as const)
        await place.inside(async (em) => {
          const tables = [kind.table, `${kind.table}_line`];
          const before = await lookedAt(em, tables);
          const query = { filters: one.filters, orderDirection, limit, withTotal: false };
          const { rows, nextCursor } = await kind.list(em, query);
          const { rows: further } = await kind.list(em, { ...query, cursor: nextCursor ?? '' });
          const found = [...rows, ...further].map(({ number }) => number);
          expect(found).toHaveLength(2 * limit);
          expect(found.every((number) => (number - Math.min(...found)) % rarity === 0)).toBe(true);
          // Looked for, two pages would be found among 2,000 documents. What is little enough may be sorted as a whole.
          expect((await lookedAt(em, tables)) - before).toBeLessThan(10 * limit);
        });
    },
  );
});
