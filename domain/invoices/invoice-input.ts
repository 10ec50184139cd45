import { optional, registerNumber } from '../field-rules.ts';
import type { Rule } from '../field-rules.ts';
import { tracking } from '../internal-documents/line-rules.ts';
import type { Decimal } from '../money.ts';
import type { TrackedLineInput } from '../sales/line-tracking.ts';
import { checkSalesInput, customerNumber, day, positive, salesLineRules } from '../sales/sales-input.ts';
import type { SalesHeadInput, SalesLineInput } from '../sales/sales-input.ts';

/** The head of an invoice: what is left out comes from the customer (new) or stays as it is (edit). */
interface InvoiceHeadInput extends SalesHeadInput {
  /** `YYYY-MM-DD`; default: today, UTC. */
  readonly invoiceDate?: string | undefined;
  /** Counts with payment terms of the type "due date" alone. */
  readonly dueDate?: string | null | undefined;
}

/** A line of an invoice. */
export type InvoiceLineInput = SalesLineInput & TrackedLineInput;

/** A new draft invoice. */
export interface DraftInvoiceInput extends InvoiceHeadInput {
  /** Customer number. */
  readonly customerId: string;
  readonly lines?: readonly InvoiceLineInput[] | undefined;
}

/** A quantity of one of the invoice's lines, by its position from 1. */
export interface CreditLineInput extends TrackedLineInput {
  readonly position: number;
  readonly quantity: Decimal;
}

/** A new credit note. Everything else is the invoice's. */
export interface CreditNoteInput {
  /** Default: today, UTC. */
  readonly invoiceDate?: string | undefined;
  readonly note?: string | null | undefined;
  /** Default: all that is left to credit. */
  readonly lines?: readonly CreditLineInput[] | undefined;
}

/** Changes to a draft; `lines` and `creditLines`, where given, replace all lines. */
export interface InvoiceEdit extends InvoiceHeadInput {
  /** Another customer: what documents take from their customer is taken anew, except what is given here. */
  readonly customerId?: string | undefined;
  /** Of an invoice. */
  readonly lines?: readonly InvoiceLineInput[] | undefined;
  /** Of a credit note. */
  readonly creditLines?: readonly CreditLineInput[] | undefined;
}

const ownRules: Readonly<Record<string, Rule>> = { invoiceDate: day, dueDate: optional(day) };

const lineRules: Readonly<Record<string, Rule>> = { ...salesLineRules, tracking: optional(tracking) };

const creditLineRules: Readonly<Record<string, Rule>> = {
  position: registerNumber,
  quantity: positive(4),
  tracking: optional(tracking),
};

/** Holds a new draft against its rules. Throws one `InvalidInput` with every finding: `lines.0.quantity`, …. */
export function checkDraft(input: DraftInvoiceInput): void {
  checkSalesInput(input, {
    required: { customerId: customerNumber },
    also: ownRules,
    lineRules,
    hasTextLines: true,
  });
}

/** As `checkDraft`, for an edit: only what is given is looked at. */
export function checkEdit(input: InvoiceEdit): void {
  checkSalesInput(input, { also: ownRules, lineRules, hasTextLines: true });
  if (input.creditLines) checkSalesInput({ lines: input.creditLines }, { lineRules: creditLineRules });
}

/** As `checkDraft`, for a credit note. */
export function checkCreditNote(input: CreditNoteInput): void {
  checkSalesInput(input, { also: ownRules, lineRules: creditLineRules });
}
