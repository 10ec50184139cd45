import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import type { Logger } from 'pino';
import type { ApiScope } from '../domain/agreements/api-key.entity.ts';
import type { CredentialVault } from '../domain/connections/credentials.ts';
import type { MessageLanguage } from '../domain/languages.ts';
import type { ApiMetrics } from './metrics.ts';
import type { Engine } from './commands.ts';
import type { KnownKeys } from './known-keys.ts';

/** What an API key may do. `admin` manages keys, settings and connections; no scope contains another. */
export type Scope = ApiScope;

/** Limits of the API process. */
export interface ApiLimits {
  /** Requests that one API key may make a minute, counted in each process by itself. */
  readonly requestsPerMinute: number;
  /** The largest body that is read, in bytes. */
  readonly bodyBytesMax: number;
}

/** One thing that must be well before this process should get traffic. */
export interface ReadinessCheck {
  readonly name: string;
  /** False where a failure is told but does not take the process out of traffic. */
  readonly needed: boolean;
  /** Resolves with a short remark, or throws with the reason. */
  check(): Promise<string>;
}

/** Everything the API needs from outside; `main.ts` builds it, tests build their own. */
export interface ApiDeps {
  readonly orm: MikroORM;
  readonly engine: Engine;
  /** Encrypts the credentials of connections. */
  readonly vault: CredentialVault;
  readonly logger: Logger;
  readonly limits: ApiLimits;
  readonly metrics: ApiMetrics;
  readonly readiness: readonly ReadinessCheck[];
  /** The running version, shown in the OpenAPI document and on `/healthz`. */
  readonly version: string;
}

/** Whose key it is. The agreement comes from the key alone, never from a path or a body. */
export interface Caller {
  readonly agreementNumber: number;
  readonly apiKeyId: string;
  readonly scopes: readonly Scope[];
  /** As it is written into events: `api-key:<first characters of the key>`. */
  readonly actor: string;
}

/** What every handler gets besides its parsed input. */
export interface Context {
  readonly deps: ApiDeps;
  readonly keys: KnownKeys;
  readonly log: Logger;
  readonly caller: Caller;
  readonly requestId: string;
  readonly method: string;
  /** The path as it was asked for, without the query: part of what an Idempotency-Key is unique within. */
  readonly path: string;
  /** The key the client sent, or a random one; given back on every answer to a command. */
  readonly idempotencyKey: string;
  readonly ifMatch: string | undefined;
  /** In which causes and histories are told. */
  readonly language: MessageLanguage;
  /** True where the client asked that no webhook tells of it. */
  readonly suppressesWebhooks: boolean;
}

/** An answer of the API: JSON, or bytes with their content type. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly bytes?: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A unit of work whose agreement is set. */
export type Em = EntityManager;
