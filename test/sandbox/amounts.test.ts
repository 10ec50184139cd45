import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { totals } from '../../sandbox/e-conomic/amounts.ts';
import { dueDate } from '../../sandbox/e-conomic/due-date.ts';
import { Decimal } from '../../sandbox/e-conomic/numbers.ts';
import type { InvoiceLine, PaymentTermsType } from '../../sandbox/e-conomic/records.ts';
import { defaultSwitches } from '../../sandbox/e-conomic/switches.ts';

describe('the due date', () => {
  const due = (paymentTermsType: PaymentTermsType, daysOfCredit: number, date: string, sent?: string) =>
    dueDate(
      { paymentTermsNumber: 1, name: 'x', paymentTermsType, daysOfCredit },
      date,
      sent,
      defaultSwitches,
    );

  test.each<[PaymentTermsType, number, string, string | undefined]>([
    ['net', 14, '2026-03-10', '2026-03-24'],
    ['net', 0, '2026-03-10', '2026-03-10'],
    ['factoring', 30, '2026-01-31', '2026-03-02'],
    ['invoiceMonth', 14, '2023-03-24', '2023-04-14'],
    ['invoiceMonth', 30, '2019-10-09', '2019-11-30'],
    ['invoiceMonth', 0, '2024-02-01', '2024-02-29'],
    // 2026-03-10 is a Tuesday: its week ends on Sunday the 15th, or on Saturday the 14th.
    ['invoiceWeekStartingMonday', 7, '2026-03-10', '2026-03-22'],
    ['invoiceWeekStartingSunday', 7, '2026-03-10', '2026-03-21'],
    ['invoiceWeekStartingMonday', 0, '2026-03-15', '2026-03-15'],
    ['invoiceWeekStartingSunday', 0, '2026-03-15', '2026-03-21'],
    ['paidInCash', 0, '2026-03-10', undefined],
    ['prepaid', 0, '2026-03-10', undefined],
    ['creditcard', 0, '2026-03-10', undefined],
  ])('of %s with %i days from %s is %s', (type, days, date, expected) => {
    expect(due(type, days, date)).toBe(expected);
  });

  test('is what was sent for terms of that type, and for no other', () => {
    expect(due('dueDate', 0, '2026-03-10', '2026-05-01')).toBe('2026-05-01');
    expect(due('net', 8, '2026-03-10', '2026-05-01')).toBe('2026-03-18');
  });

  test('of immediate terms is the same day where the switch says so', () => {
    const terms = { paymentTermsNumber: 1, name: 'x', paymentTermsType: 'prepaid' as const };
    const switches = { ...defaultSwitches, immediateDueDate: 'same-day' as const };
    expect(dueDate(terms, '2026-03-10', undefined, switches)).toBe('2026-03-10');
  });
});

describe('the totals of a document', () => {
  const amount = fc.integer({ min: -10_000_000, max: 10_000_000 }).map((cents) => (cents / 100).toFixed(2));
  const lines = fc
    .array(fc.tuple(amount, fc.constantFrom('25', '12.5', '0')), { maxLength: 20 })
    .map((rows) =>
      rows.map(([totalNetAmount, vatRate], index): InvoiceLine => ({
        lineNumber: index + 1,
        sortKey: index + 1,
        product: { productNumber: 'x' },
        totalNetAmount,
        vatRate,
        vatCode: `U${vatRate}`,
        vatAmount: '0.0000',
      })),
    );

  test('gross is net and VAT together, and a negated document is the same below zero', () => {
    const modes = fc.constantFrom('document' as const, 'line' as const);
    fc.assert(
      fc.property(lines, modes, (some, vatRounding) => {
        const switches = { ...defaultSwitches, vatRounding };
        const result = totals(some, '100', switches);
        expect(new Decimal(result.netAmount).plus(result.vatAmount).toFixed(2)).toBe(
          new Decimal(result.grossAmount).toFixed(2),
        );
        expect(result.netAmountInBaseCurrency).toBe(result.netAmount);
        const negated = some.map((one) => ({
          ...one,
          totalNetAmount: new Decimal(one.totalNetAmount).neg().toFixed(2),
        }));
        const opposite = totals(negated, '100', switches);
        expect(new Decimal(opposite.grossAmount).plus(result.grossAmount).toFixed()).toMatch(/^-?0$/);
      }),
    );
  });

  test('VAT is rounded on each line or once per code', () => {
    const cents: InvoiceLine[] = [1, 2, 3].map((lineNumber) => ({
      lineNumber,
      sortKey: lineNumber,
      product: { productNumber: 'x' },
      totalNetAmount: '0.02',
      vatRate: '25',
      vatCode: 'U25',
      vatAmount: '0.0050',
    }));
    expect(totals(cents, '100', { ...defaultSwitches, vatRounding: 'line' }).vatAmount).toBe('0.03');
    expect(totals(cents, '100', { ...defaultSwitches, vatRounding: 'document' }).vatAmount).toBe('0.02');
  });
});
