import type { EntityManager } from '@mikro-orm/postgresql';
import { changedFields, dayOf, withoutNulls } from '../documents/changes.ts';
import type { DocumentKey } from '../documents/document.ts';
import {
  findDocument,
  holdDocument,
  lockDocument,
  recordDocumentEvent,
  requireDocumentVersion,
  storeNewDocument,
  touchDocument,
} from '../documents/document-store.ts';
import type { ActionContext } from '../documents/kinds.ts';
import type { EventData } from '../events/event-hash.ts';
import { invalidInput, line as oneLine, optional, bool } from '../field-rules.ts';
import { equal, isNegative } from '../money.ts';
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
import { checkPurchaseInput, supplierNumber } from '../purchasing/purchase-input.ts';
import type { PurchaseEdit, PurchaseHeadInput, PurchaseLineInput } from '../purchasing/purchase-input.ts';
import { resolvePurchaseLines } from '../purchasing/purchase-lines.ts';
import type { PurchaseLineContent } from '../purchasing/purchase-lines.ts';
import { storeEditedLines } from '../sales/sales-edit.ts';
import type { CountedLines } from '../sales/sales-edit.ts';
import { day, decimal } from '../sales/sales-input.ts';
import { linesDigest, totalsOf } from '../sales/sales-lines.ts';
import { agreementOf } from '../tenant.ts';
import { refuseOverCredit } from './credit-left.ts';
import { SupplierInvoice } from './supplier-invoice.entity.ts';
import { supplierInvoiceLife } from './supplier-invoice.lifecycle.ts';
import type { SupplierInvoiceAction, SupplierInvoiceKind } from './supplier-invoice.lifecycle.ts';
import { supplierInvoiceLines, supplierInvoiceTable } from './supplier-invoice.table.ts';
import type { SupplierInvoiceLineOwn, SupplierInvoiceLineRow } from './supplier-invoice.table.ts';

interface OwnFields {
  /** `YYYY-MM-DD`; default: today, UTC. */
  readonly invoiceDate?: string | undefined;
  /** The supplier's own number, up to 50 characters. */
  readonly supplierInvoiceNumber?: string | null | undefined;
  /** Of a credit note: whether its goods go back to the supplier. */
  readonly reverseInventory?: boolean | undefined;
  readonly reason?: string | null | undefined;
}

/** A new draft: an invoice where its quantities are positive, a credit note where they are negative. */
export interface DraftSupplierInvoiceInput extends PurchaseHeadInput, OwnFields {
  /** Supplier number. */
  readonly supplierId: string;
  readonly lines?: readonly PurchaseLineInput[] | undefined;
}

/** Changes to a draft. */
export type SupplierInvoiceEdit = PurchaseEdit & OwnFields;

const ownRules = {
  invoiceDate: day,
  supplierInvoiceNumber: optional(oneLine(50)),
  reverseInventory: bool,
  reason: optional(oneLine(250)),
};

/** A quantity that takes goods, or gives them back. */
const quantity = (value: unknown): string | undefined =>
  decimal(4)(value) ?? (equal(String(value), '0') ? 'must not be 0' : undefined);

/** Holds a new draft against its rules. Throws one `InvalidInput` with every finding. */
export function checkDraftSupplierInvoice(input: DraftSupplierInvoiceInput): void {
  checkPurchaseInput(input, { required: { supplierId: supplierNumber }, also: ownRules, quantity });
}

type Content = PurchaseLineContent & SupplierInvoiceLineOwn;

const unlinked = (line: PurchaseLineContent): Content => ({ ...line, purchaseOrderLineId: null });

/**
 * Makes a draft of that id. Throws `InvalidInput` (quantities of both signs, too), `ReferenceNotFound`, `Barred`,
 * `CurrencyRateMissing`, each with its fields, and `AlreadyExists`.
 */
export async function createDraftSupplierInvoice(
  em: EntityManager,
  id: string,
  input: DraftSupplierInvoiceInput,
  context: ActionContext,
): Promise<SupplierInvoice> {
  checkDraftSupplierInvoice(input);
  const draft = await newPurchaseDraft(em, input);
  const lines = draft.lines.map(unlinked);
  const kind = kindOf(lines, 'invoice');
  return storeSupplierInvoice(em, { id, kind, draft: { ...draft, lines }, own: input }, context);
}

