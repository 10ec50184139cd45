import { optional, registerNumber } from '../field-rules.ts';
import type { Rule } from '../field-rules.ts';
import type { SalesEdit } from '../sales/sales-edit.ts';
import { checkSalesInput, customerNumber, day } from '../sales/sales-input.ts';
import { salesLineRules } from '../sales/sales-input.ts';
import type { SalesHeadInput } from '../sales/sales-input.ts';
import type { OrderLineInput } from './line-locations.ts';

interface OrderHeadInput extends SalesHeadInput {
  /** `YYYY-MM-DD`; default: today, UTC. */
  readonly orderDate?: string | undefined;
}

/** A new draft order. */
export interface DraftOrderInput extends OrderHeadInput {
  /** Customer number. */
  readonly customerId: string;
  readonly lines?: readonly OrderLineInput[] | undefined;
}

/** Changes to a draft order. */
export interface OrderEdit extends OrderHeadInput, SalesEdit {
  readonly lines?: readonly OrderLineInput[] | undefined;
}

const ownRules: Readonly<Record<string, Rule>> = { orderDate: day };
const lineRules: Readonly<Record<string, Rule>> = {
  ...salesLineRules,
  locationId: optional(registerNumber),
};
const ownChecks = { also: ownRules, lineRules, hasTextLines: true } as const;

/** Holds a new draft against its rules. Throws one `InvalidInput` with every finding. */
export function checkDraftOrder(input: DraftOrderInput): void {
  checkSalesInput(input, { required: { customerId: customerNumber }, ...ownChecks });
}

/** As `checkDraftOrder`, of an edit. */
export function checkOrderEdit(edit: OrderEdit): void {
  checkSalesInput(edit, ownChecks);
}
