import fc from 'fast-check';
import { compare, equal, isNegative, isPositive, subtract, sum } from '../../../domain/money.ts';
import { differenceOf } from '../../../domain/stock/engine/replay.ts';
import { comparePlaces } from '../../../domain/stock/engine/state.ts';
import type { InventoryPrinciple } from '../../../domain/stock/engine/state.ts';
import type { Book, NewLine } from './book.ts';
import { recompute, scaled } from './model.ts';

/** An operation before it is known what it can be of. */
export const operation = fc.record({
  what: fc.constantFrom(
    ...([
      'receipt',
      'receipt',
      'receipt',
      'shipment',
      'shipment',
      'shipment',
      'split',
      'find',
      'miss',
    ] as const),
    ...(['return', 'return', 'back', 'revalue', 'cost', 'cost', 'move', 'sell-out'] as const),
    ...(['produce', 'produce'] as const),
  ),
  /** The finished item, mostly, or one of its parts. */
  item: fc.constantFrom(0, 0, 0, 0, 1, 2),
  extraCost: fc.constantFrom('0', '0', '10', '33.33', '2.5'),
  /** Mostly of today, else of some days before. */
  daysBack: fc.constantFrom(0, 0, 0, 1, 3, 9),
  quantity: fc.oneof(
    fc.integer({ min: 1, max: 12 }).map(String),
    fc.constantFrom('0.5', '2.3333', '0.0001', '7.25'),
  ),
  value: fc.oneof(
    fc.constantFrom('0', '10', '0.01', '100'),
    fc.integer({ min: 0, max: 99_999 }).map((n) => (n / 100).toFixed(2)),
  ),
  expected: fc.constantFrom(null, '0', '4', '3.3333'),
  of: fc.nat(30),
  isLinked: fc.boolean(),
});
export type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

/** Programs of so many operations, one in ten of up to 40. */
export const program = (bounds: { readonly minLength: number; readonly maxLength: number }) =>
  fc.oneof(
    { weight: 9, arbitrary: fc.array(operation, bounds) },
    { weight: 1, arbitrary: fc.array(operation, { minLength: bounds.maxLength + 1, maxLength: 40 }) },
  );

export const blank = { givenValue: null, givenUnitCost: null, expectedUnitCost: null, ofLineId: null };
export const day = (at: number): string => new Date(Date.UTC(2026, 0, 20 + at)).toISOString().slice(0, 10);

/** Lines of the ledger that an operation is, on this book; none where it cannot be. */
export function linesOf(op: Operation, at: number, book: Book): NewLine[] {
  const lines = wantedLines(op, at, book);
  return voids(book, lines) ? [] : lines;
}

/**
 * Whether a value adjustment would find nothing in stock (V15), which is refused: of average cost in its place, whoever takes it
 * from there; of FIFO from its place on to the end.
 */
export function voids(book: Book, news: readonly NewLine[]): boolean {
  const added = news.map((line, at) => ({ ...line, sequence: book.lines.length + at + 1, isNew: true }));
  const all = [...book.lines.map((line) => ({ ...line, isNew: false })), ...added]
    .filter(({ type }) => type !== 'movement')
    .sort(comparePlaces);
  let stock = '0';
  let isRevalued = false;
  for (const { type, isNew, quantity } of all) {
    stock = sum([stock, quantity]);
    const isAverage = book.principle === 'average';
    isRevalued = (isRevalued && !isAverage) || (type === 'value-adjustment' && (isNew || isAverage));
    if (isRevalued && !isPositive(stock)) return true;
  }
  return false;
}

