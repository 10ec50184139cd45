import type { ActivityDeps } from '../../activities/deps.ts';
import { createEconomicAdapter } from '../../activities/erp/e-conomic/adapter.ts';
import { SnapshotCache } from '../../activities/erp/preflight/snapshot-cache.ts';
import { createSignals, type WorkflowSignals } from '../../activities/signals.ts';
import { shortWindow, type System, type SystemParts } from './system.ts';

/** What activities are made of, for calling them beside a system's worker. */
export const activityDeps = (system: System): ActivityDeps =>
  depsWith(system, createSignals(system.client, system.taskQueue));

/** The same, with signals of one's own, for calling them without any worker. */
export function depsWith(system: SystemParts, signals: WorkflowSignals): ActivityDeps {
  const adapter = createEconomicAdapter({
    baseUrls: { rest: system.sandbox.restUrl, openApi: system.sandbox.openApiUrl },
    window: shortWindow,
  });
  return {
    orm: system.database.orm,
    adapters: new Map([[adapter.provider, adapter]]),
    vault: system.vault,
    signals,
    snapshots: new SnapshotCache(),
    hasMailServer: true,
    identity: 'beside the worker',
    timeScale: 1,
  };
}
