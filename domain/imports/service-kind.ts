import type { EntityManager } from '@mikro-orm/postgresql';
import { DomainError } from '../errors.ts';
import type { Rule } from '../field-rules.ts';
import type { Actor } from '../registers.ts';
import type {
  CellType,
  ImportColumn,
  ImportKind,
  ImportRow,
  RowOutcome,
  WriteOptions,
} from './import-kind.ts';
import { faultsOf } from './row-faults.ts';
import { camel, isSame } from './values.ts';

type Values = Readonly<Record<string, unknown>>;

/** How rows are imported that their service takes one by one, some hundreds a second: parts of records, say. */
export interface ServiceImport {
  readonly name: string;
  /** By name; `isKey` names the record, together where there are several. */
  readonly columns: Readonly<
    Record<
      string,
      {
        readonly type: CellType;
        readonly example: string;
        readonly rule: Rule;
        readonly property?: string;
        readonly isKey?: boolean;
        readonly isMandatory?: boolean;
      }
    >
  >;
  /** The record that the row names. Throws `NotFound` where there is none. */
  find(em: EntityManager, values: Values): Promise<object>;
  create(em: EntityManager, values: Values, actor: Actor): Promise<unknown>;
  /** `patch`: the values without those that name the record. */
  update(em: EntityManager, values: Values, patch: Values, actor: Actor): Promise<unknown>;
}

export function serviceKind(spec: ServiceImport): ImportKind {
  const columns = Object.entries(spec.columns).map(([name, column]): ImportColumn => {
    const { isKey = false, isMandatory = isKey } = column;
    return { ...column, name, property: column.property ?? camel(name), isKey, isMandatory };
  });
  const keys = columns.filter(({ isKey }) => isKey === true).map(({ property }) => property);
  return {
    name: spec.name,
    columns,
    keyOf: ({ values }) => keys.map((key) => String(values[key])).join('\n'),
    write: async (em, rows, options) => {
      const outcomes: RowOutcome[] = [];
      for (const row of rows) outcomes.push(await stored(em, { spec, columns, keys }, row, options));
      return outcomes;
    },
  };
}

interface Kind {
  readonly spec: ServiceImport;
  readonly columns: readonly ImportColumn[];
  readonly keys: readonly string[];
}

/** Stores one row; what its service refuses leaves nothing behind. */
async function stored(
  em: EntityManager,
  { spec, columns, keys }: Kind,
  { values }: ImportRow,
  { updatesExisting, actor }: WriteOptions,
): Promise<RowOutcome> {
  const patch = Object.fromEntries(Object.entries(values).filter(([property]) => !keys.includes(property)));
  const before = (await found(em, spec, values)) as Values | undefined;
  if (before !== undefined && !updatesExisting)
    return [{ ...(keys[0] !== undefined && { property: keys[0] }), fault: alreadyThere }];
  const isLacking = ({ property, isMandatory }: ImportColumn): boolean =>
    isMandatory === true && values[property] === undefined;
  const lacking = before === undefined ? columns.filter(isLacking) : [];
  if (lacking.length > 0) return lacking.map(({ property }) => ({ property, fault: 'is required' }));
  const typeOf = (property: string) => columns.find((column) => column.property === property)?.type;
  if (
    before !== undefined &&
    Object.entries(patch).every(([name, value]) => isSame(before[name], value, typeOf(name)))
  )
    return 'unchanged';
  await em.execute('savepoint import_row');
  const faults = await faultsOf(columns, () =>
    before === undefined ? spec.create(em, values, actor) : spec.update(em, values, patch, actor),
  );
  await em.execute(`${faults.length > 0 ? 'rollback to' : 'release'} savepoint import_row`);
  em.clear();
  if (faults.length > 0) return faults;
  return before === undefined ? 'created' : 'updated';
}

/** Of a record that a file may not change. */
export const alreadyThere = 'exists already; ask for update_existing to change what is there';

async function found(em: EntityManager, spec: ServiceImport, values: Values): Promise<object | undefined> {
  try {
    return await spec.find(em, values);
  } catch (error) {
    if (error instanceof DomainError && error.code === 'NotFound') return undefined;
    throw error;
  }
}