function wantedLines(op: Operation, at: number, book: Book): NewLine[] {
  const ledgerDate = day(at - op.daysBack);
  const line = { ...blank, ledgerDate, expectedUnitCost: op.expected };
  const out = `-${op.quantity}`;
  const stock = book.state.quantity;
  const pick = (types: readonly string[]) => {
    const some = book.lines.filter(
      ({ type, ledgerDate: date }) => types.includes(type) && date <= ledgerDate,
    );
    return some[op.of % Math.max(1, some.length)];
  };
  switch (op.what) {
    case 'receipt':
      return [{ ...line, type: 'receipt', quantity: op.quantity, givenValue: op.value }];
    case 'shipment':
      return [{ ...line, type: 'shipment', quantity: out }];
    case 'sell-out':
      return isPositive(stock) ? [{ ...line, type: 'shipment', quantity: `-${stock}` }] : [];
    case 'split':
      return ['1', op.quantity, '2'].map((quantity) => ({
        ...line,
        type: 'shipment',
        quantity: `-${quantity}`,
      }));
    case 'find':
      return [
        {
          ...line,
          type: 'quantity-adjustment',
          quantity: op.quantity,
          givenUnitCost: op.isLinked ? '2.5' : null,
        },
      ];
    case 'miss':
      return [{ ...line, type: 'quantity-adjustment', quantity: out }];
    case 'return': {
      const issue = op.isLinked ? pick(['shipment']) : undefined;
      const back = book.lines.filter(
        ({ type, ofLineId }) => type === 'customer-return' && ofLineId === issue?.lineId,
      );
      const left = issue && subtract(issue.quantity.slice(1), sum(back.map(({ quantity }) => quantity)));
      const isTooMuch = left !== undefined && compare(op.quantity, left) > 0;
      if (left !== undefined && !isPositive(left)) return [];
      const quantity = left !== undefined && isTooMuch ? left : op.quantity;
      // Only what left before comes back: of one that was moved into the past, by day.
      return [{ ...line, type: 'customer-return', quantity, ofLineId: issue?.lineId ?? null }];
    }
    case 'back':
      return [
        {
          ...line,
          type: 'supplier-return',
          quantity: out,
          ofLineId: op.isLinked ? (pick(['receipt'])?.lineId ?? null) : null,
        },
      ];
    case 'revalue':
      return [{ ...line, type: 'value-adjustment', quantity: '0', givenUnitCost: op.expected ?? '1.25' }];
    case 'cost': {
      const receipt = pick(['receipt']);
      if (receipt === undefined) return [];
      return [
        { ...line, type: 'cost-change', quantity: '0', givenValue: op.value, ofLineId: receipt.lineId },
      ];
    }
    case 'produce':
      return [];
    case 'move':
      return [out, op.quantity].map((quantity) => ({ ...line, type: 'movement', quantity }));
  }
}

/** Every invariant, and every figure against the model. */
export function check(principle: InventoryPrinciple, book: Book): void {
  const { state, lines } = book;
  const model = recompute(
    principle,
    lines.filter(({ type }) => type !== 'settlement'),
  );
  const wrong: string[] = [];
  const must = (holds: boolean, what: string): void => {
    if (!holds) wrong.push(what);
  };
  must(scaled(state.quantity, 4) === model.quantity, `I5: quantity ${state.quantity}`);
  must(scaled(state.value, 2) === model.value, `I5: value ${state.value}, not ${model.value}`);
  for (const line of lines.filter(({ type }) => type !== 'settlement' && type !== 'movement'))
    must(
      scaled(line.value, 2) === model.values.get(line.lineId),
      `I5: ${line.lineId} (${line.type}): ${line.value}, not ${model.values.get(line.lineId)}`,
    );
  const ofSales = lines.filter(({ type }) => type === 'settlement');
  must(equal(sum(lines.map(({ value }) => value)), state.value), 'I1: the lines sum to the value');
  must(!equal(state.quantity, '0') || equal(state.value, '0'), 'I2: nothing is worth nothing');
  must(
    !isPositive(state.quantity) || !isNegative(state.value),
    'I3: what is there is not worth less than nothing',
  );
  const open = sum(state.negatives.map(({ quantity }) => quantity));
  must(
    equal(open, isNegative(state.quantity) ? state.quantity.slice(1) : '0'),
    'open negatives are what is missing',
  );
  if (principle === 'average') {
    must(ofSales.length === 0 && state.layers.length === 0, 'average cost knows no layers');
  } else {
    must(book.corrections.length === 0, 'V10: nothing that has left is corrected');
    const inLayers = sum(state.layers.map(({ quantity }) => quantity));
    const worth = sum(state.layers.map(({ value }) => value));
    must(equal(sum([inLayers, `-${open}`]), state.quantity), 'I4: layers sum to the quantity');
    must(!isPositive(state.quantity) || equal(worth, state.value), 'I4: layers sum to the value');
    must(state.layers.length === model.layers.length, 'I4: as many layers');
    for (const [at, layer] of state.layers.entries()) {
      const other = model.layers[at];
      must(
        other?.id === layer.lineId &&
          other.q === scaled(layer.quantity, 4) &&
          other.v === scaled(layer.value, 2),
        `I4: layer ${at}`,
      );
    }
  }
  for (const line of lines.filter(({ type }) => type === 'movement'))
    must(equal(line.value, '0'), 'I6: movements move no value');
  const changed = sum(book.corrections.map(differenceOf));
  must(
    book.corrections.every(({ oldValue, newValue }) => !equal(oldValue, newValue)) && changed !== '',
    'corrections correct',
  );
  if (wrong.length > 0) throw new Error(`${wrong.join('\n')}\n${JSON.stringify(lines, null, 1)}`);
}
