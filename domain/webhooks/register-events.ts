import { ReferenceKind } from '@mikro-orm/postgresql';
import type { EntityClass, EntityManager } from '@mikro-orm/postgresql';
import { ExactDecimalType } from '../exact-decimal.ts';
import { apiName } from '../field-rules.ts';
import { plain } from '../money.ts';
import { emitEvent, wantsEvent } from './emit-event.ts';
import { webhookEventOf } from './webhook-events.ts';

/** What is the database's own of a row, and nobody's field. */
const internal = new Set([
  'agreementNumber',
  'changedBy',
  'version',
  'lastContactNumber',
  'lastAddressNumber',
  'layoutChangedAt',
  'passwordHash',
]);

/** Fields that the API calls otherwise than the row does. */
const apiNames: Readonly<Record<string, string>> = {
  'customer.group': 'customer_group_id',
  'customer.zip': 'zipcode',
  'customer.attentionContact': 'attention_contact_id',
  'customer_price.product': 'item_id',
  'delivery_address.zip': 'zipcode',
  'lot_line.component': 'item_id',
  'product_price.currency': 'currency',
  'supplier_address.zip': 'zipcode',
  'supplier.group': 'supplier_group_id',
  'supplier.zip': 'zipcode',
  'supplier.attentionContact': 'attention_contact_id',
};

type Row = Readonly<Record<string, unknown>>;

/** A register row as webhooks are sent it: its own fields by the API's names, what it refers to by number. */
export function registerData<E extends object>(
  em: EntityManager,
  of: { readonly entity: EntityClass<E> },
  row: E,
): Row {
  const meta = em.getMetadata().get(of.entity);
  const values = row as Row;
  const fields = meta.props.filter(
    ({ name, kind, formula }) =>
      !internal.has(name) &&
      formula === undefined &&
      (kind === ReferenceKind.SCALAR || kind === ReferenceKind.MANY_TO_ONE),
  );
  return Object.fromEntries(
    fields.map(({ name, kind, customType }): [string, unknown] => {
      const value = values[name] ?? null;
      const known = apiNames[`${meta.tableName}.${name}`];
      if (kind === ReferenceKind.MANY_TO_ONE)
        return [known ?? `${apiName(name)}_id`, value === null ? null : nameOf(value as Row)];
      return [
        known ?? apiName(name),
        isDecimal(customType) && value !== null ? plain(value as string) : value,
      ];
    }),
  );
}

/** What names a row that is referred to. */
const nameOf = (row: Row): unknown => row['number'] ?? row['code'];

const isDecimal = (type: unknown): boolean => type instanceof ExactDecimalType;

/** What happened to a row; `before` is its data as it was, `also` what changed and stands in no column of it. */
export type RegisterHappening =
  | { readonly happening: 'created' }
  | {
      readonly happening: 'updated' | 'deleted';
      readonly before: Row;
      readonly also?: readonly string[] | undefined;
    };

/** Whether a webhook wants to be told that rows of this register were created, updated or deleted. */
export async function wantsRegisterEvents(
  em: EntityManager,
  of: { readonly entity: EntityClass<object> },
  happening: RegisterHappening['happening'],
): Promise<boolean> {
  const event = webhookEventOf(`${em.getMetadata().get(of.entity).tableName}.${happening}`);
  return event !== undefined && wantsEvent(em, event);
}

/** Tells webhooks what happened to a register row, with the next statement; of a register without events it tells nothing. */
export async function emitRegisterEvent<E extends object>(
  em: EntityManager,
  of: {
    readonly entity: EntityClass<E>;
    readonly key: string;
    readonly events?: string;
    readonly eventKey?: 'id';
    nameOf?(row: E): string | number;
  },
  row: E,
  what: RegisterHappening,
): Promise<void> {
  const entity = of.events ?? em.getMetadata().get(of.entity).tableName;
  const event = webhookEventOf(`${entity}.${what.happening}`);
  if (event === undefined) return;
  const data = what.happening === 'deleted' ? what.before : registerData(em, of, row);
  const name = of.nameOf?.(row) ?? data[of.eventKey ?? of.key];
  const common = { event, key: name as string | number, keyName: of.eventKey ?? 'number', data } as const;
  if (what.happening !== 'updated') return emitEvent(em, common);
  const columns = Object.keys(data).filter(
    (name) => name !== 'updated_at' && JSON.stringify(data[name]) !== JSON.stringify(what.before[name]),
  );
  const changed = [...columns, ...(what.also ?? [])];
  if (changed.length > 0) await emitEvent(em, { ...common, changed });
}
