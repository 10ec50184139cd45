import type { EntityManager } from '@mikro-orm/postgresql';
import { Agreement } from '../agreements/agreement.entity.ts';
import type { FieldErrors, Rule } from '../field-rules.ts';
import { apiName } from '../field-rules.ts';
import { newId } from '../ids.ts';
import { type Decimal, equal } from '../money.ts';
import { agreementOf } from '../tenant.ts';
import { emitRegisterEvent, registerData, wantsRegisterEvents } from '../webhooks/register-events.ts';
import {
  type AnyRegister,
  insertRows,
  lockRows,
  type PlainRow,
  type Referred,
  referredRows,
  updateRows,
} from './bulk-rows.ts';
import type {
  CellType,
  ImportColumn,
  ImportKind,
  ImportRow,
  RowFault,
  RowOutcome,
  WriteOptions,
} from './import-kind.ts';

/** A column of a register's file. */
export interface RegisterColumn {
  readonly type: CellType;
  readonly example: string;
  /** The field's name in the register's input, where it is not the column's own. */
  readonly property?: string;
  readonly isMandatory?: boolean;
  /** Names a row of another register by its number, which the row keeps as `as` (or as it is, where nothing is said). */
  readonly refersTo?: { readonly register: AnyRegister; readonly as?: string };
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
  /** What is wrong between the fields of a row as it would be, by the names of the API. */
  also?(row: Readonly<Record<string, unknown>>, agreement: Agreement): FieldErrors;
}

const camel = (name: string): string =>
  name.replaceAll(/_(\w)/g, (_whole, letter: string) => letter.toUpperCase());

interface Reference {
  readonly property: string;
  readonly register: AnyRegister;
  readonly as: string | undefined;
}

/** A row on its way. */
interface Candidate {
  readonly row: ImportRow;
  /** By the row's own properties: what the file gives it. */
  readonly given: Readonly<Record<string, unknown>>;
  outcome: RowOutcome | undefined;
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

/** How often rows are looked at afresh that others made or deleted meanwhile. */
const roundsMax = 5;

class RegisterWriter {
  readonly #spec: RegisterImport;
  readonly #columns: readonly ImportColumn[];
  readonly #references: readonly Reference[];

