import { describe, expect, test } from '@jest/globals';
import { atOnce } from '../../domain/at-once.ts';
import { allReached, held, shown, tableOf } from '../../bench/support/figures.ts';
import { messagesIn } from '../../bench/support/postgres-log.ts';
import { inTurns } from '../../bench/support/rounds.ts';
import { median, quantile, slope } from '../../bench/support/stats.ts';

describe('figures', () => {
  test('a figure at its bound has reached its goal, one past it has not', () => {
    const ratio = (value: number) => shown('book', 'ratio', value, 2, '×');
    expect(held(ratio(1.5), { atMost: 1.5 }, '×')).toMatchObject({ goal: '≤ 1.5 ×', reached: true });
    expect(held(ratio(1.51), { atMost: 1.5 }, '×')).toMatchObject({ reached: false });
    expect(held(ratio(0.7), { atLeast: 0.7 }, '×')).toMatchObject({ goal: '≥ 0.7 ×', reached: true });
    expect(held(ratio(0.69), { atLeast: 0.7 }, '×')).toMatchObject({ reached: false });
  });

  test('a missed goal shows in the table and fails a strict run; a figure without a goal does neither', () => {
    const missed = held(shown('cost', 'ERP writes', 4, 0, ''), { atMost: 3 }, '');
    expect(tableOf([missed])).toMatch(/^cost\s+ERP writes\s+4\s+≤ 3\s+MISSED$/m);
    expect(allReached([missed])).toBe(false);
    expect(allReached([shown('cost', 'events', 44, 0, '')])).toBe(true);
  });
});

describe('statistics', () => {
  test.each([
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
    [[7], 7],
  ])('the median of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  test('a quantile is a value that was measured', () => {
    const values = Array.from({ length: 100 }, (_, at) => at + 1);
    expect(quantile(values, 0.5)).toBe(50);
    expect(quantile(values, 0.99)).toBe(99);
    expect(quantile([5], 0.99)).toBe(5);
  });

  test('the slope of points on a line is the line’s', () => {
    expect(slope([1, 2, 3, 4].map((x) => ({ x, y: 3 * x + 2 })))).toBeCloseTo(3);
    expect(() => slope([{ x: 1, y: 1 }])).toThrow('two different places');
  });
});

describe('the statement log', () => {
  test('tells who ran what, and that parsing and binding are no statements of their own', () => {
    const log = [
      "bilag api|LOG:  duration: 0.458 ms  statement: select id from command where id = 'a7' and n = 12",
      'bilag worker|LOG:  duration: 0.100 ms  parse <unnamed>: update transfer',
      '\tset state = $1 where id = $2',
      "bilag worker|DETAIL:  Parameters: $1 = 'sending'",
      'bilag worker|LOG:  duration: 1.500 ms  execute <unnamed>: update transfer',
      '\tset state = $1 where id = $2',
      '|LOG:  checkpoint starting: time',
    ].join('\n');
    expect(messagesIn(log)).toEqual([
      {
        application: 'bilag api',
        milliseconds: 0.458,
        isExecution: true,
        statements: ['select id from command where id = ? and n = ?'],
      },
      expect.objectContaining({ application: 'bilag worker', isExecution: false }),
      {
        application: 'bilag worker',
        milliseconds: 1.5,
        isExecution: true,
        statements: ['update transfer set state = ? where id = ?'],
      },
    ]);
  });

  test('statements that travel together are one message; a semicolon in a text parts nothing', () => {
    const log = [
      'bilag worker|LOG:  duration: 2.000 ms  statement: begin;',
      "\tselect set_config('a', '1', true);",
      "\t/* later */ execute bilag_move_transfer('a;b', 2);",
      '\tcommit',
    ].join('\n');
    expect(messagesIn(log)).toMatchObject([
      {
        milliseconds: 2,
        statements: ['begin', 'select set_config(?, ?, true)', 'execute bilag_move_transfer(?, ?)', 'commit'],
      },
    ]);
  });
});

describe('the order of work', () => {
  test('each round begins with another subject, and every one has its turn in each', async () => {
    const turns: string[] = [];
    await inTurns(['a', 'b', 'c'], 3, (subject, round) => {
      turns.push(`${round}${subject}`);
      return Promise.resolve();
    });
    expect(turns).toEqual(['0a', '0b', '0c', '1b', '1c', '1a', '2c', '2a', '2b']);
  });

  test('never more at once than asked for, and each item once', async () => {
    let now = 0;
    let most = 0;
    const done: number[] = [];
    await atOnce(3, [1, 2, 3, 4, 5, 6, 7], async (item) => {
      now += 1;
      most = Math.max(most, now);
      await Promise.resolve();
      done.push(item);
      now -= 1;
    });
    expect(most).toBe(3);
    expect(done.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });
});
