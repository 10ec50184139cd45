import { ErpReadError } from '../adapter.ts';
import type { EconomicCalls } from './calls.ts';
import { pathSegment } from './filter.ts';
import * as schemas from './schemas.ts';

/** Reads of the ERP's registers, each whole; caching is the caller's business. All throw `ErpReadError`. */

type Row<S extends { _zod: { output: unknown } }> = S['_zod']['output'];

export const readUnits = (calls: EconomicCalls): Promise<Row<typeof schemas.unitSchema>[]> =>
  calls.list(schemas.unitSchema, '/units');

export const readPaymentTerms = (calls: EconomicCalls): Promise<schemas.EconomicPaymentTerms[]> =>
  calls.list(schemas.paymentTermsSchema, '/payment-terms');

export const readCustomerGroups = (
  calls: EconomicCalls,
): Promise<Row<typeof schemas.customerGroupSchema>[]> =>
  calls.list(schemas.customerGroupSchema, '/customer-groups');

export const readProductGroups = (calls: EconomicCalls): Promise<Row<typeof schemas.productGroupSchema>[]> =>
  calls.list(schemas.productGroupSchema, '/product-groups');

/** Numbers of the VAT zones for which a product group has a sales account. */
export async function readGroupZones(calls: EconomicCalls, group: string): Promise<string[]> {
  return Object.keys(await readSalesAccounts(calls, group));
}

/** The sales account of a product group by the number of the VAT zone; empty where the ERP does not name it. */
export async function readSalesAccounts(
  calls: EconomicCalls,
  group: string,
): Promise<Readonly<Record<string, string>>> {
  const path = `/product-groups/${group}/sales-accounts`;
  const accounts = await calls.list(schemas.groupSalesAccountSchema, path);
  return Object.fromEntries(
    accounts.map(({ vatZone, salesAccount }) => [vatZone.vatZoneNumber, salesAccount?.accountNumber ?? '']),
  );
}

/** Numbers of the accounts that are not barred. */
export async function readUsableAccounts(calls: EconomicCalls): Promise<string[]> {
  const accounts = await calls.list(schemas.accountSchema, '/accounts');
  return accounts.filter(({ barred }) => barred !== true).map(({ accountNumber }) => accountNumber);
}

/** Numbers of the departments that lines may carry. */
export async function readDepartments(calls: EconomicCalls): Promise<string[]> {
  const departments = await calls.list(schemas.departmentSchema, '/departmental-distributions/departments');
  return departments.map((department) => department.departmentalDistributionNumber);
}

/** Barred ones alone, for a register of a hundred thousand rows has few of them; of more than that many the first. */
const barredPagesMax = 50;
const onlyBarred = 'barred$eq:true';

export async function readBarredCustomers(calls: EconomicCalls): Promise<string[]> {
  const rows = await calls.list(schemas.customerNumberSchema, '/customers', onlyBarred, barredPagesMax);
  return rows.map(({ customerNumber }) => customerNumber);
}

export async function readBarredProducts(calls: EconomicCalls): Promise<string[]> {
  const rows = await calls.list(schemas.productNumberSchema, '/products', onlyBarred, barredPagesMax);
  return rows.map(({ productNumber }) => productNumber);
}

/** Layouts in use, lowest number first; deleted ones stay listed there. */
export async function readLayouts(calls: EconomicCalls): Promise<Row<typeof schemas.layoutSchema>[]> {
  const layouts = await calls.list(schemas.layoutSchema, '/layouts');
  return layouts
    .filter(({ deleted }) => deleted !== true)
    .sort((a, b) => Number(a.layoutNumber) - Number(b.layoutNumber));
}

export const readEmployees = (calls: EconomicCalls): Promise<Row<typeof schemas.employeeSchema>[]> =>
  calls.list(schemas.employeeSchema, '/employees');

export const readVatZones = (calls: EconomicCalls): Promise<Row<typeof schemas.vatZoneSchema>[]> =>
  calls.list(schemas.vatZoneSchema, '/vat-zones');

/** ISO codes. */
export async function readCurrencies(calls: EconomicCalls): Promise<string[]> {
  const currencies = await calls.list(schemas.currencySchema, '/currencies');
  return currencies.map(({ code }) => code);
}

export const readAccountingYears = (
  calls: EconomicCalls,
): Promise<Row<typeof schemas.accountingYearSchema>[]> =>
  calls.list(schemas.accountingYearSchema, '/accounting-years');

/** `year` as the ERP names it, such as `2025/2026`. */
export const readAccountingPeriods = (
  calls: EconomicCalls,
  year: string,
): Promise<Row<typeof schemas.accountingPeriodSchema>[]> =>
  calls.list(schemas.accountingPeriodSchema, `/accounting-years/${pathSegment(year)}/periods`);

/**
 * Periods that take no entries although they are not closed. Only the newer service tells, and it needs a role that not
 * every app has: without it the answer is none.
 */
export async function readBarredPeriods(
  calls: EconomicCalls,
): Promise<{ readonly fromDate: string; readonly toDate: string }[]> {
  try {
    const periods = await calls.listByCursor(
      schemas.barredPeriodSchema,
      '/accountingyearsapi/v2.0.1/accountingYears/periods',
    );
    return periods
      .filter(({ isBarred, isClosed }) => isBarred === true || isClosed === true)
      .map(({ dateFrom, dateTo }) => ({ fromDate: dateFrom.slice(0, 10), toDate: dateTo.slice(0, 10) }));
  } catch (error) {
    const cannotTell =
      error instanceof ErpReadError && ['ErpForbidden', 'ErpContractBroken'].includes(error.code);
    if (cannotTell) return [];
    throw error;
  }
}
