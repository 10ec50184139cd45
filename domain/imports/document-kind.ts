import type { EntityManager } from '@mikro-orm/postgresql';
import type { ActionContext } from '../documents/kinds.ts';
import { DomainError } from '../errors.ts';
import { apiName } from '../field-rules.ts';
import type { Rule } from '../field-rules.ts';
import { internalLinesMax } from '../internal-documents/line-rules.ts';
import { referToOpenLocation } from '../locations/location.service.ts';
import { Product } from '../products/product.entity.ts';
import { lockStockItems } from '../stock/stock-load.ts';
import type { CellType, ImportColumn, ImportKind, ImportRow, RowFault, RowOutcome } from './import-kind.ts';
import { faultsOf, inRows } from './row-faults.ts';
import { camel } from './values.ts';

type Values = Readonly<Record<string, unknown>>;

/** How rows become documents that are booked at once: rows that say the same in the head's columns become one. */
export interface DocumentImport {
  readonly name: string;
  readonly columns: Readonly<
    Record<
      string,
      {
        readonly type: CellType;
        readonly example: string;
        readonly rule: Rule;
        readonly property?: string;
        readonly isMandatory?: boolean;
        /** True where it says something of the whole document. */
        readonly isHead?: boolean;
        /** Of a line: the field of the document's line that it becomes, where that has another name in the API. */
        readonly field?: string;
        /** True where it names a location, which must be open. */
        readonly isLocation?: boolean;
      }
    >
  >;
  /** What is wrong between the fields of a row; asked once for the rows of a chunk. */
  also?(em: EntityManager): Promise<(values: Values) => RowFault[]>;
  /** Makes a draft of these rows by its own service, and answers its id. `head` is what they have alike. */
  create(
    em: EntityManager,
    head: Values,
    rows: readonly Values[],
    context: ActionContext,
  ): Promise<{ readonly id: string }>;
  book(em: EntityManager, id: string, context: ActionContext): Promise<unknown>;
}

type Column = ImportColumn & {
  readonly isHead: boolean;
  readonly field: string;
  readonly isLocation: boolean;
};

interface Kind {
  readonly spec: DocumentImport;
  readonly columns: readonly Column[];
}

/**
 * A kind whose rows are no records but things that happened: nothing is updated, and two equal rows are two. A chunk's rows and
 * its documents are stored in one transaction, as every chunk: a file is booked once, whatever becomes of its worker.
 */
export function documentKind(spec: DocumentImport): ImportKind {
  const columns = Object.entries(spec.columns).map(([name, column]): Column => {
    const { property = camel(name), isHead = false, field = name, isLocation = false } = column;
    return { ...column, name, property, isHead, field, isLocation };
  });
  return {
    name: spec.name,
    columns,
    makesDocuments: true,
    keyOf: ({ number }) => String(number),
    write: async (em, rows, { actor }) => {
      const kind = { spec, columns };
      const faults = await faultsBefore(em, kind, rows);
      const good = rows.filter(({ number }) => !faults.has(number));
      // Before any event is written: the end of the chain of events is the last thing that anybody locks.
      await lockItemsOf(em, good);
      const context = { actor, commandId: null, now: new Date() };
      for (const document of documentsOf(kind, good))
        for (const [number, found] of await book(em, kind, document, context)) faults.set(number, found);
      return rows.map(({ number }): RowOutcome => faults.get(number) ?? 'created');
    },
  };
}

/** What can be said of the rows one by one, before any of them becomes part of a document. */
async function faultsBefore(
  em: EntityManager,
  { spec, columns }: Kind,
  rows: readonly ImportRow[],
): Promise<Map<number, RowFault[]>> {
  const also = await spec.also?.(em);
  const locations = new Map<string, RowFault[]>();
  const closed = async (property: string, number: number): Promise<RowFault[]> => {
    const key = `${property} ${number}`;
    const known = locations.get(key);
    const found = known ?? (await faultsOf(columns, () => referToOpenLocation(em, number, property)));
    locations.set(key, found);
    return found;
  };
  const faults = new Map<number, RowFault[]>();
  for (const { number, values } of rows) {
    const found: RowFault[] = columns
      .filter(({ isMandatory, property }) => isMandatory === true && values[property] === undefined)
      .map(({ property }) => ({ property, fault: 'is required' }));
    for (const { property, isLocation } of columns)
      if (isLocation && values[property] !== undefined)
        found.push(...(await closed(property, Number(values[property]))));
    if (found.length === 0) found.push(...(also?.(values) ?? []));
    if (found.length > 0) faults.set(number, found);
  }
  return faults;
}