  constructor(spec: RegisterImport, columns: readonly ImportColumn[]) {
    this.#spec = spec;
    this.#columns = columns;
    this.#references = columns.flatMap(({ name, property }) => {
      const to = spec.columns[name]?.refersTo;
      return to === undefined ? [] : [{ property, register: to.register, as: to.as }];
    });
  }

  async write(em: EntityManager, rows: readonly ImportRow[], options: WriteOptions): Promise<RowOutcome[]> {
    const agreement = await em.findOneOrFail(Agreement, { number: agreementOf(em) });
    const candidates = await this.#candidates(em, rows);
    for (let round = 1; ; round += 1) {
      const open = candidates.filter(({ outcome }) => outcome === undefined);
      if (open.length === 0) return candidates.map(({ outcome }) => outcome ?? []);
      // A row that is found in no round and yet never free is made and deleted by others all the time.
      if (round > roundsMax) throw new Error(`${this.#spec.name}: rows come and go while they are imported.`);
      await this.#round(em, open, agreement, options);
    }
  }

  /** The rows with what they refer to; a reference that leads nowhere is a fault. */
  async #candidates(em: EntityManager, rows: readonly ImportRow[]): Promise<Candidate[]> {
    const known = new Map<string, Map<string, Referred>>();
    for (const { property, register } of this.#references) {
      const keys = new Set(rows.map(({ values }) => values[property]).filter((key) => key !== undefined));
      known.set(property, await referredRows(em, register, [...keys]));
    }
    return rows.map((row) => {
      const given: Record<string, unknown> = { ...row.values };
      const faults: RowFault[] = [];
      for (const { property, register, as } of this.#references) {
        const key = given[property] as string | number | undefined;
        if (key === undefined) continue;
        const referred = known.get(property)?.get(String(key));
        if (referred === undefined)
          faults.push({
            property,
            fault: `must name what exists: there is no ${lower(register.what)} ${key}`,
          });
        if (as === undefined) continue;
        Reflect.deleteProperty(given, property);
        given[as] = referred;
      }
      return { row, given, outcome: faults.length > 0 ? faults : undefined };
    });
  }

  async #round(
    em: EntityManager,
    open: readonly Candidate[],
    agreement: Agreement,
    options: WriteOptions,
  ): Promise<void> {
    const { register } = this.#spec;
    const keyOf = ({ given }: Candidate): string => String(given[register.key]);
    const keys = open.map(({ given }) => given[register.key]);
    const there = options.updatesExisting
      ? await lockRows(em, register, keys)
      : await referredRows(em, register, keys);
    const old = open.filter((each) => there.has(keyOf(each)));
    if (options.updatesExisting)
      await this.#update(em, old, there as Map<string, PlainRow>, agreement, options);
    else
      for (const each of old)
        each.outcome = [
          {
            property: register.key,
            fault: 'exists already; ask for update_existing to change what is there',
          },
        ];
    const fresh = open.filter((each) => !there.has(keyOf(each)));
    await this.#insert(em, fresh, agreement, options);
  }

  async #insert(
    em: EntityManager,
    fresh: readonly Candidate[],
    agreement: Agreement,
    options: WriteOptions,
  ): Promise<void> {
    const { register } = this.#spec;
    const made: { readonly candidate: Candidate; readonly row: PlainRow }[] = [];
    const now = new Date().toISOString();
    const own = { agreementNumber: agreement.number, version: 1, changedBy: options.actor };
    for (const candidate of fresh) {
      const faults = this.#lacking(candidate);
      if (faults.length > 0) candidate.outcome = faults;
      else {
        const { given } = candidate;
        const row = { ...this.#none(), ...this.#spec.newRow(given, agreement), ...given, ...own };
        const also = this.#across(row, agreement);
        if (also.length > 0) candidate.outcome = also;
        else made.push({ candidate, row: { ...row, id: newId(), createdAt: now, updatedAt: now } });
      }
    }
    const stored = await insertRows(
      em,
      register,
      made.map(({ row }) => row),
    );
    const tells = made.length > 0 && (await this.#tells(em, 'created', options));
    for (const { candidate, row } of made) {
      if (!stored.has(row.id)) continue;
      candidate.outcome = 'created';
      if (tells) await emitRegisterEvent(em, register, row, { happening: 'created' });
    }
  }

  async #update(
    em: EntityManager,
    old: readonly Candidate[],
    there: ReadonlyMap<string, PlainRow>,
    agreement: Agreement,
    options: WriteOptions,
  ): Promise<void> {
    const { register } = this.#spec;
    const changed: { readonly before: PlainRow; readonly row: PlainRow }[] = [];
    const now = new Date().toISOString();
    const properties = new Set(['changedBy', 'updatedAt']);
    const types = new Map(this.#columns.map(({ property, type }) => [property, type]));
    for (const candidate of old) {
      const before = there.get(String(candidate.given[register.key]));
      if (before === undefined) continue;
      const { given } = candidate;
      const names = Object.keys(given).filter((name) => !isSame(before[name], given[name], types.get(name)));
      const row = { ...before, ...given, changedBy: options.actor, updatedAt: now };
      const also = names.length > 0 ? this.#across(row, agreement) : [];
      candidate.outcome = also.length > 0 ? also : names.length > 0 ? 'updated' : 'unchanged';
      if (candidate.outcome !== 'updated') continue;
      changed.push({ before, row });
      for (const name of names) properties.add(name);
    }
    await updateRows(
      em,
      register,
      changed.map(({ row }) => row),
      [...properties],
    );
    if (changed.length === 0 || !(await this.#tells(em, 'updated', options))) return;
    for (const { before, row } of changed) {
      const data = registerData(em, register, before);
      await emitRegisterEvent(em, register, row, { happening: 'updated', before: data });
    }
  }

  /** What a new row may refer to, and does not. */
  #none(): Readonly<Record<string, null>> {
    return Object.fromEntries(this.#references.flatMap(({ as }) => (as === undefined ? [] : [[as, null]])));
  }

  /** What a new record cannot be made without. */
  #lacking({ row }: Candidate): RowFault[] {
    return this.#columns
      .filter(({ property }) => row.values[property] === undefined)
      .filter(({ isMandatory, rule }) => isMandatory === true || rule(undefined) !== undefined)
      .map(({ property }) => ({ property, fault: 'is required' }));
  }

  #across(row: Readonly<Record<string, unknown>>, agreement: Agreement): RowFault[] {
    return Object.entries(this.#spec.also?.(row, agreement) ?? {}).flatMap(([field, messages]) => {
      const property = this.#columns.find((column) => apiName(column.property) === field)?.property;
      return messages.map((message) => ({
        ...(property !== undefined && { property }),
        fault: message.replace(`${field} `, '').replace(/\.$/, ''),
      }));
    });
  }

  #tells(em: EntityManager, happening: 'created' | 'updated', options: WriteOptions): Promise<boolean> {
    return options.suppressesWebhooks
      ? Promise.resolve(false)
      : wantsRegisterEvents(em, this.#spec.register, happening);
  }
}

const lower = (what: string): string => what.charAt(0).toLowerCase() + what.slice(1);

/** Whether a row says already what the file gives it. */
function isSame(before: unknown, given: unknown, type: CellType | undefined): boolean {
  if (before === given) return true;
  if (before === null || before === undefined || given === null || given === undefined) return false;
  if (typeof given === 'object') return (before as Referred).id === (given as Referred).id;
  return type === 'decimal' && equal(before as Decimal, given as Decimal);
}
