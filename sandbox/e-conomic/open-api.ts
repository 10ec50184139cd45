import type { StandInRequest } from '../control/stand-in.ts';
import { page, queryValue } from './collection.ts';
import type { Context } from './context.ts';
import { Refusal } from './errors.ts';
import type { FilterFields } from './filter.ts';
import { type Big, type BodyValue, Decimal, isBodyObject, parseBody } from './numbers.ts';
import type { ProductGroup } from './records.ts';
import type { Reply } from './routes.ts';
import { isUsed } from './usage.ts';

/** A refusal as a problem document; `errors` name properties. */
export function problem(
  status: number,
  errorCode: string,
  title: string,
  errors: readonly { message: string; errorCode: string; property: string }[] = [],
): Refusal {
  return new Refusal(status, title, { errorCode, errors });
}

const resourceNotFound = () => problem(404, 'ResourceNotFound', 'Resource not found.');

const filterFields: FilterFields = { id: 'number', name: 'text' };
const zoneFilterFields: FilterFields = { id: 'number', accountId: 'number' };
const cursorPageSize = 1_000;

type Input = Readonly<Record<string, BodyValue>>;

function inputOf(request: StandInRequest): Input {
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
    throw problem(415, 'UnsupportedMediaType', 'Unsupported media type.');
  }
  let body: BodyValue;
  try {
    body = parseBody(request.body);
  } catch {
    throw problem(400, 'InvalidInput', 'The body is not valid JSON.');
  }
  if (!isBodyObject(body)) {
    throw problem(400, 'InvalidInput', 'The body is not an object.');
  }
  return body;
}

const invalid = (property: string, message: string) =>
  problem(400, 'InvalidInput', 'One or more validation errors occurred.', [
    { message, errorCode: 'InvalidInput', property },
  ]);

function positive(input: Input, property: string): number {
  const value = input[property];
  if (!(value instanceof Decimal)) throw invalid(property, `The ${property} field is required.`);
  const number: Big = value;
  if (!number.eq(number.round(0, Decimal.roundDown)) || number.lt('1') || number.gt('2147483647')) {
    throw invalid(property, `The ${property} field must be between 1 and 2147483647.`);
  }
  return Number(number.toFixed());
}

function nameOf(input: Input): string {
  const name = input['name'];
  if (typeof name !== 'string' || name === '') throw invalid('name', 'The name field is required.');
  if (name.length > 50) throw invalid('name', 'The name field has at most 50 characters.');
  return name;
}

function usableAccount(context: Context, property: string, accountNumber: number): number {
  const account = context.agreement.tables.accounts.get(accountNumber);
  if (
    account === undefined ||
    account.barred === true ||
    !['profitAndLoss', 'status'].includes(account.accountType)
  ) {
    throw invalid(property, `Account ${accountNumber} does not exist or cannot be used.`);
  }
  return accountNumber;
}

/** 409 without the current version: somebody else may have changed it. */
function assertVersion(context: Context, input: Input, current: number): void {
  if (!context.switches.objectVersionRequired || input['objectVersion'] === String(current)) return;
  throw problem(409, 'UpdateConflict', 'The object was changed by somebody else.');
}

const groupView = (group: ProductGroup) => ({
  id: group.productGroupNumber,
  name: group.name,
  domesticAccountId: group.salesAccounts.find((row) => row.vatZoneNumber === 1)?.accountNumber ?? 0,
  objectVersion: String(group.objectVersion),
});

const zoneView = (row: ProductGroup['salesAccounts'][number]) => ({
  id: row.vatZoneNumber,
  accountId: row.accountNumber,
  objectVersion: String(row.objectVersion),
});

/** `{ items, cursor }`, without `cursor` on the last page; the filter works, sort is ignored here. */
function cursorPage(records: readonly object[], query: URLSearchParams, fields: FilterFields): Reply {
  const cursor = queryValue(query, 'cursor') ?? '0';
  if (!/^\d{1,9}$/.test(cursor)) throw problem(400, 'InvalidInput', 'The cursor is not one of ours.');
  const start = Number(cursor);
  const found = filtered(records, query, fields);
  const items = found.slice(start, start + cursorPageSize);
  const next = start + cursorPageSize;
  return { status: 200, json: { items, ...(next < found.length ? { cursor: String(next) } : {}) } };
}

