import { ControlError, type Json } from '../control/stand-in.ts';
import type { Agreement, TableName } from './agreement.ts';
import { lineNet, totals } from './amounts.ts';
import { bookDraft } from './booking.ts';
import { type Context, timestamp } from './context.ts';
import { deleteDraft } from './drafts.ts';
import { Refusal } from './errors.ts';
import { fixed } from './numbers.ts';
import type { AccountingYear, DraftInvoice } from './records.ts';
import { deleteRecord } from './registers.ts';
import type { Table } from './table.ts';

/** What a person does at e-conomic's own screens, as the control door asks for it. */

const kinds: Readonly<Record<string, TableName>> = {
  account: 'accounts',
  'accounting-year': 'accountingYears',
  booked: 'bookedInvoices',
  'booked-invoice': 'bookedInvoices',
  contact: 'contacts',
  currency: 'currencies',
  customer: 'customers',
  'customer-group': 'customerGroups',
  'delivery-location': 'deliveryLocations',
  draft: 'drafts',
  employee: 'employees',
  layout: 'layouts',
  'payment-term': 'paymentTerms',
  product: 'products',
  'product-group': 'productGroups',
  unit: 'units',
  'vat-account': 'vatAccounts',
  'vat-zone': 'vatZones',
};

/** `product` and `products`, `currency` and `currencies`. */
export function tableOf(kind: string): TableName {
  const name = kind.toLowerCase();
  const table = kinds[name] ?? kinds[name.replace(/s$/, '')] ?? kinds[name.replace(/ies$/, 'y')];
  if (table === undefined)
    throw new ControlError(404, `There are no '${kind}' here: ${Object.keys(kinds).join(', ')}.`);
  return table;
}

const isObject = (value: unknown): value is Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What records keep as decimal strings. */
const decimals = new Set([
  ...['creditLimit', 'salesPrice', 'costPrice', 'recommendedPrice', 'packageVolume', 'recommendedCostPrice'],
  ...[
    'quantity',
    'unitNetPrice',
    'discountPercentage',
    'unitCostPrice',
    'exchangeRate',
    'rate',
    'ratePercentage',
  ],
]);

/** `null` clears, objects are merged, lists are replaced. */
function merged(record: unknown, changes: Json, field = ''): unknown {
  if (Array.isArray(changes)) return changes.map((item: Json) => merged(undefined, item));
  if (!isObject(changes)) {
    return typeof changes === 'number' && decimals.has(field) ? String(changes) : changes;
  }
  const result: Record<string, unknown> = isObject(record) ? { ...record } : {};
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) Reflect.deleteProperty(result, name);
    else result[name] = merged(result[name], value, name);
  }
  return result;
}

/** A changed draft counts anew; VAT rates stay as they are on its lines. */
function recounted(context: Context, draft: DraftInvoice): DraftInvoice {
  const lines = draft.lines.map((line) => {
    if (line.product === undefined) return line;
    const net = lineNet(line);
    return {
      ...line,
      totalNetAmount: fixed(net, 2),
      vatAmount: fixed(net.times(line.vatRate).div('100'), 4),
    };
  });
  return { ...draft, lines, ...totals(lines, draft.exchangeRate, context.switches) };
}

function recordOf(agreement: Agreement, table: TableName, id: string): object {
  const record = agreement.tables[table].get(id);
  if (record === undefined) throw new ControlError(404, `There is no '${id}' among ${table}.`);
  return record;
}

/** Changes a record whatever it is; a draft's amounts are computed again. Returns the record. */
export function edit(context: Context, kind: string, id: string, changes: Json): Json {
  const table = tableOf(kind);
  const record = recordOf(context.agreement, table, id);
  if (!isObject(changes)) throw new ControlError(400, 'The changes are an object.');
  let result = merged(record, changes) as object;
  if ('lastUpdated' in record) result = { ...result, lastUpdated: timestamp(context) };
  if (table === 'drafts') result = recounted(context, result as DraftInvoice);
  (context.agreement.tables[table] as unknown as Table<object>).set(result);
  return result as Json;
}

/** Throws `ControlError` 409 with the reason where e-conomic would refuse it. */
function asPerson<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new ControlError(409, `${error.message} ${JSON.stringify(error.body['errors'] ?? {})}`);
  }
}

/** Deletes a draft or an unused record. */
export function remove(context: Context, kind: string, id: string): void {
  const table = tableOf(kind);
  recordOf(context.agreement, table, id);
  if (table === 'drafts') deleteDraft(context, Number(id));
  else if (table === 'bookedInvoices') throw new ControlError(409, 'A booked invoice cannot be deleted.');
  else {
    asPerson(() => {
      deleteRecord(context, table, id, 'number');
    });
  }
}

/** Books a draft with the next number. */
export function book(context: Context, kind: string, id: string): Json {
  if (tableOf(kind) !== 'drafts') throw new ControlError(400, 'Only drafts are booked.');
  const draft = recordOf(context.agreement, 'drafts', id) as DraftInvoice;
  return asPerson(() => bookDraft(context, draft)) as unknown as Json;
}

/** Copies a draft under a number of its own, references included. */
export function copy(context: Context, kind: string, id: string): Json {
  if (tableOf(kind) !== 'drafts') throw new ControlError(400, 'Only drafts are copied.');
  const { agreement, switches } = context;
  const copied: DraftInvoice = {
    ...(recordOf(agreement, 'drafts', id) as DraftInvoice),
    draftInvoiceNumber: agreement.take('drafts', switches.reuseFreedNumbers),
    soap: { currentInvoiceHandle: { id: agreement.take('handles', false) } },
    lastUpdated: timestamp(context),
  };
  agreement.tables.drafts.set(copied);
  return copied as unknown as Json;
}

/** Opens, bars or closes the period of the date. */
export function setPeriod(agreement: Agreement, date: string, state: 'open' | 'barred' | 'closed'): void {
  const holds = (span: { fromDate: string; toDate: string }) => span.fromDate <= date && date <= span.toDate;
  const year: AccountingYear | undefined = agreement.tables.accountingYears.all().find(holds);
  if (year?.periods.some(holds) !== true) throw new ControlError(404, `No accounting year holds ${date}.`);
  const periods = year.periods.map((period) => (holds(period) ? { ...period, state } : period));
  agreement.tables.accountingYears.set({ ...year, periods });
}
