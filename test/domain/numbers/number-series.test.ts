import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { withAgreement } from '../../../domain/database.ts';
import { numberSeries, setNextNumber, takeNumber } from '../../../domain/numbers/number-series.service.ts';
import { createTestAgreement, testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

const agreement = async (): Promise<number> => (await createTestAgreement(database.orm)).number;
const take = (number: number): Promise<number> =>
  withAgreement(database.orm, number, (em) => takeNumber(em, 'customer-invoice'));
const setNext = (number: number, next: number): Promise<void> =>
  withAgreement(database.orm, number, (em) => setNextNumber(em, 'customer-invoice', next, 'user:Mette'));
const series = (number: number) =>
  withAgreement(database.orm, number, (em) => numberSeries(em, 'customer-invoice'));

describe('number series', () => {
  test('a series starts at 1001 and goes on by one', async () => {
    const number = await agreement();
    expect(await series(number)).toEqual({ kind: 'customer-invoice', next: 1001, largestTaken: null });
    expect([await take(number), await take(number), await take(number)]).toEqual([1001, 1002, 1003]);
    expect(await series(number)).toEqual({ kind: 'customer-invoice', next: 1004, largestTaken: 1003 });
  });

  test('every agreement has a series of its own', async () => {
    const [one, other] = [await agreement(), await agreement()];
    expect([await take(one), await take(one), await take(other)]).toEqual([1001, 1002, 1001]);
  });

  test('numbers taken at the same time are all different and without a gap', async () => {
    const number = await agreement();
    const taken = await Promise.all(Array.from({ length: 20 }, () => take(number)));
    expect(taken.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => 1001 + index));
  });

  test('a transaction that fails gives its number back', async () => {
    const number = await agreement();
    await take(number);
    const failing = withAgreement(database.orm, number, async (em) => {
      expect(await takeNumber(em, 'customer-invoice')).toBe(1002);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await take(number)).toBe(1002);
  });

  test('the next number can be set before and after the first is taken', async () => {
    const number = await agreement();
    await setNext(number, 50_000);
    await setNext(number, 7);
    expect([await take(number), await take(number)]).toEqual([7, 8]);
    await setNext(number, 20);
    expect(await take(number)).toBe(20);
    expect(await series(number)).toEqual({ kind: 'customer-invoice', next: 21, largestTaken: 20 });
  });

  test.each([1001, 1000, 5])('a next number of %d is refused when 1001 was taken', async (next) => {
    const number = await agreement();
    await take(number);
    await expect(setNext(number, next)).rejects.toMatchObject({
      code: 'InvalidInput',
      errors: { next: [expect.stringContaining('1001 is taken already')] },
    });
    expect(await take(number)).toBe(1002);
  });

  test.each([0, -1, 1.5, 1_000_000_000, Number.NaN])('a next number of %d is no number', async (next) => {
    const number = await agreement();
    await expect(setNext(number, next)).rejects.toMatchObject({ code: 'InvalidInput' });
  });

  test('a series ends at nine digits', async () => {
    const number = await agreement();
    await setNext(number, 999_999_999);
    expect(await take(number)).toBe(999_999_999);
    await expect(take(number)).rejects.toMatchObject({ code: 'InvalidInput' });
    expect((await series(number)).largestTaken).toBe(999_999_999);
  });
});
