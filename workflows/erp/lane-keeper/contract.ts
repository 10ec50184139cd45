import { laneKeeperWorkflowId, workflowTaskQueue } from '../../shared/ids.ts';

export const laneKeeperWorkflowType = 'laneKeeperWorkflow';

/** What one look of the keeper mended, by what it was; `issues`: whose causes it had looked at. */
export type KeeperReport = Readonly<
  Record<'transfers' | 'invoices' | 'places' | 'gates' | 'issues' | 'deliveries' | 'imports', number>
>;

/** The Schedule of the one keeper of an installation: each minute, never two at once, none made up for later. */
export const laneKeeperSchedule = (taskQueue = workflowTaskQueue) => ({
  scheduleId: laneKeeperWorkflowId,
  spec: { intervals: [{ every: '1 minute' }] },
  action: {
    type: 'startWorkflow' as const,
    workflowType: laneKeeperWorkflowType,
    args: [],
    taskQueue,
    workflowId: laneKeeperWorkflowId,
    workflowRunTimeout: '50 seconds',
  },
  policies: { overlap: 'SKIP' as const, catchupWindow: '1 minute' },
});
