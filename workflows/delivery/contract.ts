import { deliveryWorkflowId, workflowTaskQueue } from '../shared/ids.ts';
import { searchAttributes } from '../shared/search-attributes.ts';

/** Which promise to keep; everything else is read from its row. */
export interface DeliveryRef {
  readonly agreementNumber: number;
  readonly deliveryId: string;
  readonly eventId: string;
  /** The webhook's id, the mail recipient's, the user's, or the document's mail's. */
  readonly targetId: string;
}

/** What a delivery does after an attempt, as its row says. */
export type DeliveryStep =
  | { readonly do: 'wait'; readonly ms: number }
  /** `gone`: the row is deleted, with its webhook or recipient. */
  | { readonly do: 'done'; readonly state: 'delivered' | 'given-up' | 'gone' };

/** How a delivery ended. */
export interface DeliveryResult {
  readonly state: 'delivered' | 'given-up' | 'gone';
}

/** `deliveryWorkflow(ref)`: tells one target of one event, at least once; given up after about a day, visibly. */
export const deliveryWorkflowType = 'deliveryWorkflow';

export const deliveryStart = (ref: DeliveryRef, taskQueue = workflowTaskQueue) => ({
  workflowId: deliveryWorkflowId(ref.agreementNumber, ref.eventId, ref.targetId),
  taskQueue,
  args: [ref] as [DeliveryRef],
  typedSearchAttributes: searchAttributes({ agreementNumber: ref.agreementNumber }),
  priority: { fairnessKey: String(ref.agreementNumber) },
});
