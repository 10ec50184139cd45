import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { DocumentId, DocumentProgress } from '../../domain/documents/document.ts';
import type { DocumentKind } from '../../domain/documents/kinds.ts';
import { documentWorkflowId, workflowTaskQueue } from '../shared/ids.ts';
import { searchAttributes } from '../shared/search-attributes.ts';

/** A run's whole input: which document. Everything else is read from the database. */
export interface DocumentRef {
  readonly agreementNumber: number;
  readonly documentId: string;
}

/** An action's whole argument: the command row that holds who asked for what. It is the update's id as well. */
export interface CommandInput {
  readonly commandId: string;
}

/** What an action came to, as its caller is told: the same at every repeat. */
export interface DocumentAnswer {
  readonly progress: DocumentProgress;
  /** Documents that it made, in their order. */
  readonly made: readonly DocumentId[];
  /** What was done all the same, in words for whoever asked for it. */
  readonly warnings?: readonly string[];
}

/** What the activity tells the workflow besides. */
export interface ActionAnswer extends DocumentAnswer {
  /** Other documents that the action moved on. */
  readonly moved: readonly DocumentId[];
  /** True where an earlier run of the command gave this answer: the document may have moved on since. */
  readonly isRepeated: boolean;
}

/**
 * The update of an action, named as the lifecycle names it (`create`, `book`, `ship`, …). A business refusal ends it with an
 * `ApplicationFailure` whose `type` is a code of `domain/errors.ts` and whose first detail is `{ params, errors }`; nothing
 * else does: while the database is away the handler goes on trying, and a repeat with the same id joins it.
 */
export const documentUpdate = (action: string) => defineUpdate<DocumentAnswer, [CommandInput]>(action);

/** From another document's workflow: its action moved this document on, look at the database. */
export const movedSignal = defineSignal('moved');

/** The document's live progress; undefined until the first read. */
export const documentProgressQuery = defineQuery<DocumentProgress | undefined>('progress');

/** The workflow's type name of each kind, for callers that must not import its body. */
export const documentWorkflowTypes: Readonly<Record<DocumentKind, string>> = {
  offer: 'offerWorkflow',
  order: 'orderWorkflow',
  shipment: 'shipmentWorkflow',
  'customer-invoice': 'invoiceWorkflow',
  'purchase-order': 'purchaseOrderWorkflow',
  receipt: 'receiptWorkflow',
  'supplier-invoice': 'supplierInvoiceWorkflow',
  adjustment: 'adjustmentWorkflow',
  movement: 'movementWorkflow',
  count: 'countWorkflow',
  'production-order': 'productionOrderWorkflow',
};

/** How a run is started: by the API with an update, by another document's workflow and the keeper without one. */
export const documentStart = (kind: DocumentKind, ref: DocumentRef, taskQueue = workflowTaskQueue) => ({
  workflowId: documentWorkflowId(kind, ref.agreementNumber, ref.documentId),
  taskQueue,
  args: [ref] as [DocumentRef],
  typedSearchAttributes: searchAttributes({
    agreementNumber: ref.agreementNumber,
    documentType: kind,
  }),
  priority: { fairnessKey: String(ref.agreementNumber) },
});
