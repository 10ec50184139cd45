import type { EntityManager } from '@mikro-orm/postgresql';
import type { ActionContext } from '../documents/kinds.ts';
import { requireAllowed } from '../documents/lifecycle.ts';
import { recordDocumentEvent } from '../documents/document-store.ts';
import { DomainError } from '../errors.ts';
import { invalidInput, registerNumber } from '../field-rules.ts';
import type { FieldErrors } from '../field-rules.ts';
import type { CustomerInvoice } from '../invoices/customer-invoice.entity.ts';
import { storeDraftInvoice } from '../invoices/draft-invoice.service.ts';
import { editDraftInvoice } from '../invoices/edit-invoice.service.ts';
import { checkEdit } from '../invoices/invoice-input.ts';
import type { InvoiceEdit } from '../invoices/invoice-input.ts';
import { numbersToInvoice } from '../invoices/shipped-numbers.ts';
import { equal, isPositive } from '../money.ts';
import { draftOf } from '../sales/sales-copy.ts';
import type { SalesDraft, SalesHead } from '../sales/sales-draft.ts';
import { salesLinesMax } from '../sales/sales-input.ts';
import type { LineContent } from '../sales/sales-line-rows.ts';
import { totalsOf } from '../sales/sales-lines.ts';
import { refuseMissing } from '../sales/sales-references.ts';
import { leftToInvoice } from './order-axes.ts';
import { holdOrders, orderProgress, refreshOrders, tellMovedOrders } from './order-progress.ts';
import { lockGoodsOf } from './order-stock.ts';
import type { Order } from './order.entity.ts';
import { orderLife } from './order.lifecycle.ts';
import { orderLines, orderTable } from './order.table.ts';

/** Orders of one invoice at most. */
export const invoicedOrdersMax = 100;

/** How several orders become one invoice. */
export interface OrdersToInvoice {
  /** Numbers of sent orders, in the order in which their lines stand; each once. */
  readonly orderNumbers: readonly number[];
  /** Only what was shipped, and of lines without inventory all; default: everything. */
  readonly onlyShipped?: boolean | undefined;
  /** Fields of the invoice's head that shall be other than the orders'. */
  readonly overrides?: InvoiceEdit | undefined;
}

/** Throws one `InvalidInput` with every finding. */
export function checkOrdersToInvoice({ orderNumbers, overrides }: OrdersToInvoice): void {
  const errors: FieldErrors = {};
  if (orderNumbers.length === 0 || orderNumbers.length > invoicedOrdersMax)
    errors['order_numbers'] = [`order_numbers must name 1 to ${invoicedOrdersMax} orders.`];
  orderNumbers.forEach((number, at) => {
    const field = `order_numbers.${at}`;
    const fault = registerNumber(number);
    if (fault !== undefined) errors[field] = [`${field} ${fault}.`];
    else if (orderNumbers.indexOf(number) < at) errors[field] = [`Order ${number} is named twice.`];
  });
  if (Object.keys(errors).length > 0) throw invalidInput(errors);
  if (overrides) checkEdit(overrides);
}

/**
 * Makes one draft invoice of what is on none yet of several sent orders, linked line by line; booking it moves each order's
 * invoicing axis. They have customer, currency, layout, VAT zone, payment terms and discount in common; the exchange rate and
 * the language are the first's, and what else their heads do not agree on is left empty. Throws `InvalidInput`,
 * `ReferenceNotFound`, `InvalidTransition` and `NothingLeft`, for an order each, and what editing an invoice throws.
 */
export async function invoiceOrders(
  em: EntityManager,
  invoiceId: string,
  input: OrdersToInvoice,
  context: ActionContext,
): Promise<CustomerInvoice> {
  checkOrdersToInvoice(input);
  const orders = await heldInOrder(em, input.orderNumbers);
  for (const order of orders)
    requireAllowed(orderLife, orderTable.standingOf(order), 'convertToInvoice', order.number);
  refuseDifferent(orders);
  const lines: LineContent[] = [];
  for (const order of orders) lines.push(...(await linesLeft(em, order, input.onlyShipped === true)));
  if (lines.length > salesLinesMax)
    throw invalidInput({ order_numbers: [`The invoice would have more than ${salesLinesMax} lines.`] });
  // Events come after every lock: the orders' items are locked now.
  await lockGoodsOf(em, orders);
  const [first] = orders;
  if (first === undefined) throw new Error('There is at least one order.');
  const draft = draftTogether(orders, first, lines);
  const { ean } = first.customer;
  const numbers = orders.map(({ number }) => number);
  const made = { id: invoiceId, draft, order: first, orderNumbers: numbers, ean: ean ?? null };
  const invoice = await storeDraftInvoice(em, made, context);
  if (input.overrides && Object.keys(input.overrides).length > 0)
    await editDraftInvoice(em, invoiceId, input.overrides, context);
  await moveOrders(em, orders, invoice.number, context);
  return invoice;
}

