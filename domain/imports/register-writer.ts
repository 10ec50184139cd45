import type { EntityManager } from '@mikro-orm/postgresql';
import { Agreement } from '../agreements/agreement.entity.ts';
import { newId } from '../ids.ts';
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
import { faultsOf, inRows } from './row-faults.ts';
import { alreadyThere } from './service-kind.ts';
import { isSame } from './values.ts';
import type { ImportColumn, ImportRow, RowFault, RowOutcome, WriteOptions } from './import-kind.ts';
import type { RegisterColumn, RegisterImport } from './register-kind.ts';

interface Reference {
  readonly property: string;
  readonly register: AnyRegister;
  readonly as: string | undefined;
  readonly require: NonNullable<RegisterColumn['refersTo']>['require'];
}

/** A row on its way. */
interface Candidate {
  readonly row: ImportRow;
  /** By the row's own properties: what the file gives it. */
  readonly given: Readonly<Record<string, unknown>>;
  outcome: RowOutcome | undefined;
}

/** How often rows are looked at afresh that others made or deleted meanwhile. */
const roundsMax = 5;

/** Writes the rows of a register many at a time. */
export class RegisterWriter {
  readonly #spec: RegisterImport;
  readonly #columns: readonly ImportColumn[];
  readonly #references: readonly Reference[];

  constructor(spec: RegisterImport, columns: readonly ImportColumn[]) {
    this.#spec = spec;
    this.#columns = columns;
    this.#references = columns.flatMap(({ name, property }) => {
      const to = spec.columns[name]?.refersTo;
      return to === undefined ? [] : [{ property, register: to.register, as: to.as, require: to.require }];
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
    const known = new Map<Reference, Map<string, Referred>>();
    const closed = new Map<Reference, Map<unknown, readonly RowFault[]>>();
    for (const reference of this.#references) {
      const { property, register, require } = reference;
      const keys = new Set(rows.map(({ values }) => values[property]).filter((key) => key !== undefined));
      const there = await referredRows(em, register, [...keys]);
      known.set(reference, there);
      if (require !== undefined)
        closed.set(reference, await this.#closed(em, reference, [...there.values()]));
    }
    return rows.map((row) => {
      const given: Record<string, unknown> = { ...row.values };
      const faults: RowFault[] = [];
      for (const reference of this.#references) {
        const { property, register, as } = reference;
        const key = given[property] as string | number | undefined;
        if (key === undefined) continue;
        const referred = known.get(reference)?.get(String(key));
        faults.push(...(closed.get(reference)?.get(key) ?? []));
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

  /** Why rows that are there may not be referred to, by their keys. */
  async #closed(
    em: EntityManager,
    { property, require }: Reference,
    there: readonly Referred[],
  ): Promise<Map<unknown, readonly RowFault[]>> {
    const faults = new Map<unknown, readonly RowFault[]>();
    for (const { number } of there) {
      const found = await faultsOf(this.#columns, () => require?.(em, Number(number), property));
      if (found.length > 0) faults.set(number, found);
    }
    return faults;
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
    else for (const each of old) each.outcome = [{ property: register.key, fault: alreadyThere }];
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
    const defaults = fresh.length > 0 ? await this.#defaults(em, agreement) : undefined;
    for (const candidate of fresh) {
      const faults = [...this.#lacking(candidate), ...this.#missingDefaults(candidate, defaults)];
      if (faults.length > 0) candidate.outcome = faults;
      else {
        const { given, row: raw } = candidate;
        if (setsAny(raw.values, this.#spec.careful?.whenCreated)) {
          candidate.outcome = await this.#carefully(em, 'created', raw, options);
          continue;
        }
        const row = {
          ...this.#none(),
          ...this.#spec.newRow(given, agreement),
          ...defaults?.given,
          ...given,
          ...own,
        };
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
      if (!isMember(register, before)) {
        candidate.outcome = [{ property: register.key, fault: 'names a record of another kind' }];
        continue;
      }
      if (this.#isCareful(names)) {
        candidate.outcome = await this.#carefully(em, 'updated', candidate.row, options);
        continue;
      }
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

  /** Whether the columns that change are those of fields that the service looks after. */
  #isCareful(names: readonly string[]): boolean {
    const fields = this.#spec.careful?.whenUpdated ?? [];
    const asIn = (field: string) => this.#references.find(({ property }) => property === field)?.as ?? field;
    return fields.some((field) => names.includes(asIn(field)));
  }

  /** One row by the register's own service. */
  async #carefully(
    em: EntityManager,
    happening: 'created' | 'updated',
    { values }: ImportRow,
    { actor }: WriteOptions,
  ): Promise<RowOutcome> {
    const { register, careful } = this.#spec;
    const { [register.key]: key, ...patch } = values;
    await em.execute('savepoint import_row');
    const faults = await faultsOf(this.#columns, () =>
      happening === 'created'
        ? careful?.create(em, values, actor)
        : careful?.update(em, key as string | number, patch, actor),
    );
    await em.execute(`${faults.length > 0 ? 'rollback to' : 'release'} savepoint import_row`);
    // What a thousand rows have read would be looked through with each of them.
    em.clear();
    return faults.length > 0 ? faults : happening;
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

  /** What the agreement's settings give new rows, as if a row had said it. */
  async #defaults(em: EntityManager, agreement: Agreement): Promise<Candidate | undefined> {
    const values = this.#spec.defaults?.(agreement);
    return values && (await this.#candidates(em, [{ number: 0, values }]))[0];
  }

  /** Faults of defaults that the row would take. */
  #missingDefaults({ row }: Candidate, defaults: Candidate | undefined): RowFault[] {
    const outcome = defaults?.outcome;
    const faults = outcome === undefined || typeof outcome === 'string' ? [] : outcome;
    return faults.filter(({ property }) => row.values[property ?? ''] === undefined);
  }

  #across(row: Readonly<Record<string, unknown>>, agreement: Agreement): RowFault[] {
    return inRows(this.#columns, this.#spec.also?.(row, agreement) ?? {});
  }

  #tells(em: EntityManager, happening: 'created' | 'updated', options: WriteOptions): Promise<boolean> {
    return options.suppressesWebhooks
      ? Promise.resolve(false)
      : wantsRegisterEvents(em, this.#spec.register, happening);
  }
}

const lower = (what: string): string => what.charAt(0).toLowerCase() + what.slice(1);

/** Whether any of these fields is set, to anything but false. */
const setsAny = (values: ImportRow['values'], fields: readonly string[] = []): boolean =>
  fields.some((field) => values[field] !== undefined && values[field] !== false);

/** Whether a row of the entity is in the register: products and BOMs share a table. */
const isMember = ({ where }: AnyRegister, row: PlainRow): boolean =>
  Object.entries(where ?? {}).every(([property, value]) => row[property] === value);
