import { z } from 'zod';
import {
  address,
  credentialsKeys,
  host,
  httpUrl,
  port,
  postgresUrl,
  textOrNull,
  variable,
  wholeNumber,
} from './config-variables.ts';
import type { Variable } from './config-variables.ts';

/**
 * Every setting that comes from the environment; this file alone reads `process.env`. A process names the sections it
 * needs, so that a migration asks for no workflow engine. What is read is frozen.
 */

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
      'Mail server for notifications and documents. Where it is left out, mails are written as files into MAIL_DIR instead, and documents are not mailed.',
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
  /** Whom people ask for help: shown by the API where their agreement names nobody else. */
  support: {
    email: variable('SUPPORT_EMAIL', textOrNull(255), 'E-mail address of support.', 'an e-mail address', ''),
    phone: variable(
      'SUPPORT_PHONE',
      textOrNull(255),
      'Telephone number of support.',
      'a telephone number',
      '',
    ),
    chatUrl: variable(
      'SUPPORT_CHAT_URL',
      z.union([z.literal('').transform(() => null), httpUrl]),
      "Address of support's chat.",
      'https://<host>/<path>',
      '',
    ),
    openingHours: variable(
      'SUPPORT_OPENING_HOURS',
      textOrNull(255),
      'When support answers, in words.',
      'a text of up to 255 characters, e.g. Mon–Fri 8–16',
      '',
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
