import type { InvoiceForErp } from '../../../domain/erp/documents.ts';
import type { Blocked } from '../adapter.ts';
import type { EconomicCalls } from './calls.ts';
import { layoutNumber } from './mappers/invoice.ts';
import {
  readAccountingPeriods,
  readAccountingYears,
  readBarredPeriods,
  readCurrencies,
  readEmployees,
  readLayouts,
  readVatZones,
} from './registers.ts';
import type { EconomicSettings } from './settings.ts';

/** What a document needs to find in the ERP beside customers and products. */
export interface InvoiceNeeds {
  readonly date: string;
  readonly currency: string;
  readonly layoutNumber: string;
  readonly vatZoneNumber: string;
  readonly employeeNumber: string | undefined;
}

/** A stretch of days, both ends included, as `YYYY-MM-DD`. */
interface Days {
  readonly fromDate: string;
  readonly toDate: string;
}

/** The ERP's registers as read at one moment; callers keep it as long as they trust it. */
export interface RegisterSnapshot {
  readonly layouts: readonly string[];
  /** Without barred ones. */
  readonly employees: readonly string[];
  /** Those that customers may be in. */
  readonly vatZones: readonly string[];
  readonly currencies: readonly string[];
  readonly accountingYears: readonly Days[];
  /** Closed or barred. */
  readonly closedPeriods: readonly Days[];
}

/** Reads the snapshot for documents of these dates. Throws `ErpReadError`. */
export async function readSnapshot(
  calls: EconomicCalls,
  dates: readonly string[],
): Promise<RegisterSnapshot> {
  const layouts = await readLayouts(calls);
  const employees = await readEmployees(calls);
  const vatZones = await readVatZones(calls);
  const currencies = await readCurrencies(calls);
  const accountingYears = await readAccountingYears(calls);
  const closedPeriods: Days[] = accountingYears.filter(({ closed }) => closed === true);
  for (const year of accountingYears) {
    if (year.closed === true || !dates.some((date) => contains(year, date))) continue;
    const periods = await readAccountingPeriods(calls, year.year);
    closedPeriods.push(...periods.filter(({ closed }) => closed === true));
  }
  closedPeriods.push(...(await readBarredPeriods(calls)));
  return {
    layouts: layouts.map((layout) => layout.layoutNumber),
    employees: employees.filter(({ barred }) => barred !== true).map((employee) => employee.employeeNumber),
    vatZones: vatZones
      .filter(({ enabledForCustomer }) => enabledForCustomer !== false)
      .map((zone) => zone.vatZoneNumber),
    currencies,
    accountingYears,
    closedPeriods,
  };
}

/** What this invoice needs. Refuses with `LayoutMissing` where nobody names a layout. */
export function needsOf(invoice: InvoiceForErp, settings: EconomicSettings): InvoiceNeeds {
  return {
    date: invoice.date,
    currency: invoice.currency,
    layoutNumber: String(layoutNumber(invoice, settings)),
    vatZoneNumber: String(settings.vatZones[invoice.vatZone]),
    employeeNumber: invoice.employeeNumber === null ? undefined : String(invoice.employeeNumber),
  };
}

/** Why the ERP would refuse a document with these needs; undefined where the snapshot has no reason. Pure. */
export function refusalBy(needs: InvoiceNeeds, snapshot: RegisterSnapshot): Blocked | undefined {
  const { date, employeeNumber } = needs;
  if (!snapshot.accountingYears.some((year) => contains(year, date))) {
    return { blocked: 'AccountingYearMissing', params: { date } };
  }
  if (snapshot.closedPeriods.some((period) => contains(period, date))) {
    return { blocked: 'PeriodClosed', params: { date } };
  }
  if (!snapshot.layouts.includes(needs.layoutNumber)) return { blocked: 'LayoutMissing', params: {} };
  if (employeeNumber !== undefined && !snapshot.employees.includes(employeeNumber)) {
    return { blocked: 'EmployeeMissing', params: { employee: employeeNumber } };
  }
  if (!snapshot.vatZones.includes(needs.vatZoneNumber)) {
    return { blocked: 'VatZoneMissing', params: { zone: needs.vatZoneNumber } };
  }
  if (!snapshot.currencies.includes(needs.currency)) {
    return { blocked: 'CurrencyMissing', params: { currency: needs.currency } };
  }
  return undefined;
}

function contains(days: Days, date: string): boolean {
  return days.fromDate.slice(0, 10) <= date && date <= days.toDate.slice(0, 10);
}
