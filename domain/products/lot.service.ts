import type { EntityManager } from '@mikro-orm/postgresql';
import { bool, given, omittable, oneOf } from '../field-rules.ts';
import type { DeepListQuery, DeepListResult } from '../lists.ts';
import type { Decimal } from '../money.ts';
import { findRow, removeRow, storeChange, storeNew } from '../registers.ts';
import type { Actor, ChangeOptions, Register } from '../registers.ts';
import { dropUnmovedItem } from '../stock/unmoved-item.ts';
import { expectedCostMethods } from './bom.ts';
import type { ExpectedCostMethod } from './bom.ts';
import { expectedCosts } from './load-boms.ts';
import { checkProductFields } from './product-fields.ts';
import type { ProductFields } from './product-fields.ts';
import type { Product } from './product.entity.ts';
import { itemChange, itemPopulate, itemRegister, listItems, newItem } from './product.service.ts';

/** Fields of a BOM that people type: those of a product, and how it is costed and shipped. */
export interface LotFields extends ProductFields {
  /** Shipping more than there is consumes components, and the BOM ends at 0 (H-00068). Default false. */
  readonly adjustToZero?: boolean | undefined;
  /** Whence its expected cost comes. Default typed. */
  readonly expectedCostMethod?: ExpectedCostMethod | undefined;
}

export interface NewLot extends LotFields {
  /** As of products, with which BOMs share their numbers. */
  readonly number?: string | undefined;
}

export type LotPatch = { readonly [K in keyof LotFields]?: LotFields[K] | undefined };

/** A BOM with what one of it is expected to cost; null = not known. */
export interface Lot {
  readonly id: string;
  readonly product: Product;
  readonly version: number;
  readonly expectedCostPrice: Decimal | null;
}

/** BOMs alone; webhooks are told `lot.created` and so on. */
export const lotRegister: Register<Product> = {
  ...itemRegister,
  what: 'BOM',
  where: { type: 'lot' },
  events: 'lot',
};

const more = { adjustToZero: omittable(bool), expectedCostMethod: omittable(oneOf(expectedCostMethods)) };

/** Makes a BOM without lines. Throws `InvalidInput`, `ReferenceNotFound`, `Barred` (location) and `AlreadyExists`. */
export async function createLot(em: EntityManager, input: NewLot, actor: Actor): Promise<Lot> {
  const { adjustToZero = false, expectedCostMethod = 'typed', ...fields } = input;
  checkProductFields(input, { more });
  const product = await newItem(em, fields, actor);
  Object.assign(product, { type: 'lot', adjustToZero, expectedCostMethod });
  await storeNew(em, lotRegister, product);
  return loaded(em, product);
}

/** Changes the fields that are given. Throws what changing a product throws. */
export async function updateLot(
  em: EntityManager,
  number: string,
  patch: LotPatch,
  options: ChangeOptions,
  actor: Actor,
): Promise<Lot> {
  const product = await findRow(em, lotRegister, number);
  checkProductFields(patch, { isPatch: true, more });
  const { adjustToZero, expectedCostMethod, ...fields } = patch;
  const change = {
    ...(await itemChange(em, product, fields)),
    ...given({ adjustToZero, expectedCostMethod }),
  };
  await storeChange(em, lotRegister, product, change, actor, { ...options, key: number });
  return loaded(em, product);
}

/** Deletes a BOM with its lines that is on no document and in no other BOM. Throws `NotFound`, `InUse`, `EditConflict`. */
export async function deleteLot(
  em: EntityManager,
  number: string,
  options: ChangeOptions = {},
): Promise<void> {
  await dropUnmovedItem(em, number);
  await removeRow(em, lotRegister, await findRow(em, lotRegister, number), { ...options, key: number });
}

/** Throws `NotFound`, also for a product. */
export const findLot = async (em: EntityManager, number: string): Promise<Lot> =>
  withCost(em, await findRow(em, lotRegister, number));

/** Filters as those of products. */
export async function listLots(em: EntityManager, query?: DeepListQuery): Promise<DeepListResult<Lot>> {
  const { rows, ...page } = await listItems(em, query, { type: 'lot' });
  const costs = await expectedCosts(em, rows);
  return { ...page, rows: rows.map((product) => lotOf(product, costs)) };
}

const lotOf = (product: Product, costs: ReadonlyMap<string, Decimal | null>): Lot => ({
  product,
  id: product.id,
  version: product.version,
  expectedCostPrice: costs.get(product.id) ?? null,
});

/** A BOM as answers show it, with what its expected cost comes to. */
export const withCost = async (em: EntityManager, product: Product): Promise<Lot> =>
  lotOf(product, await expectedCosts(em, [product]));

const loaded = async (em: EntityManager, product: Product): Promise<Lot> =>
  withCost(em, await em.refreshOrFail(product, { populate: itemPopulate }));
