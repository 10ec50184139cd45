import {
  bool,
  checkFields,
  line,
  lines as manyLines,
  oneOf,
  optional,
  registerNumber,
} from '../field-rules.ts';
import type { FieldErrors, Rule } from '../field-rules.ts';
import type { Decimal } from '../money.ts';
import { checkSalesInput, decimal, positive } from '../sales/sales-input.ts';
import { allocationMethods } from '../stock/engine/allocation.ts';
import type { AllocationMethod } from '../stock/engine/allocation.ts';
import type { StockTracking } from '../stock/posting.ts';

/** A line as it really came: one of the receipt's, by its id, or one more of an item. */
export interface ReceiptLineInput {
  /** A line that is there; what is left out stays. */
  readonly id?: string | undefined;
  /** Of one more line: the product number. */
  readonly itemId?: string | undefined;
  /** In the line's unit, more than 0; more than was ordered is possible. */
  readonly quantity?: Decimal | undefined;
  readonly unitId?: number | null | undefined;
  /** Of one more line: the price of one unit in the order's currency; default: what it is expected to cost. */
  readonly linePrice?: Decimal | undefined;
  readonly locationId?: number | null | undefined;
  /** Batch or serial numbers, in standard units. */
  readonly tracking?: readonly StockTracking[] | null | undefined;
  readonly isQualityChecked?: boolean | undefined;
}

/** Changes to an open receipt; `lines`, where given, are all that came. */
export interface ReceiptEdit {
  readonly allocation?: AllocationMethod | undefined;
  readonly note?: string | null | undefined;
  readonly lines?: readonly ReceiptLineInput[] | undefined;
}

const lineRules: Readonly<Record<string, Rule>> = {
  itemId: line(25),
  quantity: positive(4),
  unitId: optional(registerNumber),
  linePrice: decimal(4),
  locationId: optional(registerNumber),
  isQualityChecked: bool,
};

/** Holds an edit against its rules. Throws one `InvalidInput` with every finding. */
export function checkReceiptEdit(edit: ReceiptEdit): void {
  checkSalesInput(edit, {
    also: { allocation: oneOf(allocationMethods), note: optional(manyLines(2_000)) },
    lineRules,
  });
  const also: FieldErrors = {};
  for (const [at, one] of (edit.lines ?? []).entries()) {
    if ((one.id === undefined) === (one.itemId === undefined))
      also[`lines.${at}.id`] = ['A line has the id of one that is there, or the item_id of one more.'];
    for (const [part, { number, quantity }] of (one.tracking ?? []).entries()) {
      const path = `lines.${at}.tracking.${part}`;
      const fault = positive(4)(quantity);
      if (fault !== undefined) also[`${path}.quantity`] = [`quantity ${fault}.`];
      if (line(255)(number) !== undefined) also[`${path}.number`] = ['number must have 1 to 255 characters.'];
    }
  }
  checkFields(edit, {}, { also });
}
