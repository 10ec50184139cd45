import { describe, expect, test } from '@jest/globals';
import { share } from '../../../domain/money.ts';
import type { InventoryPrinciple } from '../../../domain/stock/engine/state.ts';
import { Book } from './book.ts';
import type { NewLine } from './book.ts';
import { blank } from './program.ts';

/** A book that is told what happens in words: the day of March first, where it is not the tenth. */
class Told extends Book {
  private line(
    type: NewLine['type'],
    quantity: string,
    more: Partial<NewLine> = {},
    dayOfMarch = 10,
  ): string {
    const ledgerDate = `2026-03-${String(dayOfMarch).padStart(2, '0')}`;
    return this.post({ ...blank, type, quantity, ledgerDate, ...more })[0] ?? '';
  }
  in(quantity: string, unitCost: string, day?: number): string {
    return this.line('receipt', quantity, { givenValue: share(unitCost, quantity, '1', 2) }, day);
  }
  out(quantity: string, day?: number, expectedUnitCost: string | null = null): string {
    return this.line('shipment', `-${quantity}`, { expectedUnitCost }, day);
  }
  back(quantity: string, ofLineId: string | null, day?: number): string {
    return this.line('customer-return', quantity, { ofLineId }, day);
  }
  toSupplier(quantity: string, ofLineId: string | null): string {
    return this.line('supplier-return', `-${quantity}`, { ofLineId });
  }
  found(quantity: string, givenUnitCost: string | null, expectedUnitCost: string | null = null): string {
    return this.line('quantity-adjustment', quantity, { givenUnitCost, expectedUnitCost });
  }
  revalue(givenUnitCost: string, day?: number): string {
    return this.line('value-adjustment', '0', { givenUnitCost }, day);
  }
  cost(ofLineId: string, givenValue: string, day?: number): string {
    return this.line('cost-change', '0', { ofLineId, givenValue }, day);
  }
  move(quantity: string): void {
    this.line('movement', `-${quantity}`);
    this.line('movement', quantity);
  }
  /** What a line is worth now. */
  worth(lineId: string): string {
    return Number(this.lines.find((line) => line.lineId === lineId)?.value).toFixed(2);
  }
  get stock(): string {
    return `${this.state.quantity} worth ${Number(this.state.value).toFixed(2)}`;
  }
  get settlements(): string[] {
    return this.lines
      .filter(({ type }) => type === 'settlement')
      .map(({ value }) => Number(value).toFixed(2));
  }
  get corrected(): string[] {
    return this.corrections.map(
      ({ lineId, oldValue, newValue, causeLineId }) =>
        `${lineId}: ${Number(oldValue).toFixed(2)} → ${Number(newValue).toFixed(2)} by ${causeLineId}`,
    );
  }
}

const told = (principle: InventoryPrinciple): Told => new Told(principle);

describe('the examples', () => {
  test('average: 1 at 50 and 1 at 100 are 75 each, worth 150', () => {
    const book = told('average');
    book.in('1', '50');
    book.in('1', '100');
    expect(book.stock).toBe('2 worth 150.00');
    expect(book.worth(book.out('1'))).toBe('-75.00');
  });

  test('average, negative = 0: 7 at 3.00 in, 9 out, 5 at 4.00 in leave 3 worth 12.00, and 2 corrected to 8.00', () => {
    const book = told('average');
    book.in('7', '3.00');
    const out = book.out('9');
    expect(book.worth(out)).toBe('-21.00');
    expect(book.stock).toBe('-2 worth 0.00');
    const receipt = book.in('5', '4.00');
    expect(book.stock).toBe('3 worth 12.00');
    expect(book.corrected).toEqual([`${out}: -21.00 → -29.00 by ${receipt}`]);
  });

  test('FIFO: 6 at 2.50 and 4 at 3.10 in, 8 out leave at 15.00 + 6.20 = 21.20; 2 are left, worth 6.20', () => {
    const book = told('fifo');
    book.in('6', '2.50');
    book.in('4', '3.10');
    expect(book.worth(book.out('8'))).toBe('-21.20');
    expect(book.stock).toBe('2 worth 6.20');
  });
});

