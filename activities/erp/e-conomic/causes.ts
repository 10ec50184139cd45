import type { Blocked } from '../adapter.ts';
import type { EconomicCalls } from './calls.ts';
import { pathSegment } from './filter.ts';
import { matchingTerms } from './mappers/small-registers.ts';
import { readGroupZones, readPaymentTerms } from './registers.ts';
import { refusalsBy } from './rules.ts';
import * as schemas from './schemas.ts';
import type { EconomicSettings } from './settings.ts';
import { readCalendar } from './snapshot.ts';

type Reading = 'stands' | 'gone' | 'untold';

interface CauseContext {
  readonly calls: EconomicCalls;
  /** As they are today: they may have been the cause, and may be its end. */
  readonly settings: EconomicSettings;
  readonly params: Blocked['params'];
}

const standsUnless = (isGone: boolean): Reading => (isGone ? 'gone' : 'stands');
const text = (value: string | number | undefined): string => (value === undefined ? '' : String(value));
/** The number in `<number> <name>`. */
const numberIn = (named: string | number | undefined): string => /^\d+/.exec(text(named))?.[0] ?? '';

/** How each cause that names records is read. What is not here, only a try can tell. */
const readings: Readonly<Partial<Record<Blocked['blocked'], (context: CauseContext) => Promise<Reading>>>> = {
  ProductBarred: async ({ calls, params }) => {
    const path = `/products/${pathSegment(text(params['product']))}`;
    return standsUnless((await calls.readIfThere(schemas.productSchema, path))?.barred !== true);
  },
  CustomerBarred: async ({ calls, params }) => {
    const path = `/customers/${pathSegment(text(params['customer']))}`;
    return standsUnless((await calls.readIfThere(schemas.customerSchema, path))?.barred !== true);
  },
  PeriodClosed: (context) => readDate(context),
  AccountingYearMissing: (context) => readDate(context),
  PaymentTermsMissing: readTerms,
  CustomerGroupMissing: async ({ calls, settings, params }) => {
    if (settings.customerGroupAccount !== undefined) return 'gone';
    const path = `/customer-groups/${numberIn(params['group'])}`;
    return standsUnless((await calls.readIfThere(schemas.customerGroupSchema, path)) !== undefined);
  },
  ProductGroupMissing: async ({ calls, settings, params }) => {
    if (settings.productGroupAccount !== undefined) return 'gone';
    const path = `/product-groups/${numberIn(params['group'])}`;
    return standsUnless((await calls.readIfThere(schemas.productGroupSchema, path)) !== undefined);
  },
  SalesAccountMissing: readSalesAccount,
  LayoutMissing: async ({ calls, settings, params }) => {
    const number = params['layout'] ?? settings.defaultLayoutNumber;
    if (number === undefined) return 'stands';
    const layout = await calls.readIfThere(schemas.layoutSchema, `/layouts/${number}`);
    return standsUnless(layout !== undefined && layout.deleted !== true);
  },
  EmployeeMissing: async ({ calls, params }) => {
    const path = `/employees/${text(params['employee'])}`;
    const employee = await calls.readIfThere(schemas.employeeSchema, path);
    return standsUnless(employee !== undefined && employee.barred !== true);
  },
  ContactOfOtherCustomer: async ({ calls, params }) => {
    const { customer, contact } = params;
    if (customer === undefined || contact === undefined) return 'untold';
    const there = await calls.readIfThere(
      schemas.contactSchema,
      `/customers/${customer}/contacts/${contact}`,
    );
    return standsUnless(there !== undefined && there.deleted !== true);
  },
  AccountMissing: readAccount,
  DepartmentMissing: async ({ calls, settings, params }) => {
    if (text(settings.departmentNumber) !== text(params['department'])) return 'gone';
    const path = `/departmental-distributions/departments/${text(params['department'])}`;
    return standsUnless((await calls.readIfThere(schemas.departmentSchema, path)) !== undefined);
  },
  VatZoneMissing: readVatZone,
  CurrencyMissing: async ({ calls, params }) => {
    const path = `/currencies/${text(params['currency'])}`;
    return standsUnless((await calls.readIfThere(schemas.currencySchema, path)) !== undefined);
  },
};

/** Reads the records that a cause names and says whether it still stands. Throws `ErpReadError`. */
export async function readCause(
  calls: EconomicCalls,
  settings: EconomicSettings,
  cause: Blocked,
): Promise<Reading> {
  const read = readings[cause.blocked];
  return read === undefined ? 'untold' : read({ calls, settings, params: cause.params });
}

/** Either of the two may have followed the other; nothing goes while one of them holds. */
async function readDate({ calls, params }: CauseContext): Promise<Reading> {
  const date = text(params['date']);
  const refusals = refusalsBy({ date }, { calendar: await readCalendar(calls, [date]) });
  return standsUnless(refusals.length === 0);
}

/** Only terms whose type and days are known can be matched; the others are matched or made by a try. */
async function readTerms({ calls, settings, params }: CauseContext): Promise<Reading> {
  const { terms, type, days } = params;
  if (type === undefined || days === undefined) return 'untold';
  if (type === 'cash' && settings.cashTermsAccount !== undefined) return 'gone';
  const ours = {
    number: Number(numberIn(terms)),
    name: text(terms).replace(/^\d+ /, ''),
    type: type as Parameters<typeof matchingTerms>[0]['type'],
    maturityDays: Number(days),
    description: null,
  };
  return standsUnless(matchingTerms(ours, await readPaymentTerms(calls)) !== undefined);
}

/** The settings may name an account for the zone since, or somebody has added one there. */
async function readSalesAccount({ calls, settings, params }: CauseContext): Promise<Reading> {
  const zone = text(params['zone']) as keyof EconomicSettings['vatZones'];
  const named = zone === 'domestic' ? settings.productGroupAccount : settings.productGroupZoneAccounts[zone];
  if (named !== undefined) return 'gone';
  const group = numberIn(params['group']);
  const isThere = await calls.readIfThere(schemas.productGroupSchema, `/product-groups/${group}`);
  if (isThere === undefined) return 'stands';
  return standsUnless((await readGroupZones(calls, group)).includes(text(settings.vatZones[zone])));
}

/** One that the settings do not name any more may have been theirs: then only a try tells. */
async function readAccount({ calls, settings, params }: CauseContext): Promise<Reading> {
  const account = text(params['account']);
  if (!/^\d+$/.test(account)) return 'untold';
  const there = await calls.readIfThere(schemas.accountSchema, `/accounts/${account}`);
  if (there !== undefined && there.barred !== true) return 'gone';
  const { customerGroupAccount, productGroupAccount, productGroupZoneAccounts, cashTermsAccount } = settings;
  const named = [customerGroupAccount, productGroupAccount, cashTermsAccount].concat(
    Object.values(productGroupZoneAccounts),
  );
  return params['group'] !== undefined || named.some((number) => text(number) === account)
    ? 'stands'
    : 'untold';
}

/** By its number there, or by our word for it. */
async function readVatZone({ calls, settings, params }: CauseContext): Promise<Reading> {
  const zone = text(params['zone']);
  const numbers: Readonly<Record<string, number>> = settings.vatZones;
  const number = numbers[zone] ?? Number(zone);
  if (!Object.values(numbers).includes(number)) return 'gone';
  const there = await calls.readIfThere(schemas.vatZoneSchema, `/vat-zones/${number}`);
  return standsUnless(there !== undefined && there.enabledForCustomer !== false);
}
