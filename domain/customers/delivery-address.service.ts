import type { EntityManager } from '@mikro-orm/postgresql';
import { DomainError } from '../errors.ts';
import { bool, checkFields, email, given, invalidInput, line, omittable, optional } from '../field-rules.ts';
import { listRows } from '../lists.ts';
import type { ListQuery, ListResult } from '../lists.ts';
import { register, removeRow, storeChange, storeNew } from '../registers.ts';
import type { Actor, ChangeOptions } from '../registers.ts';
import { nextSubNumber } from '../parties/party.service.ts';
import { customerRegister } from './customer.register.ts';
import { findCustomer } from './customer.service.ts';
import { DeliveryAddress } from './delivery-address.entity.ts';

/** Fields of a delivery address that people type; one of name, street, zip and city at least. */
export interface DeliveryAddressFields {
  readonly name?: string | null | undefined;
  readonly street?: string | null | undefined;
  readonly street2?: string | null | undefined;
  readonly zip?: string | null | undefined;
  readonly city?: string | null | undefined;
  readonly country?: string | null | undefined;
  readonly email?: string | null | undefined;
  readonly phone?: string | null | undefined;
  /** The one that new documents take; the customer's other addresses lose it. Default false. */
  readonly isDefault?: boolean | undefined;
}

const addressRegister = register(DeliveryAddress, 'Delivery address');

const rules = {
  name: optional(line(255)),
  street: optional(line(255)),
  street2: optional(line(255)),
  zip: optional(line(30)),
  city: optional(line(255)),
  country: optional(line(100)),
  email: optional(email),
  phone: optional(line(255)),
  isDefault: omittable(bool),
};

const requirePlace = (address: DeliveryAddressFields): void => {
  if (
    [address.name, address.street, address.zip, address.city].every(
      (part) => part === null || part === undefined,
    )
  )
    throw invalidInput({ street: ['One of name, street, zip and city is required.'] });
};

/** Adds an address to a customer, under a number of its own for ever. Throws `NotFound` (customer), `InvalidInput`. */
export async function createDeliveryAddress(
  em: EntityManager,
  customerNumber: string,
  input: DeliveryAddressFields,
  actor: Actor,
): Promise<DeliveryAddress> {
  const customer = await findCustomer(em, customerNumber);
  checkFields(input, rules);
  requirePlace(input);
  const number = await nextSubNumber(em, customerRegister, customer, 'last_address_number');
  if (input.isDefault === true) await dropDefault(em, customer.id);
  const address = em.create(DeliveryAddress, {
    customer,
    number,
    name: input.name ?? null,
    street: input.street ?? null,
    street2: input.street2 ?? null,
    zip: input.zip ?? null,
    city: input.city ?? null,
    country: input.country ?? null,
    email: input.email ?? null,
    phone: input.phone ?? null,
    isDefault: input.isDefault ?? false,
    changedBy: actor,
  });
  await storeNew(em, addressRegister, address);
  return address;
}

/** Only one address of a customer is the default; a constraint holds it too. */
const dropDefault = async (em: EntityManager, customerId: string): Promise<void> => {
  await em.nativeUpdate(DeliveryAddress, { customer: customerId, isDefault: true }, { isDefault: false });
};

/** Throws `NotFound`. */
export async function findDeliveryAddress(
  em: EntityManager,
  customerNumber: string,
  number: number,
): Promise<DeliveryAddress> {
  const address = await em.findOne(
    DeliveryAddress,
    { customer: { number: customerNumber }, number },
    { populate: ['customer'] },
  );
  if (address !== null) return address;
  throw new DomainError('NotFound', { what: `Delivery address ${number} of customer ${customerNumber}` });
}

/** Changes the fields that are given. Throws `NotFound`, `InvalidInput` and `EditConflict`. */
export async function updateDeliveryAddress(
  em: EntityManager,
  customerNumber: string,
  number: number,
  patch: DeliveryAddressFields,
  options: ChangeOptions,
  actor: Actor,
): Promise<DeliveryAddress> {
  const address = await findDeliveryAddress(em, customerNumber, number);
  checkFields(patch, rules, { isPatch: true });
  const { name, street, zip, city } = address;
  requirePlace({ name, street, zip, city, ...given(patch) });
  if (patch.isDefault === true && !address.isDefault) await dropDefault(em, address.customer.id);
  await storeChange(em, addressRegister, address, given(patch), actor, { ...options, key: number });
  return address;
}

/** Removes an address; documents keep what they copied. Throws `NotFound` and `EditConflict`. */
export async function deleteDeliveryAddress(
  em: EntityManager,
  customerNumber: string,
  number: number,
  options: ChangeOptions = {},
): Promise<void> {
  const address = await findDeliveryAddress(em, customerNumber, number);
  await removeRow(em, addressRegister, address, { ...options, key: number });
}

/** The addresses of a customer. Filters: `number`, `name`, `isDefault`. Throws `NotFound` (customer). */
export async function listDeliveryAddresses(
  em: EntityManager,
  customerNumber: string,
  query?: ListQuery,
): Promise<ListResult<DeliveryAddress>> {
  const customer = await findCustomer(em, customerNumber);
  return listRows(
    em,
    {
      entity: DeliveryAddress,
      order: ['number', 'name', 'createdAt', 'updatedAt'],
      filters: { number: 'property', name: 'property', isDefault: 'property' },
      where: { customer: customer.id },
    },
    query,
  );
}