/** The orders of these numbers, in their order, locked in that of their ids. Throws `ReferenceNotFound`. */
async function heldInOrder(em: EntityManager, numbers: readonly number[]): Promise<readonly Order[]> {
  const byNumber = new Map((await holdOrders(em, { numbers })).map((order) => [order.number, order]));
  const missing = numbers.flatMap((number, at): [string, string][] =>
    byNumber.has(number) ? [] : [[`order_numbers.${at}`, `Order ${number}`]],
  );
  refuseMissing(new Map(missing));
  return numbers.flatMap((number) => byNumber.get(number) ?? []);
}

/** What the orders of one invoice have in common, by what a refusal calls it. */
const common: Readonly<Record<string, (a: Order, b: Order) => boolean>> = {
  customer: (a, b) => a.customer.id === b.customer.id,
  currency: (a, b) => a.currency === b.currency,
  layout: (a, b) => a.layout?.id === b.layout?.id,
  'VAT zone': (a, b) => a.vatZone === b.vatZone,
  'payment terms': (a, b) => a.paymentTerms.id === b.paymentTerms.id,
  discount: (a, b) => equal(a.discountPercentage, b.discountPercentage),
};

function refuseDifferent(orders: readonly Order[]): void {
  const [first] = orders;
  const errors: FieldErrors = {};
  orders.forEach((order, at) => {
    if (first === undefined) return;
    const different = Object.entries(common).flatMap(([name, isSame]) => (isSame(first, order) ? [] : name));
    if (different.length > 0)
      errors[`order_numbers.${at}`] = [
        `Order ${order.number} has another ${different.join(', another ')} than order ${first.number}: invoice it by itself.`,
      ];
  });
  if (Object.keys(errors).length > 0) throw invalidInput(errors);
}

/** The lines of an order that are left to invoice, and its texts. Throws `NothingLeft`. */
async function linesLeft(
  em: EntityManager,
  order: Order,
  onlyShipped: boolean,
): Promise<readonly LineContent[]> {
  const progress = await orderProgress(em, order.id);
  const left = new Map(progress.map((line) => [line.id, leftToInvoice(line, onlyShipped)]));
  const numbersOf = await numbersToInvoice(em, order.id);
  const { lines } = draftOf(order, await orderLines.find(em, order.id), (line) => {
    if (!line.product) return { orderLineId: line.id };
    const quantity = left.get(line.id) ?? '0';
    if (!isPositive(quantity)) return undefined;
    return { quantity, orderLineId: line.id, tracking: numbersOf(line.id, quantity) };
  });
  if (!lines.some((line) => line.product))
    throw new DomainError('NothingLeft', { what: `Order ${order.number}`, action: 'invoice' });
  return lines;
}

/** Heads that need not agree: where they differ, none of them speaks for all. */
const ownWords = [
  ...(['deliveryDate', 'employee', 'theirReferenceContact', 'attentionContact', 'heading', 'note'] as const),
  ...(['otherReference', 'projectNumber', 'deliveryAddress', 'deliveryTerms', 'billingAddress'] as const),
  'corporateIdentificationNumber',
] as const satisfies readonly (keyof SalesHead)[];

function draftTogether(orders: readonly Order[], first: Order, lines: readonly LineContent[]): SalesDraft {
  const { head } = draftOf(first, [], () => undefined);
  const textOf = (value: unknown): string => JSON.stringify(value ?? null);
  const isAgreed = (name: (typeof ownWords)[number]): boolean =>
    name === 'employee'
      ? orders.every(({ employee }) => employee?.id === first.employee?.id)
      : orders.every((order) => textOf(order[name]) === textOf(first[name]));
  const different = Object.fromEntries(
    ownWords.filter((name) => !isAgreed(name)).map((name) => [name, null]),
  );
  const totals = totalsOf(lines, first);
  return { head: { ...head, ...different, ...totals.amounts }, lines, totals };
}

async function moveOrders(
  em: EntityManager,
  orders: readonly Order[],
  invoice: number,
  context: ActionContext,
): Promise<void> {
  const moved = await refreshOrders(em, orders, context);
  for (const order of orders)
    await recordDocumentEvent(em, orderTable, order, context, {
      action: 'convertToInvoice',
      before: null,
      after: { invoice_number: invoice, invoicing: order.invoicing },
    });
  await tellMovedOrders(em, moved, context, { invoice_number: invoice });
}
