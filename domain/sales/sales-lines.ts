import { createHash } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { baseRate } from '../currencies/currency.service.ts';
import type { VatZone } from '../erp/documents.ts';
import { canonicalJson } from '../events/event-hash.ts';
import { equal, fromBaseCurrency, plain } from '../money.ts';
import type { Decimal } from '../money.ts';
import { Product } from '../products/product.entity.ts';
import { Unit } from '../products/unit.entity.ts';
import { vatPercentageOf } from '../vat/vat-zones.ts';
import { refuseBarred, refuseMissing } from './sales-references.ts';
import type { SalesLineInput } from './sales-input.ts';
import { noLinks } from './sales-line-rows.ts';
import type { LineContent, LineProduct } from './sales-line-rows.ts';
import { documentTotals } from './totals.ts';
import type { DocumentTotals } from './totals.ts';

/** What the lines of a document take from its head. */
export interface LineTerms {
  readonly vatZone: VatZone;
  readonly exchangeRate: Decimal;
}

/**
 * Lines with their products and units, and what they take from them: two statements at most, however many lines. Throws
 * `ReferenceNotFound` and `Barred`, with every line's field.
 */
export async function resolveLines(
  em: EntityManager,
  inputs: readonly SalesLineInput[],
  terms: LineTerms,
): Promise<LineContent[]> {
  const products = await productsOf(em, inputs);
  const units = await unitsOf(em, inputs);
  const missing = new Map<string, string>();
  const barred = new Map<string, string>();
  const lines = inputs.map((input, index): LineContent => {
    const product = products.get(input.itemId ?? '');
    const unit = units.get(input.unitId ?? 0);
    if (isGiven(input.itemId) && !product) missing.set(`lines.${index}.item_id`, `Product ${input.itemId}`);
    if (isGiven(input.unitId) && !unit) missing.set(`lines.${index}.unit_id`, `Unit ${input.unitId}`);
    const reason = product && unsellableReason(product);
    if (reason !== undefined) barred.set(`lines.${index}.item_id`, reason);
    return product ? productLine(input, product, unit, terms) : textLine(input);
  });
  refuseMissing(missing);
  refuseBarred(barred);
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

const productLine = (
  input: SalesLineInput,
  product: Product,
  unit: Unit | undefined,
  terms: LineTerms,
): LineContent => ({
  product,
  description: input.name ?? product.name,
  quantity: input.quantity ?? '1',
  unitPrice: input.linePrice ?? salesPriceIn(product, terms.exchangeRate),
  discountPercentage: input.discountPercentage ?? '0',
  unitCostPrice: product.costPrice ?? product.recommendedCostPrice ?? null,
  unit: input.unitId === undefined ? (product.unit ?? null) : (unit ?? null),
  vatPercentage: vatPercentageOf(product.group, terms.vatZone),
  ...noLinks,
});

/** A line of text, worth nothing. */
export const textLine = (input: Pick<SalesLineInput, 'name'>): LineContent => ({
  product: null,
  description: input.name ?? '',
  quantity: '0',
  unitPrice: '0',
  discountPercentage: '0',
  unitCostPrice: null,
  unit: null,
  vatPercentage: '0',
  ...noLinks,
});

const salesPriceIn = (product: Product, exchangeRate: Decimal): Decimal =>
  equal(exchangeRate, baseRate) ? product.salesPrice : fromBaseCurrency(product.salesPrice, exchangeRate);

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
    vat: plain(line.vatPercentage),
    net: totals.lines[index]?.netAmount ?? null,
    ...(line.tracking &&
      line.tracking.length > 0 && {
        tracking: line.tracking.map(({ number, quantity: of }) => `${number} ${plain(of)}`),
      }),
  }));
  return { count: lines.length, hash: createHash('sha256').update(canonicalJson(content)).digest('hex') };
}
