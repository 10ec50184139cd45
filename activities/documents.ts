import { runCommand } from '../domain/commands/command.service.ts';
import { withAgreement } from '../domain/database.ts';
import { promiseAskedMail } from '../domain/deliveries/document-mail.service.ts';
import type { ActionOutcome, DocumentProgress } from '../domain/documents/document.ts';
import { progressOfDocument, readDocumentRow } from '../domain/documents/document-store.ts';
import type { DocumentKind } from '../domain/documents/kinds.ts';
import { definitionOf } from '../domain/documents/registry.ts';
import type { ActionAnswer, CommandInput, DocumentRef } from '../workflows/documents/contract.ts';
import type { ActivityDeps } from './deps.ts';

/** What is stored with the command, so that running twice gives the first answer. */
type StoredOutcome = ActionOutcome & Required<Pick<ActionOutcome, 'made' | 'moved'>>;

/**
 * The actions of documents: each is one transaction that changes the document, its event, numbers, stock and promises
 * together, and stores its answer under the command's id, so that running twice gives the first answer.
 */
export function createDocumentActivities(deps: ActivityDeps) {
  return {
    /** Runs the command's action on the document. Throws what the action refuses. */
    async actOnDocument(
      kind: DocumentKind,
      ref: DocumentRef,
      action: string,
      input: CommandInput,
    ): Promise<ActionAnswer> {
      const act = definitionOf(kind).acts[action];
      if (act === undefined) throw new Error(`A ${kind} has no action ${action}.`);
      return withAgreement(deps.orm, ref.agreementNumber, async (em) => {
        let isRepeated = true;
        const outcome = await runCommand<[], StoredOutcome>(em, input.commandId, [], async (command) => {
          isRepeated = false;
          const context = { actor: command.actor, commandId: command.id, now: new Date() };
          const outcome = await act(em, ref.documentId, command.body, context);
          const { number } = outcome.progress;
          const document = { kind, id: ref.documentId, number };
          const asked = { document, action, body: command.body, hasMailServer: deps.hasMailServer };
          await promiseAskedMail(em, asked, context);
          return { ...outcome, made: outcome.made ?? [], moved: outcome.moved ?? [] };
        });
        return { ...outcome, isRepeated };
      });
    },

    /** Where the document stands; null where it does not exist (never made, or deleted). */
    async readDocument(kind: DocumentKind, ref: DocumentRef): Promise<DocumentProgress | null> {
      const { table } = definitionOf(kind);
      return withAgreement(deps.orm, ref.agreementNumber, async (em) => {
        const row = await readDocumentRow(em, table, ref.documentId);
        return row === null ? null : progressOfDocument(table, row);
      });
    },
  };
}

export type DocumentActivities = ReturnType<typeof createDocumentActivities>;
