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
  /** Whether mails leave the house; without a server they become files, which is nothing to promise a customer. */
  readonly hasMailServer: boolean;
  /** Shown beside claims: which worker sent. */
  readonly identity: string;
  /**
   * Factor on the ERP's times (deadline, processing, late visibility, Retry-After, the life of an idempotency key): 1 in
   * production; the fault campaign shrinks it together with its stand-in's `timeScale`.
   */
  readonly timeScale: number;
}