function filtered(
  records: readonly object[],
  query: URLSearchParams,
  fields: FilterFields,
): readonly object[] {
  const filter = queryValue(query, 'filter');
  const only = new URLSearchParams(filter === null ? {} : { filter });
  const all: object[] = [];
  for (let skip = 0; ; skip += 1) {
    only.set('pagesize', String(cursorPageSize));
    only.set('skippages', String(skip));
    const { items, results } = page(records, only, { filterFields: fields });
    all.push(...items);
    if (all.length >= results) return all;
  }
}

/** `/paged`: a bare array, 1 to 100 a page, sorted where asked. */
function barePage(records: readonly object[], query: URLSearchParams, fields: FilterFields): Reply {
  const size = queryValue(query, 'pagesize') ?? '20';
  const skip = queryValue(query, 'skippages') ?? '0';
  if (!/^\d{1,3}$/.test(size) || Number(size) < 1 || Number(size) > 100 || !/^\d{1,3}$/.test(skip)) {
    throw problem(400, 'InvalidInput', 'pageSize is 1 to 100, skipPages 0 to 100.');
  }
  return { status: 200, json: page(records, query, { filterFields: fields }).items };
}

function createGroup(context: Context, input: Input): Reply {
  const { productGroups } = context.agreement.tables;
  const id = positive(input, 'id');
  const name = nameOf(input);
  const accountNumber = usableAccount(context, 'domesticAccountId', positive(input, 'domesticAccountId'));
  if (productGroups.has(id)) throw invalid('id', `Product group ${id} exists already.`);
  productGroups.set({
    productGroupNumber: id,
    name,
    inventoryEnabled: false,
    objectVersion: 1,
    salesAccounts: [{ vatZoneNumber: 1, accountNumber, objectVersion: 1 }],
  });
  return { status: 201, json: { id } };
}

function updateGroup(context: Context, input: Input): Reply {
  const { productGroups } = context.agreement.tables;
  const group = productGroups.get(positive(input, 'id'));
  if (group === undefined) throw resourceNotFound();
  const name = nameOf(input);
  const accountNumber = usableAccount(context, 'domesticAccountId', positive(input, 'domesticAccountId'));
  assertVersion(context, input, group.objectVersion);
  productGroups.set({
    ...group,
    name,
    objectVersion: group.objectVersion + 1,
    salesAccounts: withAccount(group, 1, accountNumber),
  });
  return { status: 204 };
}

function withAccount(group: ProductGroup, vatZoneNumber: number, accountNumber: number) {
  const others = group.salesAccounts.filter((row) => row.vatZoneNumber !== vatZoneNumber);
  const known = group.salesAccounts.find((row) => row.vatZoneNumber === vatZoneNumber);
  const row = { vatZoneNumber, accountNumber, objectVersion: (known?.objectVersion ?? 0) + 1 };
  return [...others, row].sort((a, b) => a.vatZoneNumber - b.vatZoneNumber);
}

function writeZone(context: Context, group: ProductGroup, input: Input, create: boolean): Reply {
  const { tables } = context.agreement;
  const id = positive(input, 'id');
  const accountNumber = usableAccount(context, 'accountId', positive(input, 'accountId'));
  if (!tables.vatZones.has(id)) throw invalid('id', `VAT zone ${id} does not exist.`);
  const known = group.salesAccounts.find((row) => row.vatZoneNumber === id);
  if (create && known !== undefined) throw invalid('id', `The product group has zone ${id} already.`);
  if (!create) {
    if (known === undefined) throw resourceNotFound();
    assertVersion(context, input, known.objectVersion);
  }
  tables.productGroups.set({ ...group, salesAccounts: withAccount(group, id, accountNumber) });
  return create ? { status: 201, json: { id } } : { status: 204 };
}

function deleteGroup(context: Context, group: ProductGroup): Reply {
  const id = String(group.productGroupNumber);
  if (isUsed(context.agreement, 'productGroups', id))
    throw invalid('number', `Product group ${id} is in use.`);
  context.agreement.tables.productGroups.delete(id);
  return { status: 204 };
}

const methodNotAllowed = () => problem(405, 'MethodNotAllowed', 'Method not allowed.');
const notModelled = (what: string) =>
  problem(501, 'NotModelledBySandbox', `The sandbox does not model ${what}.`);

