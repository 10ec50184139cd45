import type { ProductForErp } from '../../../../domain/erp/documents.ts';
import { compare } from '../../../../domain/money.ts';
import { jsonNumber, roundedJsonNumber } from '../../exact-json.ts';
import type { EconomicProduct } from '../schemas.ts';
import type { EconomicSettings } from '../settings.ts';
import { type Body, compact, fitting, fittingRequired, hashOf, referTo } from './shared.ts';

/** Numbers there of what a product refers to. */
export interface ProductReferences {
  readonly groupNumber: string;
  readonly unitNumber: string | undefined;
}

const price = (amount: string | null): unknown =>
  amount === null ? undefined : roundedJsonNumber(amount, 2);

/** A price of nothing is none: the ERP shows 0 where there is no recommended price. */
const priceOrNone = (amount: string | null | undefined): unknown =>
  amount === undefined || amount === null || compare(amount, '0') === 0 ? undefined : price(amount);

/**
 * The fields of a product that are ours, each with its value there or undefined where ours is empty, which clears it.
 * Prices are in base currency and rounded half up to two places, more of which are not kept there. The cost price is
 * ours, or else the expected one; where we have neither, theirs stays. Description, weights, volume and the expected cost
 * price there are not ours.
 */
export function productFields(
  product: ProductForErp,
  references: ProductReferences,
  settings: EconomicSettings,
): Body {
  const of = (field: string): string => `product ${product.number}: ${field}`;
  const costPrice = product.costPrice ?? product.recommendedCostPrice;
  return {
    productNumber: fittingRequired(product.number, 25, of('number')),
    name: fittingRequired(product.name, 300, of('name')),
    productGroup: referTo('productGroupNumber', references.groupNumber),
    salesPrice: price(product.salesPrice),
    recommendedPrice: priceOrNone(product.recommendedSalesPrice),
    ...(costPrice === null ? {} : { costPrice: price(costPrice) }),
    barCode: fitting(product.barcode, 50, of('barcode')),
    barred: product.isBarred,
    unit: references.unitNumber === undefined ? undefined : referTo('unitNumber', references.unitNumber),
    ...departmentOf(settings),
  };
}

/** The department that products and lines carry, where the settings name one. */
export function departmentOf(settings: EconomicSettings): Body {
  if (settings.departmentNumber === undefined) return {};
  return {
    departmentalDistribution: {
      departmentalDistributionNumber: jsonNumber(String(settings.departmentNumber)),
      distributionType: 'department',
    },
  };
}

/** Everything of a product that may be written, as it was read. */
export function productAsRead(read: EconomicProduct): Body {
  const amount = (value: string | undefined): unknown =>
    value === undefined ? undefined : jsonNumber(value);
  const department = read.departmentalDistribution;
  return compact({
    productNumber: read.productNumber,
    name: read.name,
    description: read.description,
    productGroup: referTo('productGroupNumber', read.productGroup.productGroupNumber),
    salesPrice: amount(read.salesPrice),
    recommendedPrice: priceOrNone(read.recommendedPrice),
    costPrice: amount(read.costPrice),
    barCode: read.barCode,
    barred: read.barred ?? false,
    unit: read.unit === undefined ? undefined : referTo('unitNumber', read.unit.unitNumber),
    departmentalDistribution:
      department === undefined
        ? undefined
        : {
            departmentalDistributionNumber: jsonNumber(department.departmentalDistributionNumber),
            distributionType: department.distributionType,
          },
    inventory: {
      packageVolume: amount(read.inventory?.packageVolume),
      recommendedCostPrice: amount(read.inventory?.recommendedCostPrice),
    },
  });
}

/**
 * SHA-256 (hex) over what a product would send, without our cost price: a stock movement alone must not send the
 * product.
 */
export function productHash(product: ProductForErp): string {
  const { number, name, salesPrice, recommendedSalesPrice, recommendedCostPrice, barcode, isBarred } =
    product;
  return hashOf({
    number,
    name,
    salesPrice,
    recommendedSalesPrice,
    recommendedCostPrice,
    barcode,
    isBarred,
    group: product.group.number,
    unit: product.unit?.number ?? null,
  });
}
