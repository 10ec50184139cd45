import { describe, expect, test } from '@jest/globals';
import {
  type CallReport,
  failuresToTrip,
  isKeptForDocuments,
  type LaneMeter,
  meterAfter,
  newMeter,
  placesOf,
  probeAfterMs,
  retryRules,
  subjectsToTrip,
  takeRetry,
} from '../../../domain/lane/meter.decisions.ts';

const noon = Date.parse('2026-03-24T12:00:00Z');
const limits = { callsPerDay: 50_000, timeScale: 1 };

const report = (changes: Partial<CallReport> = {}): CallReport => ({
  subject: 'customer-invoice:1',
  outcome: 'answered',
  calls: 1,
  window: null,
  retryAfterMs: 0,
  isSend: true,
  ...changes,
});
const failed = (subject: string): CallReport => report({ subject, outcome: 'failed' });

/** The meter after the reports, a second apart, and the last closing. */
function after(reports: readonly CallReport[], start: LaneMeter = newMeter) {
  let meter = start;
  let close;
  reports.forEach((each, index) => {
    ({ meter, close } = meterAfter(meter, each, limits, noon + index * 1_000));
  });
  return { meter, close };
}
const documents = (count: number): CallReport[] =>
  Array.from({ length: count }, (_, index) => failed(`customer-invoice:${index}`));

describe('the breaker', () => {
  test(`closes after ${subjectsToTrip} different documents failed in a row, not before`, () => {
    expect(after(documents(subjectsToTrip - 1)).close).toBeUndefined();
    const { close, meter } = after(documents(subjectsToTrip));
    expect(close).toMatchObject({ gate: 'failing', until: noon + (subjectsToTrip - 1) * 1_000 + 30_000 });
    expect(meter.trips).toBe(1);
  });

  test('is not closed by one document that always fails', () => {
    const poison = failed('customer-invoice:poison');
    const lookUp = report({ subject: poison.subject, isSend: false });
    expect(after(Array.from({ length: 50 }, () => [poison, lookUp]).flat()).close).toBeUndefined();
  });

  test('closes where ten calls in a row failed for one register that all wait for', () => {
    const calls = Array.from({ length: failuresToTrip }, () => failed('unit:1'));
    expect(after(calls.slice(1)).close).toBeUndefined();
    expect(after(calls).close).toMatchObject({ gate: 'failing' });
  });

  test('starts to count anew with each answer, whatever it says', () => {
    const { close } = after([...documents(subjectsToTrip - 1), report(), ...documents(subjectsToTrip - 1)]);
    expect(close).toBeUndefined();
  });

  test('neither counts nor forgets what we stopped ourselves', () => {
    const stopped = report({ outcome: 'none' });
    expect(after([...documents(subjectsToTrip - 1), stopped]).close).toBeUndefined();
    expect(after([...documents(subjectsToTrip - 1), stopped, failed('another')]).close).toBeDefined();
  });

  test('lets one flow try after a probe, closes at once where that one fails, for twice as long', () => {
    const { meter } = after(documents(subjectsToTrip));
    expect(placesOf(8, meter)).toBe(1);
    const again = meterAfter(meter, failed('customer-invoice:9'), limits, noon);
    expect(again.close).toMatchObject({ gate: 'failing', until: noon + 60_000 });
    const healed = meterAfter(again.meter, report(), limits, noon);
    expect(placesOf(8, healed.meter)).toBe(8);
  });

  test('never waits longer than five minutes for a probe', () => {
    expect([1, 2, 3, 4, 5, 50].map((trips) => probeAfterMs(trips, 1) / 1_000)).toEqual([
      30, 60, 120, 240, 300, 300,
    ]);
    expect(probeAfterMs(2, 0.01)).toBe(600);
  });
});

describe('the quota', () => {
  test('a rate limit closes the gate for as long as the ERP asks', () => {
    const { close } = after([report({ outcome: 'limited', retryAfterMs: 42_000 })]);
    expect(close).toMatchObject({ gate: 'exhausted', until: noon + 42_000 });
  });

  test('the calls of a day close it until the next UTC day', () => {
    const used = { ...newMeter, day: '2026-03-24', calls: 49_998 };
    expect(meterAfter(used, report(), limits, noon).close).toBeUndefined();
    expect(meterAfter(used, report({ calls: 2 }), limits, noon).close).toMatchObject({
      gate: 'exhausted',
      until: Date.parse('2026-03-25T00:00:00Z'),
    });
    expect(meterAfter(used, report({ calls: 2 }), { timeScale: 1 }, noon).close).toBeUndefined();
  });

  test('each day counts from nothing', () => {
    const used = { ...newMeter, day: '2026-03-23', calls: 49_999 };
    expect(meterAfter(used, report({ calls: 3 }), limits, noon).meter).toMatchObject({
      day: '2026-03-24',
      calls: 3,
    });
  });

  test('its last fifth is kept for documents, of the day and of the window', () => {
    const day = { ...newMeter, day: '2026-03-24' };
    expect(isKeptForDocuments({ ...day, calls: 39_999 }, 50_000, noon)).toBe(false);
    expect(isKeptForDocuments({ ...day, calls: 40_000 }, 50_000, noon)).toBe(true);
    expect(isKeptForDocuments({ ...day, calls: 40_000 }, undefined, noon)).toBe(false);
    const told = after([report({ window: { used: 8_000, limit: 10_000, windowMs: 60_000 } })]).meter;
    expect(isKeptForDocuments(told, 50_000, noon + 59_999)).toBe(true);
    expect(isKeptForDocuments(told, 50_000, noon + 60_000)).toBe(false);
  });
});

describe('the retry budget', () => {
  /** How many repetitions are granted, one after another, at one moment. */
  function granted(meter: LaneMeter, now: number): number {
    let left = meter;
    for (let count = 0; ; count += 1) {
      const taken = takeRetry(left, 1, now);
      if (!('meter' in taken)) return count;
      left = taken.meter;
    }
  }

  test('grants three a minute where there is no traffic', () => {
    const start = { ...newMeter, retriesAt: noon };
    expect(granted(start, noon)).toBe(3);
    const spent = { ...start, retries: 0 };
    expect(granted(spent, noon + 19_999)).toBe(0);
    expect(granted(spent, noon + 20_000)).toBe(1);
    expect(granted(spent, noon + 60_000)).toBe(3);
  });

  test('says from when on there is one, and there is one then', () => {
    const spent = { ...newMeter, retries: 0.25, retriesAt: noon };
    const taken = takeRetry(spent, 1, noon);
    if (!('notBefore' in taken)) throw new Error('granted too early');
    expect(taken.notBefore).toBe(noon + 15_000);
    expect(granted(spent, taken.notBefore)).toBe(1);
  });

  test('grants a tenth of the traffic, and saves up no more than its most', () => {
    const spent = { ...newMeter, retries: 0, retriesAt: noon };
    let { meter } = { meter: spent as LaneMeter };
    for (let sent = 0; sent < 50; sent += 1) ({ meter } = meterAfter(meter, report(), limits, noon));
    expect(granted(meter, noon)).toBeGreaterThanOrEqual(4);
    expect(granted(meter, noon)).toBeLessThanOrEqual(5);
    for (let sent = 0; sent < 5_000; sent += 1) ({ meter } = meterAfter(meter, report(), limits, noon));
    expect(granted(meter, noon)).toBe(retryRules.most);
  });

  test('reads earn nothing', () => {
    const { meter } = meterAfter(
      { ...newMeter, retries: 0, retriesAt: noon },
      report({ isSend: false }),
      limits,
      noon,
    );
    expect(granted(meter, noon)).toBe(0);
  });
});
