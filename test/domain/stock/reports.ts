import { expect } from '@jest/globals';
import { equal, sum } from '../../../domain/money.ts';
import { itemLedger } from '../../../domain/stock/stock-ledger.ts';
import type { LedgerItem } from '../../../domain/stock/stock-ledger.ts';
import { stockValueReport } from '../../../domain/stock/stock-value-report.ts';
import type { Company } from './fixtures.ts';

const whole = { dateFrom: null, dateTo: null, limit: 1_000, offset: 0 } as const;

/** An item's ledger, the oldest line first. */
export const ledgerOf = (
  company: Company,
  item: string,
  asked: object = {},
): Promise<readonly LedgerItem[]> =>
  company.inside(async (em) => (await itemLedger(em, item, { ...whole, direction: 'asc', ...asked })).rows);

/** The report's quantity and value of an item at the end of a day. */
export async function valueOn(
  company: Company,
  number: string,
  dateTo: string,
  asked: object = {},
): Promise<{ readonly quantity: string; readonly value: string } | undefined> {
  const query = { dateTo, dateFrom: null, locationId: null, hidesZero: false, showsNegative: true };
  const { rows } = await company.inside((em) =>
    stockValueReport(em, { ...query, limit: 1_000, offset: 0, direction: 'asc', ...asked }),
  );
  return rows.find((row) => row.number === number);
}

/** Both reports of an item against its ledger: running totals from either end, and the value on every day. */
export async function checkReports(company: Company, item: string, number: string): Promise<void> {
  const lines = await ledgerOf(company, item);
  const { total } = await company.inside((em) => itemLedger(em, item, { ...whole, direction: 'asc' }));
  expect(lines.length).toBe(total);
  let [quantity, value] = ['0', '0'];
  for (const line of lines) {
    quantity = sum([quantity, line.quantity]);
    value = sum([value, line.value]);
    expect(equal(line.runningQuantity, quantity) && equal(line.runningValue, value)).toBe(true);
  }
  const middle = Math.floor(lines.length / 2);
  const falling = await ledgerOf(company, item, { direction: 'desc' });
  expect(falling).toEqual([...lines].reverse());
  expect(await ledgerOf(company, item, { offset: middle, limit: 3 })).toEqual(
    lines.slice(middle, middle + 3),
  );
  expect(await ledgerOf(company, item, { direction: 'desc', offset: middle, limit: 3 })).toEqual(
    falling.slice(middle, middle + 3),
  );
  const days = [...new Set(lines.map(({ ledgerDate }) => ledgerDate))];
  for (const day of days) {
    const last = lines.filter(({ ledgerDate }) => ledgerDate === day).at(-1);
    const row = await valueOn(company, number, day);
    expect([row?.quantity, row?.value].map(Number)).toEqual(
      [last?.runningQuantity, last?.runningValue].map(Number),
    );
  }
}
