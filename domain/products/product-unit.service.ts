import type { EntityManager } from '@mikro-orm/postgresql';
import { DomainError } from '../errors.ts';
import { bool, checkFields, given, invalidField, line, omittable, optional, price } from '../field-rules.ts';
import type { Rule } from '../field-rules.ts';
import { listRows } from '../lists.ts';
import type { ListQuery, ListResult } from '../lists.ts';
import { referTo, removeRow, storeChange, storeNew } from '../registers.ts';
import type { Actor, ChangeOptions, Register } from '../registers.ts';
import { ProductUnit } from './product-unit.entity.ts';
import type { Product } from './product.entity.ts';
import { findItem } from './product.service.ts';
import { unitRegister } from './unit.service.ts';

/** Fields of an item's further unit that people type. Prices as those of products. */
export interface ProductUnitFields {
  /** Standard units in one of this unit: more than 0, up to 15 digits and 4 decimals. */
  readonly quantity: string;
  /** For one of this unit; null = that of its standard units. */
  readonly salesPrice?: string | null | undefined;
  /** Used on purchase orders only. */
  readonly costPrice?: string | null | undefined;
  readonly barcode?: string | null | undefined;
  /** The unit of a line that names none; the item's other units lose it. Default false: the standard unit is. */
  readonly isDefaultSales?: boolean | undefined;
  readonly isDefaultPurchase?: boolean | undefined;
}

export interface NewProductUnit extends ProductUnitFields {
  readonly unitNumber: number;
}

export type ProductUnitPatch = {
  readonly [K in keyof ProductUnitFields]?: ProductUnitFields[K] | undefined;
};

const productUnitRegister: Register<ProductUnit> = {
  entity: ProductUnit,
  key: 'unitNumber',
  what: 'Unit',
  nameOf: (row) => row.unit.number,
};

const quantity: Rule = (value) => price(value) ?? (Number(value) === 0 ? 'must be more than 0' : undefined);

/** Rules of the fields of a further unit. */
export const productUnitRules = {
  quantity,
  salesPrice: optional(price),
  costPrice: optional(price),
  barcode: optional(line(255)),
  isDefaultSales: omittable(bool),
  isDefaultPurchase: omittable(bool),
};

/**
 * Gives an item another unit. Throws `NotFound` (item), `InvalidInput` (also for its standard unit, or where it has none),
 * `ReferenceNotFound` and `AlreadyExists`.
 */
export async function createProductUnit(
  em: EntityManager,
  itemNumber: string,
  input: NewProductUnit,
  actor: Actor,
): Promise<ProductUnit> {
  const product = await findItem(em, itemNumber);
  checkFields(input, productUnitRules);
  const unit = await referTo(em, unitRegister, input.unitNumber, 'unitNumber');
  const standard = product.unit ?? null;
  if (standard === null)
    throw invalidField('unitNumber', `needs a standard unit to count in: give ${itemNumber} a unit first`);
  if (standard.id === unit.id)
    throw invalidField('unitNumber', `must not be the standard unit ${unit.number} itself`);
  await dropDefaults(em, product, input);
  const row = em.create(ProductUnit, {
    product,
    unit,
    quantity: input.quantity,
    salesPrice: input.salesPrice ?? null,
    costPrice: input.costPrice ?? null,
    barcode: input.barcode ?? null,
    isDefaultSales: input.isDefaultSales ?? false,
    isDefaultPurchase: input.isDefaultPurchase ?? false,
    changedBy: actor,
  });
  await storeNew(em, productUnitRegister, row);
  return row;
}

/** One unit is the default of each kind; an index holds it too. */
async function dropDefaults(
  em: EntityManager,
  product: Product,
  input: Pick<ProductUnitPatch, 'isDefaultSales' | 'isDefaultPurchase'>,
): Promise<void> {
  for (const field of ['isDefaultSales', 'isDefaultPurchase'] as const)
    if (input[field] === true)
      await em.nativeUpdate(ProductUnit, { product: product.id, [field]: true }, { [field]: false });
}

/** With its unit. Throws `NotFound`. */
export async function findProductUnit(
  em: EntityManager,
  itemNumber: string,
  unitNumber: number,
): Promise<ProductUnit> {
  const row = await em.findOne(
    ProductUnit,
    { product: { number: itemNumber }, unit: { number: unitNumber } },
    { populate: ['unit'] },
  );
  if (row !== null) return row;
  throw new DomainError('NotFound', { what: `Unit ${unitNumber} of product ${itemNumber}` });
}

/** Changes the fields that are given; documents keep what they have. Throws `NotFound`, `InvalidInput`, `EditConflict`. */
export async function updateProductUnit(
  em: EntityManager,
  itemNumber: string,
  unitNumber: number,
  patch: ProductUnitPatch,
  options: ChangeOptions,
  actor: Actor,
): Promise<ProductUnit> {
  const row = await findProductUnit(em, itemNumber, unitNumber);
  checkFields(patch, productUnitRules, { isPatch: true });
  await dropDefaults(em, row.product, {
    isDefaultSales: patch.isDefaultSales === true && !row.isDefaultSales,
    isDefaultPurchase: patch.isDefaultPurchase === true && !row.isDefaultPurchase,
  });
  await storeChange(em, productUnitRegister, row, given(patch), actor, { ...options, key: unitNumber });
  return row;
}

/** Takes a unit from an item; documents keep what they have. Throws `NotFound` and `EditConflict`. */
export async function deleteProductUnit(
  em: EntityManager,
  itemNumber: string,
  unitNumber: number,
  options: ChangeOptions = {},
): Promise<void> {
  const row = await findProductUnit(em, itemNumber, unitNumber);
  await removeRow(em, productUnitRegister, row, { ...options, key: unitNumber });
}

/** The further units of an item. Filters: `unitNumber`, `barcode`. Throws `NotFound` (item). */
export async function listProductUnits(
  em: EntityManager,
  itemNumber: string,
  query?: ListQuery,
): Promise<ListResult<ProductUnit>> {
  const product = await findItem(em, itemNumber);
  return listRows(
    em,
    {
      entity: ProductUnit,
      order: ['quantity', 'createdAt', 'updatedAt'],
      filters: { unitNumber: (value) => ({ unit: { number: value } }), barcode: 'property' },
      where: { product: product.id },
      populate: ['unit'],
    },
    query,
  );
}
