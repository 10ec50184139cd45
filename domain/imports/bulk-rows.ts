import { ReferenceKind } from '@mikro-orm/postgresql';
import type { EntityManager, EntityProperty } from '@mikro-orm/postgresql';
import { ExactDecimalType } from '../exact-decimal.ts';
import type { Register } from '../registers.ts';
import { agreementOf } from '../tenant.ts';

/**
 * Rows of a register, read and written many at a time and as plain values: as entities each would cost a hundred times what it
 * costs here. The columns are those of the entity, so that a new one needs nothing here.
 */

/** A row by its properties; what it refers to as `{ id, number }`. */
export type PlainRow = Readonly<Record<string, unknown>> & { readonly id: string };

/** What a row refers to. */
export interface Referred {
  readonly id: string;
  readonly number: string | number;
}

// eslint asks for a concrete type; a register of any entity has to fit.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyRegister = Register<any>;

interface Column {
  readonly property: string;
  readonly column: string;
  readonly type: string;
  /** The table that the column refers to. */
  readonly refersTo: string | undefined;
  readonly isDecimal: boolean;
  /** SQL: what a new row has where nothing is said. */
  readonly byDefault: string | undefined;
}

const quoted = (name: string): string => `"${name}"`;

function columnsOf(
  em: EntityManager,
  of: AnyRegister,
): { readonly table: string; readonly columns: Column[] } {
  const meta = em.getMetadata().get(of.entity);
  const isStored = ({ kind, persist, formula }: EntityProperty): boolean =>
    persist !== false &&
    formula === undefined &&
    (kind === ReferenceKind.SCALAR || kind === ReferenceKind.MANY_TO_ONE);
  return {
    table: meta.tableName,
    columns: meta.props.filter(isStored).map((prop) => ({
      property: prop.name,
      column: prop.fieldNames[0] ?? prop.name,
      type: prop.columnTypes[0] ?? 'text',
      refersTo: prop.kind === ReferenceKind.MANY_TO_ONE ? prop.targetMeta?.tableName : undefined,
      isDecimal: prop.customType instanceof ExactDecimalType,
      byDefault: prop.defaultRaw,
    })),
  };
}

const keyColumn = (of: AnyRegister, columns: readonly Column[]): Column => {
  const column = columns.find(({ property }) => property === of.key);
  if (column === undefined) throw new Error(`${of.what} has no column ${of.key}.`);
  return column;
};

/** SQL: one of the keys of a parameter, a JSON list. */
const isAmong = (alias: string, { column, type }: Column): string =>
  `${alias}.${quoted(column)} = any(array(select k::${type} from jsonb_array_elements_text(?::jsonb) k))`;

/** What there is of these keys, by key as text: one statement. */
export async function referredRows(
  em: EntityManager,
  of: AnyRegister,
  keys: readonly unknown[],
): Promise<Map<string, Referred>> {
  if (keys.length === 0) return new Map();
  const { table, columns } = columnsOf(em, of);
  const key = keyColumn(of, columns);
  const rows = await em.execute<Referred[]>(
    `select t.id, t.${quoted(key.column)} as number from ${quoted(table)} t
      where t.agreement_number = ? and ${isAmong('t', key)}`,
    [agreementOf(em), JSON.stringify(keys)],
  );
  return new Map(rows.map((row) => [String(row.number), row]));
}

/** The rows of these keys, by key as text, locked until the transaction ends: one statement. */
export async function lockRows(
  em: EntityManager,
  of: AnyRegister,
  keys: readonly unknown[],
): Promise<Map<string, PlainRow>> {
  if (keys.length === 0) return new Map();
  const { table, columns } = columnsOf(em, of);
  const key = keyColumn(of, columns);
  const selected = columns.map(({ property, column, refersTo, isDecimal }) => {
    const name = `t.${quoted(column)}`;
    const value =
      refersTo !== undefined
        ? `case when ${name} is not null then jsonb_build_object('id', ${name},
             'number', (select r.number from ${quoted(refersTo)} r where r.id = ${name})) end`
        : isDecimal
          ? `${name}::text`
          : name;
    return `${value} as ${quoted(property)}`;
  });
  // In the order of the keys, so that two imports wait for one another and never each for the other.
  const rows = await em.execute<PlainRow[]>(
    `select ${selected.join(', ')} from ${quoted(table)} t
      where t.agreement_number = ? and ${isAmong('t', key)} order by t.${quoted(key.column)} for update of t`,
    [agreementOf(em), JSON.stringify(keys)],
  );
  return new Map(rows.map((row) => [String(row[of.key]), row]));
}

/** Rows by the names of their columns, as `jsonb_to_recordset` reads them; what is referred to by its id. */
function asJson(rows: readonly PlainRow[], columns: readonly Column[]): string {
  const named = rows.map((row) =>
    Object.fromEntries(
      columns.map(({ property, column, refersTo }): [string, unknown] => {
        const value = row[property] ?? null;
        return [column, refersTo !== undefined && value !== null ? (value as Referred).id : value];
      }),
    ),
  );
  return JSON.stringify(named);
}

const recordOf = (columns: readonly Column[]): string =>
  columns.map(({ column, type }) => `${quoted(column)} ${type}`).join(', ');
const listOf = (columns: readonly Column[]): string => columns.map(({ column }) => quoted(column)).join(', ');

/** Stores new rows: one statement. Answers the ids of those whose key was free. */
export async function insertRows(
  em: EntityManager,
  of: AnyRegister,
  rows: readonly PlainRow[],
): Promise<ReadonlySet<string>> {
  if (rows.length === 0) return new Set();
  const { table, columns } = columnsOf(em, of);
  const key = keyColumn(of, columns);
  const own = columns.filter(({ property }) => property !== 'agreementNumber');
  const values = own.map(({ column, byDefault }) =>
    byDefault === undefined ? `r.${quoted(column)}` : `coalesce(r.${quoted(column)}, ${byDefault})`,
  );
  const stored = await em.execute<{ id: string }[]>(
    `insert into ${quoted(table)} (agreement_number, ${listOf(own)})
     select ?::int, ${values.join(', ')} from jsonb_to_recordset(?::jsonb) as r (${recordOf(own)})
      order by r.${quoted(key.column)}
     on conflict (agreement_number, ${quoted(key.column)}) do nothing returning id`,
    [agreementOf(em), asJson(rows, own)],
  );
  return new Set(stored.map(({ id }) => id));
}

/** Stores these properties of rows that are locked, and counts their versions up: one statement. */
export async function updateRows(
  em: EntityManager,
  of: AnyRegister,
  rows: readonly PlainRow[],
  properties: readonly string[],
): Promise<void> {
  if (rows.length === 0) return;
  const { table, columns } = columnsOf(em, of);
  const changed = columns.filter(({ property }) => properties.includes(property));
  const id = columns.filter(({ property }) => property === 'id');
  const set = changed.map(({ column }) => `${quoted(column)} = new.${quoted(column)}`);
  await em.execute(
    `update ${quoted(table)} t set ${set.join(', ')}, version = t.version + 1
       from jsonb_to_recordset(?::jsonb) as new (${recordOf([...id, ...changed])})
      where t.agreement_number = ? and t.id = new.id`,
    [asJson(rows, [...id, ...changed]), agreementOf(em)],
  );
}
