import type { Sql } from '../../sandbox/stack/sql.ts';
import type { BenchAgreement } from '../support/agreements.ts';
import type { BenchContext } from '../support/context.ts';
import { held, shown, type Figure } from '../support/figures.ts';
import { type Draft, Office } from '../support/office.ts';
import { parkCopies } from '../support/parked.ts';
import { pollUntil } from '../support/poll-until.ts';
import { inTurns } from '../support/rounds.ts';
import { setBarred } from '../support/sandbox-door.ts';
import type { BenchStack } from '../support/stack.ts';
import { median, quantile } from '../support/stats.ts';
import { massRetry } from '../support/mass-retry.ts';
import { onDatabase } from '../support/transfer-times.ts';

/** Bookings of one round on each side. */
const bookings = 40;
const slowerMax = 1.1;
const settleMs = 120_000;

/** Ten thousand parked transfers beside healthy bookings, and five thousand of them retried at once beside another agreement. */
export async function benchBacklog(bench: BenchContext): Promise<Figure[]> {
  await bench.warmUp('product');
  await bench.warmUp('bare');
  const [busy, other] = await bench.agreements();
  if (busy === undefined || other === undefined) throw new Error('There are too few agreements.');
  const stack = await bench.stack();
  const office = new Office(stack.apiUrl);
  try {
    return await onDatabase(stack, async (sql) => {
      const before = await bookingTimes(bench, sql, office, busy, 'none parked');
      const issue = await parkAll(bench, stack, sql, office, busy);
      const after = await bookingTimes(bench, sql, office, busy, 'with the parked');
      const slower = after.toBare / before.toBare;
      return [
        shown('backlog', 'booking p50, none parked', before.p50, 1, 'ms'),
        shown('backlog', `booking p50, ${bench.options.parked} parked`, after.p50, 1, 'ms'),
        held(
          shown('backlog', 'slower beside the parked ones, held against bare', slower, 2, '×'),
          { atMost: slowerMax },
          '×',
        ),
        ...(await massRetry(
          {
            sql,
            office,
            say: (line) => {
              bench.say(line);
            },
          },
          { busy, other, issue },
        )),
      ];
    });
  } finally {
    await office.close();
  }
}

/** p50 of a booking, and its ratio to the bare engine's in the same rounds. */
async function bookingTimes(
  bench: BenchContext,
  sql: Sql,
  office: Office,
  agreement: BenchAgreement,
  what: string,
) {
  const p50: Record<'product' | 'bare', number[]> = { product: [], bare: [] };
  await inTurns(['product', 'bare'] as const, bench.options.rounds, async (run, round) => {
    const latencies =
      run === 'bare'
        ? (await bench.book('bare', 1, bookings)).latenciesMs
        : await booked(sql, office, agreement);
    p50[run].push(quantile(latencies, 0.5));
    bench.say(`backlog: ${what}, round ${round + 1}, ${run}: p50 ${quantile(latencies, 0.5).toFixed(1)} ms`);
  });
  return { p50: median(p50.product), toBare: median(p50.product) / median(p50.bare) };
}

/** As the driver's `bookings`: the next one is booked when the transfer of the one before has its outcome. */
async function booked(sql: Sql, office: Office, agreement: BenchAgreement): Promise<number[]> {
  const latencies: number[] = [];
  for (const draft of await office.drafts(Array.from({ length: bookings }, () => agreement))) {
    const startedAt = performance.now();
    await office.book(draft);
    latencies.push(performance.now() - startedAt);
    await untilState(sql, draft, 'transferred');
  }
  return latencies;
}

/** Half of them for one barred product, half for another; answers the first one's issue. */
async function parkAll(
  bench: BenchContext,
  stack: BenchStack,
  sql: Sql,
  office: Office,
  agreement: BenchAgreement,
): Promise<string> {
  // The ERP has to know the products before it can bar them.
  await bookAndWait(
    sql,
    office,
    await office.draft(agreement, agreement.customers[0] ?? '', agreement.products),
    'transferred',
  );
  const causes = agreement.products.slice(-2);
  for (const product of causes) await setBarred(stack, agreement, product, true);
  const templates = causes.flatMap((product) =>
    agreement.customers.map((customer) => ({ product, customer })),
  );
  const each = Math.ceil(bench.options.parked / templates.length);
  for (const { product, customer } of templates) {
    const draft = await office.draft(agreement, customer, [product]);
    await bookAndWait(sql, office, draft, 'refused');
    await parkCopies(stack, sql, { agreement: agreement.number, number: draft.number }, each - 1);
  }
  bench.say(`backlog: ${each * templates.length} transfers are parked`);
  const [product = ''] = causes;
  await setBarred(stack, agreement, product, false);
  return office.issueOf(agreement, product);
}

async function bookAndWait(sql: Sql, office: Office, draft: Draft, state: string): Promise<void> {
  await office.book(draft);
  await untilState(sql, draft, state);
}

async function untilState(sql: Sql, draft: Draft, state: string): Promise<void> {
  await pollUntil(settleMs, `it is ${state}`, async () => {
    const [row] = await sql(
      'select 1 from transfer where agreement_number = ? and document_number = ? and state = ?',
      [draft.agreement.number, draft.number, state],
    );
    return row;
  });
}
