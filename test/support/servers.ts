/** What `global-setup.ts` started for this run, as the test files (and the workers they run in) see it. */

/** Names of the environment variables by which global setup hands on what it started. */
export const serverVariables = {
  folder: 'BILAG_TEST_FOLDER',
  superuserUrl: 'BILAG_TEST_SUPERUSER_URL',
  ownerUrl: 'BILAG_TEST_OWNER_URL',
  appUrl: 'BILAG_TEST_APP_URL',
  postgresFailure: 'BILAG_TEST_POSTGRES_FAILURE',
  temporalAddress: 'BILAG_TEST_TEMPORAL_ADDRESS',
  temporalFailure: 'BILAG_TEST_TEMPORAL_FAILURE',
  cliPath: 'TEMPORAL_CLI_PATH',
  testServerPath: 'TEMPORAL_TEST_SERVER_PATH',
  testServerFailure: 'BILAG_TEST_TEST_SERVER_FAILURE',
} as const;

/** Ways into the run's PostgreSQL. */
export interface TestPostgres {
  /** A superuser, for making databases. Row-level security does not bind it: never for the code under test. */
  readonly superuserUrl: string;
  /** The owner role, which runs migrations and may make databases here. */
  readonly ownerUrl: string;
  /** The login of the processes; made by the migration. */
  readonly appUrl: string;
}

/** The run's PostgreSQL. Throws with what to do where it could not be started: no test is skipped for that. */
export function testPostgres(): TestPostgres {
  return {
    superuserUrl: given(serverVariables.superuserUrl, serverVariables.postgresFailure),
    ownerUrl: given(serverVariables.ownerUrl, serverVariables.postgresFailure),
    appUrl: given(serverVariables.appUrl, serverVariables.postgresFailure),
  };
}

/** Address of the run's Temporal dev server. Throws with what to do where it could not be started. */
export function testTemporalAddress(): string {
  return given(serverVariables.temporalAddress, serverVariables.temporalFailure);
}

/** Path of the Temporal CLI. Throws with what to do where it could not be found or fetched. */
export function temporalCliPath(): string {
  return given(serverVariables.cliPath, serverVariables.temporalFailure);
}

/** Path of the time-skipping test server. Throws with what to do where it could not be found or fetched. */
export function temporalTestServerPath(): string {
  return given(serverVariables.testServerPath, serverVariables.testServerFailure);
}

/** A folder of this run, removed at its end. */
export function testRunFolder(): string {
  return given(serverVariables.folder, serverVariables.postgresFailure);
}

function given(variable: string, failure: string): string {
  const value = process.env[variable];
  if (value !== undefined && value !== '') return value;
  throw new Error(
    process.env[failure] ?? `${variable} is not set: run the tests with "npm test", which starts the servers`,
  );
}