describe.each(['average', 'fifo'] as const)('%s', (principle) => {
  test('V3: lines of one day count in the order of posting', () => {
    const book = told(principle);
    book.in('1', '10');
    expect(book.worth(book.out('1'))).toBe('-10.00');
    book.in('1', '20');
    expect(book.worth(book.out('1'))).toBe('-20.00');
  });

  test('V4: an issue takes its part rounded half up, and the last unit takes all that is left', () => {
    const book = told(principle);
    book.in('3', '3.3333');
    expect([book.out('1'), book.out('1'), book.out('1')].map((line) => book.worth(line))).toEqual([
      '-3.33',
      '-3.34',
      '-3.33',
    ]);
    expect(book.stock).toBe('0 worth 0.00');
  });

  test('V2: a movement moves no value', () => {
    const book = told(principle);
    book.in('4', '2.50');
    book.move('3');
    expect(book.stock).toBe('4 worth 10.00');
    expect(book.lines.filter(({ type }) => type === 'movement').map(({ value }) => value)).toEqual([
      '0',
      '0',
    ]);
  });

  test('V12: goods come back at what they left at, in parts by V4', () => {
    const book = told(principle);
    book.in('3', '3.3333');
    const out = book.out('3');
    book.in('5', '100');
    expect(['1', '1', '1'].map((one) => book.worth(book.back(one, out)))).toEqual(['3.33', '3.34', '3.33']);
  });

  test('V12: goods come back at the current cost price where nobody knows how they left', () => {
    const book = told(principle);
    book.in('2', '5');
    expect(book.worth(book.back('1', null))).toBe('5.00');
    book.out('3');
    expect(book.worth(book.back('1', null))).toBe('5.00');
  });

  test('V12: an issue that had gone below zero comes back at its value after settlement', () => {
    const book = told(principle);
    const out = book.out('2');
    book.in('3', '7');
    expect(book.worth(book.back('2', out))).toBe('14.00');
    expect(book.stock).toBe('3 worth 21.00');
  });

  test('found goods cost what is said, else the current cost price, else the expected one, else nothing', () => {
    const book = told(principle);
    expect(book.worth(book.found('2', null, null))).toBe('0.00');
    const other = told(principle);
    expect(other.worth(other.found('2', null, '4'))).toBe('8.00');
    expect(other.worth(other.found('1', '9.5'))).toBe('9.50');
    expect(other.stock).toBe('3 worth 17.50');
    expect(other.worth(other.found('3', null))).toBe('17.50');
  });

  test('V15: a value adjustment makes the stock worth quantity × new cost', () => {
    const book = told(principle);
    book.in('2', '5');
    book.in('1', '8');
    expect(book.worth(book.revalue('7'))).toBe('3.00');
    expect(book.stock).toBe('3 worth 21.00');
    expect(book.worth(book.out('1'))).toBe('-7.00');
  });
});

describe('average cost', () => {
  test('V6: what is not there leaves at nothing, or at the expected cost', () => {
    const free = told('average');
    expect(free.worth(free.out('2'))).toBe('0.00');
    const expected = told('average');
    const out = expected.out('2', 10, '6');
    expect(expected.worth(out)).toBe('-12.00');
    expect(expected.stock).toBe('-2 worth -12.00');
    const receipt = expected.in('1', '7.50');
    expect(expected.stock).toBe('-1 worth -6.00');
    expect(expected.corrected).toEqual([`${out}: -12.00 → -13.50 by ${receipt}`]);
  });

  test('V6: a receipt covers open negatives oldest first, and only the rest adds to the stock', () => {
    const book = told('average');
    const [first, second] = [book.out('1'), book.out('2')];
    book.in('2', '5');
    expect([book.worth(first), book.worth(second)]).toEqual(['-5.00', '-5.00']);
    book.in('4', '8');
    expect(book.worth(second)).toBe('-13.00');
    expect(book.stock).toBe('3 worth 24.00');
  });

  test('V7: a backdated receipt is put in place, and later lines are corrected with it as the cause', () => {
    const book = told('average');
    book.in('2', '10', 1);
    const out = book.out('2', 5);
    const receipt = book.in('2', '20', 3);
    expect(book.corrected).toEqual([`${out}: -20.00 → -30.00 by ${receipt}`]);
    expect(book.stock).toBe('2 worth 30.00');
  });

  test('V7: a receipt that cost something else is corrected, with all that came after it', () => {
    const book = told('average');
    const receipt = book.in('4', '10', 1);
    const out = book.out('1', 2);
    const change = book.cost(receipt, '60.00', 9);
    expect(book.corrected).toEqual([
      `${receipt}: 40.00 → 60.00 by ${change}`,
      `${out}: -10.00 → -15.00 by ${change}`,
    ]);
    expect(book.stock).toBe('3 worth 45.00');
    book.cost(receipt, '40.00', 9);
    expect(book.stock).toBe('3 worth 30.00');
  });

  test('V7: a line that comes out as it was is not corrected, and a replay begins at the last checkpoint before', () => {
    const book = told('average');
    for (let day = 1; day <= 12; day += 1) book.in('1', '10', day);
    const before = book.corrections.length;
    book.in('1', '10', 11);
    expect(book.corrections.length).toBe(before);
    expect(book.replayed).toBeLessThan(6);
  });

  test('V13: goods go back to the supplier at the current average', () => {
    const book = told('average');
    const dear = book.in('1', '100');
    book.in('1', '50');
    expect(book.worth(book.toSupplier('1', dear))).toBe('-75.00');
  });
});

