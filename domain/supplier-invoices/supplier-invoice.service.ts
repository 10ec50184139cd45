import type { EntityManager } from '@mikro-orm/postgresql';
import { changedFields, dayOf } from '../documents/changes.ts';
import type { DocumentKey } from '../documents/document.ts';
import {
  findDocument,
  holdDocument,
  lockDocument,
  recordDocumentEvent,
  requireDocumentVersion,
  storeNewDocument,
  touchDocument,
  recordCreation,
} from '../documents/document-store.ts';
import type { ActionContext } from '../documents/kinds.ts';
import type { EventData } from '../events/event-hash.ts';
import { invalidInput } from '../field-rules.ts';
import { isNegative } from '../money.ts';
import { takeNumber } from '../numbers/number-series.service.ts';
import {
  refreshPurchaseOrder,
  refuseOfCancelled,
  tellMovedPurchaseOrder,
} from '../purchase-orders/purchase-order-progress.ts';
import type { PurchaseOrder } from '../purchase-orders/purchase-order.entity.ts';
import { purchaseOrderTable } from '../purchase-orders/purchase-order.table.ts';
import { editPurchase, newPurchaseDraft, purchaseState } from '../purchasing/purchase-draft.ts';
import type { PurchaseDraft } from '../purchasing/purchase-draft.ts';
import { checkPurchaseInput } from '../purchasing/purchase-input.ts';
import { resolvePurchaseLines } from '../purchasing/purchase-lines.ts';
import type { PurchaseLineContent } from '../purchasing/purchase-lines.ts';
import { withTracking } from '../sales/line-tracking.ts';
import { storeEditedLines } from '../sales/sales-edit.ts';
import type { CountedLines } from '../sales/sales-edit.ts';
import { linesDigest, totalsOf } from '../sales/sales-lines.ts';
import { agreementOf } from '../tenant.ts';
import { refuseOverCredit } from './credit-left.ts';
import { draftDueDate } from '../terms/due-date.ts';
import type { PaymentTerms } from '../terms/payment-terms.entity.ts';
import {
  holdForInvoice,
  linkedAs,
  linkedToOrder,
  lockItemsOf,
  onOrder,
  purchaseOrderId,
  requireFits,
} from './order-link.ts';
import type { LinkedContent } from './order-link.ts';
import { checkDraftSupplierInvoice, supplierInvoiceRules } from './supplier-invoice-input.ts';
import type { DraftSupplierInvoiceInput, OwnFields, SupplierInvoiceEdit } from './supplier-invoice-input.ts';
import { SupplierInvoice } from './supplier-invoice.entity.ts';
import { supplierInvoiceLife } from './supplier-invoice.lifecycle.ts';
import type { SupplierInvoiceAction, SupplierInvoiceKind } from './supplier-invoice.lifecycle.ts';
import { supplierInvoiceLines, supplierInvoiceTable } from './supplier-invoice.table.ts';

const unlinked = (line: PurchaseLineContent): LinkedContent => ({ ...line, purchaseOrderLineId: null });

/**
 * Makes a draft of that id; with a purchase order it is put on its lines, and moves its invoicing. Throws `InvalidInput`
 * (quantities of both signs, too), `ReferenceNotFound`, `Barred`, `CurrencyRateMissing`, each with its fields,
 * `InvalidTransition` (nothing of that order can be invoiced) and `AlreadyExists`.
 */
export async function createDraftSupplierInvoice(
  em: EntityManager,
  id: string,
  input: DraftSupplierInvoiceInput,
  context: ActionContext,
): Promise<SupplierInvoice> {
  checkDraftSupplierInvoice(input);
  const { purchaseOrderNumber } = input;
  const order =
    typeof purchaseOrderNumber === 'number'
      ? await holdForInvoice(em, await purchaseOrderId(em, purchaseOrderNumber))
      : undefined;
  // Events come after every lock.
  if (order) await lockItemsOf(em, order);
  const { lines: inputs = [], ...rest } = input;
  const draft = await newPurchaseDraft(em, { ...rest, lines: inputs });
  const drafted = await withTracking(em, inputs, draft.lines.map(unlinked));
  const kind = kindOf(drafted, 'invoice');
  if (order) requireFits(order, { kind, supplier: draft.head.supplier }, 'purchase_order_number');
  const lines = order ? await linkedToOrder(em, order, inputs, drafted) : drafted;
  const made = { id, kind, draft: { ...draft, lines }, own: input, ...(order && { order }) };
  const invoice = await storeSupplierInvoice(em, made, context);
  const moved = order && (await refreshPurchaseOrder(em, order, context));
  await tellMovedPurchaseOrder(em, moved, context, { supplier_invoice_number: invoice.number });
  return invoice;
}

/** What the signs of the quantities make of the document. Throws `InvalidInput` where there are both. */
function kindOf(lines: readonly LinkedContent[], usual: SupplierInvoiceKind): SupplierInvoiceKind {
  const signs = lines.flatMap((line) => (line.product ? [isNegative(line.quantity)] : []));
  const [first] = signs;
  if (first === undefined) return usual;
  const other = lines.findIndex((line) => line.product && isNegative(line.quantity) !== first);
  if (other >= 0)
    throw invalidInput({
      [`lines.${other}.quantity`]: ['An invoice has positive quantities alone, a credit note negative ones.'],
    });
  return first ? 'credit-note' : 'invoice';
}

