import type { DryRunRef, DryRunResult } from '../workflows/erp/dry-run/contract.ts';
import type { ActivityDeps } from './deps.ts';
import { dryRun } from './erp/flow/dry-run.ts';
import { beating } from './heartbeat.ts';

/** On the provider's task queue. */
export function createDryRunActivities(deps: ActivityDeps) {
  return {
    /** What would become of a transfer now; see `dryRun`. */
    async dryRunTransfer(ref: DryRunRef): Promise<DryRunResult> {
      return beating(({ cancelled }) => dryRun(deps, ref, cancelled));
    },
  };
}

export type DryRunActivities = ReturnType<typeof createDryRunActivities>;
