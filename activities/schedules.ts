import { type Client, ScheduleAlreadyRunning } from '@temporalio/client';
import { laneKeeperSchedule } from '../workflows/erp/lane-keeper/contract.ts';

/** Creates the installation's schedules, or brings them up to date; any number of workers may do it at once. */
export async function ensureSchedules(client: Client, taskQueue: string): Promise<void> {
  const keeper = laneKeeperSchedule(taskQueue);
  try {
    await client.schedule.create(keeper);
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    const handle = client.schedule.getHandle(keeper.scheduleId);
    await handle.update((earlier) => ({ ...keeper, state: earlier.state }));
  }
}
