import { cancellationSignal, heartbeat } from '@temporalio/activity';
import type { CheckedBatch, PreflightRef, SnapshotState } from '../workflows/erp/preflight/contract.ts';
import type { ActivityDeps } from './deps.ts';
import type { ErpRead } from './erp/flow/read-erp.ts';
import { checkDocuments, type CheckFrom, countDocuments } from './erp/preflight/check-documents.ts';
import { lookAtSnapshot, type Refreshing, refreshSnapshot } from './erp/preflight/refresh-snapshot.ts';
import { beating } from './heartbeat.ts';

/** Beside the workflow: database work and rules, no ERP. */
export function createPreflightActivities(deps: ActivityDeps) {
  return {
    /** Local: whether the stored snapshot will do. */
    async lookAtErpSnapshot(ref: PreflightRef): Promise<SnapshotState> {
      return lookAtSnapshot(deps, ref);
    },

    /** Local: how many documents the run is about. */
    async countPreflightDocuments(ref: PreflightRef): Promise<number> {
      return countDocuments(deps, ref);
    },

    /** The next thousand documents against the rules; heartbeats with how many it has checked. */
    async checkPreflightDocuments(ref: PreflightRef, from: CheckFrom): Promise<CheckedBatch> {
      return checkDocuments(deps, ref, from, heartbeat);
    },
  };
}

/** On the provider's task queue. */
export function createSnapshotActivities(deps: ActivityDeps) {
  return {
    /** Reads the ERP's registers and stores them; see `refreshSnapshot`. */
    async refreshErpSnapshot(ref: PreflightRef, refreshing: Refreshing): Promise<ErpRead<null>> {
      return beating(() => refreshSnapshot(deps, ref, refreshing, cancellationSignal()));
    },
  };
}

export type PreflightActivities = ReturnType<typeof createPreflightActivities>;
export type SnapshotActivities = ReturnType<typeof createSnapshotActivities>;
