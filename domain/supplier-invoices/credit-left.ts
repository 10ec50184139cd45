/** What credit notes take of a supplier invoice: never more than it asked for. */
import type { EntityManager } from '@mikro-orm/postgresql';
import { DomainError } from '../errors.ts';
import { invalidInput } from '../field-rules.ts';
import { isNegative, negate, plain, subtract, sum } from '../money.ts';
import type { Decimal } from '../money.ts';
import { agreementOf } from '../tenant.ts';
import type { SupplierInvoice } from './supplier-invoice.entity.ts';
import { supplierInvoiceLines } from './supplier-invoice.table.ts';

/** How much of each line of an invoice credit notes credit, drafts counted. The invoice is locked. */
export async function creditedOf(
  em: EntityManager,
  invoiceId: string,
): Promise<ReadonlyMap<string, Decimal>> {
  const rows = await em.execute<{ id: string; quantity: Decimal }[]>(
    `select l.credited_line_id as id, l.quantity::text from supplier_invoice i
       join supplier_invoice_line l on l.supplier_invoice_id = i.id and l.credited_line_id is not null
      where i.agreement_number = ? and i.credited_invoice_id = ?`,
    [agreementOf(em), invoiceId],
  );
  const taken = new Map<string, Decimal>();
  for (const { id, quantity } of rows) taken.set(id, sum([taken.get(id) ?? '0', negate(quantity)]));
  return taken;
}

/**
 * Holds the stored lines of a credit note against the invoice of which it was made, where it was made of one: the caller has
 * locked that. Throws `InvalidInput` for goods that the invoice does not name, and `CreditExceedsInvoice`.
 */
export async function refuseOverCredit(em: EntityManager, creditNote: SupplierInvoice): Promise<void> {
  const { creditedInvoice: credited } = creditNote;
  if (!credited) return;
  const lines = await supplierInvoiceLines.find(em, creditNote.id);
  const foreign = lines.findIndex((line) => line.product && line.creditedLineId === null);
  if (foreign >= 0)
    throw invalidInput({
      [`lines.${foreign}.item_id`]: [
        `Supplier invoice ${credited.number} has no such line left; credit more of it in the line that stands for it.`,
      ],
    });
  const taken = await creditedOf(em, credited.id);
  for (const { id, position, quantity } of await supplierInvoiceLines.find(em, credited.id)) {
    const over = subtract(quantity, taken.get(id) ?? '0');
    if (!isNegative(over)) continue;
    const own = sum(lines.flatMap((line) => (line.creditedLineId === id ? [negate(line.quantity)] : [])));
    throw new DomainError('CreditExceedsInvoice', { line: position, left: plain(sum([over, own])) });
  }
}
