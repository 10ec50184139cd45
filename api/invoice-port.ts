import type { ClaimedCommand } from '../domain/commands/command.service.ts';
import { DomainError } from '../domain/errors.ts';
import { assertAllowed } from '../domain/invoices/customer-invoice.lifecycle.ts';
import type { CustomerInvoiceAction } from '../domain/invoices/customer-invoice.lifecycle.ts';
import { findStanding, standingCall } from '../domain/invoices/invoice-store.ts';
import { customerInvoiceKind } from '../workflows/documents/customer-invoice/contract.ts';
import type { Context, Em } from './context.ts';
import type { DocumentPort, Target } from './documents.ts';
import { claimAnd } from './idempotency.ts';

/** Customer invoices as the API acts on them: the command is stored in the round trip that reads where the invoice stands. */
export const invoicePort: DocumentPort = { kind: customerInvoiceKind, claimOn };

/** Refuses, by the lifecycle, an action that the document of that number does not allow now. */
export async function requireInvoiceAllows(
  em: Em,
  number: number,
  action: CustomerInvoiceAction,
): Promise<void> {
  assertAllowed(await findStanding(em, number), action, number);
}

async function claimOn(em: Em, context: Context, target: Target, body: unknown): Promise<ClaimedCommand> {
  const invoiceTarget = { documentKind: customerInvoiceKind, invoiceNumber: target.number };
  const standing = standingCall(em, target.number);
  const { command, rows } = await claimAnd(em, context, body, invoiceTarget, standing);
  const [invoice] = rows;
  // A document that the first request with this key deleted: its repeat is answered, though the document is gone. One that
  // somebody else deletes right now may be read and be gone where the command is stored.
  const isGone = invoice === undefined || command.documentId === null;
  if (isGone && command.status === null)
    throw new DomainError('NotFound', { what: `Customer invoice ${target.number}` });
  if (!command.repeated && invoice !== undefined)
    assertAllowed(invoice, target.action as CustomerInvoiceAction, target.number);
  return command;
}
