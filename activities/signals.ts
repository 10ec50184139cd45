import { type Client, WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import type { Heir } from '../domain/lane/lane.service.ts';
import {
  connectionStart,
  connectionWorkflowType,
  gateChangedSignal,
} from '../workflows/erp/connection/contract.ts';
import type { ConnectionRef } from '../workflows/erp/connection/contract.ts';
import { type DeliveryRef, deliveryStart, deliveryWorkflowType } from '../workflows/delivery/contract.ts';
import { preflightStart, preflightWorkflowType, refreshRunId } from '../workflows/erp/preflight/contract.ts';
import { lookSignal } from '../workflows/erp/transfer/contract.ts';

/** Signals that activities send after their transaction. Lost ones are found by the lane keeper. */
export interface WorkflowSignals {
  /** Tells flows to look at their rows; names those whose workflow does not run. */
  wake(heirs: readonly Heir[]): Promise<readonly Heir[]>;
  /** Tells `connectionWorkflow` that a gate changed, starting it where it does not run. */
  gateChanged(connection: ConnectionRef): Promise<void>;
  /** Lets the snapshot of a connection's registers be brought up to date, unless that is under way. */
  refreshSnapshot(connection: ConnectionRef): Promise<void>;
}

/** Signals by this client; workflows that have to be started go onto `taskQueue`. */
export function createSignals(client: Client, taskQueue: string): WorkflowSignals {
  return {
    async wake(heirs) {
      const missing = await Promise.all(
        heirs.map(async (heir) => {
          try {
            await client.workflow.getHandle(heir.workflowId).signal(lookSignal);
            return undefined;
          } catch (error) {
            if (error instanceof WorkflowNotFoundError) return heir;
            throw error;
          }
        }),
      );
      return missing.filter((heir) => heir !== undefined);
    },

    async gateChanged(connection) {
      await client.workflow.signalWithStart(connectionWorkflowType, {
        ...connectionStart(connection, taskQueue),
        signal: gateChangedSignal,
      });
    },

    async refreshSnapshot({ agreementNumber, connectionId, provider }) {
      const ref = { agreementNumber, connectionId, provider, documentIds: [], refresh: false };
      await client.workflow.start(preflightWorkflowType, {
        ...preflightStart(ref, refreshRunId, taskQueue),
        workflowIdConflictPolicy: 'USE_EXISTING',
      });
    },
  };
}

/** Starts a delivery's workflow; true where it did not run yet. */
export async function startDelivery(
  client: Client,
  taskQueue: string,
  delivery: DeliveryRef,
): Promise<boolean> {
  try {
    await client.workflow.start(deliveryWorkflowType, deliveryStart(delivery, taskQueue));
    return true;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw error;
  }
}
