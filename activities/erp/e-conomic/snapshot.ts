import { ErpReadError, type Snapshot, type SnapshotWanted } from '../adapter.ts';
import type { EconomicCalls } from './calls.ts';
import {
  readAccountingPeriods,
  readAccountingYears,
  readBarredCustomers,
  readBarredPeriods,
  readBarredProducts,
  readCurrencies,
  readCustomerGroups,
  readDepartments,
  readEmployees,
  readLayouts,
  readPaymentTerms,
  readProductGroups,
  readSalesAccounts,
  readUsableAccounts,
  readVatZones,
} from './registers.ts';
import { contains, type Days, type KnownRegisters, type PartName, type Registers } from './rules.ts';
import { selfSchema } from './schemas.ts';
import type { EconomicSettings } from './settings.ts';

/** Product groups whose sales accounts are read at most: each costs a call. */
const groupsMax = 200;

interface Reading {
  readonly calls: EconomicCalls;
  readonly wanted: SnapshotWanted;
}

/** How each part is read. */
const readers: { readonly [Part in PartName]: (reading: Reading) => Promise<Registers[Part]> } = {
  layouts: async ({ calls }) => (await readLayouts(calls)).map((layout) => layout.layoutNumber),
  employees: async ({ calls }) =>
    (await readEmployees(calls))
      .filter(({ barred }) => barred !== true)
      .map((employee) => employee.employeeNumber),
  vatZones: async ({ calls }) =>
    (await readVatZones(calls))
      .filter(({ enabledForCustomer }) => enabledForCustomer !== false)
      .map((zone) => zone.vatZoneNumber),
  currencies: ({ calls }) => readCurrencies(calls),
  calendar: ({ calls }) => readCalendar(calls),
  paymentTerms: ({ calls }) => readPaymentTerms(calls),
  customerGroups: async ({ calls }) =>
    (await readCustomerGroups(calls)).map((group) => group.customerGroupNumber),
  productGroups: ({ calls, wanted }) => readGroups(calls, wanted.productGroups),
  accounts: ({ calls }) => readUsableAccounts(calls),
  departments: ({ calls }) => readDepartments(calls),
  barredCustomers: ({ calls }) => readBarredCustomers(calls),
  barredProducts: ({ calls }) => readBarredProducts(calls),
  company: async ({ calls }) => {
    const { company, canSendElectronicInvoice } = await calls.read(selfSchema, '/self');
    return {
      sendsElectronically: canSendElectronicInvoice !== false,
      hasNumber: (company?.companyIdentificationNumber ?? '') !== '',
    };
  },
};

const isPart = (name: string): name is PartName => Object.hasOwn(readers, name);

/** The parts that documents under these settings are held against. */
export const partsFor = (settings: EconomicSettings): readonly PartName[] =>
  (Object.keys(readers) as PartName[]).filter(
    (part) =>
      (part !== 'departments' || settings.departmentNumber !== undefined) &&
      (part !== 'company' || settings.sendBy?.toLowerCase() === 'ean'),
  );

/** Parts that documents with these product groups are held against and that were never read, or not for them. */
export function missingParts(
  settings: EconomicSettings,
  snapshot: Snapshot,
  groups: readonly string[],
): readonly PartName[] {
  const known = snapshot['productGroups']?.value as Registers['productGroups'] | null | undefined;
  const unread = groups.filter(
    (group) => known?.numbers.includes(group) === true && known.salesAccounts[group] === undefined,
  );
  return partsFor(settings).filter(
    (part) => snapshot[part] === undefined || (part === 'productGroups' && unread.length > 0),
  );
}

/**
 * Reads the wanted parts, all that matter where none is named. One that this app may not read, or that cannot be read, is
 * null: no rule looks at it then. Throws `ErpReadError`.
 */
export async function readParts(
  calls: EconomicCalls,
  settings: EconomicSettings,
  wanted: SnapshotWanted,
): Promise<Readonly<Record<string, unknown>>> {
  const parts: Record<string, unknown> = {};
  for (const part of wanted.parts?.filter(isPart) ?? partsFor(settings)) {
    try {
      parts[part] = await readers[part]({ calls, wanted });
    } catch (error) {
      const cannotTell =
        error instanceof ErpReadError && ['ErpForbidden', 'ErpContractBroken'].includes(error.code);
      if (!cannotTell) throw error;
      parts[part] = null;
    }
  }
  return parts;
}

/** What stands around documents of these dates, freshly read. Throws `ErpReadError`. */
export async function readCircumstances(
  calls: EconomicCalls,
  dates: readonly string[],
): Promise<KnownRegisters> {
  const reading = { calls, wanted: { productGroups: [] } };
  return {
    layouts: await readers.layouts(reading),
    employees: await readers.employees(reading),
    vatZones: await readers.vatZones(reading),
    currencies: await readers.currencies(reading),
    calendar: await readCalendar(calls, dates),
  };
}

/** The years, and what is closed in those that are not; with `dates`, in those alone that they lie in. */
export async function readCalendar(
  calls: EconomicCalls,
  dates?: readonly string[],
): Promise<Registers['calendar']> {
  const years = await readAccountingYears(calls);
  const closed: Days[] = years.filter((year) => year.closed === true);
  for (const year of years) {
    const matters = dates === undefined || dates.some((date) => contains(year, date));
    if (year.closed === true || !matters) continue;
    const periods = await readAccountingPeriods(calls, year.year);
    closed.push(...periods.filter((period) => period.closed === true));
  }
  closed.push(...(await readBarredPeriods(calls)));
  const days = ({ fromDate, toDate }: Days): Days => ({ fromDate, toDate });
  return { years: years.map(days), closed: closed.map(days) };
}

async function readGroups(
  calls: EconomicCalls,
  wanted: readonly string[],
): Promise<Registers['productGroups']> {
  const numbers = (await readProductGroups(calls)).map((group) => group.productGroupNumber);
  const salesAccounts: Record<string, Readonly<Record<string, string>>> = {};
  for (const group of wanted.filter((number) => numbers.includes(number)).slice(0, groupsMax))
    salesAccounts[group] = await readSalesAccounts(calls, group);
  return { numbers, salesAccounts };
}
