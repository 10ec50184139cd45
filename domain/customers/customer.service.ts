import type { EntityManager } from '@mikro-orm/postgresql';
import { checkFields } from '../field-rules.ts';
import { listDeep } from '../lists.ts';
import type { DeepListQuery, DeepListResult } from '../lists.ts';
import type { PartyFields } from '../parties/party.rules.ts';
import type { PartyRegisters } from '../parties/party.service.ts';
import { changedParty, newParty, partyList } from '../parties/party.service.ts';
import { deleteRow, findRow, storeChange, storeNew } from '../registers.ts';
import type { Actor, ChangeOptions } from '../registers.ts';
import { requireCustomerContact } from './customer-contact.service.ts';
import type { CustomerGroup } from './customer-group.entity.ts';
import { customerGroupRegister } from './customer-group.service.ts';
import { Customer } from './customer.entity.ts';
import { customerRegister } from './customer.register.ts';
import { customerRules } from './customer.rules.ts';

/** Fields of a customer that people type. */
export interface CustomerFields extends PartyFields {
  readonly emailOffers?: string | null | undefined;
  readonly emailOrders?: string | null | undefined;
  readonly emailInvoices?: string | null | undefined;
}

export interface NewCustomer extends CustomerFields {
  /** 1 to 9 characters (help page H-00031). Default: one more than the largest whole number, from 1001. */
  readonly number?: string | undefined;
}

export type CustomerPatch = { readonly [K in keyof CustomerFields]?: CustomerFields[K] | undefined };

/** Makes a customer. Throws `InvalidInput`, `ReferenceNotFound` and `AlreadyExists`. */
export async function createCustomer(em: EntityManager, input: NewCustomer, actor: Actor): Promise<Customer> {
  checkFields(input, customerRules);
  const registers: PartyRegisters<CustomerGroup> = {
    group: customerGroupRegister,
    party: customerRegister,
    defaults: (settings) => ({
      groupNumber: settings.defaultCustomerGroupNumber,
      vatZone: settings.defaultCustomerVatZone,
      paymentTermsNumber: settings.defaultPaymentTermsNumber,
      layoutNumber: settings.defaultLayoutNumber,
    }),
  };
  const customer = em.create(Customer, {
    ...emptyCustomerFields,
    ...(await newParty(em, registers, input)),
    changedBy: actor,
  });
  await storeNew(em, customerRegister, customer);
  return customer;
}

/** A customer's own fields where nobody gave any. */
export const emptyCustomerFields = {
  emailOffers: null,
  emailOrders: null,
  emailInvoices: null,
  lastAddressNumber: 0,
};

/**
 * Changes the fields that are given; documents keep what they have. Throws `NotFound`, `InvalidInput`,
 * `ReferenceNotFound` and `EditConflict`.
 */
export async function updateCustomer(
  em: EntityManager,
  number: string,
  patch: CustomerPatch,
  options: ChangeOptions,
  actor: Actor,
): Promise<Customer> {
  const customer = await findCustomer(em, number);
  checkFields(patch, customerRules, { isPatch: true });
  await requireCustomerContact(em, customer, patch.attentionContact);
  const change = await changedParty(em, customerGroupRegister, patch);
  await storeChange(em, customerRegister, customer, change, actor, { ...options, key: number });
  return customer;
}

/**
 * Deletes a customer that is on no document, with its contacts and delivery addresses. Throws `NotFound`, `InUse` and
 * `EditConflict`.
 */
export const deleteCustomer = (
  em: EntityManager,
  number: string,
  options: ChangeOptions = {},
): Promise<void> => deleteRow(em, customerRegister, number, options);

/** With its group, payment terms, layout, delivery terms and employee. Throws `NotFound`. */
export const findCustomer = (em: EntityManager, number: string): Promise<Customer> =>
  findRow(em, customerRegister, number);

/**
 * With group, payment terms, layout, delivery terms and employee. Filters: `number`, `numberPart`, `name`, `email`, `ean`,
 * `corporateIdentificationNumber`, `vatZone`, `currency`, `country`, `isBarred`, `groupNumber`, `paymentTermsNumber`.
 */
export const listCustomers = (em: EntityManager, query?: DeepListQuery): Promise<DeepListResult<Customer>> =>
  listDeep<Customer>(em, { entity: Customer, fieldOwner: 'customer', ...partyList }, query);
