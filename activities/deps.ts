import type { MikroORM } from '@mikro-orm/postgresql';
import type { CredentialVault } from '../domain/connections/credentials.ts';
import type { ErpAdapter } from './erp/adapter.ts';
import type { SnapshotCache } from './erp/preflight/snapshot-cache.ts';
import type { WorkflowSignals } from './signals.ts';

/** What activities are made of: built once by the worker process, closed by it in reverse. */
export interface ActivityDeps {
  readonly orm: MikroORM;
  /** One per provider that this worker serves. */
  readonly adapters: ReadonlyMap<string, ErpAdapter>;
  readonly vault: CredentialVault;
  readonly signals: WorkflowSignals;
  /** What this process knows of ERPs' registers. */
  readonly snapshots: SnapshotCache;
  /** Shown beside claims: which worker sent. */
  readonly identity: string;
  /**
   * Factor on the ERP's times (deadline, processing, late visibility): 1 in production; tests shrink it together with
   * their stand-in's.
   */
  readonly timeScale: number;
}
