import type { EntityManager } from '@mikro-orm/postgresql';
import { Agreement } from '../agreements/agreement.entity.ts';
import { DomainError } from '../errors.ts';
import { apiName, given, invalidField } from '../field-rules.ts';
import { listDeep, numberPart } from '../lists.ts';
import type { DeepListQuery, DeepListResult, ListSpec } from '../lists.ts';
import {
  deleteRow,
  findRow,
  nextNumber,
  referTo,
  referToOptional,
  register,
  storeChange,
  storeNew,
} from '../registers.ts';
import type { Location } from '../locations/location.entity.ts';
import { referToOpenLocation } from '../locations/location.service.ts';
import type { Actor, ChangeOptions, Register } from '../registers.ts';
import { dropUnmovedItem } from '../stock/unmoved-item.ts';
import type { Supplier } from '../suppliers/supplier.entity.ts';
import { supplierRegister } from '../suppliers/supplier.register.ts';
import { agreementOf } from '../tenant.ts';
import { checkProductFields, productColumns } from './product-fields.ts';
import type { NewProduct, ProductPatch } from './product-fields.ts';
import { requireLedgerFits, requireTracking, requireUnitFits } from './product-rules.ts';
import { productGroupRegister } from './product-group.service.ts';
import { Product } from './product.entity.ts';
import type { ItemType } from './product.entity.ts';
import { unitRegister } from './unit.service.ts';

/** What is loaded with an item. */
export const itemPopulate = [
  'group',
  'unit',
  'defaultLocation.nestList',
  'defaultLocation.childrenCount',
  'defaultSupplier',
  'isConvertable',
  'quantities',
] as const;

/** Products and BOMs together: what lines refer to. */
export const itemRegister = register(Product, 'Product', itemPopulate);

/** Products alone; BOMs are a register of their own. */
export const productRegister: Register<Product> = { ...itemRegister, where: { type: 'product' } };

/** Makes a product. Throws `InvalidInput`, `ReferenceNotFound`, `Barred` (default location) and `AlreadyExists`. */
export async function createProduct(em: EntityManager, input: NewProduct, actor: Actor): Promise<Product> {
  checkProductFields(input);
  const product = await newItem(em, input, actor);
  await storeNew(em, productRegister, product);
  return em.refreshOrFail(product, { populate: itemPopulate });
}

/**
 * An item of checked fields, not stored yet, with what it refers to; group and unit are the agreement's defaults where it
 * names none. Throws `InvalidInput`, `ReferenceNotFound` and `Barred`.
 */
export async function newItem(em: EntityManager, input: NewProduct, actor: Actor): Promise<Product> {
  const { groupNumber, unitNumber, defaultLocationNumber, defaultSupplierNumber, ...own } = input;
  const { settings } = await em.findOneOrFail(Agreement, { number: agreementOf(em) });
  const groupIs = groupNumber ?? settings.defaultProductGroupNumber;
  if (groupIs === undefined) throw invalidField('groupNumber', 'is required');
  const group = await referTo(em, productGroupRegister, groupIs, 'groupNumber');
  const unitIs = unitNumber === undefined ? settings.defaultUnitNumber : unitNumber;
  const unit = await referToOptional(em, unitRegister, unitIs, 'unitNumber');
  const defaultLocation = await openLocation(em, defaultLocationNumber);
  const defaultSupplier = await supplier(em, defaultSupplierNumber);
  requireTracking({ group, hasBatchControl: false, hasSerialNumbers: false, ...given(own) });
  return em.create(Product, {
    ...productColumns(own),
    number: own.number ?? String(await nextNumber(em, itemRegister, 1)),
    group,
    unit: unit ?? null,
    defaultLocation: defaultLocation ?? null,
    defaultSupplier: defaultSupplier ?? null,
    changedBy: actor,
  });
}

const openLocation = async (
  em: EntityManager,
  number: number | null | undefined,
): Promise<Location | null | undefined> =>
  number === null || number === undefined ? number : referToOpenLocation(em, number, 'defaultLocationNumber');

const supplier = (
  em: EntityManager,
  number: string | null | undefined,
): Promise<Supplier | null | undefined> =>
  referToOptional(em, supplierRegister, number, 'defaultSupplierNumber');

