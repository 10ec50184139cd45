/** Batch and serial numbers on the lines of invoices: held against their items while the invoice is a draft. */
import type { EntityManager } from '@mikro-orm/postgresql';
import { invalidInput } from '../field-rules.ts';
import type { FieldErrors } from '../field-rules.ts';
import { compare, equal, isNegative, multiply, negate, plain } from '../money.ts';
import type { StockTracking } from '../stock/posting.ts';
import { plainTracking, trackedQuantity } from '../stock/tracking-parts.ts';
import { agreementOf } from '../tenant.ts';
import type { LineContent } from './sales-line-rows.ts';

/** A line that may name numbers: each once, in standard units; a serial number stands for 1. */
export interface TrackedLineInput {
  /** Null: none. Fewer than the line's quantity are possible until the invoice is booked. */
  readonly tracking?: readonly StockTracking[] | null | undefined;
}

interface ItemOfLine {
  readonly at: number;
  readonly number: string;
  readonly isTracked: boolean;
  readonly isSerial: boolean;
}

/**
 * The lines with the numbers that were given: one statement where there are any. Throws `InvalidInput` (field
 * `lines.0.tracking`, or as `fieldOf` names it) for numbers of an item that has none, of more than the line has, and for a
 * serial number of many.
 */
export async function withTracking<Line extends LineContent>(
  em: EntityManager,
  inputs: readonly TrackedLineInput[],
  lines: readonly Line[],
  fieldOf: (at: number) => string = (at) => `lines.${at}.tracking`,
): Promise<Line[]> {
  const named = lines.flatMap((line, at) => ((inputs[at]?.tracking ?? []).length > 0 ? [{ line, at }] : []));
  const items = named.length === 0 ? [] : await itemsOf(em, named);
  const errors: FieldErrors = {};
  for (const { line, at } of named) {
    const item = items.find((one) => one.at === at);
    const fault = faultOf(line, item, inputs[at]?.tracking ?? []);
    if (fault !== undefined) errors[fieldOf(at)] = [fault];
  }
  if (Object.keys(errors).length > 0) throw invalidInput(errors);
  return lines.map((line, at) => {
    const tracking = inputs[at]?.tracking;
    return tracking === undefined ? line : { ...line, tracking: plainTracking(tracking) };
  });
}

function faultOf(
  line: LineContent,
  item: ItemOfLine | undefined,
  tracking: readonly StockTracking[],
): string | undefined {
  if (item === undefined) return 'A line of text has no batch or serial numbers. Leave tracking out.';
  if (!item.isTracked)
    return `Item ${item.number} has neither batches nor serial numbers. Leave tracking out.`;
  const many = tracking.find(({ quantity }) => item.isSerial && !equal(quantity, '1'));
  if (many)
    return `Serial number ${many.number} of item ${item.number} stands for 1, not for ${plain(many.quantity)}.`;
  const quantity = isNegative(line.quantity) ? negate(line.quantity) : line.quantity;
  const whole = multiply(quantity, line.unitQuantity);
  const given = trackedQuantity(tracking);
  return compare(given, whole) > 0
    ? `The numbers stand for ${plain(given)}, the line for ${plain(whole)}. Name fewer.`
    : undefined;
}

function itemsOf(
  em: EntityManager,
  named: readonly { readonly line: LineContent; readonly at: number }[],
): Promise<ItemOfLine[]> {
  const rows = named.map(({ line, at }) => ({ at, product_id: line.product?.id ?? null }));
  return em.execute<ItemOfLine[]>(
    `select n.at, p.number, p.has_batch_control or p.has_serial_numbers as "isTracked",
         p.has_serial_numbers as "isSerial"
       from jsonb_to_recordset(?::jsonb) as n (at int, product_id uuid)
       join product p on p.id = n.product_id and p.agreement_number = ?`,
    [JSON.stringify(rows), agreementOf(em)],
  );
}
