import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import {
  afterAttempt,
  attemptsMax,
  type AttemptOutcome,
} from '../../domain/deliveries/delivery.decisions.ts';
import { deliveryStart, deliveryWorkflowType, type DeliveryStep } from '../../workflows/delivery/contract.ts';
import { deliveryTaskQueue } from '../../workflows/shared/ids.ts';
import { uniqueTaskQueue, withWorker } from '../support/temporal.ts';
import { skippingEnvironment } from '../support/time-skipping.ts';

let environment: TestWorkflowEnvironment;
beforeAll(async () => {
  environment = await skippingEnvironment();
}, 60_000);
afterAll(() => environment.teardown());

/** Runs the workflow over a receiver that answers so; the row is a count here. */
async function deliver(outcomeOf: (number: number) => AttemptOutcome) {
  const at: number[] = [];
  const attemptDelivery = async (): Promise<DeliveryStep> => {
    at.push(await environment.currentTimeMs());
    const next = afterAttempt(at.length, outcomeOf(at.length));
    return next.state === 'pending' ? { do: 'wait', ms: next.pauseMs } : { do: 'done', state: next.state };
  };
  const taskQueue = uniqueTaskQueue('delivery');
  const ref = { agreementNumber: 1000, deliveryId: 'd', eventId: taskQueue, targetId: 't' };
  const result: unknown = await withWorker(environment, { activities: {}, taskQueue }, () =>
    withWorker(
      environment,
      { activities: { attemptDelivery }, taskQueue: deliveryTaskQueue(taskQueue) },
      () => environment.client.workflow.execute(deliveryWorkflowType, deliveryStart(ref, taskQueue)),
    ),
  );
  return {
    result,
    pauses: at.slice(1).map((moment, index) => Math.round((moment - (at[index] ?? 0)) / 1_000)),
    at,
  };
}

describe('a delivery', () => {
  test('that always fails is tried for about a day, ever more rarely, and given up', async () => {
    const { result, pauses, at } = await deliver(() => 'failed');
    expect(result).toEqual({ state: 'given-up' });
    expect(at).toHaveLength(attemptsMax);
    const hours = ((at.at(-1) ?? 0) - (at[0] ?? 0)) / 3_600_000;
    expect(hours).toBeGreaterThan(22);
    expect(hours).toBeLessThan(24);
    // The clock of the test server jumps; what passes besides is the work itself.
    for (const [index, pause] of pauses.entries()) expect(Math.abs(pause - 20 * 2 ** index)).toBeLessThan(10);
  }, 60_000);

  test('whose receiver comes back is delivered then', async () => {
    const { result, at } = await deliver((number) => (number < 4 ? 'failed' : 'delivered'));
    expect([result, at.length]).toEqual([{ state: 'delivered' }, 4]);
  }, 60_000);

  test('that is refused for good is not tried again', async () => {
    const { result, at } = await deliver(() => 'refused');
    expect([result, at.length]).toEqual([{ state: 'given-up' }, 1]);
  }, 60_000);
});
