import type { EntityManager } from '@mikro-orm/postgresql';
import { bool, checkFields, given, line, omittable, percent, registerNumber } from '../field-rules.ts';
import { listDeep } from '../lists.ts';
import type { DeepListQuery, DeepListResult } from '../lists.ts';
import { deleteRow, findRow, nextNumber, register, storeChange, storeNew } from '../registers.ts';
import type { Actor, ChangeOptions } from '../registers.ts';
import { ProductGroup } from './product-group.entity.ts';
import { requireInventoryFits } from './product-rules.ts';

/** Fields of a product group that people type. Percentages are decimal strings from 0 to 100 with 2 decimals. */
export interface ProductGroupFields {
  /** 1 to 255 characters. */
  readonly name: string;
  /** VAT % of a line in the domestic zone: there is no default for it, since a wrong one would be on every invoice. */
  readonly vatDomestic: string;
  /** Default 0. */
  readonly vatEu?: string | undefined;
  /** Default 0. */
  readonly vatAbroad?: string | undefined;
  /** Default 0. */
  readonly vatDomesticExempt?: string | undefined;
  /** Whether its products have stock. Default true. */
  readonly hasInventory?: boolean | undefined;
  /** Whether freight and the like are spread over its products. Default true. */
  readonly shouldSpreadCost?: boolean | undefined;
  /** Whether its products may be sold. Default true. */
  readonly isSellable?: boolean | undefined;
}

export interface NewProductGroup extends ProductGroupFields {
  /** Default: one more than the largest. */
  readonly number?: number | undefined;
}

export type ProductGroupPatch = {
  readonly [K in keyof ProductGroupFields]?: ProductGroupFields[K] | undefined;
};

export const productGroupRegister = register(ProductGroup, 'Product group');

/** Rules of a product group's fields. */
export const productGroupRules = {
  number: omittable(registerNumber),
  name: line(255),
  vatDomestic: percent,
  vatEu: omittable(percent),
  vatAbroad: omittable(percent),
  vatDomesticExempt: omittable(percent),
  hasInventory: omittable(bool),
  shouldSpreadCost: omittable(bool),
  isSellable: omittable(bool),
};

/** What a new product group holds beside its number: the input, and the defaults of what is left out. */
export const newProductGroupRow = (input: ProductGroupFields) => ({
  name: input.name,
  vatDomestic: input.vatDomestic,
  vatEu: input.vatEu ?? '0.00',
  vatAbroad: input.vatAbroad ?? '0.00',
  vatDomesticExempt: input.vatDomesticExempt ?? '0.00',
  hasInventory: input.hasInventory ?? true,
  shouldSpreadCost: input.shouldSpreadCost ?? true,
  isSellable: input.isSellable ?? true,
});

/** Makes a product group. Throws `InvalidInput` and `AlreadyExists`. */
export async function createProductGroup(
  em: EntityManager,
  input: NewProductGroup,
  actor: Actor,
): Promise<ProductGroup> {
  checkFields(input, productGroupRules);
  const number = input.number ?? (await nextNumber(em, productGroupRegister, 1));
  const group = em.create(ProductGroup, {
    number,
    ...newProductGroupRow(input),
    changedBy: actor,
  });
  await storeNew(em, productGroupRegister, group);
  return group;
}

/**
 * Changes the fields that are given; a new VAT % counts for lines made from now on. Throws `NotFound`, `InvalidInput`
 * (also another `hasInventory` after a product of it moved in stock) and `EditConflict`.
 */
export async function updateProductGroup(
  em: EntityManager,
  number: number,
  patch: ProductGroupPatch,
  options: ChangeOptions,
  actor: Actor,
): Promise<ProductGroup> {
  const group = await findRow(em, productGroupRegister, number);
  checkFields(patch, productGroupRules, { isPatch: true });
  await requireInventoryFits(em, group, patch.hasInventory);
  await storeChange(em, productGroupRegister, group, given(patch), actor, { ...options, key: number });
  return group;
}

/** Deletes a product group without products. Throws `NotFound`, `InUse` and `EditConflict`. */
export const deleteProductGroup = (
  em: EntityManager,
  number: number,
  options: ChangeOptions = {},
): Promise<void> => deleteRow(em, productGroupRegister, number, options);

/** Throws `NotFound`. */
export const findProductGroup = (em: EntityManager, number: number): Promise<ProductGroup> =>
  findRow(em, productGroupRegister, number);

/** Filters: `number`, `name`, `hasInventory`, `isSellable`. */
export const listProductGroups = (
  em: EntityManager,
  query?: DeepListQuery,
): Promise<DeepListResult<ProductGroup>> =>
  listDeep(
    em,
    {
      entity: ProductGroup,
      order: ['number', 'name', 'createdAt', 'updatedAt'],
      filters: { number: 'property', name: 'property', hasInventory: 'property', isSellable: 'property' },
    },
    query,
  );
