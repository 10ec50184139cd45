import { type Big, Decimal, fixed, round } from './numbers.ts';
import type { InvoiceContent, InvoiceLine } from './records.ts';
import type { Switches } from './switches.ts';

const zero = new Decimal('0');

/** `quantity × unitNetPrice × (1 − discount/100)`, two decimals, halves away from zero. */
export function lineNet(line: Pick<InvoiceLine, 'quantity' | 'unitNetPrice' | 'discountPercentage'>): Big {
  const share = new Decimal('100').minus(line.discountPercentage ?? '0');
  return round(
    new Decimal(line.quantity ?? '0')
      .times(line.unitNetPrice ?? '0')
      .times(share)
      .div('100'),
    2,
  );
}

export type Amounts = Pick<
  InvoiceContent,
  | 'netAmount'
  | 'netAmountInBaseCurrency'
  | 'vatAmount'
  | 'grossAmount'
  | 'grossAmountInBaseCurrency'
  | 'roundingAmount'
  | 'costPriceInBaseCurrency'
>;

const sum = (values: readonly Big[]) => values.reduce((total, value) => total.plus(value), zero);

/** VAT of the document: rounded on each line, or once for each VAT code. */
function documentVat(lines: readonly InvoiceLine[], rounding: Switches['vatRounding']): Big {
  const exact = (line: InvoiceLine) => new Decimal(line.totalNetAmount).times(line.vatRate).div('100');
  if (rounding === 'line') return sum(lines.map((line) => round(exact(line), 2)));
  const byCode = Map.groupBy(lines, (line) => line.vatCode ?? '');
  return sum([...byCode.values()].map((group) => round(sum(group.map(exact)), 2)));
}

/** Totals of a document in its currency and in the base currency (`exchangeRate` is per 100). */
export function totals(lines: readonly InvoiceLine[], exchangeRate: string, switches: Switches): Amounts {
  const net = sum(lines.map((line) => new Decimal(line.totalNetAmount)));
  const vat = documentVat(lines, switches.vatRounding);
  const gross = net.plus(vat);
  const inBase = (amount: Big) => fixed(amount.times(exchangeRate).div('100'), 2);
  const cost = sum(
    lines.map((line) =>
      line.product === undefined ? zero : new Decimal(line.quantity ?? '0').times(line.unitCostPrice ?? '0'),
    ),
  );
  return {
    netAmount: fixed(net, 2),
    netAmountInBaseCurrency: inBase(net),
    vatAmount: fixed(vat, 2),
    grossAmount: fixed(gross, 2),
    grossAmountInBaseCurrency: inBase(gross),
    roundingAmount: '0.00',
    costPriceInBaseCurrency: fixed(cost, 4),
  };
}
