import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { PaymentTermsType } from '../../../domain/erp/documents.ts';
import { paymentTermsTypes } from '../../../domain/erp/documents.ts';
import { DomainError } from '../../../domain/errors.ts';
import { dueDate, typesWithDays } from '../../../domain/terms/due-date.ts';

const terms = (type: PaymentTermsType, maturityDays = 0) => ({ name: type, type, maturityDays });

const dates = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2090-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const days = fc.integer({ min: 0, max: 999 });
const between = (from: string, to: string): number =>
  (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000;
const weekday = (date: string): number => new Date(`${date}T00:00:00Z`).getUTCDay();

describe('the due date', () => {
  test.each<[PaymentTermsType, number, string, string | null]>([
    ['net', 8, '2026-11-22', '2026-11-30'],
    ['net', 30, '2028-01-31', '2028-03-01'],
    ['net', 0, '2026-11-22', '2026-11-22'],
    // What e-conomic answers for 14 days after the end of the month.
    ['end-of-month', 14, '2023-03-24', '2023-04-14'],
    ['end-of-month', 0, '2028-02-10', '2028-02-29'],
    ['end-of-month', 30, '2026-12-31', '2027-01-30'],
    ['cash', 0, '2026-11-22', '2026-11-22'],
    ['prepayment', 0, '2026-11-22', null],
    ['factoring', 30, '2026-11-22', '2026-12-22'],
    // A Wednesday; a Monday and a Sunday, which count from the next one.
    ['weekly-monday', 0, '2026-11-25', '2026-11-30'],
    ['weekly-monday', 7, '2026-11-23', '2026-12-07'],
    ['weekly-sunday', 0, '2026-11-25', '2026-11-29'],
    ['weekly-sunday', 0, '2026-11-22', '2026-11-29'],
    // Over the change of the clocks, where a day has 23 or 25 hours.
    ['net', 1, '2026-03-28', '2026-03-29'],
    ['net', 1, '2026-10-25', '2026-10-26'],
  ])('of %s with %i days for %s is %s', (type, maturityDays, date, expected) => {
    expect(dueDate(terms(type, maturityDays), date)).toBe(expected);
  });

  test('of the type due date is what was typed, and counts with no other type', () => {
    expect(dueDate(terms('due-date'), '2026-11-22', '2026-12-24')).toBe('2026-12-24');
    expect(dueDate(terms('due-date'), '2026-11-22', '2026-11-22')).toBe('2026-11-22');
    expect(dueDate(terms('net', 8), '2026-11-22', '2026-12-24')).toBe('2026-11-30');
  });

  test('has to be typed with the type due date, and not before the document', () => {
    const refusalOf = (typed?: string): DomainError => {
      try {
        dueDate(terms('due-date'), '2026-11-22', typed);
      } catch (error) {
        if (error instanceof DomainError) return error;
      }
      throw new Error('nothing was refused');
    };
    expect(refusalOf().code).toBe('DueDateMissing');
    expect(refusalOf('2026-11-21').code).toBe('InvalidInput');
    for (const typed of [undefined, '2026-11-21'])
      expect(Object.keys(refusalOf(typed).errors)).toEqual(['due_date']);
  });

  test('is never before the document and always a day of the calendar', () => {
    fc.assert(
      fc.property(fc.constantFrom(...typesWithDays, 'cash' as const), days, dates, (type, count, date) => {
        const due = dueDate(terms(type, type === 'cash' ? 0 : count), date) ?? '';
        expect(due).toMatch(/^\d{4}-\d{2}-\d{2}$/);
        expect(new Date(`${due}T00:00:00Z`).toISOString().slice(0, 10)).toBe(due);
        expect(between(date, due)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  test('net and factoring are the same number of days after the document', () => {
    fc.assert(
      fc.property(days, dates, (count, date) => {
        expect(between(date, dueDate(terms('net', count), date) ?? '')).toBe(count);
        expect(dueDate(terms('factoring', count), date)).toBe(dueDate(terms('net', count), date));
      }),
    );
  });

  test('end of month is the same for every document of a month, days after its last day', () => {
    fc.assert(
      fc.property(days, dates, (count, date) => {
        const last = dueDate(terms('end-of-month'), date) ?? '';
        expect(last.slice(0, 7)).toBe(date.slice(0, 7));
        expect(dueDate(terms('net', 1), last)?.slice(8)).toBe('01');
        expect(dueDate(terms('end-of-month', count), date)).toBe(dueDate(terms('net', count), last));
      }),
    );
  });

  test('weekly is days after the first such weekday, at most a week after the document', () => {
    fc.assert(
      fc.property(days, dates, (count, date) => {
        for (const [type, day] of [
          ['weekly-monday', 1],
          ['weekly-sunday', 0],
        ] as const) {
          const start = dueDate(terms(type), date) ?? '';
          expect(weekday(start)).toBe(day);
          expect(between(date, start)).toBeGreaterThanOrEqual(1);
          expect(between(date, start)).toBeLessThanOrEqual(7);
          expect(between(start, dueDate(terms(type, count), date) ?? '')).toBe(count);
        }
      }),
    );
  });

  test('is defined for every type of payment terms', () => {
    for (const type of paymentTermsTypes)
      expect(dueDate(terms(type), '2026-11-22', '2026-11-30')).not.toBeUndefined();
  });
});
