import { describe, expect, test } from '@jest/globals';
import { allocate, receiptValues } from '../../../domain/stock/engine/allocation.ts';
import { producedValue } from '../../../domain/stock/engine/ledger.ts';

describe('V14 and V16', () => {
  const line = (quantity: string, goodsValue: string, extraCostPercentage = '0') => ({
    quantity,
    goodsValue,
    extraCostPercentage,
  });

  test('extra cost: 10 with 10 % is 11', () => {
    expect(receiptValues([line('1', '10.00', '10')], '0', 'value')).toEqual(['11.00']);
  });

  test('freight by quantity is a share of the quantity, added after the extra cost of the goods', () => {
    expect(receiptValues([line('1', '100.00', '10'), line('3', '50.00')], '40.00', 'quantity')).toEqual([
      '120.00',
      '80.00',
    ]);
  });

  test('freight by value is a share of the value', () => {
    expect(receiptValues([line('1', '100.00'), line('3', '50.00')], '30.00', 'value')).toEqual([
      '120.00',
      '60.00',
    ]);
  });

  test.each([
    ['10.00', ['1', '1', '1'], ['3.34', '3.33', '3.33']],
    ['0.02', ['1', '1', '1'], ['0.01', '0.01', '0.00']],
    ['0.05', ['1', '2', '3'], ['0.01', '0.02', '0.02']],
    ['1.00', ['0', '1', '6'], ['0.00', '0.14', '0.86']],
  ])(
    '%s over %j is cut to the cent, the missing cents go by the largest fraction: %j',
    (amount, weights, shares) => {
      expect(allocate(amount, weights)).toEqual(shares);
    },
  );

  test('freight cannot be spread by value over goods that cost nothing', () => {
    expect(() => receiptValues([line('1', '0.00')], '5.00', 'value')).toThrow('cannot be allocated');
    expect(receiptValues([line('1', '0.00')], '5.00', 'quantity')).toEqual(['5.00']);
  });

  test('a finished item costs what its components left at, and the extra cost on top', () => {
    expect(producedValue(['-10.00', '-0.55'], '10')).toBe('11.61');
  });
});
