import { createHash } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { VatZone } from '../erp/documents.ts';
import { canonicalJson } from '../events/event-hash.ts';
import { invalidInput } from '../field-rules.ts';
import type { FieldErrors } from '../field-rules.ts';
import { equal, plain } from '../money.ts';
import type { Decimal } from '../money.ts';
import { Product } from '../products/product.entity.ts';
import { toStandardQuantity } from '../products/unit-conversion.ts';
import { Unit } from '../products/unit.entity.ts';
import { vatPercentageOf } from '../vat/vat-zones.ts';
import { refuseBarred, refuseMissing } from './sales-references.ts';
import type { SalesLineInput } from './sales-input.ts';
import { lineItemsOf, notItsUnit, priceOfLine, unitCostOf, unitOfItem, usualUnitOf } from './line-items.ts';
import type { LineItem, LineTerms, UnitOfItem } from './line-items.ts';
import { noLinks } from './sales-line-rows.ts';
import type { LineContent, LineProduct, LineUnit } from './sales-line-rows.ts';
import { documentTotals } from './totals.ts';
import type { DocumentTotals } from './totals.ts';

/**
 * Lines with their products and units, and what they do not say themselves: unit, name in the document's language, price and
 * discount of its customer. Two statements at most, however many lines. A line that gives its price has the discount that it
 * gives, or none: what somebody says is the last word. Throws `ReferenceNotFound`, `Barred`, and `InvalidInput` for a unit that
 * the item does not have or a quantity that its standard unit cannot count, with every line's field.
 */
export async function resolveLines(
  em: EntityManager,
  inputs: readonly SalesLineInput[],
  terms: LineTerms,
): Promise<LineContent[]> {
  const items = await lineItemsOf(em, inputs.map(({ itemId }) => itemId).filter(isGiven), terms);
  const units = await unitsOf(em, inputs);
  const missing = new Map<string, string>();
  const barred = new Map<string, string>();
  const faults: FieldErrors = {};
  const lines = inputs.map((input, index): LineContent => {
    const item = items.get(input.itemId ?? '');
    const unit = units.get(input.unitId ?? 0);
    if (isGiven(input.itemId) && !item) missing.set(`lines.${index}.item_id`, `Product ${input.itemId}`);
    if (isGiven(input.unitId) && !unit) missing.set(`lines.${index}.unit_id`, `Unit ${input.unitId}`);
    const reason = item && unsellableReason(item.product);
    if (reason !== undefined) barred.set(`lines.${index}.item_id`, reason);
    if (!item) return textLine(input);
    const written = unitFor(input, item, unit);
    if (!written) faults[`lines.${index}.unit_id`] = [notItsUnit(item.product.number)];
    const line = itemLine(input, item, written ?? usualUnitOf(item), terms);
    if (written && item.product.group.hasInventory)
      toStandardQuantity(line.quantity, line.unitQuantity, `lines.${index}.quantity`);
    return line;
  });
  refuseMissing(missing);
  refuseBarred(barred);
  if (Object.keys(faults).length > 0) throw invalidInput(faults);
  return lines;
}

export const isGiven = <T>(value: T): value is NonNullable<T> => value !== null && value !== undefined;

/** The products that lines name, by number, with group and unit: one statement. */
export async function productsOf(
  em: EntityManager,
  inputs: readonly Pick<SalesLineInput, 'itemId'>[],
): Promise<ReadonlyMap<string, Product>> {
  const numbers = [...new Set(inputs.map((input) => input.itemId).filter(isGiven))];
  if (numbers.length === 0) return new Map();
  const rows = await em.find(
    Product,
    { number: { $in: numbers } },
    { populate: ['group', 'unit'], strategy: 'joined' },
  );
  return new Map(rows.map((row) => [row.number, row]));
}

/** The units that lines name, by number: one statement. */
export async function unitsOf(
  em: EntityManager,
  inputs: readonly Pick<SalesLineInput, 'unitId'>[],
): Promise<ReadonlyMap<number, Unit>> {
  const numbers = [...new Set(inputs.map((input) => input.unitId).filter(isGiven))];
  if (numbers.length === 0) return new Map();
  const rows = await em.find(Unit, { number: { $in: numbers } });
  return new Map(rows.map((row) => [row.number, row]));
}

