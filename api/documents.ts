import type { UpdateDefinition } from '@temporalio/common';
import { commandDocumentId, commandId } from '../domain/commands/command.service.ts';
import type { ClaimedCommand } from '../domain/commands/command.service.ts';
import { withAgreement } from '../domain/database.ts';
import { DomainError } from '../domain/errors.ts';
import { assertAllowed } from '../domain/invoices/customer-invoice.lifecycle.ts';
import type { CustomerInvoiceAction } from '../domain/invoices/customer-invoice.lifecycle.ts';
import { findStanding, standingCall } from '../domain/invoices/invoice-store.ts';
import { customerInvoiceKind } from '../workflows/documents/customer-invoice/contract.ts';
import type { CommandInput, InvoiceProgress } from '../workflows/documents/customer-invoice/contract.ts';
import type { Answer, Context, Em } from './context.ts';
import { claim, claimAnd, replayed } from './idempotency.ts';
import { unavailable } from './problems.ts';

type Update = UpdateDefinition<InvoiceProgress, [CommandInput]>;

/** What an action on a document came to. */
export interface Acted {
  readonly documentId: string;
  /** True where an earlier request with the same key had done it. */
  readonly isRepeat: boolean;
}

/**
 * Makes a document: stores the command, then carries it to the workflow of the document, whose id comes from the
 * command's. `body` is what the workflow's activity reads. `check` refuses in the command's own transaction, so that
 * what cannot be is refused while the engine is away, too.
 */
export async function makeDocument(
  context: Context,
  definition: Update,
  body: unknown,
  check: (em: Em) => Promise<void> = () => Promise.resolve(),
): Promise<Acted> {
  const documentId = commandDocumentId(idOf(context));
  const command = await withAgreement(context.deps.orm, context.caller.agreementNumber, async (em) => {
    const claimed = await claim(em, context, body, { documentKind: customerInvoiceKind, documentId });
    if (!claimed.repeated) await check(em);
    return claimed;
  });
  return carry(context, definition, command, documentId);
}

/** Does something to the document of that number. Throws `NotFound`, and what the lifecycle or the workflow refuses. */
export async function actOnDocument(
  context: Context,
  definition: Update,
  target: { readonly number: number; readonly action: CustomerInvoiceAction },
  body: unknown,
): Promise<Acted> {
  const command = await withAgreement(context.deps.orm, context.caller.agreementNumber, (em) =>
    claimOn(em, context, target, body),
  );
  return carry(context, definition, command, command.documentId ?? '');
}

/** Refuses, by the lifecycle, an action that the document of that number does not allow now. */
export async function requireAllowed(em: Em, number: number, action: CustomerInvoiceAction): Promise<void> {
  assertAllowed(await findStanding(em, number), action, number);
}

async function claimOn(
  em: Em,
  context: Context,
  target: { readonly number: number; readonly action: CustomerInvoiceAction },
  body: unknown,
): Promise<ClaimedCommand> {
  const invoiceTarget = { documentKind: customerInvoiceKind, invoiceNumber: target.number };
  const standing = standingCall(em, target.number);
  const { command, rows } = await claimAnd(em, context, body, invoiceTarget, standing);
  const [invoice] = rows;
  // A document that the first request with this key deleted: its repeat is answered, though the document is gone. One that
  // somebody else deletes right now may be read and be gone where the command is stored.
  const isGone = invoice === undefined || command.documentId === null;
  if (isGone && command.status === null)
    throw new DomainError('NotFound', { what: `Customer invoice ${target.number}` });
  if (!command.repeated && invoice !== undefined) assertAllowed(invoice, target.action, target.number);
  return command;
}

const idOf = ({ caller, method, path, idempotencyKey }: Context): string =>
  commandId(caller.agreementNumber, method, path, idempotencyKey);

async function carry(
  context: Context,
  definition: Update,
  command: ClaimedCommand,
  documentId: string,
): Promise<Acted> {
  if (command.status !== null) return { documentId, isRepeat: true };
  await context.deps.engine.update({
    document: { agreementNumber: context.caller.agreementNumber, documentId },
    definition,
    commandId: command.id,
    sentBefore: command.repeated,
  });
  return { documentId, isRepeat: false };
}

/** Reads the answer to an action that was done. A database that goes away now does not undo it, and must not say so. */
export async function answerTo(
  acted: Acted,
  context: Context,
  read: (em: Em, documentId: string) => Promise<Answer>,
): Promise<Answer> {
  try {
    const answer = await withAgreement(context.deps.orm, context.caller.agreementNumber, (em) =>
      read(em, acted.documentId),
    );
    return acted.isRepeat ? replayed(answer) : answer;
  } catch (error) {
    if (error instanceof DomainError && error.code === 'DatabaseUnavailable')
      throw unavailable('DatabaseUnavailable', 'unknown', error);
    throw error;
  }
}