/** What the signs of the quantities make of the document. Throws `InvalidInput` where there are both. */
function kindOf(lines: readonly Content[], usual: SupplierInvoiceKind): SupplierInvoiceKind {
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
  readonly draft: PurchaseDraft<Content>;
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
  const invoice = em.create(SupplierInvoice, {
    id,
    agreementNumber: agreementOf(em),
    state: supplierInvoiceLife.initial,
    kind,
    number: await takeNumber(em, 'supplier-invoice'),
    ...head,
    date: own.invoiceDate ?? dayOf(context.now),
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
  const after = withoutNulls(stateOf(invoice, { lines, totals }));
  await recordDocumentEvent(em, supplierInvoiceTable, invoice, context, {
    action: 'create',
    before: null,
    after,
  });
  return invoice;
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
  supplier_invoice_number: invoice.supplierInvoiceNumber ?? null,
  purchase_order_number: invoice.purchaseOrder?.number ?? null,
  credited_invoice_number: invoice.creditedInvoice?.number ?? null,
  reverse_inventory: invoice.reversesInventory,
  reason: invoice.reason ?? null,
  ...purchaseState(invoice, linesDigest(lines, totals)),
});

/**
 * A document with what it was made of locked before it: its order, or the invoice that it credits and that one's order. Throws
 * `NotFound` and `InvalidTransition`; where its order is cancelled, too: then it can only be deleted, unless it is a credit note.
 */
export async function lockSupplierInvoice(
  em: EntityManager,
  key: DocumentKey,
  action: SupplierInvoiceAction,
): Promise<{ readonly invoice: SupplierInvoice; readonly order: PurchaseOrder | null }> {
  const { purchaseOrder, creditedInvoice } = await findDocument(em, supplierInvoiceTable, key);
  const source = purchaseOrder ?? creditedInvoice?.purchaseOrder;
  const order = source ? await holdDocument(em, purchaseOrderTable, source.id) : null;
  if (creditedInvoice) await holdDocument(em, supplierInvoiceTable, creditedInvoice.id);
  const invoice = await lockDocument(em, supplierInvoiceTable, key, action);
  if (action !== 'delete' && purchaseOrder) refuseOfCancelled(order, action);
  return { order, invoice };
}

/**
 * Changes a draft: the fields that are given, and all lines where `lines` is given; a line stays linked to its order's while
 * item and unit stay. Throws `NotFound`, `InvalidTransition`, `EditConflict`, `CreditExceedsInvoice` and what
 * `createDraftSupplierInvoice` throws.
 */
export async function editDraftSupplierInvoice(
  em: EntityManager,
  key: DocumentKey,
  edit: SupplierInvoiceEdit,
  context: ActionContext,
  options: { readonly version?: number | undefined } = {},
): Promise<void> {
  checkPurchaseInput(edit, { also: ownRules, quantity });
  const { invoice, order } = await lockSupplierInvoice(em, key, 'edit');
  requireDocumentVersion(supplierInvoiceTable, invoice, options.version);
  const old = await supplierInvoiceLines.find(em, invoice.id);
  const before = stateOf(invoice, { lines: old, totals: totalsOf(old, invoice) });
  const now = await editPurchase(em, invoice, edit, old, async (inputs) =>
    linkedAs(old, await resolvePurchaseLines(em, inputs, invoice)),
  );
  editOwn(invoice, edit, kindOf(now.lines, invoice.kind));
  touchDocument(invoice, context);
  await em.flush();
  const isReplaced = edit.lines !== undefined;
  await storeEditedLines(em, supplierInvoiceLines, invoice.id, { isReplaced, old, now });
  if (isReplaced) await refuseOverCredit(em, invoice);
  const moved = order ? await refreshPurchaseOrder(em, order, context) : undefined;
  const change = changedFields(before, stateOf(invoice, now));
  await recordDocumentEvent(em, supplierInvoiceTable, invoice, context, { action: 'edit', ...change });
  await tellMovedPurchaseOrder(em, moved, context, { supplier_invoice_number: invoice.number });
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

/** New lines with the links of the old ones that they stand for: of the same item and unit, in their order. */
function linkedAs(old: readonly SupplierInvoiceLineRow[], lines: readonly PurchaseLineContent[]): Content[] {
  const free = old.filter((line) => line.purchaseOrderLineId !== null || line.creditedLineId !== null);
  return lines.map((line) => {
    const at = free.findIndex(
      ({ product, unitQuantity }) =>
        product?.id === line.product?.id && equal(unitQuantity, line.unitQuantity),
    );
    const [was] = at < 0 ? [] : free.splice(at, 1);
    const { purchaseOrderLineId = null, creditedLineId = null } = was ?? {};
    return { ...line, purchaseOrderLineId, creditedLineId };
  });
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