function productGroups(
  request: StandInRequest,
  context: Context,
  rest: readonly string[],
  query: URLSearchParams,
): Reply {
  const all = () => context.agreement.tables.productGroups.all().map(groupView);
  const [first] = rest;
  if (first === undefined) {
    if (request.method === 'GET') return cursorPage(all(), query, filterFields);
    if (request.method === 'POST') return createGroup(context, inputOf(request));
    if (request.method === 'PUT') return updateGroup(context, inputOf(request));
    throw methodNotAllowed();
  }
  if (first === 'paged' && request.method === 'GET') return barePage(all(), query, filterFields);
  if (first === 'count' && request.method === 'GET') {
    return { status: 200, json: Object(filtered(all(), query, filterFields).length) as object };
  }
  const group = context.agreement.tables.productGroups.get(first);
  if (rest.length === 1) {
    if (group === undefined) throw resourceNotFound();
    if (request.method === 'GET') return { status: 200, json: groupView(group) };
    if (request.method === 'DELETE') return deleteGroup(context, group);
    // An item of this surface is updated on its collection.
    throw methodNotAllowed();
  }
  if (rest[1] !== 'zones') throw notModelled(`${request.method} ${request.path}`);
  if (group === undefined) throw resourceNotFound();
  return zones(request, context, group, rest.slice(2), query);
}

function zones(
  request: StandInRequest,
  context: Context,
  group: ProductGroup,
  rest: readonly string[],
  query: URLSearchParams,
): Reply {
  const all = group.salesAccounts.map(zoneView);
  const [id] = rest;
  if (id === undefined) {
    if (request.method === 'GET') return cursorPage(all, query, zoneFilterFields);
    if (request.method === 'POST') return writeZone(context, group, inputOf(request), true);
    if (request.method === 'PUT') return writeZone(context, group, inputOf(request), false);
    throw methodNotAllowed();
  }
  if (rest.length > 1 || request.method !== 'GET' || !/^\d+$/.test(id)) {
    throw notModelled(`${request.method} ${request.path}`);
  }
  const zone = all.find((row) => String(row.id) === id);
  if (zone === undefined) throw resourceNotFound();
  return { status: 200, json: zone };
}

const yearFields: FilterFields = {
  year: 'text',
  dateFrom: 'timestamp',
  dateTo: 'timestamp',
  isClosed: 'boolean',
};
const periodFields: FilterFields = {
  periodNumber: 'number',
  year: 'text',
  dateFrom: 'timestamp',
  dateTo: 'timestamp',
};

/** Years and periods; here a period tells both whether it is closed and whether it is barred. */
function accountingYears(
  request: StandInRequest,
  context: Context,
  rest: readonly string[],
  query: URLSearchParams,
): Reply {
  const years = context.agreement.tables.accountingYears.all();
  if (request.method !== 'GET') throw notModelled(`${request.method} ${request.path}`);
  if (rest.length === 0) throw methodNotAllowed();
  if (rest[0] === 'paged' && rest.length === 1) {
    const rows = years.map((year) => ({
      year: year.year,
      dateFrom: `${year.fromDate}T00:00:00`,
      dateTo: `${year.toDate}T00:00:00`,
      isClosed: year.closed,
    }));
    return barePage(rows, query, yearFields);
  }
  if (rest[0] !== 'periods') throw notModelled(`GET ${request.path}`);
  const periods = years
    .flatMap((year) => year.periods.map((period) => ({ year, period })))
    .map(({ year, period }, index) => ({
      periodNumber: index + 1,
      year: year.year,
      dateFrom: `${period.fromDate}T00:00:00`,
      dateTo: `${period.toDate}T00:00:00`,
      isClosed: year.closed || period.state === 'closed',
      isBarred: period.state === 'barred',
    }));
  if (rest.length === 1) return cursorPage(periods, query, periodFields);
  if (rest[1] === 'paged') return barePage(periods, query, periodFields);
  if (rest[1] === 'count')
    return { status: 200, json: Object(filtered(periods, query, periodFields).length) as object };
  const one = periods.find((period) => String(period.periodNumber) === rest[1]);
  if (one === undefined) throw resourceNotFound();
  return { status: 200, json: one };
}

/** Answers on the newer surface: product groups, and accounting years with periods; throws `Refusal`. */
export function openApi(request: StandInRequest, context: Context): Reply {
  const url = new URL(request.path, 'http://sandbox');
  const [service = '', version = '', resource = '', ...rest] = url.pathname
    .split('/')
    .filter((segment) => segment !== '')
    .map((segment) => decodeURIComponent(segment));
  if (!/^[a-z]+api$/i.test(service)) throw resourceNotFound();
  switch (`${service}/${version}/${resource}`.toLowerCase()) {
    case 'productsapi/v2.0.0/productgroups':
      return productGroups(request, context, rest, url.searchParams);
    case 'accountingyearsapi/v2.0.1/accountingyears':
      return accountingYears(request, context, rest, url.searchParams);
    default:
      throw notModelled(`${request.method} ${url.pathname}`);
  }
}
