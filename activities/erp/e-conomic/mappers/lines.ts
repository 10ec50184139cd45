import { Big } from 'big.js';
import type { InvoiceForErp, InvoiceLineForErp } from '../../../../domain/erp/documents.ts';
import { jsonNumber, roundedJsonNumber } from '../../exact-json.ts';
import type { EconomicSettings } from '../settings.ts';
import { departmentOf } from './product.ts';
import { type Body, compact, fitting, fittingRequired, referTo } from './shared.ts';

/** The number there of one of our units. */
export type UnitNumberOf = (unit: number) => string;

const placesMax = 2;

/**
 * A document's lines. A line without product is a text line. What the ERP cannot hold exactly (more than two decimals,
 * or a net amount that is not quantity × price less discount) goes as quantity 1 at its net amount, with quantity, price
 * and discount in the description. On a credit note the price is negated.
 */
export function invoiceLines(
  invoice: InvoiceForErp,
  settings: EconomicSettings,
  unitNumberOf: UnitNumberOf,
): Body[] {
  return invoice.lines.map((line, index) => {
    const numbered = {
      lineNumber: jsonNumber(String(index + 1)),
      sortKey: jsonNumber(String(index + 1)),
    };
    if (line.product === null) return compact({ ...numbered, description: described(line, index) });
    const amounts = fitsExactly(line)
      ? exactAmounts(line, invoice.kind, unitNumberOf)
      : wholeAmounts(line, invoice.kind);
    return compact({
      ...numbered,
      product: {
        productNumber: fittingRequired(line.product.number, 25, `line ${index + 1}: product number`),
      },
      description: described(line, index),
      ...amounts,
      ...departmentOf(settings),
    });
  });
}

function exactAmounts(
  line: InvoiceLineForErp,
  kind: InvoiceForErp['kind'],
  unitNumberOf: UnitNumberOf,
): Body {
  return {
    quantity: jsonNumber(line.quantity),
    unitNetPrice: jsonNumber(signed(line.unitPrice, kind)),
    discountPercentage: isZero(line.discountPercentage) ? undefined : jsonNumber(line.discountPercentage),
    unitCostPrice: line.unitCostPrice === null ? undefined : roundedJsonNumber(line.unitCostPrice, placesMax),
    unit: line.unit === null ? undefined : referTo('unitNumber', unitNumberOf(line.unit.number)),
  };
}

function wholeAmounts(line: InvoiceLineForErp, kind: InvoiceForErp['kind']): Body {
  const cost = line.unitCostPrice === null ? undefined : new Big(line.unitCostPrice).times(line.quantity);
  return {
    quantity: jsonNumber('1'),
    unitNetPrice: jsonNumber(signed(line.netAmount, kind)),
    unitCostPrice: cost === undefined ? undefined : roundedJsonNumber(cost.toFixed(), placesMax),
  };
}

function fitsExactly(line: InvoiceLineForErp): boolean {
  const parts = [line.quantity, line.unitPrice, line.discountPercentage].map((part) => new Big(part));
  if (parts.some((part) => !part.eq(part.round(placesMax)))) return false;
  const share = new Big(100).minus(line.discountPercentage).div(100);
  return new Big(line.quantity)
    .times(line.unitPrice)
    .times(share)
    .round(placesMax, Big.roundHalfUp)
    .eq(line.netAmount);
}

function described(line: InvoiceLineForErp, index: number): string | undefined {
  const own = line.description.trim();
  const whole = line.product === null || fitsExactly(line) ? own : `${own} (${reckoning(line)})`.trim();
  return fitting(whole, 2500, `line ${index + 1}: description`);
}

function reckoning(line: InvoiceLineForErp): string {
  const plain = (amount: string): string => new Big(amount).toFixed();
  const quantity = line.unit === null ? plain(line.quantity) : `${plain(line.quantity)} ${line.unit.name}`;
  const discount = isZero(line.discountPercentage) ? '' : ` − ${plain(line.discountPercentage)} %`;
  return `${quantity} × ${plain(line.unitPrice)}${discount}`;
}

function signed(amount: string, kind: InvoiceForErp['kind']): string {
  return kind === 'credit-note' ? new Big(amount).times(-1).toFixed() : amount;
}

function isZero(amount: string): boolean {
  return new Big(amount).eq(0);
}
