import { expect, test } from '@jest/globals';
import { priceFor } from '../../../domain/customers/price-for.ts';
import type { PriceFacts, PriceForCustomer } from '../../../domain/customers/price-for.ts';

const base: PriceFacts = { salesPrice: '100.1234', exchangeRate: '100' };
const euro: PriceFacts = { salesPrice: '100', exchangeRate: '746.05' };

test.each<[string, PriceFacts, Partial<PriceForCustomer>]>([
  ['its own price', base, { salesPrice: '100.1234', priceSource: 'product', discountPercentage: '0' }],
  ['its own price, converted to cents', euro, { salesPrice: '13.40', regularSalesPrice: '13.40' }],
  [
    'its price in the currency',
    { ...euro, currencyPrice: '14' },
    { salesPrice: '14', priceSource: 'currency' },
  ],
  [
    'the price less the discount of its group, given apart',
    { ...euro, currencyPrice: '14', groupDiscount: '12.5' },
    { salesPrice: '14', discountPercentage: '12.5', isCustomSalesPrice: false },
  ],
  [
    'the agreed price, without discount on top',
    { ...euro, currencyPrice: '14', customerPrice: '0', groupDiscount: '12.5' },
    {
      salesPrice: '0',
      regularSalesPrice: '14',
      isCustomSalesPrice: true,
      discountPercentage: '0',
      priceSource: 'customer',
    },
  ],
])('an item costs a customer %s', (_what, facts, price) => {
  expect(priceFor(facts)).toMatchObject(price);
});
