import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DomainError } from '../../domain/errors.ts';
import type { Rule } from '../../domain/field-rules.ts';
import {
  checkFields,
  countryCode,
  currencyCode,
  ean13,
  email,
  line,
  lines,
  omittable,
  optional,
  percent,
  price,
  registerNumber,
} from '../../domain/field-rules.ts';

const digits = (length: number) =>
  fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length })
    .map((all) => all.join(''));

describe('an EAN number', () => {
  test.each(['5790000436057', '4006381333931', '7350053850019'])('%s is right', (ean) => {
    expect(ean13(ean)).toBeUndefined();
  });

  test.each([
    ['5790000436056', 'has a wrong check digit'],
    ['579000043605', 'must have 13 digits'],
    ['57900004360577', 'must have 13 digits'],
    ['579000043605x', 'must have 13 digits'],
    [5790000436057, 'must have 13 digits'],
  ])('%p %s', (ean, fault) => {
    expect(ean13(ean)).toBe(fault);
  });

  test('has one check digit for each twelve digits before it, and no single wrong digit goes unseen', () => {
    fc.assert(
      fc.property(
        digits(12),
        fc.integer({ min: 0, max: 12 }),
        fc.integer({ min: 1, max: 9 }),
        (start, at, shift) => {
          const right = Array.from({ length: 10 }, (_, check) => `${start}${check}`).filter(
            (ean) => ean13(ean) === undefined,
          );
          expect(right).toHaveLength(1);
          const ean = right[0]!;
          const wrong = ean.slice(0, at) + String((Number(ean[at]) + shift) % 10) + ean.slice(at + 1);
          expect(ean13(wrong)).toBe('has a wrong check digit');
        },
      ),
    );
  });
});

describe('the rules of fields', () => {
  test.each<[string, Rule, unknown, string | undefined]>([
    ['a line', line(5), 'æøåäö', undefined],
    ['a line', line(5), '😀😀😀😀😀', undefined],
    ['a line', line(5), 'abcdef', 'has 6 characters; at most 5 are possible'],
    ['a line', line(5), '  ', 'must not be empty'],
    ['a line', line(5), 12, 'must be a text'],
    ['a line', line(5), 'a\nb', 'must not hold control characters'],
    ['a line', line(5), 'a\u0000b', 'must not hold control characters'],
    ['lines', lines(5), 'a\nb', undefined],
    ['lines', lines(5), 'a\u0000b', 'must not hold control characters'],
    ['a price', price, '12.3456', undefined],
    ['a price', price, '0', undefined],
    ['a price', price, '12.50000', undefined],
    ['a price', price, '-0.00', undefined],
    ['a price', price, '-1', 'must not be negative'],
    ['a price', price, '12.34567', 'has at most 15 digits before and 4 after the decimal point'],
    ['a price', price, '1234567890123456', 'has at most 15 digits before and 4 after the decimal point'],
    ['a price', price, 12.5, 'must be a decimal number as a text, e.g. "12.50"'],
    ['a price', price, '1e3', 'must be a decimal number as a text, e.g. "12.50"'],
    ['a price', price, '12,50', 'must be a decimal number as a text, e.g. "12.50"'],
    ['a percentage', percent, '25.5', undefined],
    ['a percentage', percent, '100.00', undefined],
    ['a percentage', percent, '100.01', 'must be from 0 to 100'],
    ['a register number', registerNumber, 0, 'must be a whole number from 1 to 999999999'],
    ['a register number', registerNumber, 1.5, 'must be a whole number from 1 to 999999999'],
    ['a register number', registerNumber, '1', 'must be a whole number from 1 to 999999999'],
    ['an e-mail address', email, 'søren@æble.dk', undefined],
    ['an e-mail address', email, 'a@b', 'must be one e-mail address'],
    ['an e-mail address', email, 'a@b.dk, c@d.dk', 'must be one e-mail address'],
    ['a currency', currencyCode, 'ISK', undefined],
    ['a currency', currencyCode, 'dkk', 'must be a currency code of ISO 4217, e.g. DKK'],
    ['a currency', currencyCode, 'QQQ', 'must be a currency code of ISO 4217, e.g. DKK'],
    ['a country', countryCode, 'FI', undefined],
    ['a country', countryCode, 'XX', 'must be a country code of ISO 3166, e.g. DK'],
  ])('%s: %#', (_what, rule, value, fault) => {
    expect(rule(value)).toBe(fault);
  });

  test('all findings are told at once, per field in the spelling of the API', () => {
    try {
      checkFields(
        { vatZone: 'x'.repeat(3), groupNumber: 'a', layoutNumber: null, isBarred: null },
        {
          name: line(10),
          vatZone: line(2),
          groupNumber: registerNumber,
          layoutNumber: optional(registerNumber),
          isBarred: omittable(registerNumber),
        },
      );
      throw new Error('nothing was refused');
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      expect(error.code).toBe('InvalidInput');
      expect(error.errors).toEqual({
        name: ['name is required.'],
        vat_zone: ['vat_zone has 3 characters; at most 2 are possible.'],
        group_number: ['group_number must be a whole number from 1 to 999999999.'],
        is_barred: ['is_barred is required.'],
      });
    }
  });

  test('of a change only what is there is checked', () => {
    expect(() => {
      checkFields({ name: 'a' }, { name: line(10), groupNumber: registerNumber }, { isPatch: true });
    }).not.toThrow();
    expect(() => {
      checkFields({ name: null }, { name: line(10) }, { isPatch: true });
    }).toThrow(DomainError);
  });
});
