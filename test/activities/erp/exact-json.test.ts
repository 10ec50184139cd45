import { describe, expect, test } from '@jest/globals';
import {
  canonicalJson,
  jsonNumber,
  parseExactJson,
  roundedJsonNumber,
} from '../../../activities/erp/exact-json.ts';

describe('JSON whose numbers are exact', () => {
  test.each([
    ['0.10', '0.10'],
    ['100.000000', '100.000000'],
    ['12345678901234567890.12', '12345678901234567890.12'],
    ['-0.5', '-0.5'],
    ['1e3', '1000'],
    ['2.5E-3', '0.0025'],
  ])('the number %s is read as the text %s', (source, text) => {
    expect(parseExactJson(`{"a":[${source}],"b":"${source}"}`)).toEqual({ a: [text], b: source });
  });

  test.each([
    ['414.29', '414.29'],
    ['9007199254740993', '9007199254740993'],
    ['100.500000', '100.5'],
    ['-12.00', '-12'],
    ['0.0000001', '0.0000001'],
  ])('the text %s is written as the number %s', (text, number) => {
    expect(JSON.stringify({ amount: jsonNumber(text) })).toBe(`{"amount":${number}}`);
  });

  test('a text that is no number is refused, not written', () => {
    expect(() => jsonNumber('12,50')).toThrow();
  });

  test('rounding is half up, away from zero', () => {
    expect(JSON.stringify(['1.005', '-1.005', '2.994'].map((text) => roundedJsonNumber(text, 2)))).toBe(
      '[1.01,-1.01,2.99]',
    );
  });

  test('the canonical form does not know the order of properties', () => {
    const a = { b: { d: jsonNumber('1'), c: [{ f: 1, e: 2 }] }, a: 'x' };
    expect(canonicalJson(a)).toBe('{"a":"x","b":{"c":[{"e":2,"f":1}],"d":1}}');
  });
});
