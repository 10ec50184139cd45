import { z } from 'zod';

/**
 * Every setting that comes from the environment; this file alone reads `process.env`. A process names the sections it
 * needs, so that a migration asks for no workflow engine. What is read is frozen.
 */

const postgresUrl = z.string().regex(/^postgres(ql)?:\/\/\S+$/);
const httpUrl = z
  .string()
  .regex(/^https?:\/\/[^\s/]+(\/\S*)?$/)
  .transform((url) => url.replace(/\/+$/, ''));
const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .refine((n) => n >= min && n <= max);
const port = wholeNumber(0, 65_535);
const host = z.string().regex(/^[\w.:-]+$/);
const address = z.string().regex(/^\S+:\d{1,5}$/);

const keyLengthBytes = 32;

/** One key of `CREDENTIALS_KEYS`. */
export interface CredentialsKey {
  /** Stored beside what it encrypted, so that the key is found again after a rotation. */
  readonly id: string;
  /** 32 bytes, for AES-256-GCM. */
  readonly key: Buffer;
}

const credentialsKeys = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .pipe(z.array(z.string().regex(/^[\w.-]{1,32}:[A-Za-z0-9+/_-]{43}=?$/)).min(1))
  .transform((parts): readonly CredentialsKey[] =>
    parts.map((part) => {
      const [id = '', key = ''] = part.split(':');
      return { id, key: Buffer.from(key, 'base64') };
    }),
  )
  .refine((keys) => keys.every((k) => k.key.length === keyLengthBytes))
  .refine((keys) => new Set(keys.map((k) => k.id)).size === keys.length);

interface Variable<S extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly schema: S;
  /** Used where the variable is absent or empty; a variable without one has to be set. */
  readonly fallback: string | undefined;
  /** What it is, in one sentence. */
  readonly what: string;
  /** What to set, for the message of a refusal. */
  readonly fix: string;
}

const variable = <S extends z.ZodType>(
  name: string,
  schema: S,
  what: string,
  fix: string,
  fallback?: string,
): Variable<S> => ({ name, schema, what, fix, fallback });

/** Every section with its variables. `docs/operating/configuration.md` tells the same. */
export const configSections = {
  /** The app's own door to PostgreSQL: API, worker, `npm run agreement`. */
  database: {
    url: variable(
      'DATABASE_URL',
      postgresUrl,
      'PostgreSQL as the restricted app role, which is neither owner nor superuser.',
      'postgres://<login>:<password>@<host>:<port>/<database>',
    ),
    poolMax: variable(
      'DATABASE_POOL_MAX',
      wholeNumber(1, 500),
      'Largest number of database connections of one process.',
      'a whole number from 1 to 500',
      '20',
    ),
    statementTimeoutMs: variable(
      'DATABASE_STATEMENT_TIMEOUT_MS',
      wholeNumber(0, 3_600_000),
      'PostgreSQL ends a statement after this many milliseconds; 0 = never.',
      'a whole number of milliseconds',
      '30000',
    ),
  },
  /** The owner's door to PostgreSQL: migrations only. */
  owner: {
    url: variable(
      'DATABASE_OWNER_URL',
      postgresUrl,
      'PostgreSQL as the owner of the database, a role with CREATEROLE; used by migrations alone.',
      'postgres://<owner>:<password>@<host>:<port>/<database>',
    ),
  },
  /** The workflow engine: API and worker. */
  temporal: {
    address: variable(
      'TEMPORAL_ADDRESS',
      address,
      'Host and port of the Temporal frontend.',
      '<host>:<port>, e.g. 127.0.0.1:7233',
      '127.0.0.1:7233',
    ),
    namespace: variable(
      'TEMPORAL_NAMESPACE',
      z.string().min(1),
      'Temporal namespace in which all workflows live.',
      'the name of a namespace that exists',
      'default',
    ),
    taskQueue: variable(
      'TEMPORAL_TASK_QUEUE',
      z.string().min(1).max(200),
      'Task queue of the workflows; API and worker have to name the same.',
      'a name of up to 200 characters',
      'bilag',
    ),
  },
  /** The HTTP API. */
  api: {
    host: variable(
      'API_HOST',
      host,
      'Address on which the API listens; 0.0.0.0 for all.',
      'a host name or IP address',
      '127.0.0.1',
    ),
    port: variable(
      'API_PORT',
      port,
      'Port on which the API listens; 0 = any free one.',
      'a port number from 0 to 65535',
      '4700',
    ),
    trustProxyHops: variable(
      'API_TRUST_PROXY_HOPS',
      wholeNumber(0, 10),
      'Number of reverse proxies in front of the API whose X-Forwarded-For is believed.',
      'a whole number from 0 to 10',
      '0',
    ),
    bodyLimitBytes: variable(
      'API_BODY_LIMIT_BYTES',
      wholeNumber(1_024, 100_000_000),
      'Largest request body in bytes; a larger one is refused with 413.',
      'a whole number from 1024 to 100000000',
      '5242880',
    ),
    updateTimeoutMs: variable(
      'API_UPDATE_TIMEOUT_MS',
      wholeNumber(100, 120_000),
      'Longest wait of a request for its document action, in milliseconds; then 503, and a repeat attaches to it.',
      'a whole number from 100 to 120000',
      '10000',
    ),
    requestsPerMinute: variable(
      'API_REQUESTS_PER_MINUTE',
      wholeNumber(1, 1_000_000),
      'Requests per API key and minute in one API process; more are refused with 429.',
      'a whole number from 1 to 1000000',
      '480',
    ),
  },
  /** The worker process. */
  worker: {
    metricsHost: variable(
      'METRICS_HOST',
      host,
      "Address on which the worker's health and metrics listen.",
      'a host name or IP address',
      '127.0.0.1',
    ),
    metricsPort: variable(
      'METRICS_PORT',
      port,
      "Port of the worker's health and metrics; 0 = any free one.",
      'a port number from 0 to 65535',
      '4701',
    ),
    activitiesMax: variable(
      'WORKER_ACTIVITIES_MAX',
      wholeNumber(1, 500),
      'Activities that one worker runs at once; no more than its database connections.',
      'a whole number from 1 to 500, at most DATABASE_POOL_MAX',
      '20',
    ),
  },
  /** Visma e-conomic. */
  economic: {
    restUrl: variable(
      'ECONOMIC_REST_URL',
      httpUrl,
      "Address of e-conomic's REST API.",
      'https://<host>, without a path',
      'https://restapi.e-conomic.com',
    ),
    openapiUrl: variable(
      'ECONOMIC_OPENAPI_URL',
      httpUrl,
      "Address of e-conomic's OpenAPI host, where the newer APIs live.",
      'https://<host>, without a path',
      'https://apis.e-conomic.com',
    ),
  },
  /** Encryption of ERP credentials at rest. */
  credentials: {
    keys: variable(
      'CREDENTIALS_KEYS',
      credentialsKeys,
      'Keys for ERP credentials, `<id>:<32 bytes in base64>`, separated by commas: the first encrypts, all decrypt.',
      '<id>:<base64 of 32 random bytes>, e.g. 2026a:$(openssl rand -base64 32)',
    ),
  },
  /** Mails and webhooks: the worker. */
  delivery: {
    smtpUrl: variable(
      'SMTP_URL',
      z
        .string()
        .regex(/^(smtps?:\/\/\S+)?$/)
        .transform((url) => (url === '' ? undefined : url)),
      'Mail server for notifications. Where it is left out, mails are written as files into MAIL_DIR instead.',
      'smtp://<user>:<password>@<host>:587, or smtps:// for TLS from the start (port 465)',
      '',
    ),
    mailFrom: variable(
      'MAIL_FROM',
      z.string().regex(/^[^\r\n]*[^\s@<>]+@[^\s@<>]+>?$/),
      'Sender of the notifications.',
      'an e-mail address, with a name or without: Bilag <bilag@example.com>',
      'Bilag <bilag@localhost>',
    ),
    mailDir: variable(
      'MAIL_DIR',
      z.string().min(1),
      'Folder for mails as files (RFC 5322, .eml) while there is no SMTP_URL.',
      'the path of a folder that the worker may write to',
      '.data/mail',
    ),
    publicUrl: variable(
      'PUBLIC_URL',
      httpUrl,
      'Address under which people reach the API; links in mails begin with it.',
      'https://<host>, without a slash at its end',
      'http://127.0.0.1:4700',
    ),
    accountUrl: variable(
      'ACCOUNT_URL',
      z.union([z.literal('').transform(() => undefined), httpUrl]),
      'Where people set their passwords: `/invitations/<token>` or `/password-resets/<token>` follows. The API itself (PUBLIC_URL with /api) where it is left out.',
      'https://<host>, with or without a path, without a slash at its end',
      '',
    ),
    privateAddresses: variable(
      'WEBHOOK_PRIVATE_ADDRESSES',
      z.enum(['refuse', 'allow']),
      'Whether webhooks may lead to loopback, private and other addresses that are not of the public internet.',
      'refuse, or allow where all who register webhooks may reach this network',
      'refuse',
    ),
  },
  /** Logging of every process. */
  log: {
    level: variable(
      'LOG_LEVEL',
      z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
      'Least severe message that is written.',
      'one of fatal, error, warn, info, debug, trace, silent',
      'info',
    ),
  },
} as const;

