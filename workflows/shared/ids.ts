/** Workflow ids and task queues. One builder per kind, kind first, so that an id tells what it is in any list. */

/** Workflows and their local activities, unless the configuration names another queue. */
export const workflowTaskQueue = 'bilag';

/** Activities that talk to an ERP: a queue of its own per provider, so that one slow ERP holds up no other. */
export const erpTaskQueue = (taskQueue: string, provider: string): string => `${taskQueue}-erp-${provider}`;

export const customerInvoiceWorkflowId = (agreementNumber: number, documentId: string): string =>
  `customer-invoice:${agreementNumber}:${documentId}`;

export const transferWorkflowId = (connectionId: string, documentKind: string, documentId: string): string =>
  `transfer:${connectionId}:${documentKind}:${documentId}`;

export const connectionWorkflowId = (connectionId: string): string => `connection:${connectionId}`;

export const connectionTestWorkflowId = (connectionId: string, testId: string): string =>
  `connection-test:${connectionId}:${testId}`;

export const invoicePdfWorkflowId = (connectionId: string, documentId: string): string =>
  `pdf:${connectionId}:customer-invoice:${documentId}`;

export const preflightWorkflowId = (connectionId: string, runId: string): string =>
  `preflight:${connectionId}:${runId}`;

export const dryRunWorkflowId = (transferId: string, runId: string): string =>
  `dry-run:${transferId}:${runId}`;

export const laneKeeperWorkflowId = 'lane-keeper';
