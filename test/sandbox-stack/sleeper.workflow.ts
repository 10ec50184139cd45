import { sleep } from '@temporalio/workflow';

/** Sleeps that many milliseconds and says so. */
export async function sleeperWorkflow(durationMs: number): Promise<string> {
  await sleep(durationMs);
  return 'slept';
}