async function lockItemsOf(em: EntityManager, rows: readonly ImportRow[]): Promise<void> {
  const numbers = [...new Set(rows.map(({ values }) => values['itemId'] as string))];
  const where = { number: { $in: numbers }, group: { hasInventory: true } };
  const items = numbers.length === 0 ? [] : await em.find(Product, where, { fields: ['id'] });
  await lockStockItems(
    em,
    items.map(({ id }) => id),
  );
  em.clear();
}

/** The rows document by document, the oldest day first. */
function documentsOf({ columns }: Kind, rows: readonly ImportRow[]): ImportRow[][] {
  const head = columns.filter(({ isHead }) => isHead).map(({ property }) => property);
  const documents = new Map<string, ImportRow[]>();
  for (const row of rows) {
    const key = JSON.stringify(head.map((property) => row.values[property] ?? null));
    documents.set(key, [...(documents.get(key) ?? []), row]);
  }
  const days = [...documents.values()].sort((a, b) => compareText(dayOf(a), dayOf(b)));
  return days.flatMap((document) =>
    Array.from({ length: Math.ceil(document.length / internalLinesMax) }, (_, at) =>
      document.slice(at * internalLinesMax, (at + 1) * internalLinesMax),
    ),
  );
}

const dayOf = ([row]: readonly ImportRow[]): string => String(row?.values['date']);
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Books the good ones of the rows as one document; answers what is wrong with the others. A refusal that names lines takes those
 * away; one that names none is looked for in halves, each of which becomes a document of its own.
 */
async function book(
  em: EntityManager,
  kind: Kind,
  rows: readonly ImportRow[],
  context: ActionContext,
): Promise<Map<number, RowFault[]>> {
  const faults = new Map<number, RowFault[]>();
  for (let left = rows; left.length > 0;) {
    const refusal = await refusalOf(em, kind, left, context);
    if (refusal === undefined) return faults;
    const named = faultsByRow(kind, left, refusal);
    if (named.size === 0) {
      const whole = inRows(kind.columns, refusal.errors);
      const isOfHead = whole.some(({ property }) => property !== undefined);
      if (!isOfHead && left.length > 1) {
        const half = Math.ceil(left.length / 2);
        for (const part of [left.slice(0, half), left.slice(half)])
          for (const [number, found] of await book(em, kind, part, context)) faults.set(number, found);
        return faults;
      }
      const said = whole.length > 0 ? whole : await faultsOf(kind.columns, () => Promise.reject(refusal));
      for (const { number } of left) named.set(number, said);
    }
    for (const [number, found] of named) faults.set(number, found);
    left = left.filter(({ number }) => !named.has(number));
  }
  return faults;
}

/** Why no document can be made of the rows, and then none is; undefined where it stands. Throws what may heal by itself. */
async function refusalOf(
  em: EntityManager,
  { spec, columns }: Kind,
  rows: readonly ImportRow[],
  context: ActionContext,
): Promise<DomainError | undefined> {
  const values = rows.map((row) => row.values);
  const head = Object.fromEntries(
    columns.filter(({ isHead }) => isHead).map(({ property }) => [property, values[0]?.[property]]),
  );
  await em.execute('savepoint import_document');
  try {
    const { id } = await spec.create(em, head, values, context);
    // Booking reads the draft as any other command does.
    em.clear();
    await spec.book(em, id, context);
    await em.execute('release savepoint import_document');
    return undefined;
  } catch (error) {
    if (!(error instanceof DomainError) || error.row.healable) throw error;
    await em.execute('rollback to savepoint import_document');
    return error;
  } finally {
    em.clear();
  }
}

/** What the refusal says of single lines, by the number of the row. */
function faultsByRow(
  { columns }: Kind,
  rows: readonly ImportRow[],
  { errors }: DomainError,
): Map<number, RowFault[]> {
  const faults = new Map<number, RowFault[]>();
  for (const [path, messages] of Object.entries(errors)) {
    const [, at = '', field = ''] = /^lines\.(\d+)\.(\w+)/.exec(path) ?? [];
    const row = rows[Number(at)];
    if (at === '' || row === undefined) continue;
    const column = columns.find((each) => each.field === field);
    const told = column === undefined ? field : apiName(column.property);
    const own = messages.map((message) =>
      message.startsWith(`${path} `) ? `${told}${message.slice(path.length)}` : message,
    );
    faults.set(row.number, [...(faults.get(row.number) ?? []), ...inRows(columns, { [told]: own })]);
  }
  return faults;
}