/**
 * Changes the fields that are given; documents keep what they have. Throws `NotFound`, `InvalidInput` (also what the
 * item's ledger forbids), `ReferenceNotFound`, `Barred` and `EditConflict`.
 */
export async function updateProduct(
  em: EntityManager,
  number: string,
  patch: ProductPatch,
  options: ChangeOptions,
  actor: Actor,
): Promise<Product> {
  const product = await findProduct(em, number);
  checkProductFields(patch, { isPatch: true });
  const change = await itemChange(em, product, patch);
  await storeChange(em, productRegister, product, change, actor, { ...options, key: number });
  return em.refreshOrFail(product, { populate: itemPopulate });
}

/** The columns that a checked patch changes. Throws `ReferenceNotFound`, `Barred`, and `InvalidInput` by the ledger. */
export async function itemChange(
  em: EntityManager,
  product: Product,
  patch: ProductPatch,
): Promise<Partial<Product>> {
  const { groupNumber, unitNumber, defaultLocationNumber, defaultSupplierNumber, ...own } = patch;
  const change = {
    ...given(own),
    ...given({
      group:
        groupNumber === undefined
          ? undefined
          : await referTo(em, productGroupRegister, groupNumber, 'groupNumber'),
      unit: await referToOptional(em, unitRegister, unitNumber, 'unitNumber'),
      defaultLocation: await openLocation(em, defaultLocationNumber),
      defaultSupplier: await supplier(em, defaultSupplierNumber),
    }),
  };
  await requireUnitFits(em, product, change.unit);
  await requireLedgerFits(em, product, change);
  return change;
}

/** Deletes a product that is on no document. Throws `NotFound`, `InUse` and `EditConflict`. */
export async function deleteProduct(
  em: EntityManager,
  number: string,
  options: ChangeOptions = {},
): Promise<void> {
  await dropUnmovedItem(em, number);
  await deleteRow(em, productRegister, number, options);
}

/** With what it refers to. Throws `NotFound`, also for a BOM. */
export const findProduct = (em: EntityManager, number: string): Promise<Product> =>
  findRow(em, productRegister, number);

/** A product or a BOM, with what it refers to. Throws `NotFound`. */
export const findItem = (em: EntityManager, number: string): Promise<Product> =>
  findRow(em, itemRegister, number);

/** The item to which a new line refers. Throws `ReferenceNotFound` and `Barred`. */
export async function referToOpenItem(em: EntityManager, number: string, property: string): Promise<Product> {
  const item = await referTo(em, itemRegister, number, property);
  if (!item.isBarred) return item;
  const reason = `Product ${number} is barred.`;
  throw new DomainError('Barred', { reason }, { errors: { [apiName(property)]: [reason] } });
}

/** How lists of items are sorted and filtered. */
const itemList: ListSpec<Product> = {
  entity: Product,
  fieldOwner: 'product',
  order: ['number', 'name', 'salesPrice', 'createdAt', 'updatedAt'],
  filters: {
    number: 'property',
    numberPart,
    type: 'property',
    name: 'property',
    barcode: 'property',
    ean: (value) => ({ barcode: value }),
    isBarred: 'property',
    groupNumber: (value) => ({ group: { number: value } }),
    unitNumber: (value) => ({ unit: { number: value } }),
    defaultLocationNumber: (value) => ({ defaultLocation: { number: value } }),
    defaultSupplierNumber: (value) => ({ defaultSupplier: { number: value } }),
  },
  populate: itemPopulate,
};

/**
 * Products and BOMs together, with what they refer to. Filters: `number`, `numberPart`, `type`, `name`, `barcode`, `isBarred` and the
 * numbers of group, unit, default location and default supplier.
 */
export const listItems = (
  em: EntityManager,
  query?: DeepListQuery,
  where: { readonly type?: ItemType } = {},
): Promise<DeepListResult<Product>> => listDeep(em, { ...itemList, where }, query);

/** As `listItems`, products alone; read to their end by cursor. */
export const listProducts = (em: EntityManager, query?: DeepListQuery): Promise<DeepListResult<Product>> =>
  listDeep(em, { ...itemList, where: { type: 'product' }, others: { type: 'lot' } }, query);
