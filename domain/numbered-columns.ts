import { p } from '@mikro-orm/core';
import { editable, tenantColumns, tenantTable } from './tenant.ts';

/** Options of a table whose rows have a number of their own in the agreement. */
export const numberedTable = (table: string) => ({
  ...tenantTable,
  uniques: [{ name: `${table}_number_uq`, properties: ['agreementNumber' as const, 'number' as const] }],
});

/** Columns of a register of numbers and names. */
export function numberedColumns() {
  return { ...tenantColumns(), number: p.integer(), name: p.string().length(255), ...editable() };
}
