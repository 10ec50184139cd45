import type { EntityManager } from '@mikro-orm/postgresql';
import { baseRate } from '../currencies/currency.service.ts';
import type { VatZone } from '../erp/documents.ts';
import { invalidInput } from '../field-rules.ts';
import type { FieldErrors } from '../field-rules.ts';
import { Location } from '../locations/location.entity.ts';
import { equal, fromBaseCurrency } from '../money.ts';
import type { Decimal } from '../money.ts';
import { ProductUnit } from '../products/product-unit.entity.ts';
import type { Product } from '../products/product.entity.ts';
import { priceInUnit, toStandardQuantity } from '../products/unit-conversion.ts';
import { notItsUnit } from '../sales/line-items.ts';
import { noLinks } from '../sales/sales-line-rows.ts';
import type { LineContent, LineUnit, SalesLine } from '../sales/sales-line-rows.ts';
import { isGiven, productsOf, textLine, unitsOf } from '../sales/sales-lines.ts';
import { refuseBarred, refuseMissing } from '../sales/sales-references.ts';
import { vatPercentageOf } from '../vat/vat-zones.ts';
import type { PurchaseLineInput } from './purchase-input.ts';

/** What lines of purchases have beside what all lines have. */
export interface PurchaseLineOwn {
  /** Null: the item's own location, or the agreement's. */
  readonly locationId: string | null;
}

export type PurchaseLineContent = LineContent & PurchaseLineOwn;
export type PurchaseLine = SalesLine & PurchaseLineOwn;

/** Their columns, for `lineTable`. */
export const purchaseLineOwn = {
  locationId: { column: 'location_id', type: 'uuid' },
} as const;

/** What lines take from their document. */
interface PurchaseTerms {
  readonly vatZone: VatZone;
  readonly exchangeRate: Decimal;
}

/** Findings on lines, by field: told together. */
class Findings {
  readonly missing = new Map<string, string>();
  readonly barred = new Map<string, string>();
  readonly faults: FieldErrors = {};

  /** Throws `ReferenceNotFound`, `Barred` or `InvalidInput`, where there is anything. */
  refuse(): void {
    refuseMissing(this.missing);
    refuseBarred(this.barred);
    if (Object.keys(this.faults).length > 0) throw invalidInput(this.faults);
  }
}

/**
 * Lines with their products, units and locations, and what they take from them: four statements at most, however many
 * lines. Throws `ReferenceNotFound`, `Barred`, and `InvalidInput` for a unit that the item does not have or a quantity that
 * its standard unit cannot count, with every line's field.
 */
export async function resolvePurchaseLines(
  em: EntityManager,
  inputs: readonly PurchaseLineInput[],
  terms: PurchaseTerms,
): Promise<PurchaseLineContent[]> {
  const products = await productsOf(em, inputs);
  const units = await unitsOf(em, inputs);
  const further = await furtherUnits(em, [...products.values()]);
  const locations = await locationsOf(em, inputs);
  const found = new Findings();
  const lines = inputs.map((input, index): PurchaseLineContent => {
    const path = `lines.${index}`;
    const product = products.get(input.itemId ?? '');
    if (isGiven(input.itemId) && !product) found.missing.set(`${path}.item_id`, `Product ${input.itemId}`);
    if (isGiven(input.unitId) && !units.has(input.unitId))
      found.missing.set(`${path}.unit_id`, `Unit ${input.unitId}`);
    const location = locations.get(input.locationId ?? 0);
    if (isGiven(input.locationId) && !location)
      found.missing.set(`${path}.location_id`, `Location ${input.locationId}`);
    if (location?.isBlocked === true)
      found.barred.set(`${path}.location_id`, `Location ${location.number} is blocked.`);
    if (!product) return { ...textLine(input), locationId: null };
    if (product.isBarred) found.barred.set(`${path}.item_id`, `Product ${product.number} is barred.`);
    const unit = unitFor(input, product, further.get(product.id) ?? []);
    if (unit === undefined) found.faults[`${path}.unit_id`] = [notItsUnit(product.number)];
    const line = productLine(input, product, unit ?? standardUnit(product), terms);
    if (product.group.hasInventory) toStandardQuantity(line.quantity, line.unitQuantity, `${path}.quantity`);
    return { ...line, locationId: location?.id ?? null };
  });
  found.refuse();
  return lines;
}

async function furtherUnits(
  em: EntityManager,
  products: readonly Product[],
): Promise<ReadonlyMap<string, readonly ProductUnit[]>> {
  const units = new Map<string, ProductUnit[]>();
  if (products.length === 0) return units;
  const rows = await em.find(
    ProductUnit,
    { product: { $in: products.map(({ id }) => id) } },
    { populate: ['unit'], strategy: 'joined' },
  );
  for (const row of rows) units.set(row.product.id, [...(units.get(row.product.id) ?? []), row]);
  return units;
}

/** The locations that lines name, by their numbers: one statement where there are any. */
export async function locationsOf(
  em: EntityManager,
  inputs: readonly Pick<PurchaseLineInput, 'locationId'>[],
): Promise<ReadonlyMap<number, Location>> {
  const numbers = [...new Set(inputs.map((input) => input.locationId).filter(isGiven))];
  if (numbers.length === 0) return new Map();
  const rows = await em.find(Location, { number: { $in: numbers } });
  return new Map(rows.map((row) => [row.number, row]));
}

/** A unit of an item as a line is written in it. */
interface UnitOfItem {
  readonly unit: LineUnit | null;
  readonly perUnit: Decimal;
  /** Base currency, of one of the unit, where it has a price of its own. */
  readonly costPrice: Decimal | null;
}

const standardUnit = (product: Product): UnitOfItem => ({
  unit: product.unit ?? null,
  perUnit: '1',
  costPrice: null,
});

const furtherUnit = (row: ProductUnit): UnitOfItem => ({
  unit: row.unit,
  perUnit: row.quantity,
  costPrice: row.costPrice ?? null,
});

/** The unit that the line names, else the one in which the item is purchased; undefined where the item does not have it. */
function unitFor(
  input: PurchaseLineInput,
  product: Product,
  further: readonly ProductUnit[],
): UnitOfItem | undefined {
  const { unitId } = input;
  if (unitId === undefined) {
    const usual = further.find(({ isDefaultPurchase }) => isDefaultPurchase);
    return usual === undefined ? standardUnit(product) : furtherUnit(usual);
  }
  if (unitId === null || unitId === product.unit?.number) return standardUnit(product);
  const named = further.find(({ unit }) => unit.number === unitId);
  return named && furtherUnit(named);
}

function productLine(
  input: PurchaseLineInput,
  product: Product,
  { unit, perUnit, costPrice }: UnitOfItem,
  terms: PurchaseTerms,
): Omit<PurchaseLineContent, 'locationId'> {
  const expected = product.recommendedCostPrice ?? product.costPrice ?? '0';
  const price = priceInUnit(costPrice, expected, perUnit);
  return {
    product,
    description: input.name ?? product.name,
    quantity: input.quantity ?? '1',
    unitPrice: input.linePrice ?? priceIn(price, terms.exchangeRate),
    discountPercentage: input.discountPercentage ?? '0',
    unitCostPrice: isGiven(costPrice ?? product.recommendedCostPrice) ? price : null,
    unit: input.unitId === null ? null : unit,
    vatPercentage: vatPercentageOf(product.group, terms.vatZone),
    unitQuantity: perUnit,
    ...noLinks,
  };
}

const priceIn = (price: Decimal, exchangeRate: Decimal): Decimal =>
  equal(exchangeRate, baseRate) ? price : fromBaseCurrency(price, exchangeRate);
