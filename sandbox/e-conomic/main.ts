/**
 * The e-conomic stand-in as a process of its own: `npm run sandbox:e-conomic`. Settings, all optional:
 *
 * - `ECONOMIC_SANDBOX_REST_PORT`, `ECONOMIC_SANDBOX_OPENAPI_PORT`, `ECONOMIC_SANDBOX_CONTROL_PORT`: default 4710, 4711
 *   and 4712; 0 takes a free one.
 * - `ECONOMIC_SANDBOX_HOST`: the address they are opened on; default 127.0.0.1.
 * - `ECONOMIC_SANDBOX_DATA_DIR`: the ledger is kept there between runs; default: in memory only.
 * - `ECONOMIC_SANDBOX_JOURNAL_FILE`: every exchange is appended there as a JSON line; default: nowhere.
 * - `ECONOMIC_SANDBOX_APP_SECRET`, `ECONOMIC_SANDBOX_GRANT`: its tokens; default `sandbox-app-secret` and
 *   `sandbox-grant-1234567`.
 * - `ECONOMIC_SANDBOX_SWITCHES`: JSON of switches other than the defaults, such as `{"latencyMs":20}`.
 *
 * It prints its three addresses, and on SIGINT and SIGTERM saves and ends.
 */
import { join } from 'node:path';
import type { Json } from '../control/stand-in.ts';
import { startEconomicSandbox } from './server.ts';
import { changedSwitches, defaultSwitches } from './switches.ts';

const setting = (name: string): string | undefined => {
  const value = process.env[`ECONOMIC_SANDBOX_${name}`];
  return value === '' ? undefined : value;
};

function port(name: string, fallback: number): number {
  const value = setting(name) ?? String(fallback);
  if (!/^\d{1,5}$/.test(value)) throw new Error(`ECONOMIC_SANDBOX_${name} is not a port: ${value}`);
  return Number(value);
}

const address = setting('HOST');
const dataDir = setting('DATA_DIR');
const journalFile = setting('JOURNAL_FILE');
const appSecret = setting('APP_SECRET');
const grant = setting('GRANT');
const switches = JSON.parse(setting('SWITCHES') ?? '{}') as Record<string, Json>;

const sandbox = await startEconomicSandbox({
  ports: {
    rest: port('REST_PORT', 4710),
    openApi: port('OPENAPI_PORT', 4711),
    control: port('CONTROL_PORT', 4712),
  },
  switches: changedSwitches(defaultSwitches, switches),
  ...(address === undefined ? {} : { address }),
  ...(dataDir === undefined ? {} : { file: join(dataDir, 'ledger.json') }),
  ...(journalFile === undefined ? {} : { journalFile }),
  ...(appSecret === undefined ? {} : { appSecretTokens: [appSecret] }),
  ...(grant === undefined ? {} : { agreements: [{ grantTokens: [grant] }] }),
});

console.log(`e-conomic sandbox, REST:     ${sandbox.restUrl}`);
console.log(`e-conomic sandbox, OpenAPI:  ${sandbox.openApiUrl}`);
console.log(`e-conomic sandbox, control:  ${sandbox.controlUrl}/control/state`);

let closing = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (closing) return;
    closing = true;
    sandbox.close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
}
