import { describe, expect, test } from '@jest/globals';
import { afterAttempt, attemptsMax } from '../../../domain/deliveries/delivery.decisions.ts';

describe('after an attempt', () => {
  test('pauses double, and fill about a day in all', () => {
    const pauses: number[] = [];
    for (let number = 1; number < attemptsMax; number += 1) {
      const next = afterAttempt(number, 'failed');
      if (next.state !== 'pending') throw new Error(`given up after ${number}`);
      pauses.push(next.pauseMs / 1_000);
    }
    expect(pauses.slice(0, 4)).toEqual([20, 40, 80, 160]);
    const hours = pauses.reduce((sum, seconds) => sum + seconds, 0) / 3_600;
    expect(hours).toBeGreaterThan(20);
    expect(hours).toBeLessThan(24);
    expect(afterAttempt(attemptsMax, 'failed')).toEqual({ state: 'given-up' });
  });

  test.each([1, attemptsMax])(
    'number %i, what was delivered is, and what was refused is given up',
    (number) => {
      expect(afterAttempt(number, 'delivered')).toEqual({ state: 'delivered' });
      expect(afterAttempt(number, 'refused')).toEqual({ state: 'given-up' });
    },
  );
});
