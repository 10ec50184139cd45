import { join, resolve } from 'node:path';

/** The repository's root folder. */
export const projectRoot = resolve(import.meta.dirname, '../..');

/** One port of the stack: the variable that changes it, and what listens there. */
export interface PortSetting {
  readonly variable: string;
  readonly what: string;
  readonly port: number;
}

/** Default ports, close together and rarely used by others; `docs/operating/running.md` lists them. */
const portDefaults = {
  api: { variable: 'API_PORT', what: 'the API', port: 4700 },
  metrics: { variable: 'METRICS_PORT', what: "the worker's health and metrics", port: 4701 },
  economicRest: {
    variable: 'ECONOMIC_SANDBOX_REST_PORT',
    what: "the e-conomic sandbox's REST API",
    port: 4710,
  },
  economicOpenapi: {
    variable: 'ECONOMIC_SANDBOX_OPENAPI_PORT',
    what: "the e-conomic sandbox's OpenAPI host",
    port: 4711,
  },
  economicControl: {
    variable: 'ECONOMIC_SANDBOX_CONTROL_PORT',
    what: "the e-conomic sandbox's control door",
    port: 4712,
  },
  temporal: { variable: 'TEMPORAL_PORT', what: 'Temporal', port: 4733 },
  temporalUi: { variable: 'TEMPORAL_UI_PORT', what: 'the Temporal UI', port: 4734 },
  postgres: { variable: 'POSTGRES_PORT', what: 'PostgreSQL', port: 4754 },
} as const satisfies Record<string, PortSetting>;

/** Names of the stack's ports. */
export type PortName = keyof typeof portDefaults;

/** What the embedded stack reads from the environment; the settings of the processes are in `domain/config.ts`. */
export interface StackSettings {
  /** `BILAG_DATA_DIR`: everything the stack keeps; `.data` in the repository by default. */
  readonly dataDir: string;
  readonly ports: Readonly<Record<PortName, PortSetting>>;
  /** A PostgreSQL of one's own instead of the embedded one: `DATABASE_URL`, and `DATABASE_OWNER_URL` for migrations. */
  readonly database: { readonly appUrl: string; readonly ownerUrl: string | undefined } | undefined;
  /** A Temporal server of one's own instead of the embedded one: `TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`. */
  readonly temporal: { readonly address: string; readonly namespace: string } | undefined;
  /** The real e-conomic instead of the sandbox: `ECONOMIC_REST_URL` and `ECONOMIC_OPENAPI_URL`. */
  readonly economic: { readonly restUrl: string; readonly openapiUrl: string } | undefined;
  /** `API_REQUESTS_PER_MINUTE`: by default high enough for the demo, which fills its registers through the API at once. */
  readonly requestsPerMinute: string;
  /** `CREDENTIALS_KEYS`; by default a key that the stack makes and keeps. */
  readonly credentialsKeys: string | undefined;
}

/** Reads the stack's settings. Throws with the variable's name where one cannot be used. */
export function stackSettings(env: NodeJS.ProcessEnv = process.env): StackSettings {
  const text = (variable: string): string | undefined => {
    const value = env[variable]?.trim();
    return value === '' ? undefined : value;
  };
  const port = (setting: PortSetting): PortSetting => ({
    ...setting,
    port: portFrom(setting, text(setting.variable)),
  });
  const appUrl = text('DATABASE_URL');
  const ownerUrl = text('DATABASE_OWNER_URL');
  const restUrl = text('ECONOMIC_REST_URL');
  const openapiUrl = text('ECONOMIC_OPENAPI_URL');
  const address = text('TEMPORAL_ADDRESS');
  assertTogether(['ECONOMIC_REST_URL', restUrl], ['ECONOMIC_OPENAPI_URL', openapiUrl]);
  if (ownerUrl !== undefined && appUrl === undefined) {
    throw new Error(
      'DATABASE_OWNER_URL is set without DATABASE_URL: set both, or neither for the embedded PostgreSQL.',
    );
  }
  return {
    dataDir: resolve(text('BILAG_DATA_DIR') ?? join(projectRoot, '.data')),
    ports: {
      api: port(portDefaults.api),
      metrics: port(portDefaults.metrics),
      economicRest: port(portDefaults.economicRest),
      economicOpenapi: port(portDefaults.economicOpenapi),
      economicControl: port(portDefaults.economicControl),
      temporal: port(portDefaults.temporal),
      temporalUi: port(portDefaults.temporalUi),
      postgres: port(portDefaults.postgres),
    },
    database: appUrl === undefined ? undefined : { appUrl, ownerUrl },
    temporal:
      address === undefined ? undefined : { address, namespace: text('TEMPORAL_NAMESPACE') ?? 'default' },
    economic: restUrl === undefined || openapiUrl === undefined ? undefined : { restUrl, openapiUrl },
    requestsPerMinute: text('API_REQUESTS_PER_MINUTE') ?? '60000',
    credentialsKeys: text('CREDENTIALS_KEYS'),
  };
}

function portFrom(setting: PortSetting, text: string | undefined): number {
  if (text === undefined) return setting.port;
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new Error(`${setting.variable}=${text} is not a port. Set it to a number from 1 to 65535.`);
}

function assertTogether(
  one: readonly [string, string | undefined],
  other: readonly [string, string | undefined],
): void {
  if ((one[1] === undefined) === (other[1] === undefined)) return;
  const [set, missing] = one[1] === undefined ? [other, one] : [one, other];
  throw new Error(
    `${set[0]} is set without ${missing[0]}: e-conomic has two hosts. Set both, or neither for the sandbox.`,
  );
}
