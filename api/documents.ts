import type { UpdateDefinition } from '@temporalio/common';
import { commandDocumentId, commandId } from '../domain/commands/command.service.ts';
import type { ClaimedCommand } from '../domain/commands/command.service.ts';
import { withAgreement } from '../domain/database.ts';
import type { AnyDocumentTable } from '../domain/documents/document.ts';
import { noSuchDocument, readDocumentRow } from '../domain/documents/document-store.ts';
import type { DocumentKind } from '../domain/documents/kinds.ts';
import { requireAllowed } from '../domain/documents/lifecycle.ts';
import { DomainError } from '../domain/errors.ts';
import type { CommandInput } from '../workflows/documents/contract.ts';
import type { Answer, Context, Em } from './context.ts';
import { claim, replayed } from './idempotency.ts';
import { unavailable } from './problems.ts';

type Update<Result> = UpdateDefinition<Result, [CommandInput]>;

/** What an action on a document came to. */
export interface Acted<Result = unknown> {
  readonly documentId: string;
  /** True where an earlier request with the same key had done it. */
  readonly isRepeat: boolean;
  /** What the workflow answered, the same at every repeat. */
  readonly result: Result;
}

/** A kind of document as the API acts on it. */
export interface DocumentPort {
  readonly kind: DocumentKind;
  /**
   * Stores the command on the document of that number, in the caller's transaction. Throws `NotFound`, `IdempotencyKeyReused`
   * and, of a new command, what the lifecycle refuses.
   */
  claimOn(em: Em, context: Context, target: Target, body: unknown): Promise<ClaimedCommand>;
}

/** The document of that number, and what is done to it. */
export interface Target {
  readonly number: number;
  readonly action: string;
}

/**
 * Makes a document: stores the command, then carries it to the workflow of the document, whose id comes from the
 * command's. `body` is what the workflow's activity reads. `check` refuses in the command's own transaction, so that
 * what cannot be is refused while the engine is away, too.
 */
export async function makeDocument<Result>(
  context: Context,
  { kind, definition }: { readonly kind: DocumentKind; readonly definition: Update<Result> },
  body: unknown,
  check: (em: Em) => Promise<void> = () => Promise.resolve(),
): Promise<Acted<Result>> {
  const documentId = commandDocumentId(idOf(context));
  const command = await withAgreement(context.deps.orm, context.caller.agreementNumber, async (em) => {
    const claimed = await claim(em, context, body, { documentKind: kind, documentId });
    if (!claimed.repeated) await check(em);
    return claimed;
  });
  return carry(context, { kind, definition }, command, documentId);
}

/** Does something to the document of that number. Throws `NotFound`, and what the lifecycle or the workflow refuses. */
export async function actOnDocument<Result>(
  context: Context,
  port: DocumentPort,
  { definition, ...target }: Target & { readonly definition: Update<Result> },
  body: unknown,
): Promise<Acted<Result>> {
  const command = await withAgreement(context.deps.orm, context.caller.agreementNumber, (em) =>
    port.claimOn(em, context, target, body),
  );
  return carry(context, { kind: port.kind, definition }, command, command.documentId ?? '');
}

/** A kind of document that goes through `actOnDocument` in the worker. */
export function documentPort(table: AnyDocumentTable): DocumentPort {
  return {
    kind: table.kind,
    claimOn: async (em, context, { number, action }, body) => {
      const row = await readDocumentRow(em, table, number);
      const target = { documentKind: table.kind, ...(row !== null && { documentId: row.id }) };
      const command = await claim(em, context, body, target);
      // A document that the first request with this key deleted: its repeat is answered, though the document is gone.
      if (row === null && command.status === null) throw noSuchDocument(table, number);
      if (!command.repeated && row !== null)
        requireAllowed(table.life, table.standingOf(row), action, number);
      return command;
    },
  };
}

const idOf = ({ caller, method, path, idempotencyKey }: Context): string =>
  commandId(caller.agreementNumber, method, path, idempotencyKey);

async function carry<Result>(
  context: Context,
  { kind, definition }: { readonly kind: DocumentKind; readonly definition: Update<Result> },
  command: ClaimedCommand,
  documentId: string,
): Promise<Acted<Result>> {
  if (command.status !== null) return { documentId, isRepeat: true, result: command.result as Result };
  const result = await context.deps.engine.update<Result>({
    kind,
    document: { agreementNumber: context.caller.agreementNumber, documentId },
    definition,
    commandId: command.id,
    sentBefore: command.repeated,
  });
  return { documentId, isRepeat: false, result };
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
