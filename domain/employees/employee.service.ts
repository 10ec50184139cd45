import type { EntityManager } from '@mikro-orm/postgresql';
import {
  bool,
  checkFields,
  email,
  given,
  line,
  omittable,
  oneOf,
  optional,
  registerNumber,
} from '../field-rules.ts';
import { languages } from '../languages.ts';
import type { Language } from '../languages.ts';
import { listDeep } from '../lists.ts';
import type { DeepListQuery, DeepListResult } from '../lists.ts';
import type { Location } from '../locations/location.entity.ts';
import { referToOpenLocation } from '../locations/location.service.ts';
import { deleteRow, findRow, nextNumber, register, storeChange, storeNew } from '../registers.ts';
import type { Actor, ChangeOptions } from '../registers.ts';
import { Employee } from './employee.entity.ts';

/** Fields of an employee that people type. */
export interface EmployeeFields {
  /** 1 to 255 characters. */
  readonly name: string;
  /** Up to 10 characters. */
  readonly initials?: string | null | undefined;
  readonly contactEmail?: string | null | undefined;
  readonly contactPhone?: string | null | undefined;
  /** Null = the agreement's language. */
  readonly locale?: Language | null | undefined;
  readonly jobTitle?: string | null | undefined;
  /** Told by e-mail of what concerns him or her. Default false. */
  readonly shouldNotify?: boolean | undefined;
  /** An open location. */
  readonly defaultLocationNumber?: number | null | undefined;
  /** A barred employee is offered for nothing new. Default false. */
  readonly isBarred?: boolean | undefined;
}

export interface NewEmployee extends EmployeeFields {
  /** Default: one more than the largest. */
  readonly number?: number | undefined;
}

export type EmployeePatch = { readonly [K in keyof EmployeeFields]?: EmployeeFields[K] | undefined };

export const employeeRegister = register(Employee, 'Employee', ['defaultLocation']);

/** Rules of an employee's fields. */
export const employeeRules = {
  number: omittable(registerNumber),
  name: line(255),
  initials: optional(line(10)),
  contactEmail: optional(email),
  contactPhone: optional(line(255)),
  locale: optional(oneOf(languages)),
  jobTitle: optional(line(255)),
  shouldNotify: omittable(bool),
  defaultLocationNumber: optional(registerNumber),
  isBarred: omittable(bool),
};

/** What a new employee holds beside the number and the location: the input, and the defaults of what is left out. */
export const newEmployeeRow = (input: EmployeeFields) => ({
  name: input.name,
  initials: input.initials ?? null,
  contactEmail: input.contactEmail ?? null,
  contactPhone: input.contactPhone ?? null,
  locale: input.locale ?? null,
  jobTitle: input.jobTitle ?? null,
  shouldNotify: input.shouldNotify ?? false,
  isBarred: input.isBarred ?? false,
});

const openLocation = async (
  em: EntityManager,
  number: number | null | undefined,
): Promise<Location | null | undefined> =>
  number === null || number === undefined ? number : referToOpenLocation(em, number, 'defaultLocationNumber');

/** Makes an employee. Throws `InvalidInput`, `ReferenceNotFound`, `Barred` (default location) and `AlreadyExists`. */
export async function createEmployee(em: EntityManager, input: NewEmployee, actor: Actor): Promise<Employee> {
  checkFields(input, employeeRules);
  const number = input.number ?? (await nextNumber(em, employeeRegister, 1));
  const employee = em.create(Employee, {
    number,
    ...newEmployeeRow(input),
    defaultLocation: (await openLocation(em, input.defaultLocationNumber)) ?? null,
    changedBy: actor,
  });
  await storeNew(em, employeeRegister, employee);
  return employee;
}

/** Changes the fields that are given. Throws `NotFound`, `InvalidInput`, `ReferenceNotFound`, `Barred` and `EditConflict`. */
export async function updateEmployee(
  em: EntityManager,
  number: number,
  patch: EmployeePatch,
  options: ChangeOptions,
  actor: Actor,
): Promise<Employee> {
  const employee = await findRow(em, employeeRegister, number);
  checkFields(patch, employeeRules, { isPatch: true });
  const { defaultLocationNumber, ...own } = patch;
  const change = given({ ...own, defaultLocation: await openLocation(em, defaultLocationNumber) });
  await storeChange(em, employeeRegister, employee, change, actor, { ...options, key: number });
  return employee;
}

/** Deletes an employee whom no customer and no document names. Throws `NotFound`, `InUse` and `EditConflict`. */
export const deleteEmployee = (
  em: EntityManager,
  number: number,
  options: ChangeOptions = {},
): Promise<void> => deleteRow(em, employeeRegister, number, options);

/** Throws `NotFound`. */
export const findEmployee = (em: EntityManager, number: number): Promise<Employee> =>
  findRow(em, employeeRegister, number);

/** Filters: `number`, `name`, `initials`, `isBarred`. */
export const listEmployees = (em: EntityManager, query?: DeepListQuery): Promise<DeepListResult<Employee>> =>
  listDeep(
    em,
    {
      entity: Employee,
      order: ['number', 'name', 'createdAt', 'updatedAt'],
      filters: { number: 'property', name: 'property', initials: 'property', isBarred: 'property' },
      populate: ['defaultLocation'],
    },
    query,
  );
