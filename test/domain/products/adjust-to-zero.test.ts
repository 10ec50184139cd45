import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { equal, isNegative, multiply, round, subtract, sum } from '../../../domain/money.ts';
import { makingsFor } from '../../../domain/products/adjust-to-zero.ts';
import type { Issue, RecipeItem } from '../../../domain/products/adjust-to-zero.ts';

const item = (id: string, more: Partial<RecipeItem> = {}): RecipeItem => ({
  id,
  hasInventory: true,
  adjustsToZero: false,
  extraCostPercentage: '0',
  locationId: null,
  parts: null,
  ...more,
});
const of = (...parts: readonly (readonly [string, string])[]) =>
  parts.map(([itemId, quantity]) => ({ itemId, quantity }));
const recipes = (...items: readonly RecipeItem[]) => new Map(items.map((one) => [one.id, one]));
const issue = (itemId: string, quantity: string): Issue => ({ itemId, quantity, locationId: 'here' });

/** What is made, as `3 SET of 6 LEG, 3 TOP`, and the stock of each item afterwards. */
function told(
  items: ReadonlyMap<string, RecipeItem>,
  stock: Record<string, string>,
  issues: readonly Issue[],
) {
  const left = new Map(Object.entries(stock));
  const made = makingsFor(items, left, issues).map(
    ({ itemId, quantity, components }) =>
      `${quantity} ${itemId} of ${components.map((one) => `${one.quantity} ${one.itemId}`).join(', ')}`,
  );
  return { made, left: Object.fromEntries(left) };
}

const set = item('SET', { adjustsToZero: true, parts: of(['LEG', '2'], ['TOP', '1']) });
const goods = [item('LEG'), item('TOP')];
const box = item('BOX', { adjustsToZero: true, parts: of(['SET', '2'], ['LEG', '1']) });

test.each([
  ['what is there leaves as it is', [set, ...goods], { SET: '5' }, '5', [], { SET: '0' }],
  [
    'what is missing is made',
    [set, ...goods],
    { SET: '2', LEG: '9' },
    '5',
    ['3 SET of 6 LEG, 3 TOP'],
    { SET: '0', LEG: '3', TOP: '-3' },
  ],
  [
    'what was below zero is made, too',
    [set, ...goods],
    { SET: '-1' },
    '1',
    ['2 SET of 4 LEG, 2 TOP'],
    { SET: '0', LEG: '-4', TOP: '-2' },
  ],
  [
    'without the flag nothing is made',
    [item('SET', { parts: of(['LEG', '2']) }), ...goods],
    { SET: '1' },
    '3',
    [],
    { SET: '-2' },
  ],
  [
    'without components nothing is made',
    [item('SET', { adjustsToZero: true, parts: [] })],
    {},
    '3',
    [],
    { SET: '-3' },
  ],
  [
    'components without inventory take no part',
    [
      item('SET', { adjustsToZero: true, parts: of(['LEG', '2'], ['WORK', '1']) }),
      item('WORK', { hasInventory: false }),
      ...goods,
    ],
    {},
    '1',
    ['1 SET of 2 LEG'],
    { SET: '0', LEG: '-2' },
  ],
  [
    'a BOM without inventory is what it is made of',
    [
      item('SET', { adjustsToZero: true, parts: of(['KIT', '3'], ['LEG', '1']) }),
      item('KIT', { hasInventory: false, parts: of(['LEG', '2']) }),
      ...goods,
    ],
    {},
    '1',
    ['1 SET of 7 LEG'],
    { SET: '0', LEG: '-7' },
  ],
] as const)('%s', (_rule, items, stock, quantity, made, left) => {
  expect(told(recipes(...items), stock, [issue('SET', quantity)])).toEqual({ made, left });
});

