import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { expectedCost, explode } from '../../../domain/products/bom.ts';
import type { BomPart, Boms, ExpectedCostMethod, ItemCost } from '../../../domain/products/bom.ts';

const boms = (recipes: Readonly<Record<string, readonly (readonly [string, string])[]>>): Boms =>
  new Map(
    Object.entries(recipes).map(([id, lines]) => [
      id,
      lines.map(([itemId, quantity]) => ({ itemId, quantity })),
    ]),
  );
const costs = (
  rows: Readonly<Record<string, readonly [ExpectedCostMethod, string | null, string | null]>>,
): ReadonlyMap<string, ItemCost> =>
  new Map(
    Object.entries(rows).map(([id, [expectedCostMethod, costPrice, recommendedCostPrice]]) => [
      id,
      { expectedCostMethod, costPrice, recommendedCostPrice },
    ]),
  );

describe('what a BOM takes', () => {
  const table = boms({
    TABLE: [
      ['FRAME', '1'],
      ['BOARD', '6'],
      ['SCREW', '24'],
    ],
    FRAME: [
      ['LEG', '4'],
      ['SCREW', '0.5'],
    ],
    EMPTY: [],
  });

  test.each<[string, string, readonly BomPart[]]>([
    ['BOARD', '3', [{ itemId: 'BOARD', quantity: '3' }]],
    ['EMPTY', '3', []],
    [
      'TABLE',
      '2',
      [
        { itemId: 'LEG', quantity: '8' },
        { itemId: 'SCREW', quantity: '49' },
        { itemId: 'BOARD', quantity: '12' },
      ],
    ],
  ])('%s × %s', (item, quantity, parts) => {
    expect(explode(table, item, quantity)).toEqual(parts);
  });

  test('is exact however deep it lies', () => {
    const nested = boms({ A: [['B', '0.0001']], B: [['C', '0.0001']] });
    expect(explode(nested, 'A', '0.0001')).toEqual([{ itemId: 'C', quantity: '0.000000000001' }]);
  });

  test('is each path to a component, multiplied along and summed', () => {
    const level = (from: string, to: string) =>
      fc
        .array(fc.tuple(fc.constantFrom(`${to}1`, `${to}2`, 'X'), fc.integer({ min: 1, max: 99 })), {
          minLength: 1,
          maxLength: 4,
        })
        .map((lines) => [from, lines] as const);
    fc.assert(
      fc.property(
        fc.tuple(level('A', 'B'), level('B1', 'C'), level('B2', 'C'), level('C1', 'D'), level('C2', 'D')),
        fc.integer({ min: 1, max: 999 }),
        (recipes, quantity) => {
          const lines = new Map(recipes);
          const count = (item: string, of: string): number =>
            item === of
              ? 1
              : (lines.get(item) ?? []).reduce((total, [part, each]) => total + each * count(part, of), 0);
          const asBoms = new Map(
            recipes.map(([id, parts]) => [
              id,
              parts.map(([itemId, each]) => ({ itemId, quantity: String(each) })),
            ]),
          );
          const exploded = explode(asBoms, 'A', String(quantity));
          for (const { itemId, quantity: total } of exploded)
            expect(total).toBe(String(quantity * count('A', itemId)));
          expect(exploded.some(({ itemId }) => lines.has(itemId))).toBe(false);
        },
      ),
    );
  });

  test('is refused where a recipe goes in circles, for ever deep', () => {
    expect(() => explode(boms({ A: [['B', '1']], B: [['A', '1']] }), 'A', '1')).toThrow('nested');
  });
});

describe('what a BOM is expected to cost', () => {
  const recipe = boms({
    A: [
      ['B', '2'],
      ['P', '3'],
    ],
    B: [['Q', '0.5']],
  });
  const of = (method: ExpectedCostMethod, more: Parameters<typeof costs>[0] = {}) =>
    expectedCost(
      recipe,
      costs({
        A: [method, null, '99'],
        B: ['expected-cost-price-from-lines', null, null],
        P: ['typed', '4', '5'],
        Q: ['typed', null, '7'],
        ...more,
      }),
      'A',
    );

  test.each<[ExpectedCostMethod, string]>([
    ['typed', '99'],
    // 2 × (0.5 × 7) + 3 × 4; B and Q have no cost price and count by their expected cost.
    ['cost-price-from-lines', '19.0000'],
    // 2 × (0.5 × 7) + 3 × 5
    ['expected-cost-price-from-lines', '22.0000'],
  ])('%s: %s', (method, cost) => {
    expect(of(method)).toBe(cost);
  });

  test('counts a BOM in stock by its own cost price', () => {
    expect(of('cost-price-from-lines', { B: ['expected-cost-price-from-lines', '1', null] })).toBe('14.0000');
  });

  test('is not known while a part of it is not', () => {
    expect(of('expected-cost-price-from-lines', { Q: ['typed', '1', null] })).toBeNull();
    expect(of('typed', { Q: ['typed', '1', null] })).toBe('99');
  });
});
