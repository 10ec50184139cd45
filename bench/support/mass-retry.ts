import type { Sql } from '../../sandbox/stack/sql.ts';
import type { BenchAgreement } from './agreements.ts';
import { held, shown, type Figure } from './figures.ts';
import type { Office } from './office.ts';
import { pollUntil } from './poll-until.ts';
import { quantile } from './stats.ts';
import { allSettled, databaseMillis } from './transfer-times.ts';

/** With what the product is used and looked at. */
interface Bench {
  readonly sql: Sql;
  readonly office: Office;
  readonly say: (line: string) => void;
}

/** Of the other agreement, a second, while it is seen what holds it up; and for how long. */
const othersPerSecond = 2;
const othersSeconds = 60;
/** Invoices of the ordinary backlog: more than a lane carries in that time. */
const ordinaryCount = 1_500;

const heldUpMax = 1.25;
const settleMs = 120_000;
const drainMs = 600_000;

/**
 * What another agreement's documents feel of everything with one cause being sent again: beside as many invoices of the same
 * agreement as have never been parked, because any backlog keeps its lane's places, and the machine, busy.
 */
export async function massRetry(
  bench: Bench,
  {
    busy,
    other,
    issue,
  }: { readonly busy: BenchAgreement; readonly other: BenchAgreement; readonly issue: string },
): Promise<Figure[]> {
  const alone = await waits(bench, other);
  await ordinaryBacklog(bench, busy);
  const besideOrdinary = await waits(bench, other, busy);
  await drained(bench, busy);
  const startedAt = performance.now();
  const inLine = await bench.office.retryIssue(busy, issue);
  const retrySeconds = (performance.now() - startedAt) / 1_000;
  bench.say(`backlog: ${inLine} in line after ${retrySeconds.toFixed(1)} s`);
  const besideRetry = await waits(bench, other, busy);
  const p50 = ({ times }: Waits): number => quantile(times, 0.5);
  const p99 = ({ times }: Waits): number => quantile(times, 0.99);
  const what = 'another agreement, booked to ledger';
  const ratio = p50(besideRetry) / p50(besideOrdinary);
  return [
    shown('backlog', `${inLine} put in line by one retry`, retrySeconds, 1, 's'),
    shown('backlog', `${what}, p50`, p50(alone), 0, 'ms'),
    shown('backlog', `${what}, beside an ordinary backlog, p50`, p50(besideOrdinary), 0, 'ms'),
    shown('backlog', `${what}, beside an ordinary backlog, p99`, p99(besideOrdinary), 0, 'ms'),
    shown('backlog', `${what}, beside the mass retry, p50`, p50(besideRetry), 0, 'ms'),
    shown('backlog', `${what}, beside the mass retry, p99`, p99(besideRetry), 0, 'ms'),
    shown('backlog', 'of the ordinary backlog, meanwhile', besideOrdinary.perSecond, 1, 'a second'),
    shown('backlog', 'of the retried ones, meanwhile', besideRetry.perSecond, 1, 'a second'),
    shown('backlog', 'beside the mass retry to alone, p50', p50(besideRetry) / p50(alone), 2, '×'),
    held(
      shown('backlog', 'beside the mass retry to beside an ordinary backlog, p50', ratio, 2, '×'),
      { atMost: heldUpMax },
      '×',
    ),
  ];
}

/** Invoices that were booked behind a closed gate, which then opens. */
async function ordinaryBacklog({ office, say }: Bench, busy: BenchAgreement): Promise<void> {
  await office.gate(busy, 'pause');
  await office.bookAll(await office.drafts(Array.from({ length: ordinaryCount }, () => busy)));
  await office.gate(busy, 'resume');
  say(`backlog: an ordinary backlog of ${ordinaryCount} begins`);
}

interface Waits {
  /** From booked to transferred, in milliseconds. */
  readonly times: readonly number[];
  /** What the busy agreement carried meanwhile. */
  readonly perSecond: number;
}

/**
 * How long one agreement's documents take from booked to transferred, booked at a steady pace; where it is beside a busy one,
 * of those alone that were booked while that one had a backlog.
 */
async function waits(
  { sql, office, say }: Bench,
  agreement: BenchAgreement,
  besides?: BenchAgreement,
): Promise<Waits> {
  const count = othersPerSecond * othersSeconds;
  const drafts = await office.drafts(Array.from({ length: count }, () => agreement));
  const since = await databaseMillis(sql);
  await office.bookSteadily(drafts, othersPerSecond);
  const times = await allSettled(sql, [agreement.number], since, count, settleMs);
  const busyUntil = besides === undefined ? Infinity : await lastSettled(sql, besides);
  const perSecond = besides === undefined ? 0 : await settledPerSecond(sql, besides, since);
  const counted = times.filter(({ bookedAt }) => bookedAt <= busyUntil);
  say(`backlog: ${counted.length} of ${count} count; beside them ${perSecond.toFixed(1)} a second`);
  if (besides !== undefined && perSecond === 0) throw new Error('The busy agreement carried nothing.');
  return { times: counted.map(({ bookedAt, settledAt }) => settledAt - bookedAt), perSecond };
}

const isUnderWay = `state in ('waiting', 'checking', 'sending', 'unknown')`;

/** When the agreement's backlog was over, by the database's clock; `Infinity` while it has one. */
async function lastSettled(sql: Sql, { number }: BenchAgreement): Promise<number> {
  const [row] = await sql(
    `select case when bool_or(${isUnderWay}) then null else extract(epoch from max(settled_at))::float8 * 1000 end as at
     from transfer where agreement_number = ?`,
    [number],
  );
  return row?.['at'] === null ? Infinity : Number(row?.['at']);
}

async function settledPerSecond(sql: Sql, { number }: BenchAgreement, since: number): Promise<number> {
  const [row] = await sql(
    `select count(*)::float8 / extract(epoch from clock_timestamp() - to_timestamp(? / 1000.0))::float8 as rate
     from transfer where agreement_number = ? and settled_at > to_timestamp(? / 1000.0)`,
    [since, number, since],
  );
  return Number(row?.['rate']);
}

async function drained({ sql }: Bench, { number }: BenchAgreement): Promise<void> {
  await pollUntil(drainMs, 'the ordinary backlog is over', async () => {
    const rows = await sql(`select 1 from transfer where agreement_number = ? and ${isUnderWay} limit 1`, [
      number,
    ]);
    return rows.length === 0 ? true : undefined;
  });
}
