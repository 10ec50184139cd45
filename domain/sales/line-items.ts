import type { EntityManager } from '@mikro-orm/postgresql';
import { priceFor } from '../customers/price-for.ts';
import type { PriceForCustomer } from '../customers/price-for.ts';
import type { VatZone } from '../erp/documents.ts';
import type { Language } from '../languages.ts';
import { equal, fromBaseCurrency, percentageOf } from '../money.ts';
import type { Decimal } from '../money.ts';
import { priceInUnit } from '../products/unit-conversion.ts';
import { agreementOf } from '../tenant.ts';
import type { LineProduct, LineUnit } from './sales-line-rows.ts';

/** The product `p` with its group `g` and its unit `u` as lines refer to it (`LineProduct`), as JSON. */
export const lineProductJson = `jsonb_build_object(
         'id', p.id, 'number', p.number, 'name', p.name, 'description', p.description, 'barcode', p.barcode,
         'salesPrice', p.sales_price::text, 'recommendedSalesPrice', p.recommended_sales_price::text,
         'costPrice', p.cost_price::text, 'recommendedCostPrice', p.recommended_cost_price::text,
         'isBarred', p.is_barred,
         'unit', case when u.id is not null then jsonb_build_object('id', u.id, 'number', u.number, 'name', u.name) end,
         'group', jsonb_build_object('number', g.number, 'name', g.name, 'vatDomestic', g.vat_domestic::text,
           'vatEu', g.vat_eu::text, 'vatAbroad', g.vat_abroad::text, 'vatDomesticExempt', g.vat_domestic_exempt::text,
           'isSellable', g.is_sellable, 'hasInventory', g.has_inventory,
           'shouldSpreadCost', g.should_spread_cost))`;

/** What the lines of a document to a customer take from its head. */
export interface LineTerms {
  readonly customer: { readonly id: string; readonly currency: string };
  readonly currency: string;
  readonly exchangeRate: Decimal;
  readonly vatZone: VatZone;
  readonly language: Language;
}

/** A unit of an item as a line is written in it. */
export interface UnitOfItem {
  readonly unit: LineUnit | null;
  /** Standard units in one of it. */
  readonly quantity: Decimal;
  /** Base currency, of one of it, where it has a price of its own. */
  readonly salesPrice: Decimal | null;
}

/** An item as the registers have it for one document: what it is, is called, counted in, and costs this customer. */
export interface LineItem {
  readonly product: LineProduct;
  /** In the document's language, where it has a name there. */
  readonly translatedName: string | null;
  readonly units: readonly (UnitOfItem & { readonly isDefaultSales: boolean })[];
  /** In the document's currency, for one standard unit. */
  readonly currencyPrice: Decimal | null;
  /** In the customer's currency, whose rate this is, for one standard unit. */
  readonly customerPrice: Decimal | null;
  readonly customerRate: Decimal | null;
  /** In %. */
  readonly groupDiscount: Decimal | null;
}

/**
 * The items of those numbers, by number, with all that lines of the document take from the registers: one statement, however
 * many items and whatever is known of them.
 */
export async function lineItemsOf(
  em: EntityManager,
  numbers: readonly string[],
  { customer, currency, language }: LineTerms,
): Promise<ReadonlyMap<string, LineItem>> {
  if (numbers.length === 0) return new Map();
  const rows = await em.execute<LineItem[]>(
    `select ${lineProductJson} as product, t.name as "translatedName",
       pp.sales_price::text as "currencyPrice", cp.sales_price::text as "customerPrice",
       (select rate::text from currency where code = ?) as "customerRate", cd.percentage::text as "groupDiscount",
       (select coalesce(jsonb_agg(jsonb_build_object('quantity', pu.quantity::text, 'salesPrice', pu.sales_price::text,
            'isDefaultSales', pu.is_default_sales,
            'unit', jsonb_build_object('id', f.id, 'number', f.number, 'name', f.name))), '[]')
          from product_unit pu join unit f on f.id = pu.unit_id where pu.product_id = p.id) as units
     from product p
     join product_group g on g.id = p.group_id
     left join unit u on u.id = p.unit_id
     left join product_translation t on t.product_id = p.id and t.language = ?
     left join product_price pp on pp.product_id = p.id and pp.currency_id = (select id from currency where code = ?)
     left join customer_price cp on cp.product_id = p.id and cp.customer_id = ?
     left join customer_discount cd on cd.group_id = p.group_id and cd.customer_id = ?
    where p.agreement_number = ? and p.number in (select jsonb_array_elements_text(?::jsonb))`,
    [
      customer.currency,
      language,
      currency,
      customer.id,
      customer.id,
      agreementOf(em),
      JSON.stringify([...new Set(numbers)]),
    ],
  );
  return new Map(rows.map((row) => [row.product.number, row]));
}

/** The unit of an item that has this number: its standard unit, or a further one; undefined where the item has no such unit. */
export function unitOfItem({ product, units }: LineItem, number: number): UnitOfItem | undefined {
  if (number === product.unit?.number) return standardUnitOf(product);
  return units.find(({ unit }) => unit?.number === number);
}

/** What is wrong with a unit that an item does not have. */
export const notItsUnit = (item: string): string =>
  `unit_id must be the unit of product ${item} or one of its further units.`;

/** The unit in which an item is sold where a line names none. */
export const usualUnitOf = ({ product, units }: LineItem): UnitOfItem =>
  units.find(({ isDefaultSales }) => isDefaultSales) ?? standardUnitOf(product);

const standardUnitOf = (product: LineProduct): UnitOfItem => ({
  unit: product.unit ?? null,
  quantity: '1',
  salesPrice: null,
});

/** What one of the unit costs the document's customer, in the document's currency, and the discount on it. */
export function priceOfLine(item: LineItem, unit: UnitOfItem, terms: LineTerms): PriceForCustomer {
  const { product, currencyPrice, groupDiscount } = item;
  return priceFor({
    salesPrice: product.salesPrice,
    exchangeRate: terms.exchangeRate,
    currencyPrice: currencyPrice ?? undefined,
    customerPrice: agreedPrice(item, terms),
    groupDiscount: groupDiscount ?? undefined,
    unit,
  });
}

/** The agreed price is in the customer's currency: a document in another one converts it, to 2 decimals. */
function agreedPrice(
  { customerPrice, customerRate }: LineItem,
  { customer, currency, exchangeRate }: LineTerms,
): Decimal | undefined {
  if (customerPrice === null) return undefined;
  if (customer.currency === currency || customerRate === null) return customerPrice;
  return fromBaseCurrency(percentageOf(customerPrice, customerRate), exchangeRate);
}

/** What one of the unit costs us, in base currency, as the register has it now; null where it is not known. */
export function unitCostOf(product: LineProduct, unit: UnitOfItem): Decimal | null {
  const cost = product.costPrice ?? product.recommendedCostPrice ?? null;
  if (cost === null || equal(unit.quantity, '1')) return cost;
  return priceInUnit(null, cost, unit.quantity);
}
