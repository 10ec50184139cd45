import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  InvariantViolation,
  afterDiscount,
  atLeast,
  combineDiscounts,
  compare,
  decimals,
  equal,
  invariant,
  isDecimal,
  isNegative,
  isPositive,
  multiply,
  percentageOf,
  plain,
  round,
  subtract,
  sum,
  toBaseCurrency,
} from '../../domain/money.ts';

/** Decimal strings with up to `places` decimals, written as people write them. */
const decimal = (places: number, max = 10n ** 12n) =>
  fc.tuple(fc.bigInt({ min: -max, max }), fc.nat({ max: places })).map(([units, scale]) => {
    const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
    const whole = digits.slice(0, digits.length - scale);
    const fraction = scale === 0 ? '' : `.${digits.slice(-scale)}`;
    return `${units < 0n ? '-' : ''}${whole}${fraction}`;
  });

describe('decimal strings', () => {
  test.each(['0', '12', '-0.5', '999999999999999.9999', '007', '1.50'])('%s is taken', (text) => {
    expect(isDecimal(text)).toBe(true);
  });

  test.each(['', ' 1', '1.', '.5', '1,5', '1e3', '+1', '1.23456', '1234567890123456', 'NaN', '0x10', '١'])(
    '%j is refused',
    (text) => {
      expect(isDecimal(text)).toBe(false);
    },
  );

  test('only the decimals that count are counted', () => {
    expect(decimals('1.50')).toBe(1);
    expect(decimals('2')).toBe(0);
    expect(isDecimal('1.50', 1)).toBe(true);
    expect(isDecimal('1.55', 1)).toBe(false);
  });

  test('no exponent, no trailing zeros and no minus before zero are ever written', () => {
    expect(plain('0.0000001')).toBe('0.0000001');
    expect(plain('100000000000000000000000.00')).toBe('100000000000000000000000');
    expect(plain('-0.00')).toBe('0');
    expect(round('-0.001', 2)).toBe('0.00');
    expect(atLeast('9.5', 2)).toBe('9.50');
    expect(atLeast('0.12340', 2)).toBe('0.1234');
  });

  test('what is no decimal throws instead of becoming NaN', () => {
    expect(() => sum(['1', 'x'])).toThrow();
    expect(() => round('', 2)).toThrow();
  });
});

describe('arithmetic', () => {
  test.each([
    ['1.005', '1.01'],
    ['-1.005', '-1.01'],
    ['2.675', '2.68'],
    ['0.004999999999999999999999', '0.00'],
    ['1.0049', '1.00'],
  ])('%s is rounded half up to %s', (value, rounded) => {
    expect(round(value, 2)).toBe(rounded);
  });

  test('rounding moves a value by half a cent at most, and a negative one as its positive twin', () => {
    fc.assert(
      fc.property(decimal(6), (value) => {
        const rounded = round(value, 2);
        expect(compare(subtract(rounded, value).replace('-', ''), '0.005')).toBeLessThanOrEqual(0);
        expect(equal(round(multiply(value, '-1'), 2), multiply(rounded, '-1'))).toBe(true);
      }),
    );
  });

  test('a sum does not depend on the order', () => {
    fc.assert(
      fc.property(fc.array(decimal(4)), (values) => {
        expect(sum(values)).toBe(sum([...values].reverse()));
        expect(sum([...values, multiply(sum(values), '-1')])).toBe('0');
      }),
    );
  });

  test('a percentage and what is left of it are the whole', () => {
    fc.assert(
      fc.property(decimal(4), decimal(2, 10_000n), (value, percentage) => {
        expect(equal(sum([percentageOf(value, percentage), afterDiscount(value, percentage)]), value)).toBe(
          true,
        );
      }),
    );
  });

  test('two discounts one after the other equal their combination exactly', () => {
    const discount = decimal(2, 10_000n).map((value) => value.replace('-', ''));
    fc.assert(
      fc.property(decimal(4), discount, discount, (value, first, second) => {
        const both = combineDiscounts(first, second);
        expect(decimals(both)).toBeLessThanOrEqual(6);
        expect(equal(afterDiscount(value, both), afterDiscount(afterDiscount(value, first), second))).toBe(
          true,
        );
      }),
    );
    expect(combineDiscounts('10', '5')).toBe('14.5');
    expect(combineDiscounts('0', '0')).toBe('0');
    expect(combineDiscounts('100', '50')).toBe('100');
  });

  test('base currency is reached by base units per 100 units, rounded to the cent', () => {
    expect(toBaseCurrency('100.00', '745.123456')).toBe('745.12');
    expect(toBaseCurrency('12.34', '100')).toBe('12.34');
    expect(toBaseCurrency('0.01', '50')).toBe('0.01');
  });

  test('signs are told apart', () => {
    expect([isNegative('-0.0001'), isNegative('0'), isNegative('-0')]).toEqual([true, false, false]);
    expect([isPositive('0.0001'), isPositive('0')]).toEqual([true, false]);
  });

  test('an invariant that does not hold says what it is about', () => {
    expect(() => {
      invariant(false, 'the sum is right');
    }).toThrow(InvariantViolation);
    expect(() => {
      invariant(true, 'the sum is right');
    }).not.toThrow();
  });
});
