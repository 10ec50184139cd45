/** Where an order stands by its quantities (domain rules: §2.1). Pure. */
import { wordOfShares } from '../documents/shares.ts';
import { compare, isPositive, subtract, sum } from '../money.ts';
import type { Decimal } from '../money.ts';
import type { DeliveryAxis, InvoicingAxis } from './order.lifecycle.ts';

/** What became of a line with a product; quantities in the line's unit. */
export interface LineProgress {
  readonly ordered: Decimal;
  readonly hasInventory: boolean;
  /** On sent shipments; more than ordered where more was sent. */
  readonly shipped: Decimal;
  /** On shipments that wait. */
  readonly onOpenShipments: Decimal;
  /** On booked invoices. */
  readonly invoiced: Decimal;
  /** On draft invoices. */
  readonly onDraftInvoices: Decimal;
}

/** The axes, and whether nothing more is to happen. */
export interface OrderAxes {
  readonly delivery: DeliveryAxis;
  readonly invoicing: InvoicingAxis;
  /** Every stocked line is shipped and every line invoiced. */
  readonly isComplete: boolean;
}

/** How much of these lines left the house. */
export function deliveryOf(
  lines: readonly {
    readonly ordered: Decimal;
    readonly shipped: Decimal;
    readonly onOpenShipments: Decimal;
  }[],
): DeliveryAxis {
  const shares = lines.map((line) => ({
    whole: line.ordered,
    done: line.shipped,
    open: line.onOpenShipments,
  }));
  return ({ none: 'not-sent', ready: 'ready', partly: 'partly', all: 'sent' } as const)[wordOfShares(shares)];
}

/** The axes of an order with these lines; lines without inventory do not count on the delivery axis. */
export function axesOf(lines: readonly LineProgress[]): OrderAxes {
  const stocked = lines.filter(({ hasInventory }) => hasInventory);
  const delivery = deliveryOf(stocked);
  const shares = lines.map((line) => ({
    whole: billable(line),
    done: line.invoiced,
    open: line.onDraftInvoices,
  }));
  const invoicing = ({ none: 'not-invoiced', ready: 'ready', partly: 'partly', all: 'invoiced' } as const)[
    wordOfShares(shares)
  ];
  const isDelivered = stocked.length === 0 || delivery === 'sent';
  return { delivery, invoicing, isComplete: isDelivered && invoicing === 'invoiced' };
}

/** What is billed of a line in the end: what was ordered, or what was sent where that is more. */
const billable = ({ hasInventory, ordered, shipped }: LineProgress): Decimal =>
  hasInventory && compare(shipped, ordered) > 0 ? shipped : ordered;

/** What is left of a line for a new invoice; over all invoices, drafts included, never more than was ordered or sent. */
export function leftToInvoice(line: LineProgress, onlyShipped: boolean): Decimal {
  const limit = onlyShipped && line.hasInventory ? line.shipped : billable(line);
  const left = subtract(limit, sum([line.invoiced, line.onDraftInvoices]));
  return isPositive(left) ? left : '0';
}
