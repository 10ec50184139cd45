import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DomainError } from '../../../domain/errors.ts';
import { documentTotals } from '../../../domain/sales/totals.ts';
import type { TotalsLine } from '../../../domain/sales/totals.ts';
import {
  afterDiscount,
  compare,
  decimals,
  equal,
  isNegative,
  multiply,
  percentageOf,
  round,
  subtract,
  sum,
} from '../../../domain/money.ts';

const scaled = (places: number, min: number, max: number) =>
  fc.integer({ min, max }).map((units) => {
    const sign = units < 0 ? '-' : '';
    const digits = Math.abs(units)
      .toString()
      .padStart(places + 1, '0');
    return `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`;
  });

const percentage = scaled(2, 0, 10_000);
const line: fc.Arbitrary<TotalsLine> = fc.record({
  hasProduct: fc.boolean(),
  quantity: scaled(4, 1, 50_000_000),
  unitPrice: scaled(4, -1_000_000, 900_000_000),
  discountPercentage: percentage,
  vatPercentage: fc.constantFrom('25.00', '0.00', '15.00', '12.00', '25.5', '14.00'),
});
const lines = fc.array(line, { maxLength: 30 });
const exchangeRate = scaled(6, 1, 2_000_000_000);
const options = fc.record({ discountPercentage: percentage, exchangeRate });

const product = (
  quantity: string,
  unitPrice: string,
  vatPercentage = '25',
  discountPercentage = '0',
): TotalsLine => ({ hasProduct: true, quantity, unitPrice, vatPercentage, discountPercentage });
const plainOptions = { discountPercentage: '0', exchangeRate: '100' };

describe('totals of an invoice, for all invoices', () => {
  test('the lines sum to the net, and net and VAT to the gross, in both currencies', () => {
    fc.assert(
      fc.property(lines, options, (input, given) => {
        const totals = documentTotals(input, given);
        const { amounts } = totals;
        expect(totals.lines).toHaveLength(input.length);
        expect(equal(sum(totals.lines.map((each) => each.netAmount)), amounts.netAmount)).toBe(true);
        expect(equal(sum(totals.vat.map((rate) => rate.vatAmount)), amounts.vatAmount)).toBe(true);
        expect(equal(sum([amounts.netAmount, amounts.vatAmount]), amounts.grossAmount)).toBe(true);
        expect(equal(sum([amounts.baseNetAmount, amounts.baseVatAmount]), amounts.baseGrossAmount)).toBe(
          true,
        );
      }),
    );
  });

  test('every amount is in whole cents, and a line keeps its exact share of the VAT', () => {
    fc.assert(
      fc.property(lines, options, (input, given) => {
        const totals = documentTotals(input, given);
        for (const amount of Object.values(totals.amounts)) expect(amount).toMatch(/^-?\d+\.\d\d$/);
        for (const each of totals.lines) {
          expect(each.netAmount).toMatch(/^-?\d+\.\d\d$/);
          expect(each.vatAmount).toMatch(/^-?\d+\.\d{6}$/);
          expect(decimals(each.combinedDiscountPercentage)).toBeLessThanOrEqual(6);
        }
        const shares = sum(totals.lines.map((each) => each.vatAmount));
        const rounding = subtract(shares, totals.amounts.vatAmount).replace('-', '');
        expect(compare(rounding, multiply('0.005', String(totals.vat.length)))).toBeLessThanOrEqual(0);
      }),
    );
  });

  test('the order of lines does not matter', () => {
    fc.assert(
      fc.property(lines, options, fc.infiniteStream(fc.nat()), (input, given, keys) => {
        const shuffled = input
          .map((each) => ({ each, key: keys.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ each }) => each);
        const totals = documentTotals(input, given);
        const again = documentTotals(shuffled, given);
        expect(again.amounts).toEqual(totals.amounts);
        expect(again.vat).toEqual(totals.vat);
      }),
    );
  });

  test('text lines are worth nothing, whatever else they say', () => {
    fc.assert(
      fc.property(lines, options, (input, given) => {
        const withoutText = documentTotals(
          input.filter((each) => each.hasProduct),
          given,
        );
        expect(documentTotals(input, given).amounts).toEqual(withoutText.amounts);
      }),
    );
  });

  test('a line equals what an ERP computes from quantity, price and one combined discount', () => {
    fc.assert(
      fc.property(line, options, (input, given) => {
        const [total] = documentTotals([{ ...input, hasProduct: true }], given).lines;
        const theirs = round(
          afterDiscount(multiply(input.quantity, input.unitPrice), total!.combinedDiscountPercentage),
          2,
        );
        expect(total!.netAmount).toBe(theirs);
      }),
    );
  });

  test('VAT is that of the net at each rate, at most half a cent off', () => {
    fc.assert(
      fc.property(lines, options, (input, given) => {
        for (const rate of documentTotals(input, given).vat) {
          const exact = percentageOf(rate.netAmount, rate.vatPercentage);
          expect(compare(subtract(exact, rate.vatAmount).replace('-', ''), '0.005')).toBeLessThanOrEqual(0);
        }
      }),
    );
  });

  test('nothing becomes negative where no price is', () => {
    const positive = line.map((each) => ({ ...each, unitPrice: each.unitPrice.replace('-', '') }));
    fc.assert(
      fc.property(fc.array(positive), options, (input, given) => {
        for (const amount of Object.values<string>({ ...documentTotals(input, given).amounts }))
          expect(isNegative(amount)).toBe(false);
      }),
    );
  });
});

