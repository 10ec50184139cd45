import { equal, fromBaseCurrency } from '../money.ts';
import type { Decimal } from '../money.ts';
import { priceInUnit } from '../products/unit-conversion.ts';

/** Where a price comes from: agreed with the customer, the item's in the currency, or its own one. */
export const priceSources = ['customer', 'currency', 'product'] as const;
export type PriceSource = (typeof priceSources)[number];

/** What is known of an item and a customer. Prices are without VAT, for one standard unit. */
export interface PriceFacts {
  /** The item's own sales price, in the base currency. */
  readonly salesPrice: Decimal;
  /** Units of the base currency for 100 of the customer's; 100 where that is the base currency. */
  readonly exchangeRate: Decimal;
  /** The item's price in the customer's currency, where it has one. */
  readonly currencyPrice?: Decimal | undefined;
  /** The price agreed with the customer, in its currency. */
  readonly customerPrice?: Decimal | undefined;
  /** The customer's discount on the item's group, in %. */
  readonly groupDiscount?: Decimal | undefined;
  /** The unit that is priced; default: the standard unit. */
  readonly unit?:
    | {
        /** Standard units in one of it. */
        readonly quantity: Decimal;
        /** Its own sales price, in the base currency; null = that of its standard units. */
        readonly salesPrice: Decimal | null;
      }
    | undefined;
}

const standardUnit = { quantity: '1', salesPrice: null } as const;

/** What an item costs a customer, in the customer's currency: a line takes the price and the discount (domain §10.4). */
export interface PriceForCustomer {
  /** Before the discount. */
  readonly salesPrice: Decimal;
  /** What others pay. */
  readonly regularSalesPrice: Decimal;
  readonly isCustomSalesPrice: boolean;
  readonly discountPercentage: Decimal;
  readonly priceSource: PriceSource;
}

/**
 * Pure. An agreed price is the last word: the group's discount does not come on top of it. The item's own price is converted
 * to two decimals where its currency has no price of its own. Of a further unit, agreed prices and those in a currency are
 * those of its standard units (4 decimals); the unit's own price stands in place of the item's own alone.
 */
export function priceFor(facts: PriceFacts): PriceForCustomer {
  const { salesPrice, exchangeRate, currencyPrice, customerPrice, groupDiscount = '0' } = facts;
  const { unit = standardUnit } = facts;
  const ofUnit = (price: Decimal): Decimal => priceInUnit(null, price, unit.quantity);
  const inBase = priceInUnit(unit.salesPrice, salesPrice, unit.quantity);
  const own = equal(exchangeRate, '100') ? inBase : fromBaseCurrency(inBase, exchangeRate);
  const regularSalesPrice = currencyPrice === undefined ? own : ofUnit(currencyPrice);
  const isCustomSalesPrice = customerPrice !== undefined;
  return {
    salesPrice: customerPrice === undefined ? regularSalesPrice : ofUnit(customerPrice),
    regularSalesPrice,
    isCustomSalesPrice,
    discountPercentage: isCustomSalesPrice ? '0' : groupDiscount,
    priceSource: isCustomSalesPrice ? 'customer' : currencyPrice === undefined ? 'product' : 'currency',
  };
}
