import type { EntityManager } from '@mikro-orm/postgresql';
import { checkFields, given, line, omittable, registerNumber } from '../field-rules.ts';
import { listRows } from '../lists.ts';
import type { ListQuery, ListResult } from '../lists.ts';
import { deleteRow, findRow, nextNumber, register, storeChange, storeNew } from '../registers.ts';
import type { Actor, ChangeOptions } from '../registers.ts';
import { CustomerGroup } from './customer-group.entity.ts';

/** Fields of a customer group that people type. */
export interface CustomerGroupFields {
  /** 1 to 255 characters. */
  readonly name: string;
}

export interface NewCustomerGroup extends CustomerGroupFields {
  /** Default: one more than the largest. */
  readonly number?: number | undefined;
}

export interface CustomerGroupPatch {
  readonly name?: string | undefined;
}

export const customerGroupRegister = register(CustomerGroup, 'Customer group');

/** Rules of a customer group's fields. */
export const customerGroupRules = { number: omittable(registerNumber), name: line(255) };

/** Makes a customer group. Throws `InvalidInput` and `AlreadyExists`. */
export async function createCustomerGroup(
  em: EntityManager,
  input: NewCustomerGroup,
  actor: Actor,
): Promise<CustomerGroup> {
  checkFields(input, customerGroupRules);
  const number = input.number ?? (await nextNumber(em, customerGroupRegister, 1));
  const group = em.create(CustomerGroup, { number, name: input.name, changedBy: actor });
  await storeNew(em, customerGroupRegister, group);
  return group;
}

/** Changes the fields that are given. Throws `NotFound`, `InvalidInput` and `EditConflict`. */
export async function updateCustomerGroup(
  em: EntityManager,
  number: number,
  patch: CustomerGroupPatch,
  options: ChangeOptions,
  actor: Actor,
): Promise<CustomerGroup> {
  const group = await findRow(em, customerGroupRegister, number);
  checkFields(patch, customerGroupRules, { isPatch: true });
  await storeChange(em, customerGroupRegister, group, given(patch), actor, { ...options, key: number });
  return group;
}

/** Deletes a customer group without customers. Throws `NotFound`, `InUse` and `EditConflict`. */
export const deleteCustomerGroup = (
  em: EntityManager,
  number: number,
  options: ChangeOptions = {},
): Promise<void> => deleteRow(em, customerGroupRegister, number, options);

/** Throws `NotFound`. */
export const findCustomerGroup = (em: EntityManager, number: number): Promise<CustomerGroup> =>
  findRow(em, customerGroupRegister, number);

/** Filters: `number`, `name`. */
export const listCustomerGroups = (
  em: EntityManager,
  query?: ListQuery,
): Promise<ListResult<CustomerGroup>> =>
  listRows(
    em,
    {
      entity: CustomerGroup,
      order: ['number', 'name', 'createdAt', 'updatedAt'],
      filters: { number: 'property', name: 'property' },
    },
    query,
  );
