import { type ActivityOptions, type LocalActivityOptions, workflowInfo } from '@temporalio/workflow';
import { deliveryTaskQueue, erpTaskQueue } from './ids.ts';

/**
 * Database steps: short local activities. They are tried again without end, because the database comes back and only a
 * business refusal may end an update; the first tries come quickly, for a deadlock or a fail-over is over quickly.
 */
export const databaseSteps: LocalActivityOptions = {
  startToCloseTimeout: '10 s',
  localRetryThreshold: '30 s',
  retry: { initialInterval: '100 ms', backoffCoefficient: 2, maximumInterval: '10 s' },
};

/**
 * Writes to an ERP: one attempt, for a second one would be a second send. The time-out lies beyond the deadlines of the two
 * writes that one activity may send one after the other; the heartbeat shows a dead worker within seconds.
 */
export const erpSend = (provider: string, agreementNumber: number): ActivityOptions => ({
  taskQueue: erpTaskQueue(workflowInfo().taskQueue, provider),
  startToCloseTimeout: '3 min',
  scheduleToStartTimeout: '10 min',
  heartbeatTimeout: '10 s',
  retry: { maximumAttempts: 1 },
  priority: { fairnessKey: String(agreementNumber) },
});

/** A read of an ERP: tried again while it is away, for at most ten minutes; then its flow decides afresh. */
export const erpRead = (provider: string, agreementNumber: number): ActivityOptions => ({
  taskQueue: erpTaskQueue(workflowInfo().taskQueue, provider),
  startToCloseTimeout: '90 s',
  scheduleToCloseTimeout: '10 min',
  heartbeatTimeout: '10 s',
  retry: { initialInterval: '2 s', backoffCoefficient: 2, maximumInterval: '1 min' },
  priority: { fairnessKey: String(agreementNumber) },
});

/**
 * One attempt to deliver a mail or a webhook, with the database's work around it. What the receiver does is a result; only a
 * database that is away or a dead worker (seen by its heartbeat) brings another try, which may send a second time.
 */
export const deliveryAttempt = (taskQueue: string, agreementNumber: number): ActivityOptions => ({
  taskQueue: deliveryTaskQueue(taskQueue),
  startToCloseTimeout: '2 min',
  heartbeatTimeout: '10 s',
  retry: { initialInterval: '1 s', backoffCoefficient: 2, maximumInterval: '1 min' },
  priority: { fairnessKey: String(agreementNumber) },
});
