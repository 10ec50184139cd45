import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { GateState } from '../../../domain/lane/lane.decisions.ts';
import { connectionTestWorkflowId, connectionWorkflowId, workflowTaskQueue } from '../../shared/ids.ts';
import { searchAttributes } from '../../shared/search-attributes.ts';

export interface ConnectionRef {
  readonly agreementNumber: number;
  readonly connectionId: string;
  readonly provider: string;
}

/** A gate and, where it opens or is probed by itself, the time until then in milliseconds. */
export interface GateReading {
  readonly gate: GateState;
  readonly waitMs: number;
}

/** Whatever closes or opens a connection's gate says so; it carries nothing, the row tells the rest. */
export const gateChangedSignal = defineSignal('gateChanged');

/** The gate as the workflow saw it last. */
export const gateQuery = defineQuery<string>('gate');

export const connectionWorkflowType = 'connectionWorkflow';

/** Start options for signal-with-start: `client.workflow.signalWithStart(connectionWorkflowType, {...})`. */
export const connectionStart = (ref: ConnectionRef, taskQueue = workflowTaskQueue) => ({
  workflowId: connectionWorkflowId(ref.connectionId),
  taskQueue,
  args: [ref] as [ConnectionRef],
  typedSearchAttributes: searchAttributes({
    agreementNumber: ref.agreementNumber,
    erpProvider: ref.provider,
  }),
  priority: { fairnessKey: String(ref.agreementNumber) },
});

/**
 * `connectionTestWorkflow(ref)`: asks the ERP who we are with the stored credentials, records the answer on the
 * connection (company, base currency, defaults) and opens a severed gate where they work. Its result never carries a
 * secret; a refusal is a result, not a failure.
 */
export interface ConnectionTestResult {
  readonly ok: boolean;
  /** The ERP account's own number, company name and base currency; where `ok`. */
  readonly erpAgreement?: string;
  readonly companyName?: string;
  readonly baseCurrency?: string;
  /** A code of the catalogue and its message; where not `ok`. */
  readonly code?: string;
  readonly reason?: string;
}

export const connectionTestWorkflowType = 'connectionTestWorkflow';

export const connectionTestStart = (ref: ConnectionRef, testId: string, taskQueue = workflowTaskQueue) => ({
  workflowId: connectionTestWorkflowId(ref.connectionId, testId),
  taskQueue,
  args: [ref] as [ConnectionRef],
  typedSearchAttributes: searchAttributes({
    agreementNumber: ref.agreementNumber,
    erpProvider: ref.provider,
  }),
  priority: { fairnessKey: String(ref.agreementNumber) },
});
