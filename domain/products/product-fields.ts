import {
  bool,
  checkFields,
  countryCode,
  given,
  line,
  lines,
  notNegative,
  omittable,
  optional,
  price,
  reachable,
  registerNumber,
} from '../field-rules.ts';
import type { CheckOptions, Rule } from '../field-rules.ts';

/**
 * Fields of an item that people type. Prices are decimal strings in the base currency, without VAT, not negative, up
 * to 15 digits and 4 decimals; measures and quantities likewise. The cost price is computed and cannot be typed.
 */
export interface ProductFields {
  /** 1 to 255 characters (help page H-00034). */
  readonly name: string;
  /** Default: that of the agreement's settings; without it a new item has to name one. */
  readonly groupNumber?: number | undefined;
  /** Up to 10,000 characters. */
  readonly description?: string | null | undefined;
  /** The standard unit. Default: that of the agreement's settings, if any; null = none. */
  readonly unitNumber?: number | null | undefined;
  /** Up to 255 characters, as it is printed. */
  readonly barcode?: string | null | undefined;
  /** Default 0. */
  readonly salesPrice?: string | undefined;
  readonly recommendedSalesPrice?: string | null | undefined;
  /** The expected cost price. */
  readonly recommendedCostPrice?: string | null | undefined;
  /** Extra cost in %, 0 to 999.99. Default 0. */
  readonly costAdditionPercentage?: string | undefined;
  /** Least quantities to purchase, to sell and to keep, in the standard unit. Default 0. */
  readonly minOrder?: string | undefined;
  readonly minSales?: string | undefined;
  readonly minStock?: string | undefined;
  /** An open location. */
  readonly defaultLocationNumber?: number | null | undefined;
  /** Whom it is purchased from where nothing else is said. */
  readonly defaultSupplierNumber?: string | null | undefined;
  /** Whether what is received is looked at before it counts. Default false. */
  readonly shouldAssureQuality?: boolean | undefined;
  /** Batches or serial numbers, not both; only with inventory, and before the first transaction. Default false. */
  readonly hasBatchControl?: boolean | undefined;
  readonly hasSerialNumbers?: boolean | undefined;
  /** A barred item can be put on no new line. Default false. */
  readonly isBarred?: boolean | undefined;
  /** The customs tariff's number, up to 50 characters. */
  readonly goodsCode?: string | null | undefined;
  /** ISO 3166-1 alpha-2. */
  readonly countryCode?: string | null | undefined;
  readonly departmentNumber?: number | null | undefined;
  readonly weight?: string | null | undefined;
  readonly weightUnit?: string | null | undefined;
  readonly width?: string | null | undefined;
  readonly height?: string | null | undefined;
  readonly depth?: string | null | undefined;
  readonly size?: string | null | undefined;
  readonly sizeUnit?: string | null | undefined;
}

export interface NewProduct extends ProductFields {
  /** 1 to 25 characters, spaces included (help page H-00034). Default: one more than the largest whole number, from 1. */
  readonly number?: string | undefined;
}

export type ProductPatch = { readonly [K in keyof ProductFields]?: ProductFields[K] | undefined };

/** An item's number: products, BOMs and collections are told apart by it. */
export const itemNumber: Rule = (value) =>
  line(25)(value) ??
  reachable(value) ??
  (typeof value === 'string' && value !== value.trim() ? 'must not begin or end with a space' : undefined);

/** Rules of a product's fields; references are looked up apart. */
export const productRules = {
  number: omittable(itemNumber),
  name: line(255),
  description: optional(lines(10_000)),
  barcode: optional(line(255)),
  salesPrice: omittable(price),
  recommendedSalesPrice: optional(price),
  recommendedCostPrice: optional(price),
  costAdditionPercentage: omittable(notNegative(3, 2)),
  minOrder: omittable(price),
  minSales: omittable(price),
  minStock: omittable(price),
  shouldAssureQuality: omittable(bool),
  hasBatchControl: omittable(bool),
  hasSerialNumbers: omittable(bool),
  isBarred: omittable(bool),
  goodsCode: optional(line(50)),
  countryCode: optional(countryCode),
  departmentNumber: optional(registerNumber),
  weight: optional(price),
  weightUnit: optional(line(10)),
  width: optional(price),
  height: optional(price),
  depth: optional(price),
  size: optional(price),
  sizeUnit: optional(line(10)),
};

/** Throws `InvalidInput` with every fault of the fields. */
export const checkProductFields = (
  input: NewProduct | ProductPatch,
  options: CheckOptions & { readonly more?: Readonly<Record<string, Rule>> } = {},
): void => {
  checkFields(input, { ...productRules, ...options.more }, options);
};

type References = 'number' | 'groupNumber' | 'unitNumber' | 'defaultLocationNumber' | 'defaultSupplierNumber';

/** A new item's columns of its own: what was given, and the defaults of the rest. */
export const productColumns = (own: Omit<NewProduct, References>) => ({
  salesPrice: '0',
  isBarred: false,
  costPrice: null,
  ...given(own),
  name: own.name,
});