test('a BOM within a BOM is taken from stock first, then made, the inner one before the outer', () => {
  expect(told(recipes(box, set, ...goods), { BOX: '1', SET: '3' }, [issue('BOX', '3')])).toEqual({
    made: ['1 SET of 2 LEG, 1 TOP', '2 BOX of 4 SET, 2 LEG'],
    left: { BOX: '0', SET: '0', LEG: '-4', TOP: '-1' },
  });
  const plain = { ...set, adjustsToZero: false };
  expect(told(recipes(box, plain, ...goods), { SET: '3' }, [issue('BOX', '3')])).toEqual({
    made: ['3 BOX of 6 SET, 3 LEG'],
    left: { BOX: '0', SET: '-3', LEG: '-3' },
  });
});

test('two lines of one BOM share what is there', () => {
  expect(told(recipes(set, ...goods), { SET: '3' }, [issue('SET', '2'), issue('SET', '2')])).toEqual({
    made: ['1 SET of 2 LEG, 1 TOP'],
    left: { SET: '0', LEG: '-2', TOP: '-1' },
  });
});

test('a component leaves from its own location, else from that of its BOM', () => {
  const [making] = makingsFor(recipes(set, item('LEG', { locationId: 'shelf' }), item('TOP')), new Map(), [
    issue('SET', '1'),
  ]);
  expect(making?.components.map(({ locationId }) => locationId)).toEqual(['shelf', 'here']);
});

test('whatever leaves: what is left is what was there, less what left and was used, plus what was made; and never below zero of a BOM that is made', () => {
  const quantity = fc.integer({ min: 1, max: 9_999 }).map((n) => `${n / 100}`);
  const stock = fc.integer({ min: -500, max: 9_999 }).map((n) => `${n / 100}`);
  // BOM n is made of items with lower numbers: nested, never in itself.
  const programs = fc.record({
    recipes: fc.array(fc.array(fc.record({ part: fc.nat(9), quantity }), { maxLength: 3 }), {
      minLength: 3,
      maxLength: 6,
    }),
    stocks: fc.array(stock, { minLength: 8, maxLength: 8 }),
    flags: fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
    issues: fc.array(fc.record({ at: fc.nat(7), quantity }), { minLength: 1, maxLength: 6 }),
  });
  fc.assert(
    fc.property(programs, (program) => {
      const items = ['0', '1', ...program.recipes.map((_, at) => String(at + 2))].map((id, at) =>
        item(id, {
          adjustsToZero: program.flags[at] === true,
          parts: (program.recipes[at - 2] ?? []).map((part) => ({
            itemId: String(part.part % at),
            quantity: part.quantity,
          })),
        }),
      );
      const before = new Map(items.map(({ id }, at) => [id, program.stocks[at] ?? '0']));
      const after = new Map(before);
      const issues = program.issues.map(({ at, quantity: q }) => issue(String(at % items.length), q));
      const makings = makingsFor(recipes(...items), after, issues);
      for (const { id, adjustsToZero, parts } of items) {
        const made = makings.filter(({ itemId }) => itemId === id);
        const used = makings.flatMap(({ components }) => components).filter(({ itemId }) => itemId === id);
        const left = issues.filter(({ itemId }) => itemId === id);
        const total = (list: readonly Issue[]) => sum(list.map(({ quantity: q }) => q));
        const expected = sum([subtract(before.get(id) ?? '0', sum([total(left), total(used)])), total(made)]);
        expect(equal(after.get(id) ?? '0', expected)).toBe(true);
        const isMade = adjustsToZero && (parts?.length ?? 0) > 0;
        if (!isMade) expect(made).toEqual([]);
        else if (used.length + left.length > 0) expect(isNegative(after.get(id) ?? '0')).toBe(false);
        for (const one of made) {
          const [part] = parts ?? [];
          const ofFirst = (parts ?? []).filter(({ itemId }) => itemId === part?.itemId);
          const needed = sum(ofFirst.map((each) => multiply(each.quantity, one.quantity)));
          expect(equal(one.components[0]?.quantity ?? '0', round(needed, 4))).toBe(true);
        }
      }
    }),
  );
});
