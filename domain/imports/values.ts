import { type Decimal, equal } from '../money.ts';
import type { Referred } from './bulk-rows.ts';
import type { CellType } from './import-kind.ts';

/** `payment_terms` → `paymentTerms`: the domain's name of a column. */
export const camel = (name: string): string =>
  name.replaceAll(/_(\w)/g, (_whole, letter: string) => letter.toUpperCase());

/** Whether a row says already what the file gives it. */
export function isSame(before: unknown, given: unknown, type: CellType | undefined): boolean {
  if (before === given) return true;
  if (before === null || before === undefined || given === null || given === undefined) return false;
  if (typeof given === 'object') return (before as Referred).id === (given as Referred).id;
  return type === 'decimal' && equal(before as Decimal, given as Decimal);
}
