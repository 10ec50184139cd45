import type { EntityManager } from '@mikro-orm/postgresql';
import type { Agreement } from '../agreements/agreement.entity.ts';
import type { FieldErrors, Rule } from '../field-rules.ts';
import type { Actor } from '../registers.ts';
import type { AnyRegister } from './bulk-rows.ts';
import type { CellType, ImportColumn, ImportKind } from './import-kind.ts';
import { RegisterWriter } from './register-writer.ts';
import { camel } from './values.ts';

/** A column of a register's file. */
export interface RegisterColumn {
  readonly type: CellType;
  readonly example: string;
  /** The field's name in the register's input, where it is not the column's own. */
  readonly property?: string;
  readonly isMandatory?: boolean;
  /**
   * Names a row of another register by its number, which the row keeps as `as` (or as it is, where nothing is said). `require`
   * throws where nothing new may refer to it; asked once for each number of a chunk.
   */
  readonly refersTo?: {
    readonly register: AnyRegister;
    readonly as?: string;
    readonly require?: (em: EntityManager, key: number, property: string) => Promise<unknown>;
  };
}

/** The service's own way, which asks the database for each row. */
export interface CarefulRows {
  /** Fields that a new row sets, to anything but false. */
  readonly whenCreated: readonly string[];
  /** Fields that change in a row. */
  readonly whenUpdated: readonly string[];
  create(em: EntityManager, input: Readonly<Record<string, unknown>>, actor: Actor): Promise<unknown>;
  update(
    em: EntityManager,
    key: string | number,
    patch: Readonly<Record<string, unknown>>,
    actor: Actor,
  ): Promise<unknown>;
}

/** How a register is imported. */
export interface RegisterImport {
  readonly name: string;
  readonly register: AnyRegister;
  /** By name; the one of the register's key names the record. */
  readonly columns: Readonly<Record<string, RegisterColumn>>;
  /** Those of the register's service, by property. */
  readonly rules: Readonly<Record<string, Rule>>;
  /** What a new row holds of its input, beside what it refers to: the register service's own defaults. */
  newRow(input: Readonly<Record<string, unknown>>, agreement: Agreement): object;
  /** What the agreement's settings give a new row that does not say it, by property. */
  defaults?(agreement: Agreement): Readonly<Record<string, unknown>>;
  /** Rows that the register's service takes one by one, for its rules know more than the row. */
  readonly careful?: CarefulRows;
  /** What is wrong between the fields of a row as it would be, by the names of the API. */
  also?(row: Readonly<Record<string, unknown>>, agreement: Agreement): FieldErrors;
}

/** The kind of a register: rows are held against the register's rules, and written many at a time. */
export function registerKind(spec: RegisterImport): ImportKind {
  const columns = Object.entries(spec.columns).map(([name, column]): ImportColumn => {
    const property = column.property ?? camel(name);
    const rule = spec.rules[property];
    if (rule === undefined) throw new Error(`${spec.name}: the field ${property} has no rule.`);
    const isKey = property === spec.register.key;
    const isMandatory = isKey || column.isMandatory === true;
    return { name, property, type: column.type, example: column.example, rule, isKey, isMandatory };
  });
  const writer = new RegisterWriter(spec, columns);
  return {
    name: spec.name,
    columns,
    keyOf: (row) => String(row.values[spec.register.key]),
    write: (em, rows, options) => writer.write(em, rows, options),
  };
}
