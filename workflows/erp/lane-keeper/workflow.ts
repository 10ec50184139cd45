import { proxyActivities } from '@temporalio/workflow';
import type { KeeperActivities } from '../../../activities/keeper.ts';
import type { KeeperReport } from './contract.ts';

const { keepPromises } = proxyActivities<KeeperActivities>({
  startToCloseTimeout: '45 s',
  scheduleToCloseTimeout: '45 s',
  retry: { maximumAttempts: 1 },
});

/**
 * One look for what signals and processes missed: promises without a workflow, places whose holder is gone, gates
 * without theirs. The next look comes with the schedule's next minute.
 */
export async function laneKeeperWorkflow(): Promise<KeeperReport> {
  return keepPromises();
}
