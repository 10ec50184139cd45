import { defineUpdate } from '@temporalio/workflow';

/**
 * The bare engine: what the engine alone costs for a document of ours. Same workflows, updates, activities and local
 * activities in the same places, with the same options, and nothing in them: a database step is one transaction that
 * changes one row, a call of the ERP is a wait. `test/bench/shape.test.ts` holds its histories against a real invoice's.
 */

/** A run's input, of the same size as a real document's. */
export interface BareRef {
  readonly agreementNumber: number;
  readonly documentId: string;
  /** The row that its database steps change; no two documents under way share one. */
  readonly row: number;
}

export interface BareTransferRef extends BareRef {
  readonly provider: string;
  readonly connectionId: string;
  readonly transferId: string;
  readonly documentKind: string;
  readonly documentNumber: number;
}

/** An action's argument. */
export interface BareCommand {
  readonly commandId: string;
}

/** What an update answers, of the same size as a real document's progress. */
export interface BareProgress {
  readonly number: number;
  readonly kind: string;
  readonly state: 'draft' | 'booked';
  readonly isArchived: boolean;
  readonly transfers: readonly {
    readonly transferId: string;
    readonly connectionId: string;
    readonly provider: string;
    readonly isFinal: boolean;
  }[];
}

/** What a transfer does next. */
export type BareStep = { readonly do: 'send'; readonly writeId: string } | { readonly do: 'done' };

export const bareCreateUpdate = defineUpdate<BareProgress, [BareCommand]>('create');
export const bareBookUpdate = defineUpdate<BareProgress, [BareCommand]>('book');

/** Names the task queue of its calls, as a real provider does. */
export const bareProvider = 'bare';

/** Writes that one invoice costs where the ERP knows customer and products: create the draft, book it. */
export const bareWrites = 2;

/** How long a call of the ERP takes, in milliseconds; the sandbox beside it answers as late. */
export const erpLatencyMs = 20;

export const bareDocumentWorkflowId = (ref: BareRef): string =>
  `bare:${ref.agreementNumber}:${ref.documentId}`;
