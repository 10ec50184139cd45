import { proxyActivities, sleep, workflowInfo } from '@temporalio/workflow';
import type { DeliveryActivities } from '../../activities/deliveries/deliver.ts';
import { deliveryAttempt } from '../shared/activity-options.ts';
import type { DeliveryRef, DeliveryResult } from './contract.ts';

/**
 * Tells one target of one event. The row decides: each attempt reads it, sends and writes down what came of it, and says how
 * long to wait. So a second run, and a run after any crash, go on where the row stands; what was sent and not written down is
 * sent again.
 */
export async function deliveryWorkflow(ref: DeliveryRef): Promise<DeliveryResult> {
  const { taskQueue } = workflowInfo();
  const { attemptDelivery } = proxyActivities<DeliveryActivities>(
    deliveryAttempt(taskQueue, ref.agreementNumber),
  );
  for (;;) {
    const step = await attemptDelivery(ref);
    if (step.do === 'done') return { state: step.state };
    await sleep(Math.max(1, step.ms));
  }
}
