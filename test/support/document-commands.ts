import { randomUUID } from 'node:crypto';
import { WithStartWorkflowOperation } from '@temporalio/client';
import { claimCommand, commandDocumentId, commandId } from '../../domain/commands/command.service.ts';
import { withAgreement } from '../../domain/database.ts';
import type { DocumentId } from '../../domain/documents/document.ts';
import type { DocumentKind } from '../../domain/documents/kinds.ts';
import { documentStart, documentUpdate, documentWorkflowTypes } from '../../workflows/documents/contract.ts';
import type { System } from './system.ts';

/** Which document a command acts on; without an id it makes one. */
interface CommandTarget {
  readonly agreementNumber: number;
  readonly kind: DocumentKind;
  readonly documentId: string | undefined;
}

/** As `sendCommand`, for documents of the other kinds. Answers what the action made. */
export async function sendDocumentCommand(
  system: System,
  { agreementNumber, kind, documentId }: CommandTarget,
  action: string,
  body: unknown,
): Promise<{ readonly documentId: string; readonly made: readonly DocumentId[] }> {
  const path = `/test/${kind}/${documentId ?? 'new'}/${action}`;
  const key = randomUUID();
  const id = commandId(agreementNumber, 'POST', path, key);
  const document = documentId ?? commandDocumentId(id);
  await withAgreement(system.database.orm, agreementNumber, (em) =>
    claimCommand(em, {
      ...{ method: 'POST', path, key, body, actor: 'test' },
      documentKind: kind,
      documentId: document,
    }),
  );
  const start = documentStart(kind, { agreementNumber, documentId: document }, system.taskQueue);
  const { made } = await system.client.workflow.executeUpdateWithStart(documentUpdate(action), {
    args: [{ commandId: id }],
    updateId: id,
    startWorkflowOperation: new WithStartWorkflowOperation(documentWorkflowTypes[kind], {
      ...start,
      workflowIdConflictPolicy: 'USE_EXISTING',
    }),
  });
  return { documentId: document, made };
}
