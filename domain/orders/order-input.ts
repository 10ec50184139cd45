import type { Rule } from '../field-rules.ts';
import type { SalesEdit } from '../sales/sales-edit.ts';
import { checkSalesInput, customerNumber, day } from '../sales/sales-input.ts';
import type { SalesHeadInput, SalesLineInput } from '../sales/sales-input.ts';

interface OrderHeadInput extends SalesHeadInput {
  /** `YYYY-MM-DD`; default: today, UTC. */
  readonly orderDate?: string | undefined;
}

/** A new draft order. */
export interface DraftOrderInput extends OrderHeadInput {
  /** Customer number. */
  readonly customerId: string;
  readonly lines?: readonly SalesLineInput[] | undefined;
}

/** Changes to a draft order. */
export type OrderEdit = OrderHeadInput & SalesEdit;

const ownRules: Readonly<Record<string, Rule>> = { orderDate: day };

/** Holds a new draft against its rules. Throws one `InvalidInput` with every finding. */
export function checkDraftOrder(input: DraftOrderInput): void {
  checkSalesInput(input, { required: { customerId: customerNumber }, also: ownRules });
}

/** As `checkDraftOrder`, of an edit. */
export function checkOrderEdit(edit: OrderEdit): void {
  checkSalesInput(edit, { also: ownRules });
}
