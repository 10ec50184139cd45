import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { derivedId, newId } from '../../domain/ids.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-([78])[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('new ids', () => {
  test('are UUIDs of version 7, all different and in the order in which they were made', () => {
    const ids = Array.from({ length: 10_000 }, newId);
    expect(ids.every((id) => uuid.exec(id)?.[1] === '7')).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
    expect([...ids].sort()).toEqual(ids);
  });

  test('begin with the milliseconds', () => {
    const before = Date.now();
    const ms = Number.parseInt(newId().replaceAll('-', '').slice(0, 12), 16);
    // The counter may have borrowed some milliseconds from what the test above made.
    expect(ms).toBeGreaterThanOrEqual(before);
    expect(ms).toBeLessThan(before + 1_000);
  });
});

describe('derived ids', () => {
  test('are the same for the same parts, for ever', () => {
    expect(derivedId(1000, 'POST', '/customers', 'key')).toBe(derivedId('1000', 'POST', '/customers', 'key'));
    expect(derivedId('a', 'b')).toBe('0473ef2d-c0d3-84ab-a59d-3580c1134e9d');
  });

  test('are UUIDs, and tell apart where one part ends', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 4 }), (parts) => {
        expect(derivedId(...parts)).toMatch(uuid);
        expect(derivedId(...parts, '')).not.toBe(derivedId(...parts));
      }),
    );
    expect(derivedId('a', 'bc')).not.toBe(derivedId('ab', 'c'));
    expect(derivedId('a,b')).not.toBe(derivedId('a', 'b'));
  });
});
