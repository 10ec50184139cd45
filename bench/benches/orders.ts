import { atOnce } from '../../domain/at-once.ts';
import { databaseName } from '../../sandbox/stack/postgres.ts';
import { withSql } from '../../sandbox/stack/sql.ts';
import { makeAgreements } from '../support/agreements.ts';
import { ApiClient } from '../support/api-client.ts';
import type { BenchContext } from '../support/context.ts';
import { held, shown, type Figure } from '../support/figures.ts';
import { inTurns } from '../support/rounds.ts';
import { median } from '../support/stats.ts';

/** Lines of the long order, and of the short one beside it. */
const long = 1_000;
const short = 10;
/** A booking of the long one through the API may take this long, p50. */
const bookingMaxMs = 1_000;
/** Orders of each length in one round; the first of each warms up. */
const ordersPerRound = 6;
/** Short ones that there are already. */
const shortOnesBefore = 20;
/** Registers are made by so many at once. */
const makersMax = 8;

/**
 * How long an order with a thousand lines takes to be booked, through the API: each line reserves an item of its own that is in
 * stock. Beside it one with ten lines, for what a machine makes of any booking.
 */
export async function measureOrders(bench: BenchContext): Promise<Figure[]> {
  const stack = await bench.stack();
  const [agreement] = await makeAgreements(stack, 1);
  if (agreement === undefined) throw new Error('There is no agreement to order in.');
  const api = new ApiClient(stack.apiUrl);
  const { apiKey } = agreement;
  const items = Array.from({ length: long }, (_, at) => `LAGER-${at + 1}`);
  try {
    bench.say(`stock: making ${long} items, and orders of them`);
    const group = { number: 2, name: 'Lagervarer', vat_domestic: '25', has_inventory: true };
    await api.post(apiKey, '/api/product-groups', group);
    await atOnce(makersMax, items, async (number) => {
      await api.post(apiKey, '/api/products', { number, name: number, group_id: 2, sales_price: '10' });
    });
    const booked = async (lines: number): Promise<number> => {
      const { order } = await api.post<{ readonly order: { readonly number: number } }>(
        apiKey,
        '/api/orders/drafts',
        {
          customer_id: agreement.customers[0],
          lines: items.slice(0, lines).map((item) => ({ item_id: item, quantity: '1' })),
        },
      );
      const started = performance.now();
      await api.post(apiKey, `/api/orders/${order.number}/book`, {});
      return performance.now() - started;
    };
    // Statistics as an agreement has that mostly takes short orders; a minute after it began, PostgreSQL takes them itself.
    for (let at = 0; at < shortOnesBefore; at += 1) await booked(short);
    const url = new URL(stack.postgres.superuserUrl);
    url.pathname = `/${databaseName}`;
    await withSql(url.toString(), (sql) => sql('analyze'));
    const times = new Map<number, number[]>([short, long].map((lines) => [lines, []]));
    await inTurns([short, long], bench.options.rounds * ordersPerRound, async (lines, round) => {
      const ms = await booked(lines);
      if (round > 0) times.get(lines)?.push(ms);
    });
    const [ours, theirs] = [median(times.get(short) ?? []), median(times.get(long) ?? [])];
    bench.say(`stock: booking an order: ${ours.toFixed(0)} ms and ${theirs.toFixed(0)} ms`);
    const booking = shown('stock', `booking an order of ${long} lines, p50`, theirs, 0, 'ms');
    return [
      held(booking, { atMost: bookingMaxMs }, 'ms'),
      shown('stock', `the same, to one of ${short} lines (${ours.toFixed(0)} ms)`, theirs / ours, 1, '×'),
    ];
  } finally {
    await api.close();
  }
}
