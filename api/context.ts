import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import type { Logger } from 'pino';
import type { Aside } from './aside.ts';
import type { ApiScope } from '../domain/agreements/api-key.entity.ts';
import type { CredentialVault } from '../domain/connections/credentials.ts';
import type { MessageLanguage } from '../domain/languages.ts';
import type { SupportContacts } from '../domain/settings/support.ts';
import type { Role } from '../domain/users/rights.ts';
import type { ClientSight } from '../domain/users/session.service.ts';
import type { ApiMetrics } from './metrics.ts';
import type { Engine } from './commands.ts';
import type { KnownKeys, KnownSessions } from './known-keys.ts';
import type { LogInThrottle } from './log-in-throttle.ts';

/** What an API key may do. `admin` manages keys, settings and connections; no scope contains another. */
export type Scope = ApiScope;

/**
 * What an endpoint asks of its caller: an API key's scope, which is the action of a person's right on the endpoint's resource,
 * too; `person`: that he has logged in, whatever his roles; `nobody`: nothing, and then nobody is known.
 */
export type Access = Scope | 'person' | 'nobody';

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
  /** What answers do not wait for. */
  readonly aside: Aside;
  readonly limits: ApiLimits;
  readonly metrics: ApiMetrics;
  readonly readiness: readonly ReadinessCheck[];
  /** Whom people ask for help, where their agreement names nobody else. */
  readonly support: SupportContacts;
  /** The running version, shown in the OpenAPI document and on `/healthz`. */
  readonly version: string;
}

interface Known {
  readonly agreementNumber: number;
  /** As it is written into events: `api-key:<first characters of the key>`, `user:<e-mail address>`. */
  readonly actor: string;
}

/** A client with an API key. */
export interface KeyCaller extends Known {
  readonly kind: 'api-key';
  readonly apiKeyId: string;
  readonly scopes: readonly Scope[];
}

/** A person who has logged in. */
export interface PersonCaller extends Known {
  readonly kind: 'person';
  readonly userId: string;
  readonly sessionId: string;
  readonly email: string;
  readonly roles: readonly Role[];
}

/** Whoever asks an endpoint that asks for nobody; no agreement has the number 0, so that it reaches no rows. */
export interface NobodyCaller extends Known {
  readonly kind: 'nobody';
  readonly agreementNumber: 0;
}

/** Who asks. The agreement comes from the key or the session alone, never from a path or a body. */
export type Caller = KeyCaller | PersonCaller | NobodyCaller;

/** What every handler gets besides its parsed input. */
export interface Context {
  readonly deps: ApiDeps;
  readonly keys: KnownKeys;
  readonly sessions: KnownSessions;
  readonly throttle: LogInThrottle;
  /** From where it is asked. */
  readonly client: ClientSight;
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
