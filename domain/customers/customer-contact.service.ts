import type { EntityManager } from '@mikro-orm/postgresql';
import { DomainError } from '../errors.ts';
import { checkFields, email, given, line, optional } from '../field-rules.ts';
import { listRows } from '../lists.ts';
import type { ListQuery, ListResult } from '../lists.ts';
import { register, removeRow, storeChange } from '../registers.ts';
import type { Actor, ChangeOptions } from '../registers.ts';
import { CustomerContact } from './customer-contact.entity.ts';
import { findCustomer, nextSubNumber } from './customer.service.ts';

/** Fields of a contact that people type. */
export interface ContactFields {
  /** 1 to 255 characters. */
  readonly name: string;
  readonly email?: string | null | undefined;
  readonly phone?: string | null | undefined;
}

export type ContactPatch = { readonly [K in keyof ContactFields]?: ContactFields[K] | undefined };

const contactRegister = register(CustomerContact, 'Contact');

const rules = { name: line(255), email: optional(email), phone: optional(line(255)) };

/** Adds a contact to a customer, under a number of its own for ever. Throws `NotFound` (customer) and `InvalidInput`. */
export async function createContact(
  em: EntityManager,
  customerNumber: string,
  input: ContactFields,
  actor: Actor,
): Promise<CustomerContact> {
  const customer = await findCustomer(em, customerNumber);
  checkFields(input, rules);
  const contact = em.create(CustomerContact, {
    customer,
    number: await nextSubNumber(em, customer, 'last_contact_number'),
    name: input.name,
    email: input.email ?? null,
    phone: input.phone ?? null,
    changedBy: actor,
  });
  await em.flush();
  return contact;
}

/** Throws `NotFound`. */
export async function findContact(
  em: EntityManager,
  customerNumber: string,
  number: number,
): Promise<CustomerContact> {
  const contact = await em.findOne(CustomerContact, { customer: { number: customerNumber }, number });
  if (contact !== null) return contact;
  throw new DomainError('NotFound', { what: `Contact ${number} of customer ${customerNumber}` });
}

/** Changes the fields that are given. Throws `NotFound`, `InvalidInput` and `EditConflict`. */
export async function updateContact(
  em: EntityManager,
  customerNumber: string,
  number: number,
  patch: ContactPatch,
  options: ChangeOptions,
  actor: Actor,
): Promise<CustomerContact> {
  const contact = await findContact(em, customerNumber, number);
  checkFields(patch, rules, { isPatch: true });
  await storeChange(em, contactRegister, contact, given(patch), actor, { ...options, key: number });
  return contact;
}

/** Removes a contact; a customer whose attention it was has none then. Throws `NotFound` and `EditConflict`. */
export async function deleteContact(
  em: EntityManager,
  customerNumber: string,
  number: number,
  options: ChangeOptions = {},
): Promise<void> {
  const contact = await findContact(em, customerNumber, number);
  const customer = await findCustomer(em, customerNumber);
  if (customer.attentionContact === number) customer.attentionContact = null;
  await removeRow(em, contactRegister, contact, { ...options, key: number });
}

/** The contacts of a customer. Filters: `number`, `name`, `email`. Throws `NotFound` (customer). */
export async function listContacts(
  em: EntityManager,
  customerNumber: string,
  query?: ListQuery,
): Promise<ListResult<CustomerContact>> {
  const customer = await findCustomer(em, customerNumber);
  return listRows(
    em,
    {
      entity: CustomerContact,
      order: ['number', 'name', 'createdAt', 'updatedAt'],
      filters: { number: 'property', name: 'property', email: 'property' },
      where: { customer: customer.id },
    },
    query,
  );
}