/** A new document as it is stored. */
interface NewSupplierInvoice {
  readonly id: string;
  readonly kind: SupplierInvoiceKind;
  readonly draft: PurchaseDraft<LinkedContent>;
  readonly own: OwnFields;
  readonly order?: PurchaseOrder;
  readonly credited?: SupplierInvoice;
}

/** Stores a draft with its lines, and appends its first event. Throws `AlreadyExists` and `InvalidInput`. */
export async function storeSupplierInvoice(
  em: EntityManager,
  { id, kind, draft: { head, lines, totals }, own, order, credited }: NewSupplierInvoice,
  context: ActionContext,
): Promise<SupplierInvoice> {
  refuseReversal(kind, own.reverseInventory);
  const date = own.invoiceDate ?? dayOf(context.now);
  const invoice = em.create(SupplierInvoice, {
    id,
    agreementNumber: agreementOf(em),
    state: supplierInvoiceLife.initial,
    kind,
    number: await takeNumber(em, 'supplier-invoice'),
    ...head,
    date,
    dueDate: own.dueDate ? dueOn(own.dueDate, date) : draftDueDate(head.paymentTerms, date, null),
    supplierInvoiceNumber: own.supplierInvoiceNumber ?? null,
    purchaseOrder: order ?? null,
    creditedInvoice: credited ?? null,
    reversesInventory: own.reverseInventory ?? false,
    reason: own.reason ?? null,
    createdBy: context.actor,
    changedBy: context.actor,
    createdAt: context.now,
    updatedAt: context.now,
  });
  await storeNewDocument(em, supplierInvoiceTable, invoice);
  await supplierInvoiceLines.insert(em, invoice.id, lines, totals.lines);
  await recordCreation(em, supplierInvoiceTable, invoice, context, stateOf(invoice, { lines, totals }));
  return invoice;
}

/** A due date as the supplier says it. Throws `InvalidInput` for one before the invoice's own. */
function dueOn(dueDate: string, date: string): string {
  if (dueDate < date)
    throw invalidInput({ due_date: [`due_date must not be before the invoice's date ${date}.`] });
  return dueDate;
}

function refuseReversal(kind: SupplierInvoiceKind, reverses: boolean | undefined): void {
  if (kind === 'invoice' && reverses === true)
    throw invalidInput({
      reverse_inventory: ['reverse_inventory is of credit notes; an invoice brings goods.'],
    });
}

/** What events keep of it. */
const stateOf = (invoice: SupplierInvoice, { lines, totals }: CountedLines): EventData => ({
  state: invoice.state,
  type: invoice.kind,
  invoice_date: invoice.date,
  due_date: invoice.dueDate ?? null,
  supplier_invoice_number: invoice.supplierInvoiceNumber ?? null,
  purchase_order_number: invoice.purchaseOrder?.number ?? null,
  credited_invoice_number: invoice.creditedInvoice?.number ?? null,
  reverse_inventory: invoice.reversesInventory,
  reason: invoice.reason ?? null,
  ...purchaseState(invoice, linesDigest(lines, totals)),
});

/**
 * A document with what it was made of locked before it: its order, and another on which it is put, or the invoice that it
 * credits and that one's order. Throws `NotFound` and `InvalidTransition`; where its order is cancelled, too: then it can only
 * be deleted, unless it is a credit note.
 */
export async function lockSupplierInvoice(
  em: EntityManager,
  key: DocumentKey,
  action: SupplierInvoiceAction,
  otherOrderId?: string | null,
): Promise<{
  readonly invoice: SupplierInvoice;
  readonly order: PurchaseOrder | null;
  readonly otherOrder: PurchaseOrder | null;
}> {
  const { purchaseOrder, creditedInvoice } = await findDocument(em, supplierInvoiceTable, key);
  const source = purchaseOrder ?? creditedInvoice?.purchaseOrder;
  const orders = new Map<string, PurchaseOrder>();
  for (const id of [...new Set([source?.id, otherOrderId])].sort())
    if (id) {
      const isNew = id === otherOrderId && id !== source?.id;
      const held = isNew ? holdForInvoice(em, id) : holdDocument(em, purchaseOrderTable, id);
      orders.set(id, await held);
    }
  const order = orders.get(source?.id ?? '') ?? null;
  const otherOrder = orders.get(otherOrderId ?? '') ?? null;
  if (creditedInvoice) await holdDocument(em, supplierInvoiceTable, creditedInvoice.id);
  const invoice = await lockDocument(em, supplierInvoiceTable, key, action);
  if (action !== 'delete' && purchaseOrder) refuseOfCancelled(order, action);
  return { order, otherOrder, invoice };
}