describe('FIFO', () => {
  test('§4.4: what is not there leaves at the cost price, the last known one, the expected one, or nothing', () => {
    const never = told('fifo');
    expect(never.worth(never.out('2'))).toBe('0.00');
    const expected = told('fifo');
    expect(expected.worth(expected.out('2', 10, '6'))).toBe('-12.00');
    const stocked = told('fifo');
    stocked.in('1', '10');
    stocked.in('1', '20');
    expect(stocked.worth(stocked.out('3'))).toBe('-45.00');
    expect(stocked.worth(stocked.out('1', 10, '99'))).toBe('-15.00');
  });

  test('V9: a receipt settles what was sold short by a value line of its own; nothing is corrected', () => {
    const book = told('fifo');
    book.in('1', '10');
    const out = book.out('3');
    expect(book.worth(out)).toBe('-30.00');
    book.in('5', '12');
    expect(book.settlements).toEqual(['-4.00']);
    expect(book.worth(out)).toBe('-30.00');
    expect(book.stock).toBe('3 worth 36.00');
    expect(book.corrections).toEqual([]);
  });

  test('V10: a backdated receipt is a layer in its place for future issues; what left keeps its value', () => {
    const book = told('fifo');
    book.in('2', '10', 5);
    const out = book.out('1', 6);
    book.in('1', '7', 2);
    expect(book.worth(out)).toBe('-10.00');
    expect(book.worth(book.out('1', 3))).toBe('-7.00');
    expect(book.stock).toBe('1 worth 10.00');
  });

  test('V11: the layer takes its share of a cost change, the rest is cost of sales', () => {
    const book = told('fifo');
    const receipt = book.in('4', '10');
    book.out('3');
    expect(book.worth(book.cost(receipt, '60.00'))).toBe('20.00');
    expect(book.settlements).toEqual(['-15.00']);
    expect(book.stock).toBe('1 worth 15.00');
    book.cost(receipt, '40.00');
    expect(book.stock).toBe('1 worth 10.00');
  });

  test('V11: a cost change never takes more off a layer than it is worth', () => {
    const book = told('fifo');
    const receipt = book.in('2', '10');
    book.revalue('1');
    book.cost(receipt, '0.00');
    expect(book.stock).toBe('2 worth 0.00');
    expect(book.settlements).toEqual(['18.00']);
  });

  test('V12: returned goods are the youngest layer, whatever their day', () => {
    const book = told('fifo');
    book.in('1', '10', 1);
    const out = book.out('1', 2);
    book.in('1', '20', 8);
    book.back('1', out, 3);
    expect(book.worth(book.out('1', 9))).toBe('-20.00');
    expect(book.worth(book.out('1', 9))).toBe('-10.00');
  });

  test('V13: goods go back to the supplier out of their own receipt first, then the oldest', () => {
    const book = told('fifo');
    book.in('1', '10');
    const own = book.in('1', '20');
    book.in('1', '30');
    expect(book.worth(book.toSupplier('2', own))).toBe('-30.00');
    expect(book.stock).toBe('1 worth 30.00');
  });
});
