/**
 * The e-conomic stand-in as a process of its own: `npm run sandbox:e-conomic`. Settings, all optional:
 *
 * - `SANDBOX_ECONOMIC_REST_PORT`, `SANDBOX_ECONOMIC_OPENAPI_PORT`, `SANDBOX_ECONOMIC_CONTROL_PORT`: ports on 127.0.0.1;
 *   default 4501, 4502 and 4503; 0 takes a free one.
 * - `SANDBOX_ECONOMIC_FILE`: where the ledger is kept between runs; default: nowhere.
 * - `SANDBOX_ECONOMIC_JOURNAL_FILE`: where every exchange is appended as a JSON line; default: nowhere.
 * - `SANDBOX_ECONOMIC_APP_SECRET`, `SANDBOX_ECONOMIC_GRANT`: its tokens; default `sandbox-app-secret` and
 *   `sandbox-grant-1234567`.
 * - `SANDBOX_ECONOMIC_SWITCHES`: JSON of switches other than the defaults, such as `{"latencyMs":20}`.
 *
 * It prints its three addresses and ends cleanly on SIGINT and SIGTERM.
 */
import type { Json } from '../control/stand-in.ts';
import { startEconomicSandbox } from './server.ts';
import { changedSwitches, defaultSwitches } from './switches.ts';

const setting = (name: string): string | undefined => {
  const value = process.env[`SANDBOX_ECONOMIC_${name}`];
  return value === '' ? undefined : value;
};

function port(name: string, fallback: number): number {
  const value = setting(name) ?? String(fallback);
  if (!/^\d{1,5}$/.test(value)) throw new Error(`SANDBOX_ECONOMIC_${name} is not a port: ${value}`);
  return Number(value);
}

const file = setting('FILE');
const journalFile = setting('JOURNAL_FILE');
const appSecret = setting('APP_SECRET');
const grant = setting('GRANT');
const switches = JSON.parse(setting('SWITCHES') ?? '{}') as Record<string, Json>;

const sandbox = await startEconomicSandbox({
  ports: {
    rest: port('REST_PORT', 4501),
    openApi: port('OPENAPI_PORT', 4502),
    control: port('CONTROL_PORT', 4503),
  },
  switches: changedSwitches(defaultSwitches, switches),
  ...(file === undefined ? {} : { file }),
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
    void sandbox.close();
  });
}
