import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson, eventHash, genesisHash, storableText } from '../../../domain/events/event-hash.ts';
import type { EventValue, HashedEvent } from '../../../domain/events/event-hash.ts';

const event: HashedEvent = {
  agreementNumber: 1000,
  sequence: 1,
  documentKind: 'customer-invoice',
  documentId: '00000000-0000-7000-8000-000000000000',
  documentNumber: 1001,
  at: new Date('2026-03-10T09:30:00.123Z'),
  actor: 'user:Mette',
  action: 'book',
  before: { state: 'draft' },
  after: { state: 'booked', gross_amount: '125.00' },
  commandId: null,
  previousHash: genesisHash,
};

describe('canonical JSON', () => {
  test('does not depend on the order in which members were made, nor on absent ones', () => {
    expect(canonicalJson({ b: 1, a: [true, null, 'x'], c: undefined })).toBe('{"a":[true,null,"x"],"b":1}');
    expect(canonicalJson({ a: [true, null, 'x'], b: 1 })).toBe('{"a":[true,null,"x"],"b":1}');
  });

  test('is JSON that says the same, for every value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text) as EventValue)).toBe(text);
      }),
    );
  });

  test('holds no text that PostgreSQL cannot', () => {
    expect(storableText('a\0b\uD800c😀æ')).toBe('a\uFFFDb\uFFFDc😀æ');
    expect(canonicalJson({ 'k\0': '\uDC00' })).toBe('{"k\uFFFD":"\uFFFD"}');
  });
});

describe('the hash of an event', () => {
  test('is the same for the same event, for ever', () => {
    expect(eventHash(event)).toBe('3faeb15ce740ac0004d13d4a626710543c2ad012c93bdd6f38ddcded3e4f94c6');
  });

  test.each<[keyof HashedEvent, unknown]>([
    ['agreementNumber', 1001],
    ['sequence', 2],
    ['documentKind', 'order'],
    ['documentId', '00000000-0000-7000-8000-000000000001'],
    ['documentNumber', 1002],
    ['at', new Date('2026-03-10T09:30:00.124Z')],
    ['actor', 'user:Ole'],
    ['action', 'edit'],
    ['before', null],
    ['after', { state: 'booked', gross_amount: '125.01' }],
    ['commandId', '00000000-0000-7000-8000-000000000000'],
    ['previousHash', 'f'.repeat(64)],
  ])('depends on its %s', (field, value) => {
    expect(eventHash({ ...event, [field]: value })).not.toBe(eventHash(event));
  });
});