describe('totals of an invoice, by example', () => {
  test('3 at 153.44 less 10 % are 414.29', () => {
    const totals = documentTotals([product('3', '153.44', '25', '10')], plainOptions);
    expect(totals.amounts).toMatchObject({ netAmount: '414.29', vatAmount: '103.57', grossAmount: '517.86' });
  });

  test('VAT is rounded once per rate, not once per line', () => {
    const cent = product('1', '0.02');
    const totals = documentTotals([cent, cent, cent], plainOptions);
    // Per line it would be 3 × 0.01.
    expect(totals.amounts).toMatchObject({ netAmount: '0.06', vatAmount: '0.02', grossAmount: '0.08' });
    expect(totals.lines.map((each) => each.vatAmount)).toEqual(['0.005000', '0.005000', '0.005000']);
  });

  test('rates are kept apart, and the same rate written in two ways is one', () => {
    const totals = documentTotals(
      [product('1', '100', '25.00'), product('1', '50', '15'), product('1', '10', '25')],
      plainOptions,
    );
    expect(totals.vat).toEqual([
      { vatPercentage: '15', netAmount: '50.00', vatAmount: '7.50' },
      { vatPercentage: '25', netAmount: '110.00', vatAmount: '27.50' },
    ]);
  });

  test("the document's discount comes after the line's", () => {
    const totals = documentTotals([product('1', '200', '25', '10')], {
      discountPercentage: '5',
      exchangeRate: '100',
    });
    expect(totals.lines[0]?.combinedDiscountPercentage).toBe('14.5');
    expect(totals.amounts.netAmount).toBe('171.00');
  });

  test('a foreign currency is converted at base units per 100', () => {
    const totals = documentTotals([product('1', '100.01')], {
      discountPercentage: '0',
      exchangeRate: '745.5',
    });
    expect(totals.amounts).toMatchObject({
      netAmount: '100.01',
      vatAmount: '25.00',
      baseNetAmount: '745.57',
      baseVatAmount: '186.38',
      baseGrossAmount: '931.95',
    });
  });

  test('no lines amount to nothing', () => {
    const totals = documentTotals([], plainOptions);
    expect(totals.amounts).toMatchObject({ netAmount: '0.00', vatAmount: '0.00', grossAmount: '0.00' });
    expect(totals.vat).toEqual([]);
  });

  test('a line that no ledger could hold is refused with its field', () => {
    const input = [product('1', '1'), product('999999999999999', '999999999999999')];
    const refused = (): unknown => documentTotals(input, plainOptions);
    expect(refused).toThrow(DomainError);
    expect(refused).toThrow(expect.objectContaining({ code: 'InvalidInput' }));
    expect(refused).toThrow(
      expect.objectContaining({ errors: { 'lines.1.quantity': [expect.stringContaining('15 digits')] } }),
    );
  });

  test('a document that no ledger could hold is refused though each line fits', () => {
    const input = [product('1', '600000000000000'), product('1', '600000000000000')];
    expect(() => documentTotals(input, plainOptions)).toThrow(
      expect.objectContaining({ code: 'InvalidInput' }),
    );
  });
});