/**
 * Changes a draft: the fields that are given, and all lines where `lines` is given; a line stays linked to its order's while
 * item and unit stay. Another purchase order takes the lines over, null leaves them on none. Answers the orders that it was
 * and is on. Throws `NotFound`, `InvalidTransition`, `EditConflict`, `CreditExceedsInvoice` and what
 * `createDraftSupplierInvoice` throws.
 */
export async function editDraftSupplierInvoice(
  em: EntityManager,
  key: DocumentKey,
  edit: SupplierInvoiceEdit,
  context: ActionContext,
  options: { readonly version?: number | undefined } = {},
): Promise<void> {
  checkPurchaseInput(edit, supplierInvoiceRules);
  const { purchaseOrderNumber } = edit;
  const otherId =
    typeof purchaseOrderNumber === 'number' ? await purchaseOrderId(em, purchaseOrderNumber) : null;
  const { invoice, order, otherOrder } = await lockSupplierInvoice(em, key, 'edit', otherId);
  requireDocumentVersion(supplierInvoiceTable, invoice, options.version);
  const old = await supplierInvoiceLines.find(em, invoice.id);
  const before = stateOf(invoice, { lines: old, totals: totalsOf(old, invoice) });
  const terms = invoice.paymentTerms;
  const edited = await editPurchase(em, invoice, edit, old, async (inputs) => {
    const lines = await withTracking(em, edit.lines ?? [], await resolvePurchaseLines(em, inputs, invoice));
    return linkedAs(old, lines);
  });
  const kind = kindOf(edited.lines, invoice.kind);
  editOwn(invoice, edit, kind);
  editDueDate(invoice, edit, terms);
  // A credit note is on no order itself; it moves that of its invoice.
  const own = invoice.purchaseOrder ? order : null;
  const target = purchaseOrderNumber === undefined ? own : otherOrder;
  const isMoved = target?.id !== own?.id;
  if (target) requireFits(target, invoice, isMoved ? 'purchase_order_number' : 'supplier_id');
  const now = { ...edited, lines: await onOrder(em, target, isMoved, edit.lines ?? [], edited.lines) };
  invoice.purchaseOrder = target;
  touchDocument(invoice, context);
  await em.flush();
  const isReplaced = edit.lines !== undefined || isMoved;
  await storeEditedLines(em, supplierInvoiceLines, invoice.id, { isReplaced, old, now });
  if (isReplaced) await refuseOverCredit(em, invoice);
  const moved = [];
  for (const one of new Set([order, target]))
    if (one) moved.push(await refreshPurchaseOrder(em, one, context));
  const change = changedFields(before, stateOf(invoice, now));
  await recordDocumentEvent(em, supplierInvoiceTable, invoice, context, { action: 'edit', ...change });
  for (const one of moved)
    await tellMovedPurchaseOrder(em, one, context, { supplier_invoice_number: invoice.number });
}

/** The date that is given, else by the terms, where they or the invoice's date changed. */
function editDueDate(invoice: SupplierInvoice, edit: SupplierInvoiceEdit, terms: PaymentTerms): void {
  const { date } = invoice;
  const isAnew = edit.dueDate === null || edit.invoiceDate !== undefined || invoice.paymentTerms !== terms;
  if (edit.dueDate) invoice.dueDate = dueOn(edit.dueDate, date);
  else if (isAnew) {
    const typed = edit.dueDate === null ? null : invoice.dueDate;
    invoice.dueDate = draftDueDate(invoice.paymentTerms, date, typed);
  }
}

function editOwn(invoice: SupplierInvoice, edit: OwnFields, kind: SupplierInvoiceKind): void {
  if (kind !== invoice.kind && (invoice.creditedInvoice ?? invoice.purchaseOrder))
    throw invalidInput({ lines: ['What was made of another document keeps the sign of its quantities.'] });
  refuseReversal(kind, edit.reverseInventory);
  invoice.kind = kind;
  invoice.reversesInventory = kind === 'credit-note' && (edit.reverseInventory ?? invoice.reversesInventory);
  if (edit.invoiceDate !== undefined) invoice.date = edit.invoiceDate;
  if (edit.supplierInvoiceNumber !== undefined) invoice.supplierInvoiceNumber = edit.supplierInvoiceNumber;
  if (edit.reason !== undefined) invoice.reason = edit.reason;
}

/** Deletes a draft with its lines; its number is not given again. Throws `NotFound` and `InvalidTransition`. */
export async function deleteDraftSupplierInvoice(
  em: EntityManager,
  key: DocumentKey,
  context: ActionContext,
): Promise<{ readonly number: number; readonly order: PurchaseOrder | null }> {
  const { invoice, order } = await lockSupplierInvoice(em, key, 'delete');
  const { id, number, grossAmount, currency } = invoice;
  await em.nativeDelete(SupplierInvoice, { id });
  const moved = order ? await refreshPurchaseOrder(em, order, context) : undefined;
  const before = { state: 'draft', gross_amount: grossAmount, currency };
  await recordDocumentEvent(em, supplierInvoiceTable, invoice, context, {
    action: 'delete',
    before,
    after: null,
  });
  await tellMovedPurchaseOrder(em, moved, context, { supplier_invoice_number: number });
  em.getUnitOfWork().unsetIdentity(invoice);
  return { number, order };
}
