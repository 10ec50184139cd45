import { ForeignKeyConstraintViolationException, OptimisticLockError } from '@mikro-orm/postgresql';
import type { EntityClass, EntityManager, FilterQuery } from '@mikro-orm/postgresql';
import { violatedUnique } from './database.ts';
import { DomainError } from './errors.ts';
import { apiName } from './field-rules.ts';
import { emitRegisterEvent, registerData } from './webhooks/register-events.ts';
import { agreementOf } from './tenant.ts';

/**
 * What all registers (customers, products, groups, units, …) do alike: find by number, refer to, number, store, change
 * with an optimistic version, delete unless used. The entity manager is bound to the agreement by `withAgreement`.
 */

/** Who changes something, as events and rows keep it, e.g. `api-key:<name>`. */
export type Actor = string;

/** The version a change was based on; left out = the change holds whatever the version. */
export interface ChangeOptions {
  readonly version?: number | undefined;
}

/** What a register's row has at least. */
interface RegisterRow {
  readonly id: string;
  readonly version: number;
  changedBy: string;
}

/** A register: its entity, the property that names a row, and its name in messages. */
export interface Register<E extends RegisterRow> {
  readonly entity: EntityClass<E>;
  /** Property by which a row is named: `number`, or `code` of a currency. */
  readonly key: string;
  /** One row's name in messages, e.g. "Customer group". */
  readonly what: string;
  /** Relations that `findRow` loads with the row, in the same statement. */
  readonly populate?: readonly string[];
  /** What names a row where no property of its own does, e.g. the number of the unit of an item's unit. */
  nameOf?(row: E): string | number;
  /** Which rows of the entity are in the register; all where it is left out. */
  readonly where?: object;
  /** The rows' name in webhook events; that of their table where it is left out. */
  readonly events?: string;
  /** What names a row in them where it is not what names it here. */
  readonly eventKey?: 'id';
}

/** A register whose rows are named by `number`. */
export const register = <E extends RegisterRow>(
  entity: EntityClass<E>,
  what: string,
  populate: readonly string[] = [],
): Register<E> => ({ entity, key: 'number', what, populate });

const keyOf = <E extends RegisterRow>(of: Register<E>, row: E): string | number =>
  of.nameOf?.(row) ?? (row as unknown as Readonly<Record<string, string | number>>)[of.key] ?? row.id;

const keyIs = <E extends RegisterRow>(of: Register<E>, key: string | number): FilterQuery<E> =>
  ({ ...of.where, [of.key]: key }) as FilterQuery<E>;

const named = <E extends RegisterRow>(of: Register<E>, key: string | number): string => `${of.what} ${key}`;

/** The row of that number, with the register's relations. Throws `NotFound`. */
export async function findRow<E extends RegisterRow>(
  em: EntityManager,
  of: Register<E>,
  key: string | number,
): Promise<E> {
  const options = { populate: of.populate ?? [], strategy: 'joined' };
  const row = await em.findOne<E>(of.entity, keyIs(of, key), options as never);
  if (row === null) throw new DomainError('NotFound', { what: named(of, key) });
  return row;
}

/**
 * The row to which an input's field refers. Throws `ReferenceNotFound`, with the field, where this agreement has none
 * of that number, whoever else may have one.
 */
export async function referTo<E extends RegisterRow>(
  em: EntityManager,
  of: Register<E>,
  key: string | number,
  property: string,
): Promise<E> {
  const row = await em.findOne(of.entity, keyIs(of, key));
  if (row !== null) return row;
  const field = apiName(property);
  const what = named(of, key);
  throw new DomainError(
    'ReferenceNotFound',
    { field, what },
    { errors: { [field]: [`${what} does not exist.`] } },
  );
}

/** As `referTo`, where the field may be null (refers to nothing) or undefined (stays as it is). */
export async function referToOptional<E extends RegisterRow>(
  em: EntityManager,
  of: Register<E>,
  key: string | number | null | undefined,
  property: string,
): Promise<E | null | undefined> {
  return key === null || key === undefined ? key : referTo(em, of, key, property);
}

/**
 * The number for a new row: one more than the largest whole number in the register, `first` in an empty one. Whoever
 * asks next waits until this transaction ends. Numbers of more digits than `digitsMax` do not count.
 */
export async function nextNumber<E extends RegisterRow>(
  em: EntityManager,
  of: Register<E>,
  first: number,
  digitsMax = 9,
): Promise<number> {
  const table = em.getMetadata().get(of.entity).tableName;
  await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`${table}:${agreementOf(em)}`]);
  const [row] = await em.execute<{ next: string | null }[]>(
    `select (max(number::bigint) + 1)::text as next from "${table}"
      where agreement_number = ? and number::text ~ ?`,
    [agreementOf(em), `^[0-9]{1,${digitsMax}}$`],
  );
  return Number(row?.next ?? first);
}

