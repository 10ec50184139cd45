import type { EntityManager } from '@mikro-orm/postgresql';
import { checkFields } from '../field-rules.ts';
import { listDeep } from '../lists.ts';
import type { DeepListQuery, DeepListResult } from '../lists.ts';
import type { PartyFields } from '../parties/party.rules.ts';
import type { PartyRegisters } from '../parties/party.service.ts';
import { changedParty, newParty, partyList } from '../parties/party.service.ts';
import { deleteRow, findRow, storeChange, storeNew } from '../registers.ts';
import type { Actor, ChangeOptions } from '../registers.ts';
import { requireSupplierContact } from './supplier-contact.service.ts';
import type { SupplierGroup } from './supplier-group.entity.ts';
import { supplierGroupRegister } from './supplier-group.service.ts';
import { Supplier } from './supplier.entity.ts';
import { supplierRegister } from './supplier.register.ts';
import { supplierRules } from './supplier.rules.ts';
import type { SupplierPaymentType } from './supplier.rules.ts';

/** Fields of a supplier that people type. */
export interface SupplierFields extends PartyFields {
  readonly emailPurchaseOrders?: string | null | undefined;
  readonly paymentType?: SupplierPaymentType | null | undefined;
  readonly bankName?: string | null | undefined;
  readonly bankRegistrationNumber?: string | null | undefined;
  readonly bankAccountNumber?: string | null | undefined;
  /** Without spaces, with right check digits. */
  readonly iban?: string | null | undefined;
  /** 8 or 11 characters (ISO 9362). */
  readonly bic?: string | null | undefined;
  readonly creditorNumber?: string | null | undefined;
}

export interface NewSupplier extends SupplierFields {
  /** 1 to 9 characters (domain §5.6). Default: one more than the largest whole number, from 1001. */
  readonly number?: string | undefined;
}

export type SupplierPatch = { readonly [K in keyof SupplierFields]?: SupplierFields[K] | undefined };

/** Makes a supplier. Throws `InvalidInput`, `ReferenceNotFound` and `AlreadyExists`. */
export async function createSupplier(em: EntityManager, input: NewSupplier, actor: Actor): Promise<Supplier> {
  checkFields(input, supplierRules);
  const registers: PartyRegisters<SupplierGroup> = {
    group: supplierGroupRegister,
    party: supplierRegister,
    defaults: (settings) => ({
      groupNumber: settings.defaultSupplierGroupNumber,
      vatZone: settings.defaultSupplierVatZone,
      paymentTermsNumber: settings.defaultSupplierPaymentTermsNumber ?? settings.defaultPaymentTermsNumber,
      layoutNumber: settings.defaultSupplierLayoutNumber ?? settings.defaultLayoutNumber,
    }),
  };
  const supplier = em.create(Supplier, {
    ...emptySupplierFields,
    ...(await newParty(em, registers, input)),
    changedBy: actor,
  });
  await storeNew(em, supplierRegister, supplier);
  return supplier;
}

/** A supplier's own fields where nobody gave any. */
export const emptySupplierFields = {
  emailPurchaseOrders: null,
  paymentType: null,
  bankName: null,
  bankRegistrationNumber: null,
  bankAccountNumber: null,
  iban: null,
  bic: null,
  creditorNumber: null,
};

/**
 * Changes the fields that are given; documents keep what they have. Throws `NotFound`, `InvalidInput`,
 * `ReferenceNotFound` and `EditConflict`.
 */
export async function updateSupplier(
  em: EntityManager,
  number: string,
  patch: SupplierPatch,
  options: ChangeOptions,
  actor: Actor,
): Promise<Supplier> {
  const supplier = await findSupplier(em, number);
  checkFields(patch, supplierRules, { isPatch: true });
  await requireSupplierContact(em, supplier, patch.attentionContact);
  const change = await changedParty(em, supplierGroupRegister, patch);
  await storeChange(em, supplierRegister, supplier, change, actor, { ...options, key: number });
  return supplier;
}

/** Deletes a supplier that is on no document, with its contacts. Throws `NotFound`, `InUse` and `EditConflict`. */
export const deleteSupplier = (
  em: EntityManager,
  number: string,
  options: ChangeOptions = {},
): Promise<void> => deleteRow(em, supplierRegister, number, options);

/** With its group, payment terms, layout, delivery terms and employee. Throws `NotFound`. */
export const findSupplier = (em: EntityManager, number: string): Promise<Supplier> =>
  findRow(em, supplierRegister, number);

/** With group, payment terms, layout, delivery terms and employee. Filters: those of customers. */
export const listSuppliers = (em: EntityManager, query?: DeepListQuery): Promise<DeepListResult<Supplier>> =>
  listDeep<Supplier>(em, { entity: Supplier, fieldOwner: 'supplier', ...partyList }, query);