type Sections = typeof configSections;
export type ConfigSection = keyof Sections;
type Read<S extends Readonly<Record<string, Variable>>> = {
  readonly [K in keyof S]: z.output<S[K]['schema']>;
};
/** What `readConfig` returns for these sections. */
export type Config<S extends ConfigSection = ConfigSection> = { readonly [K in S]: Read<Sections[K]> };

/** Variables that are missing or wrong. Its message names each with the fix, and never their values: they hold secrets. */
export class ConfigError extends Error {
  readonly variables: readonly string[];

  constructor(faults: readonly { name: string; fix: string; isMissing: boolean }[]) {
    super(
      faults
        .map(
          ({ name, fix, isMissing }) =>
            `${name} is ${isMissing ? 'not set' : 'not valid'}. Set it to ${fix}.`,
        )
        .join('\n'),
    );
    this.name = 'ConfigError';
    this.variables = faults.map((fault) => fault.name);
  }
}

/**
 * Reads the named sections from the environment (all of them where none is named); an empty variable counts as absent.
 * Throws `ConfigError`, which names every missing or wrong variable at once with its fix.
 */
export function readConfig<S extends ConfigSection = ConfigSection>(
  sections: readonly S[] = Object.keys(configSections) as S[],
  env: Readonly<Record<string, string | undefined>> = process.env,
): Config<S> {
  const faults: { name: string; fix: string; isMissing: boolean }[] = [];
  const read = (section: Readonly<Record<string, Variable>>): Readonly<Record<string, unknown>> =>
    Object.freeze(
      Object.fromEntries(
        Object.entries(section).map(([key, { name, schema, fallback, fix }]) => {
          const given = env[name]?.trim();
          const text = given === undefined || given === '' ? fallback : given;
          const parsed = schema.safeParse(text);
          if (!parsed.success) faults.push({ name, fix, isMissing: text === undefined });
          return [key, parsed.data];
        }),
      ),
    );
  const config = Object.fromEntries(sections.map((section) => [section, read(configSections[section])]));
  if (faults.length > 0) throw new ConfigError(faults);
  return Object.freeze(config) as Config<S>;
}
