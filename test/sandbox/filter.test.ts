import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Refusal } from '../../sandbox/e-conomic/errors.ts';
import { type FilterFields, parseFilter } from '../../sandbox/e-conomic/filter.ts';

const fields: FilterFields = {
  name: 'text',
  number: 'number',
  'group.number': 'number',
  barred: 'boolean',
  date: 'date',
  lastUpdated: 'timestamp',
};
const records = [
  { id: 1, name: 'Åse [AB] & Søn', number: 10, group: { number: 1 }, barred: false, date: '2026-01-31' },
  { id: 2, name: 'Brdr. *Star* (2)', number: 20, group: { number: 2 }, barred: true, date: '2026-02-28' },
  { id: 3, name: '100$, kontant', number: '30.5', lastUpdated: '2026-03-01T10:00:00Z' },
];
const found = (filter: string) => records.filter(parseFilter(filter, fields)).map((record) => record.id);

function refusal(filter: string): Refusal {
  try {
    parseFilter(filter, fields);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('accepted');
}

describe('the filter of a query', () => {
  test.each([
    ['number$eq:10', [1]],
    ['number$ne:10', [2, 3]],
    ['number$gt:20', [3]],
    ['number$gte:20', [2, 3]],
    ['number$lt:20', [1]],
    ['number$lte:20', [1, 2]],
    ['number$eq:30.50', [3]],
    ['group.number$eq:2', [2]],
    ['barred$eq:true', [2]],
    ['date$gte:2026-02-01', [2]],
    ['lastUpdated$gt:2026-01-01T00:00:00Z', [3]],
    ['number$in:[10,20]', [1, 2]],
    ['number$nin:[10]', [2, 3]],
    ['group.number$eq:$null:', [3]],
    ['group.number$ne:$null:', [1, 2]],
    ['name$eq:100$$$, kontant', [3]],
    ['name$eq:Brdr. $*Star$* $(2$)', [2]],
    ['name$like:søn', [1]],
    ['name$like:*kontant', [3]],
    ['name$like:100*', [3]],
    ['name$like:kontan', [3]],
    ['name$like:*brdr', []],
    ['name$like:$*star', [2]],
    ['number$eq:10$or:number$eq:20$and:barred$eq:true', [1, 2]],
    ['(number$eq:10$or:number$eq:20)$and:barred$eq:true', [2]],
    ['(name$like:søn)', [1]],
  ])('%s finds %j', (filter, ids) => {
    expect(found(filter)).toEqual(ids);
  });

  test('a bracket in a pattern is a class as in SQL, and `[[]` a bracket', () => {
    expect(found('name$like:[ABC]rdr')).toEqual([2]);
    expect(found('name$like:[[]AB')).toEqual([1]);
    expect(found('name$like:[AB] ')).toEqual([]);
  });

  test('the documented escapes of brackets parse and match nothing', () => {
    expect(found('name$like:$[AB$]')).toEqual([]);
    expect(found('name$eq:Åse $[AB$] & Søn')).toEqual([]);
  });

  test('what is not there is neither equal nor unequal to a value', () => {
    expect(found('group.number$eq:1$or:group.number$ne:1')).toEqual([1, 2]);
  });

  test.each([
    ['unknown$eq:1', "Filtering is not allowed on property 'unknown'."],
    ['number$in:10', 'Syntax error, expected: ['],
    ['number$in:[10', 'Syntax error, expected: ]'],
    ['(number$eq:10', 'Syntax error, expected: )'],
    ['number$eq:10)', 'Syntax error, unexpected: )'],
    ['number', 'Syntax error, expected: operator'],
    ['$eq:1', 'Syntax error, expected: property name'],
    ['name$eq:a$b', 'Syntax error, unexpected: $'],
    ['number$eq:ten', "'ten' is not a number."],
    ['number$gt:$null:', 'Syntax error, unexpected: $null:'],
    [
      `number$in:[${Array.from({ length: 201 }, (_, index) => index).join(',')}]`,
      'A list has at most 200 values.',
    ],
  ])('%s is refused with the reason and the fields that may be filtered', (filter, reason) => {
    const { status, message, body } = refusal(filter);
    expect(status).toBe(400);
    expect(message).toBe('Could not parse query string filter.');
    expect(body['errors']).toEqual([reason]);
    expect(body['allowedFilteringFields']).toEqual(Object.keys(fields));
  });

  test('a value with its special characters escaped finds exactly that value', () => {
    const escape = (text: string) => text.replace(/[$()*,]/g, '$$$&');
    const value = fc.string({
      unit: fc.constantFrom('a', 'å', '$', '(', ')', '*', ',', '.', ':', ' ', '=', '&'),
      minLength: 1,
    });
    fc.assert(
      fc.property(value, value, (wanted, other) => {
        const test = parseFilter(`name$eq:${escape(wanted)}`, fields);
        expect(test({ name: wanted })).toBe(true);
        expect(test({ name: `${wanted}x` })).toBe(false);
        expect(test({ name: other })).toBe(other === wanted);
        const contains = parseFilter(`name$like:${escape(wanted)}`, fields);
        expect(contains({ name: `${other}${wanted}${other}` })).toBe(true);
        expect(contains({ name: other })).toBe(other.includes(wanted));
        const ends = parseFilter(`name$like:*${escape(wanted)}`, fields);
        expect(ends({ name: `${other}${wanted}` })).toBe(true);
        expect(ends({ name: other })).toBe(other.endsWith(wanted));
      }),
    );
  });

  test('comparisons of numbers are exact and total', () => {
    const cents = fc.integer({ min: -(10 ** 9), max: 10 ** 9 });
    const write = (value: number) =>
      `${value < 0 ? '-' : ''}${Math.trunc(Math.abs(value) / 100)}.${String(Math.abs(value) % 100).padStart(2, '0')}`;
    fc.assert(
      fc.property(cents, cents, (left, right) => {
        const holds = (operator: string) =>
          parseFilter(`number$${operator}:${write(right)}`, fields)({ number: write(left) });
        const order = Math.sign(left - right);
        expect([holds('lt'), holds('eq'), holds('gt')]).toEqual([order < 0, order === 0, order > 0]);
        expect([holds('gte'), holds('ne'), holds('lte')]).toEqual([order >= 0, order !== 0, order <= 0]);
      }),
    );
  });
});
