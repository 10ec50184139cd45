import type { BenchAgreement } from '../support/agreements.ts';
import type { BenchContext } from '../support/context.ts';
import { held, shown, type Figure } from '../support/figures.ts';
import { Office } from '../support/office.ts';
import { setSwitches } from '../support/sandbox-door.ts';
import type { BenchStack } from '../support/stack.ts';
import { allSettled, databaseMillis, onDatabase } from '../support/transfer-times.ts';

/** A bucket of e-conomic's shape, small enough that it, not this machine, is the limit. */
const bucket = { rateLimitTokens: 1_800, rateWindowSeconds: 60, callCost: 3 } as const;

/** Calls that one invoice needs whose registers are known: the draft, its reading before it is booked, the booking. */
const callsPerInvoice = 3;

const factorMax = 1.1;

/** How long many booked invoices take where the ERP's bucket is the limit, beside what the bucket allows. */
export async function benchDrain(bench: BenchContext): Promise<Figure[]> {
  await bench.warmUp('product');
  const [agreement] = await bench.agreements();
  if (agreement === undefined) throw new Error('There is no agreement.');
  const stack = await bench.stack();
  const office = new Office(stack.apiUrl);
  const { drained } = bench.options;
  const allowed =
    (drained * callsPerInvoice * bucket.callCost) / (bucket.rateLimitTokens / bucket.rateWindowSeconds);
  bench.say(`drain: ${drained} invoices; the bucket allows them in ${allowed.toFixed(0)} s`);
  try {
    const { seconds, refused } = await drain(stack, office, agreement, drained, allowed);
    const ratio = shown('drain', 'ours to what the bucket allows', seconds / allowed, 3, '×');
    return [
      shown('drain', `${drained} invoices, the bucket allows`, allowed, 0, 's'),
      shown('drain', `${drained} invoices, ours`, seconds, 0, 's'),
      shown('drain', 'calls answered with 429', refused, 0, ''),
      held(ratio, { atMost: factorMax }, '×'),
    ];
  } finally {
    await setSwitches(stack, { rateLimitTokens: 1_000_000_000, rateWindowSeconds: 60, callCost: 3 });
    await office.close();
  }
}

async function drain(
  stack: BenchStack,
  office: Office,
  agreement: BenchAgreement,
  count: number,
  allowedSeconds: number,
): Promise<{ readonly seconds: number; readonly refused: number }> {
  return onDatabase(stack, async (sql) => {
    await office.gate(agreement, 'pause');
    const since = await databaseMillis(sql);
    await office.bookAll(await office.drafts(Array.from({ length: count }, () => agreement)));
    await setSwitches(stack, bucket);
    const startedAt = await databaseMillis(sql);
    await office.gate(agreement, 'resume');
    const times = await allSettled(sql, [agreement.number], since, count, allowedSeconds * 3_000 + 60_000);
    const [row] = await sql(
      'select count(*)::int as refused from erp_exchange where agreement_number = ? and status = 429',
      [agreement.number],
    );
    const end = Math.max(...times.map(({ settledAt }) => settledAt));
    return { seconds: (end - startedAt) / 1_000, refused: Number(row?.['refused']) };
  });
}
