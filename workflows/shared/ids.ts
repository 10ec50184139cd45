import type { DocumentKind } from '../../domain/documents/kinds.ts';

/** Workflow ids and task queues. One builder per kind, kind first, so that an id tells what it is in any list. */

/** Workflows and their local activities, unless the configuration names another queue. */
export const workflowTaskQueue = 'bilag';

/** Activities that talk to an ERP: a queue of its own per provider, so that one slow ERP holds up no other. */
export const erpTaskQueue = (taskQueue: string, provider: string): string => `${taskQueue}-erp-${provider}`;

/** Attempts to deliver mails and webhooks: a slow receiver holds up no document. */
export const deliveryTaskQueue = (taskQueue: string): string => `${taskQueue}-deliveries`;

export const documentWorkflowId = (kind: DocumentKind, agreementNumber: number, documentId: string): string =>
  `${kind}:${agreementNumber}:${documentId}`;

export const customerInvoiceWorkflowId = (agreementNumber: number, documentId: string): string =>
  documentWorkflowId('customer-invoice', agreementNumber, documentId);

export const transferWorkflowId = (connectionId: string, documentKind: string, documentId: string): string =>
  `transfer:${connectionId}:${documentKind}:${documentId}`;

export const connectionWorkflowId = (connectionId: string): string => `connection:${connectionId}`;

export const connectionTestWorkflowId = (connectionId: string, testId: string): string =>
  `connection-test:${connectionId}:${testId}`;

export const invoicePdfWorkflowId = (connectionId: string, documentId: string): string =>
  `pdf:${connectionId}:customer-invoice:${documentId}`;

export const preflightWorkflowId = (connectionId: string, runId: string): string =>
  `preflight:${connectionId}:${runId}`;

export const csvImportWorkflowId = (agreementNumber: number, uploadId: string): string =>
  `import:${agreementNumber}:${uploadId}`;

/** `targetId`: the webhook's id, or the mail recipient's. */
export const deliveryWorkflowId = (agreementNumber: number, eventId: string, targetId: string): string =>
  `delivery:${agreementNumber}:${eventId}:${targetId}`;

export const issueCheckWorkflowId = (issueId: string): string => `issue-check:${issueId}`;

/** One question about one transfer: by our key, or whether the ERP's document of that number is it. */
export const erpLookUpWorkflowId = (transferId: string, erpNumber?: string): string =>
  erpNumber === undefined ? `look-up:${transferId}` : `look-up:${transferId}:${erpNumber}`;

export const dryRunWorkflowId = (transferId: string, runId: string): string =>
  `dry-run:${transferId}:${runId}`;

export const laneKeeperWorkflowId = 'lane-keeper';
