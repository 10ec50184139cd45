/**
 * What an invoice or credit note amounts to: a pure function of its lines, its discount and its exchange rate.
 *
 * - A line's net = quantity × unit price × (1 − discount %), rounded half up to 2 decimals. Its discount is its own and
 *   the document's together, as one exact percentage (10 % and then 5 % are 14.5 %), so that an ERP that knows one
 *   discount per line gets the same net. A line without product is text and worth nothing.
 * - Net of the document = sum of the lines' nets: it never differs from what the lines show.
 * - VAT = per rate, over the document's net at that rate, rounded half up to 2 decimals once. A line's VAT is its exact
 *   share (6 decimals) and is not rounded: the document's VAT at a rate is the rounded sum of the shares.
 * - Gross = net + VAT.
 * - Base currency: net and VAT are converted and rounded half up to 2 decimals each, gross is their sum, so that the three
 *   agree there too.
 *
 * The order of lines changes nothing. Amounts are positive on a credit note as on an invoice: the sign is in the kind.
 */
import { DomainError } from '../errors.ts';
import {
  afterDiscount,
  amountLimit,
  combineDiscounts,
  compare,
  equal,
  invariant,
  isNegative,
  multiply,
  percentageOf,
  plain,
  round,
  sum,
  toBaseCurrency,
} from '../money.ts';
import type { Decimal } from '../money.ts';

/** What a line brings to the totals. */
export interface TotalsLine {
  /** False for a text line, which is worth nothing whatever else it says. */
  readonly hasProduct: boolean;
  readonly quantity: Decimal;
  /** Document currency, without VAT. */
  readonly unitPrice: Decimal;
  /** The line's own discount, 0 to 100. */
  readonly discountPercentage: Decimal;
  readonly vatPercentage: Decimal;
}

export interface LineTotals {
  /** The line's and the document's discount as one, exact (up to 6 decimals). */
  readonly combinedDiscountPercentage: Decimal;
  /** 2 decimals. */
  readonly netAmount: Decimal;
  /** The line's exact share of the document's VAT, 6 decimals. */
  readonly vatAmount: Decimal;
}

/** The VAT of one rate over the whole document; 2 decimals. */
export interface VatTotals {
  readonly vatPercentage: Decimal;
  readonly netAmount: Decimal;
  readonly vatAmount: Decimal;
}

/** Amounts of a document in its own currency and in base currency, 2 decimals each. */
export interface Amounts {
  readonly netAmount: Decimal;
  readonly vatAmount: Decimal;
  readonly grossAmount: Decimal;
  readonly baseNetAmount: Decimal;
  readonly baseVatAmount: Decimal;
  readonly baseGrossAmount: Decimal;
}

export interface DocumentTotals {
  /** As many as went in, in their order. */
  readonly lines: readonly LineTotals[];
  /** One row per VAT rate of a product line, by rate. */
  readonly vat: readonly VatTotals[];
  readonly amounts: Amounts;
}

/**
 * Computes the totals. `discountPercentage` is the document's, 0 to 100; `exchangeRate` is base units per 100 units of
 * the document's currency. Throws `InvalidInput` where an amount is larger than a ledger takes.
 */
export function documentTotals(
  lines: readonly TotalsLine[],
  options: { readonly discountPercentage: Decimal; readonly exchangeRate: Decimal },
): DocumentTotals {
  const lineTotals = lines.map((line) => lineTotal(line, options.discountPercentage));
  refuseTooLarge(lineTotals.map((line) => line.netAmount));

  const netAmount = round(sum(lineTotals.map((line) => line.netAmount)), 2);
  const vat = vatPerRate(lines, lineTotals);
  const vatAmount = round(sum(vat.map((rate) => rate.vatAmount)), 2);
  const grossAmount = round(sum([netAmount, vatAmount]), 2);
  const baseNetAmount = toBaseCurrency(netAmount, options.exchangeRate);
  const baseVatAmount = toBaseCurrency(vatAmount, options.exchangeRate);
  const baseGrossAmount = round(sum([baseNetAmount, baseVatAmount]), 2);
  refuseTooLargeTotal([netAmount, grossAmount, baseNetAmount, baseGrossAmount]);

  invariant(equal(sum(vat.map((rate) => rate.netAmount)), netAmount), 'the nets per VAT rate sum to the net');
  return {
    lines: lineTotals,
    vat,
    amounts: { netAmount, vatAmount, grossAmount, baseNetAmount, baseVatAmount, baseGrossAmount },
  };
}

function lineTotal(line: TotalsLine, documentDiscount: Decimal): LineTotals {
  const combinedDiscountPercentage = combineDiscounts(line.discountPercentage, documentDiscount);
  invariant(
    !isNegative(combinedDiscountPercentage) && compare(combinedDiscountPercentage, '100') <= 0,
    'a discount lies between 0 and 100 %',
  );
  if (!line.hasProduct) return { combinedDiscountPercentage, netAmount: '0.00', vatAmount: '0.000000' };
  const list = multiply(line.quantity, line.unitPrice);
  const netAmount = round(afterDiscount(list, combinedDiscountPercentage), 2);
  return { combinedDiscountPercentage, netAmount, vatAmount: vatShare(netAmount, line.vatPercentage) };
}

/** Exact: a net and a rate of 2 decimals each, divided by 100, leave 6. */
function vatShare(netAmount: Decimal, vatPercentage: Decimal): Decimal {
  const exact = percentageOf(netAmount, vatPercentage);
  const share = round(exact, 6);
  invariant(equal(exact, share), 'the VAT of a line has at most 6 decimals');
  return share;
}

function vatPerRate(lines: readonly TotalsLine[], totals: readonly LineTotals[]): VatTotals[] {
  const nets = new Map<Decimal, Decimal[]>();
  lines.forEach((line, index) => {
    const netAmount = totals[index]?.netAmount;
    if (!line.hasProduct || netAmount === undefined) return;
    const rate = plain(line.vatPercentage);
    const known = nets.get(rate);
    if (known) known.push(netAmount);
    else nets.set(rate, [netAmount]);
  });
  return [...nets]
    .sort(([a], [b]) => compare(a, b))
    .map(([rate, amounts]) => {
      const netAmount = round(sum(amounts), 2);
      return { vatPercentage: rate, netAmount, vatAmount: round(percentageOf(netAmount, rate), 2) };
    });
}

const isTooLarge = (amount: Decimal): boolean => compare(amount.replace('-', ''), amountLimit) >= 0;

function refuseTooLarge(lineNets: readonly Decimal[]): void {
  const errors: Record<string, string[]> = {};
  lineNets.forEach((netAmount, index) => {
    if (isTooLarge(netAmount))
      errors[`lines.${index}.quantity`] = ['Quantity times price has more than 15 digits before the point.'];
  });
  if (Object.keys(errors).length > 0)
    throw new DomainError('InvalidInput', { fields: Object.keys(errors).join(', ') }, { errors });
}

function refuseTooLargeTotal(amounts: readonly Decimal[]): void {
  if (amounts.some(isTooLarge))
    throw new DomainError(
      'InvalidInput',
      { fields: 'lines' },
      { errors: { lines: ['The document amounts to more than 15 digits before the point.'] } },
    );
}
