import { line, oneOf, optional, registerNumber } from '../field-rules.ts';
import type { Rule } from '../field-rules.ts';
import { checkSalesInput, salesLineRules } from '../sales/sales-input.ts';
import type { SalesHeadInput, SalesLineInput } from '../sales/sales-input.ts';
import { allocationMethods } from '../stock/engine/allocation.ts';
import type { AllocationMethod } from '../stock/engine/allocation.ts';

/**
 * A line as a person or a client gives it. Default price: what one of the unit is expected to cost, in the document's
 * currency; default unit: the one in which the item is purchased, else its standard unit.
 */
export interface PurchaseLineInput extends SalesLineInput {
  /** Number of the location to which the goods go; default: the item's own, else the agreement's. */
  readonly locationId?: number | null | undefined;
}

/** The head of a document; what is left out comes from the supplier (new document) or stays (edit). */
export interface PurchaseHeadInput extends SalesHeadInput {
  readonly deliveryTermsId?: number | null | undefined;
  /** How freight is spread over goods: by `quantity` or by `value`, the default. */
  readonly allocation?: AllocationMethod | undefined;
}

/** Changes to a document; `lines`, where given, replace all lines. */
export interface PurchaseEdit extends PurchaseHeadInput {
  /** Another supplier: what documents take from their supplier is taken anew, except what is given here. */
  readonly supplierId?: string | undefined;
  readonly lines?: readonly PurchaseLineInput[] | undefined;
}

/** Supplier number. */
export const supplierNumber: Rule = line(9);

const headRules: Readonly<Record<string, Rule>> = {
  supplierId: supplierNumber,
  deliveryTermsId: optional(registerNumber),
  allocation: oneOf(allocationMethods),
};

const lineRules: Readonly<Record<string, Rule>> = {
  ...salesLineRules,
  locationId: optional(registerNumber),
};

/** Holds an input against its rules. Throws one `InvalidInput` with every finding. */
export function checkPurchaseInput(
  input: PurchaseEdit,
  checks: {
    readonly required?: Readonly<Record<string, Rule>>;
    readonly also?: Readonly<Record<string, Rule>>;
    readonly quantity?: Rule;
    /** Of its lines, beside those that all lines have. */
    readonly lineRules?: Readonly<Record<string, Rule>>;
  } = {},
): void {
  checkSalesInput(input, {
    ...(checks.required && { required: checks.required }),
    also: { ...headRules, ...checks.also },
    lineRules: {
      ...lineRules,
      ...checks.lineRules,
      ...(checks.quantity && { quantity: optional(checks.quantity) }),
    },
    hasTextLines: true,
  });
}
