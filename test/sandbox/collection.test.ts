import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { envelope, page } from '../../sandbox/e-conomic/collection.ts';
import type { FilterFields } from '../../sandbox/e-conomic/filter.ts';
import { decodeIdentifier, encodeIdentifier } from '../../sandbox/e-conomic/identifiers.ts';

const fields: FilterFields = { number: 'number', name: 'text' };
const options = { filterFields: fields };
const records = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ number: index + 1, name: `n${count - index}` }));
const query = (text: string) => new URLSearchParams(text);

interface Pagination {
  pagination: Record<string, unknown>;
}

describe('a collection', () => {
  test('its pages put together are the whole, and its links say where they end', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 25 }), (count, size) => {
        const all = records(count);
        const last = Math.max(0, Math.ceil(count / size) - 1);
        const seen: unknown[] = [];
        for (let skip = 0; skip <= last; skip += 1) {
          const asked = query(`skippages=${skip}&pagesize=${size}`);
          const result = page(all, asked, options);
          seen.push(...result.items);
          const { pagination } = envelope(result, result.items, 'http://x/y', asked) as Pagination;
          expect('nextPage' in pagination).toBe(skip < last);
          expect('previousPage' in pagination).toBe(skip > 0);
          expect(pagination['lastPage']).toBe(`http://x/y?skippages=${last}&pagesize=${size}`);
          expect(pagination['results']).toBe(count);
        }
        expect(seen).toEqual(all);
      }),
    );
  });

  test('has 20 a page unless asked, and nothing beyond its end', () => {
    expect(page(records(30), query(''), options).items).toHaveLength(20);
    const beyond = page(records(30), query('skippages=9&filter=number$lt:11'), options);
    expect(beyond).toMatchObject({ items: [], results: 10, resultsWithoutFilter: 30 });
  });

  test.each(['pagesize=0', 'pagesize=1001', 'pagesize=-1', 'pagesize=a', 'skippages=-1', 'skippages=x'])(
    '%s is refused with E04810',
    (text) => {
      expect(() => page(records(3), query(text), options)).toThrow(
        expect.objectContaining({
          status: 400,
          body: expect.objectContaining({ errorCode: 'E04810' }) as unknown,
        }),
      );
    },
  );

  test('keeps its filter and sort in its links', () => {
    const asked = query('filter=number$gt:1&sort=-number&pagesize=1');
    const result = page(records(3), asked, options);
    const { pagination } = envelope(result, result.items, 'http://x/y', asked) as Pagination;
    expect(pagination['nextPage']).toBe(
      'http://x/y?skippages=1&pagesize=1&filter=number%24gt%3A1&sort=-number',
    );
  });

  test.each([
    ['number', [2, 10, 30]],
    ['-number', [30, 10, 2]],
    ['~number', [10, 2, 30]],
    ['-~number', [30, 2, 10]],
    ['name,-number', [30, 10, 2]],
  ])('sorted by %s', (sort, order) => {
    const some = [
      { number: 10, name: 'b' },
      { number: 2, name: 'B' },
      { number: 30, name: 'a' },
    ];
    expect(page(some, query(`sort=${sort}`), options).items.map((record) => record.number)).toEqual(order);
  });

  test('cannot be sorted by a field that is not there', () => {
    expect(() => page(records(3), query('sort=other'), options)).toThrow(
      'Could not parse query string sort parameter.',
    );
  });

  test('an identifier survives its way through a URL, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 25 }), (identifier) => {
        const encoded = encodeIdentifier(identifier);
        expect(encoded).not.toMatch(/[/?#&+:\\ <>*]/);
        expect(decodeIdentifier(encoded)).toBe(identifier);
      }),
    );
  });

  test.each([
    ['2025/2026', '2025_6_2026'],
    ['A_1 b', 'A_8_1_9_b'],
    ['50%+', '50_3__13_'],
  ])('%s is written %s', (identifier, encoded) => {
    expect(encodeIdentifier(identifier)).toBe(encoded);
    expect(decodeIdentifier(encoded)).toBe(identifier);
  });
});
