import type { EntityManager } from '@mikro-orm/postgresql';
import { bool, checkFields, given, line, lines, omittable, optional, price } from '../field-rules.ts';
import { listRows } from '../lists.ts';
import type { ListQuery, ListResult } from '../lists.ts';
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
import type { Actor, ChangeOptions } from '../registers.ts';
import { productGroupRegister } from './product-group.service.ts';
import { Product } from './product.entity.ts';
import { unitRegister } from './unit.service.ts';

/**
 * Fields of a product that people type. Prices are decimal strings in the base currency, without VAT, not negative, up
 * to 15 digits and 4 decimals; measures likewise. The cost price is computed and cannot be typed.
 */
export interface ProductFields {
  /** 1 to 255 characters (help page H-00034). */
  readonly name: string;
  readonly groupNumber: number;
  /** Up to 10,000 characters. */
  readonly description?: string | null | undefined;
  readonly unitNumber?: number | null | undefined;
  /** Up to 255 characters, as it is printed. */
  readonly barcode?: string | null | undefined;
  /** Default 0. */
  readonly salesPrice?: string | undefined;
  readonly recommendedSalesPrice?: string | null | undefined;
  /** The expected cost price. */
  readonly recommendedCostPrice?: string | null | undefined;
  /** A barred product can be put on no new line. Default false. */
  readonly isBarred?: boolean | undefined;
  readonly weight?: string | null | undefined;
  readonly weightUnit?: string | null | undefined;
  readonly width?: string | null | undefined;
  readonly height?: string | null | undefined;
  readonly depth?: string | null | undefined;
  readonly sizeUnit?: string | null | undefined;
}

export interface NewProduct extends ProductFields {
  /** 1 to 25 characters, spaces included (help page H-00034). Default: one more than the largest whole number, from 1. */
  readonly number?: string | undefined;
}

export type ProductPatch = { readonly [K in keyof ProductFields]?: ProductFields[K] | undefined };

export const productRegister = register(Product, 'Product', ['group', 'unit']);

const trimmedNumber = (value: unknown): string | undefined =>
  line(25)(value) ??
  (typeof value === 'string' && value !== value.trim() ? 'must not begin or end with a space' : undefined);

/** Rules of a product's fields; references are looked up apart. */
export const productRules = {
  number: omittable(trimmedNumber),
  name: line(255),
  description: optional(lines(10_000)),
  barcode: optional(line(255)),
  salesPrice: omittable(price),
  recommendedSalesPrice: optional(price),
  recommendedCostPrice: optional(price),
  isBarred: omittable(bool),
  weight: optional(price),
  weightUnit: optional(line(10)),
  width: optional(price),
  height: optional(price),
  depth: optional(price),
  sizeUnit: optional(line(10)),
};

/** What a new product holds beside its number and what it refers to: the input, and the defaults of what is left out. */
export const newProductRow = (input: Omit<ProductFields, 'groupNumber' | 'unitNumber'>) => ({
  name: input.name,
  description: input.description ?? null,
  barcode: input.barcode ?? null,
  salesPrice: input.salesPrice ?? '0',
  recommendedSalesPrice: input.recommendedSalesPrice ?? null,
  costPrice: null,
  recommendedCostPrice: input.recommendedCostPrice ?? null,
  isBarred: input.isBarred ?? false,
  weight: input.weight ?? null,
  weightUnit: input.weightUnit ?? null,
  width: input.width ?? null,
  height: input.height ?? null,
  depth: input.depth ?? null,
  sizeUnit: input.sizeUnit ?? null,
});

/** Makes a product. Throws `InvalidInput`, `ReferenceNotFound` and `AlreadyExists`. */
export async function createProduct(em: EntityManager, input: NewProduct, actor: Actor): Promise<Product> {
  checkFields(input, productRules);
  const group = await referTo(em, productGroupRegister, input.groupNumber, 'groupNumber');
  const unit = await referToOptional(em, unitRegister, input.unitNumber, 'unitNumber');
  const number = input.number ?? String(await nextNumber(em, productRegister, 1));
  const product = em.create(Product, {
    number,
    ...newProductRow(input),
    group,
    unit: unit ?? null,
    changedBy: actor,
  });
  await storeNew(em, productRegister, product);
  return product;
}

/**
 * Changes the fields that are given; documents keep what they have. Throws `NotFound`, `InvalidInput`,
 * `ReferenceNotFound` and `EditConflict`.
 */
export async function updateProduct(
  em: EntityManager,
  number: string,
  patch: ProductPatch,
  options: ChangeOptions,
  actor: Actor,
): Promise<Product> {
  const product = await findProduct(em, number);
  checkFields(patch, productRules, { isPatch: true });
  const { groupNumber, unitNumber, ...own } = patch;
  const change = {
    ...given(own),
    ...given({
      group:
        groupNumber === undefined
          ? undefined
          : await referTo(em, productGroupRegister, groupNumber, 'groupNumber'),
      unit: await referToOptional(em, unitRegister, unitNumber, 'unitNumber'),
    }),
  };
  await storeChange(em, productRegister, product, change, actor, { ...options, key: number });
  return product;
}

/** Deletes a product that is on no document. Throws `NotFound`, `InUse` and `EditConflict`. */
export const deleteProduct = (
  em: EntityManager,
  number: string,
  options: ChangeOptions = {},
): Promise<void> => deleteRow(em, productRegister, number, options);

/** With its group and unit. Throws `NotFound`. */
export const findProduct = (em: EntityManager, number: string): Promise<Product> =>
  findRow(em, productRegister, number);

/** With group and unit. Filters: `number`, `name`, `barcode`, `isBarred`, `groupNumber`, `unitNumber`. */
export const listProducts = (em: EntityManager, query?: ListQuery): Promise<ListResult<Product>> =>
  listRows(
    em,
    {
      entity: Product,
      order: ['number', 'name', 'salesPrice', 'createdAt', 'updatedAt'],
      filters: {
        number: 'property',
        name: 'property',
        barcode: 'property',
        isBarred: 'property',
        groupNumber: (value) => ({ group: { number: value } }),
        unitNumber: (value) => ({ unit: { number: value } }),
      },
      populate: ['group', 'unit'],
    },
    query,
  );