/** Stores a new row and tells webhooks of it. Throws `AlreadyExists`, with the field, where its number is taken. */
export async function storeNew<E extends RegisterRow>(
  em: EntityManager,
  of: Register<E>,
  row: E,
): Promise<void> {
  try {
    await em.flush();
  } catch (error) {
    if (violatedUnique(error) === undefined) throw error;
    const what = named(of, keyOf(of, row));
    throw new DomainError(
      'AlreadyExists',
      { what },
      { errors: { [apiName(of.key)]: [`${what} exists already.`] }, cause: error },
    );
  }
  await emitRegisterEvent(em, of, row, { happening: 'created' });
}

/**
 * Stores a change of a row, and who made it, and tells webhooks what changed. Throws `EditConflict` where the row has another version than the change
 * was based on, or got one while this transaction ran.
 */
export async function storeChange<E extends RegisterRow>(
  em: EntityManager,
  of: Register<E>,
  row: E,
  change: Readonly<Record<string, unknown>>,
  actor: Actor,
  options: ChangeOptions & {
    readonly key: string | number;
    /** What changes with it and stands in no column of the row: lines. */
    readonly also?: readonly string[];
  },
): Promise<void> {
  requireVersion(of, row, options);
  const before = registerData(em, of, row);
  Object.assign(row, change, { changedBy: actor });
  try {
    await em.flush();
  } catch (error) {
    throw error instanceof OptimisticLockError ? conflict(of, options.key) : error;
  }
  await emitRegisterEvent(em, of, row, { happening: 'updated', before, also: options.also });
}

/** Deletes a row and tells webhooks so. Throws `InUse`, naming what uses it, and `EditConflict`. */
export async function deleteRow<E extends RegisterRow>(
  em: EntityManager,
  of: Register<E>,
  key: string | number,
  options: ChangeOptions = {},
): Promise<void> {
  await removeRow(em, of, await findRow(em, of, key), { ...options, key });
}

/** Deletes a row that was found already; throws what `deleteRow` throws. */
export async function removeRow<E extends RegisterRow>(
  em: EntityManager,
  of: Register<E>,
  row: E,
  options: ChangeOptions & { readonly key: string | number },
): Promise<void> {
  const { key } = options;
  requireVersion(of, row, options);
  const before = registerData(em, of, row);
  try {
    await em.remove(row).flush();
  } catch (error) {
    if (error instanceof OptimisticLockError) throw conflict(of, key);
    if (!(error instanceof ForeignKeyConstraintViolationException)) throw error;
    throw new DomainError('InUse', { what: named(of, key), usedBy: usersIn(error) }, { cause: error });
  }
  await emitRegisterEvent(em, of, row, { happening: 'deleted', before });
}

function requireVersion<E extends RegisterRow>(
  of: Register<E>,
  row: E,
  options: ChangeOptions & { readonly key: string | number },
): void {
  if (options.version !== undefined && options.version !== row.version) throw conflict(of, options.key);
}

const conflict = <E extends RegisterRow>(of: Register<E>, key: string | number): DomainError =>
  new DomainError('EditConflict', { what: named(of, key) });

/** PostgreSQL names the table whose rows still refer to what was to be deleted. */
const usersIn = (error: object): string =>
  'table' in error && typeof error.table === 'string' ? (usersByTable[error.table] ?? error.table) : 'others';

const usersByTable: Readonly<Record<string, string>> = {
  adjustment: 'adjustments',
  collection_line: 'collections',
  customer: 'customers',
  customer_discount: 'customers',
  customer_price: 'customers',
  customer_invoice: 'customer invoices',
  customer_invoice_line: 'customer invoices',
  employee: 'employees',
  custom_field_value: 'values of it',
  adjustment_line: 'adjustments',
  location: 'locations',
  movement: 'movements',
  movement_line: 'movements',
  lot_line: 'BOMs',
  product: 'products',
  product_location: 'products',
  product_price: 'products',
  product_unit: 'products',
  production_order: 'production orders',
  production_order_line: 'production orders',
  stock_count: 'counts',
  stock_count_line: 'counts',
  purchase_order: 'purchase orders',
  purchase_order_line: 'purchase orders',
  receipt: 'receipts',
  receipt_line: 'receipts',
  supplier: 'suppliers',
  supplier_invoice: 'supplier invoices',
  supplier_invoice_line: 'supplier invoices',
};
