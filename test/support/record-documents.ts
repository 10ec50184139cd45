import { documentUpdate, documentWorkflowTypes } from '../../workflows/documents/contract.ts';
import { documentWorkflowId } from '../../workflows/shared/ids.ts';
import type { DocumentKind } from '../../domain/documents/kinds.ts';
import type { Company, System } from './system.ts';
import { sendDocumentCommand } from './system.ts';

/** Writes down the history of a workflow once it has ended. */
type Record = (workflowId: string, workflow: string, what: string) => Promise<void>;

/** The life of one document: what makes it, and the actions after that, each with its body. */
interface Life {
  readonly kind: DocumentKind;
  readonly what: string;
  readonly create: object;
  readonly actions: readonly (readonly [action: string, body?: object])[];
}

const lives: readonly Life[] = [
  {
    kind: 'offer',
    what: 'sent-and-rejected',
    create: { create: 'draft', draft: { customerId: '101', lines: [{ itemId: 'A-1', quantity: '3' }] } },
    // The first is refused: it is a draft.
    actions: [['reject'], ['send'], ['reject']],
  },
];

/** Records the lives of documents that no ERP is told of; refused actions are part of them. */
export async function recordDocuments(system: System, company: Company, record: Record): Promise<void> {
  const { agreementNumber } = company;
  for (const { kind, what, create, actions } of lives) {
    const made = await sendDocumentCommand(
      system,
      { kind, agreementNumber },
      documentUpdate('create'),
      create,
    );
    const document = { kind, agreementNumber, documentId: made.documentId };
    for (const [action, body = {}] of actions)
      await sendDocumentCommand(system, document, documentUpdate(action), body).catch(() => undefined);
    await record(
      documentWorkflowId(kind, agreementNumber, made.documentId),
      documentWorkflowTypes[kind],
      what,
    );
  }
}
