import { bool, line as oneLine, optional, registerNumber } from '../field-rules.ts';
import { tracking } from '../internal-documents/line-rules.ts';
import { equal } from '../money.ts';
import { checkPurchaseInput, supplierNumber } from '../purchasing/purchase-input.ts';
import type { PurchaseEdit, PurchaseHeadInput, PurchaseLineInput } from '../purchasing/purchase-input.ts';
import type { TrackedLineInput } from '../sales/line-tracking.ts';
import { day, decimal } from '../sales/sales-input.ts';
import type { OrderLineInput } from './order-link.ts';

/** What is a supplier invoice's own. */
export interface OwnFields {
  /** `YYYY-MM-DD`; default: today, UTC. */
  readonly invoiceDate?: string | undefined;
  /** As the supplier says it; default: by the payment terms, anew with every other date or terms. */
  readonly dueDate?: string | null | undefined;
  /** The supplier's own number, up to 50 characters. */
  readonly supplierInvoiceNumber?: string | null | undefined;
  /** Of a credit note: whether its goods go back to the supplier. */
  readonly reverseInventory?: boolean | undefined;
  readonly reason?: string | null | undefined;
}

/** The purchase order on which an invoice is put, and its lines. */
interface LinkedFields {
  /** Null: none. */
  readonly purchaseOrderNumber?: number | null | undefined;
  readonly lines?: readonly SupplierInvoiceLineInput[] | undefined;
}

/** A line of a supplier invoice or of a credit note. */
export type SupplierInvoiceLineInput = PurchaseLineInput & TrackedLineInput & OrderLineInput;

/** A new draft: an invoice where its quantities are positive, a credit note where they are negative. */
export interface DraftSupplierInvoiceInput extends PurchaseHeadInput, OwnFields, LinkedFields {
  /** Supplier number. */
  readonly supplierId: string;
}

/** Changes to a draft. */
export type SupplierInvoiceEdit = PurchaseEdit & OwnFields & LinkedFields;

const ownRules = {
  invoiceDate: day,
  dueDate: optional(day),
  purchaseOrderNumber: optional(registerNumber),
  supplierInvoiceNumber: optional(oneLine(50)),
  reverseInventory: bool,
  reason: optional(oneLine(250)),
};

/** A quantity that takes goods, or gives them back. */
const quantity = (value: unknown): string | undefined =>
  decimal(4)(value) ?? (equal(String(value), '0') ? 'must not be 0' : undefined);

const lineRules = { tracking: optional(tracking), purchaseOrderLine: optional(registerNumber) };
/** What `checkPurchaseInput` holds drafts and their edits against. */
export const supplierInvoiceRules = { also: ownRules, quantity, lineRules };

/** Holds a new draft against its rules. Throws one `InvalidInput` with every finding. */
export function checkDraftSupplierInvoice(input: DraftSupplierInvoiceInput): void {
  checkPurchaseInput(input, { required: { supplierId: supplierNumber }, ...supplierInvoiceRules });
}
