import type { InvoiceForErp } from '../../../domain/erp/documents.ts';
import type { ErrorParams } from '../../../domain/errors.ts';
import type { Blocked, FoundBlock } from '../adapter.ts';
import { layoutNumber } from './mappers/invoice.ts';
import type { EconomicPaymentTerms } from './schemas.ts';
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
export interface Days {
  readonly fromDate: string;
  readonly toDate: string;
}

/** The ERP's registers as far as rules look at them, part by part; numbers as strings, JSON-safe. */
export interface Registers {
  readonly layouts: readonly string[];
  /** Without barred ones. */
  readonly employees: readonly string[];
  /** Those that customers may be in. */
  readonly vatZones: readonly string[];
  readonly currencies: readonly string[];
  /** The accounting years, and what of them is closed or barred. */
  readonly calendar: { readonly years: readonly Days[]; readonly closed: readonly Days[] };
  readonly paymentTerms: readonly EconomicPaymentTerms[];
  readonly customerGroups: readonly string[];
  /** All groups; sales accounts by VAT zone of those that were asked for, and are there. */
  readonly productGroups: {
    readonly numbers: readonly string[];
    readonly salesAccounts: Readonly<Record<string, Readonly<Record<string, string>>>>;
  };
  /** Without barred ones. */
  readonly accounts: readonly string[];
  readonly departments: readonly string[];
  readonly barredCustomers: readonly string[];
  readonly barredProducts: readonly string[];
  /** Of the account itself: what it needs to send electronic invoices. */
  readonly company: { readonly sendsElectronically: boolean; readonly hasNumber: boolean };
}

export type PartName = keyof Registers;

/** Some of the registers: a rule whose part was not read finds nothing. */
export type KnownRegisters = { readonly [Part in PartName]?: Registers[Part] | undefined };

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

/** Every reason of these registers to refuse a document with these needs. Pure. */
export function refusalsBy(
  needs: Partial<InvoiceNeeds>,
  registers: KnownRegisters,
): readonly (FoundBlock & { readonly part: PartName })[] {
  const { date, employeeNumber: employee, layoutNumber: layout, vatZoneNumber: zone, currency } = needs;
  const { layouts, employees, vatZones, currencies } = registers;
  const calendar = date === undefined ? undefined : calendarRefusal(date, registers.calendar);
  return [
    ...(calendar === undefined ? [] : [{ ...calendar, part: 'calendar' as const }]),
    ...(lacks(layouts, layout) ? [found('layouts', 'LayoutMissing', { layout })] : []),
    ...(lacks(employees, employee) ? [found('employees', 'EmployeeMissing', { employee })] : []),
    ...(lacks(vatZones, zone) ? [found('vatZones', 'VatZoneMissing', { zone })] : []),
    ...(lacks(currencies, currency) ? [found('currencies', 'CurrencyMissing', { currency })] : []),
  ];
}

/** Why nothing can be booked on that day. */
function calendarRefusal(date: string, calendar: Registers['calendar'] | undefined): Blocked | undefined {
  if (calendar === undefined) return undefined;
  if (!calendar.years.some((year) => contains(year, date)))
    return { blocked: 'AccountingYearMissing', params: { date, year: date.slice(0, 4) } };
  if (calendar.closed.some((period) => contains(period, date)))
    return { blocked: 'PeriodClosed', params: inPeriod(date) };
  return undefined;
}

/** A date with the month by which closed periods are told apart. */
export const inPeriod = (date: string): { readonly date: string; readonly period: string } => ({
  date,
  period: date.slice(0, 7),
});

/** A block that one part of the registers is the reason of. */
export const found = <Part extends PartName>(
  part: Part,
  blocked: Blocked['blocked'],
  params: ErrorParams | Readonly<Record<string, string | undefined>>,
): FoundBlock & { readonly part: Part } => ({ blocked, params: params as ErrorParams, part });

/** Whether something is needed that a register, as far as it is known, does not have. */
export const lacks = <N extends string | undefined>(
  register: readonly string[] | undefined,
  number: N,
): number is N & string => register !== undefined && number !== undefined && !has(register, number);

const sets = new WeakMap<readonly string[], ReadonlySet<string>>();

/** Whether a register names it: long registers are looked into for each line of each document. */
export function has(register: readonly string[], number: string): boolean {
  let set = sets.get(register);
  if (set === undefined) {
    set = new Set(register);
    sets.set(register, set);
  }
  return set.has(number);
}

/** Whether the customer has the contact that a document names. */
export const hasContact = (invoice: InvoiceForErp, contact: number): boolean =>
  invoice.customer.contacts.some(({ number }) => number === contact);

export function contains(days: Days, date: string): boolean {
  return days.fromDate.slice(0, 10) <= date && date <= days.toDate.slice(0, 10);
}
