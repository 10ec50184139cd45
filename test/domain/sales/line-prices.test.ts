import type { EntityManager } from '@mikro-orm/postgresql';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createCurrency } from '../../../domain/currencies/currency.service.ts';
import { customerDiscounts, customerPrices } from '../../../domain/customers/customer-parts.ts';
import { createCustomer } from '../../../domain/customers/customer.service.ts';
import { withAgreement } from '../../../domain/database.ts';
import { newId } from '../../../domain/ids.ts';
import { createDraftInvoice } from '../../../domain/invoices/draft-invoice.service.ts';
import { invoiceLines } from '../../../domain/invoices/invoice-line-table.ts';
import { createDraftOffer } from '../../../domain/offers/offer.service.ts';
import { offerLines } from '../../../domain/offers/offer.table.ts';
import { createDraftOrder, editDraftOrder } from '../../../domain/orders/order.service.ts';
import { orderLines } from '../../../domain/orders/order.table.ts';
import { createPart } from '../../../domain/parts.ts';
import { plain } from '../../../domain/money.ts';
import { productPrices, productTranslations } from '../../../domain/products/item-part-kinds.ts';
import { createProductUnit } from '../../../domain/products/product-unit.service.ts';
import { createProduct, updateProduct } from '../../../domain/products/product.service.ts';
import type { SalesHeadInput, SalesLineInput } from '../../../domain/sales/sales-input.ts';
import type { SalesLine } from '../../../domain/sales/sales-line-rows.ts';
import { createUnit } from '../../../domain/products/unit.service.ts';
import { testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { agreementWithRegisters, context } from '../invoices/fixtures.ts';

let database: TestDatabase;
let agreement: number;

const inside = <T>(act: (em: EntityManager) => Promise<T>): Promise<T> =>
  withAgreement(database.orm, agreement, act);

/**
 * BOLT costs 10.00, and 2.00 EUR (745.5); a bag (3) holds 12 for 100.00, a pallet (4) 1,000. NUT is sold in boxes (2) of 6, and
 * costs us 1.25. Customer 2001 (DKK) pays 8.00 for a BOLT and has 10 % on furniture, 2002 (EUR) pays 1.50 EUR.
 */
async function createPrices(em: EntityManager): Promise<void> {
  await createCurrency(em, { code: 'SEK', rate: '65' }, 'test');
  await createUnit(em, { number: 3, name: 'pose' }, 'test');
  await createUnit(em, { number: 4, name: 'palle' }, 'test');
  const product = { groupNumber: 1, unitNumber: 1 };
  await createProduct(em, { ...product, number: 'BOLT', name: 'Bolt', salesPrice: '10' }, 'test');
  const nut = { ...product, number: 'NUT', name: 'Møtrik', recommendedCostPrice: '1.25', salesPrice: '2.5' };
  await createProduct(em, nut, 'test');
  await createProductUnit(em, 'BOLT', { unitNumber: 3, quantity: '12', salesPrice: '100' }, 'test');
  await createProductUnit(em, 'BOLT', { unitNumber: 4, quantity: '1000' }, 'test');
  await createProductUnit(em, 'NUT', { unitNumber: 2, quantity: '6', isDefaultSales: true }, 'test');
  await createPart(em, productPrices, { owner: 'BOLT', key: 'EUR' }, { salesPrice: '2' }, 'test');
  await createPart(em, productTranslations, { owner: 'BOLT', key: 'fi' }, { name: 'Pultti' }, 'test');
  for (const [number, currency, salesPrice] of [
    ['2001', 'DKK', '8'],
    ['2002', 'EUR', '1.5'],
  ] as const) {
    const terms = { groupNumber: 1, vatZone: 'domestic', paymentTermsNumber: 1 } as const;
    await createCustomer(em, { number, name: number, currency, language: 'da', ...terms }, 'test');
    await createPart(em, customerPrices, { owner: number, key: 'BOLT' }, { salesPrice }, 'test');
    await createPart(em, customerDiscounts, { owner: number, key: 1 }, { percentage: '10' }, 'test');
  }
}

beforeAll(async () => {
  database = await testDatabase({ countStatements: true });
  agreement = await agreementWithRegisters(database);
  await inside(createPrices);
});
afterAll(() => database.drop());

type Input = SalesHeadInput & { readonly customerId: string; readonly lines: readonly SalesLineInput[] };

/** The documents that take lines, and what each made of them. */
const documents: Readonly<Record<string, (em: EntityManager, input: Input) => Promise<SalesLine[]>>> = {
  offer: async (em, input) => offerLines.find(em, (await createDraftOffer(em, newId(), input, context())).id),
  order: async (em, input) => orderLines.find(em, (await createDraftOrder(em, newId(), input, context())).id),
  invoice: async (em, input) => invoiceLines.find(em, (await createDraftInvoice(em, input, context())).id),
};

/** `price - discount % unit name`. */
const said = ({ unitPrice, discountPercentage, unit, description }: SalesLine): string =>
  `${plain(unitPrice)} -${plain(discountPercentage)}% ${unit?.name ?? 'no unit'} ${description}`;

const bolt = { itemId: 'BOLT' };
const cases: [string, SalesHeadInput & { readonly customerId: string }, SalesLineInput, string][] = [
  ['the own price', { customerId: '1001' }, bolt, '10 -0% stk Bolt'],
  ['the agreed price, without discount on top', { customerId: '2001' }, bolt, '8 -0% stk Bolt'],
  ["the customer's discount on the group", { customerId: '2001' }, { itemId: 'CHAIR' }, '100 -10% stk Stol'],
  ['no discount on another group', { customerId: '2001' }, { itemId: 'BOOK' }, '19.9875 -0% stk Bog'],
  [
    'a price that is given, and no discount',
    { customerId: '2001' },
    { ...bolt, linePrice: '9' },
    '9 -0% stk Bolt',
  ],
  [
    'a price and a discount that are given',
    { customerId: '2001' },
    { itemId: 'CHAIR', linePrice: '90', discountPercentage: '5' },
    '90 -5% stk Stol',
  ],
  [
    'a discount of nothing that is given',
    { customerId: '2001' },
    { itemId: 'CHAIR', discountPercentage: '0' },
    '100 -0% stk Stol',
  ],
  ['a price of nothing that is given', { customerId: '2001' }, { ...bolt, linePrice: '0' }, '0 -0% stk Bolt'],
  ['the price in the currency', { customerId: '1001', currency: 'EUR' }, bolt, '2 -0% stk Bolt'],
  ['the own price, converted', { customerId: '1001', currency: 'SEK' }, bolt, '15.38 -0% stk Bolt'],
  [
    "the own price at the document's rate",
    { customerId: '1001', currency: 'SEK', exchangeRate: '50' },
    bolt,
    '20 -0% stk Bolt',
  ],
  ["the price agreed in the customer's currency", { customerId: '2002' }, bolt, '1.5 -0% stk Bolt'],
  ['the agreed price, converted', { customerId: '2002', currency: 'DKK' }, bolt, '11.18 -0% stk Bolt'],
  ["the unit's own price", { customerId: '1001' }, { ...bolt, unitId: 3 }, '100 -0% pose Bolt'],
  ['the price of what a unit holds', { customerId: '1001' }, { ...bolt, unitId: 4 }, '10000 -0% palle Bolt'],
  [
    'the agreed price of what a unit holds',
    { customerId: '2001' },
    { ...bolt, unitId: 3 },
    '96 -0% pose Bolt',
  ],
  [
    'the price in the currency of what a unit holds',
    { customerId: '1001', currency: 'EUR' },
    { ...bolt, unitId: 3 },
    '24 -0% pose Bolt',
  ],
  [
    "the unit's own price, converted",
    { customerId: '1001', currency: 'SEK' },
    { ...bolt, unitId: 3 },
    '153.85 -0% pose Bolt',
  ],
  ['the unit in which it is sold', { customerId: '1001' }, { itemId: 'NUT' }, '15 -0% box Møtrik'],
  [
    'its standard unit where it is named',
    { customerId: '1001' },
    { itemId: 'NUT', unitId: 1 },
    '2.5 -0% stk Møtrik',
  ],
  [
    'no unit where none is wanted',
    { customerId: '1001' },
    { itemId: 'NUT', unitId: null },
    '2.5 -0% no unit Møtrik',
  ],
  ["the name in the document's language", { customerId: '1001', language: 'fi' }, bolt, '10 -0% stk Pultti'],
  ['its own name in a language without one', { customerId: '1001', language: 'sv' }, bolt, '10 -0% stk Bolt'],
  ['a name that is given', { customerId: '1001', language: 'fi' }, { ...bolt, name: 'M8' }, '10 -0% stk M8'],
];

describe.each(Object.entries(documents))('a line of an %s', (_kind, make) => {
  test.each(cases)('has %s', async (_what, head, line, expected) => {
    const [made] = await inside((em) => make(em, { ...head, lines: [line] }));
    expect(made && said(made)).toBe(expected);
  });

  test('costs a number of statements that lines, units and prices do not change', async () => {
    const count = async (lines: readonly SalesLineInput[]): Promise<number> => {
      const before = database.statements.length;
      await inside((em) => make(em, { customerId: '2002', currency: 'SEK', lines }));
      return database.statements.length - before;
    };
    const mixed = Array.from({ length: 1_000 }, (_, at) => ({
      itemId: ['BOLT', 'NUT', 'CHAIR', 'BOOK'][at % 4] ?? '',
      ...(at % 3 === 0 && { unitId: at % 4 === 1 ? 2 : 1 }),
    }));
    expect(await count(mixed)).toBe(await count([{ ...bolt, unitId: 1 }]));
  });
});

test('a line costs us what its unit holds', async () => {
  const [nut] = await inside((em) =>
    documents['order']!(em, { customerId: '1001', lines: [{ itemId: 'NUT', quantity: '2' }] }),
  );
  expect(plain(nut?.unitCostPrice ?? '0')).toBe('7.5');
});

test('a price stays as it was when the line was made; a line that is made later has the new one', async () => {
  const order = await inside((em) =>
    createDraftOrder(em, newId(), { customerId: '1001', lines: [{ itemId: 'BOOK' }] }, context()),
  );
  await inside((em) => updateProduct(em, 'BOOK', { salesPrice: '30', name: 'Ny bog' }, {}, 'test'));
  const lines = () => inside((em) => orderLines.find(em, order.id));
  await inside((em) => editDraftOrder(em, order.id, { note: 'x' }, context()));
  expect((await lines()).map(said)).toEqual(['19.9875 -0% stk Bog']);
  await inside((em) => editDraftOrder(em, order.id, { lines: [{ itemId: 'BOOK' }] }, context()));
  expect((await lines()).map(said)).toEqual(['30 -0% stk Ny bog']);
});