/** Why a product cannot be sold, or undefined where it can. */
export function unsellableReason(product: LineProduct): string | undefined {
  if (product.isBarred) return `Product ${product.number} is barred.`;
  if (!product.group.isSellable) return `Product group ${product.group.number} is not for sale.`;
  return undefined;
}

/** The unit that a line is written in; undefined for one that the item does not have. */
function unitFor(input: SalesLineInput, item: LineItem, named: LineUnit | undefined): UnitOfItem | undefined {
  if (input.unitId === undefined) return usualUnitOf(item);
  if (!isGiven(input.unitId) || !named) return { unit: null, quantity: '1', salesPrice: null };
  return unitOfItem(item, named.number);
}

function itemLine(input: SalesLineInput, item: LineItem, unit: UnitOfItem, terms: LineTerms): LineContent {
  const { product } = item;
  const usual = priceOfLine(item, unit, terms);
  return {
    product,
    description: input.name ?? item.translatedName ?? product.name,
    quantity: input.quantity ?? '1',
    unitPrice: input.linePrice ?? usual.salesPrice,
    discountPercentage:
      input.discountPercentage ?? (isGiven(input.linePrice) ? '0' : usual.discountPercentage),
    unitCostPrice: unitCostOf(product, unit),
    unit: unit.unit,
    unitQuantity: unit.quantity,
    vatPercentage: vatPercentageOf(product.group, terms.vatZone),
    ...noLinks,
  };
}

/** A line of text, worth nothing. */
export const textLine = (input: Pick<SalesLineInput, 'name'>): LineContent => ({
  product: null,
  description: input.name ?? '',
  quantity: '0',
  unitPrice: '0',
  discountPercentage: '0',
  unitCostPrice: null,
  unit: null,
  unitQuantity: '1',
  vatPercentage: '0',
  ...noLinks,
});

/** What decides the totals beside the lines. */
export interface TotalsTerms {
  readonly discountPercentage: Decimal;
  readonly exchangeRate: Decimal;
}

/** The totals of lines as they stand in the database or are about to. */
export function totalsOf(lines: readonly LineContent[], terms: TotalsTerms): DocumentTotals {
  return documentTotals(
    lines.map((line) => ({
      hasProduct: isGiven(line.product),
      quantity: line.quantity,
      unitPrice: line.unitPrice,
      discountPercentage: line.discountPercentage,
      vatPercentage: line.vatPercentage,
    })),
    terms,
  );
}

/** Lines with the VAT rates that their products' groups have for the zone; the very same object where it is the same. */
export function withVatOf<Line extends LineContent>(lines: readonly Line[], zone: VatZone): readonly Line[] {
  return lines.map((line) => {
    const vatPercentage = line.product ? vatPercentageOf(line.product.group, zone) : line.vatPercentage;
    return equal(vatPercentage, line.vatPercentage) ? line : { ...line, vatPercentage };
  });
}

/** What an event keeps of the lines: how many, and a SHA-256 over what they say, so that the chain anchors it. */
export function linesDigest(
  lines: readonly LineContent[],
  totals: DocumentTotals,
): { count: number; hash: string } {
  const content = lines.map((line, index) => ({
    item: line.product?.number ?? null,
    name: line.description,
    quantity: plain(line.quantity),
    price: plain(line.unitPrice),
    discount: plain(line.discountPercentage),
    unit: line.unit?.number ?? null,
    ...(!equal(line.unitQuantity, '1') && { unit_quantity: plain(line.unitQuantity) }),
    vat: plain(line.vatPercentage),
    net: totals.lines[index]?.netAmount ?? null,
    ...(line.tracking &&
      line.tracking.length > 0 && {
        tracking: line.tracking.map(({ number, quantity: of }) => `${number} ${plain(of)}`),
      }),
  }));
  return { count: lines.length, hash: createHash('sha256').update(canonicalJson(content)).digest('hex') };
}
