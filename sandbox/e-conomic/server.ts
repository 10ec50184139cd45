import { SandboxClock } from '../control/clock.ts';
import { Control } from '../control/control.ts';
import { startDoor } from '../control/door.ts';
import { Faults } from '../control/faults.ts';
import { startHost } from '../control/host.ts';
import { defaultJournalFile, Journal } from '../control/journal.ts';
import { StateFile } from '../control/state-file.ts';
import { defaultAppSecretToken, Economic, type EconomicLedger } from './economic.ts';
import type { AgreementInput } from './agreement-input.ts';
import { defaultSwitches, type Switches } from './switches.ts';

export { defaultAppSecretToken } from './economic.ts';
export type { EconomicLedger, LedgerAgreement } from './economic.ts';
export type { AgreementInput } from './agreement-input.ts';
export type { Switches } from './switches.ts';

export interface EconomicSandboxOptions {
  /** 0, the default, takes a free one. */
  readonly ports?: { readonly rest?: number; readonly openApi?: number; readonly control?: number };
  /** Where the ports are opened; default `127.0.0.1`. */
  readonly address?: string;
  /** The time it starts from; the control door can move it. Default: the machine's. */
  readonly now?: () => Date;
  /** Switches other than the defaults, `latencyMs` and the VAT rounding among them. */
  readonly switches?: Partial<Switches>;
  /** Default: one agreement, number 1234567, whose grant token is `sandbox-grant-1234567`. */
  readonly agreements?: readonly AgreementInput[];
  /** Default: `sandbox-app-secret`. */
  readonly appSecretTokens?: readonly string[];
  /** Where the ledger is kept between runs; default: nowhere. */
  readonly file?: string;
  /** Where every exchange is appended as a JSON line; default from `BILAG_TEST_JOURNAL_DIR`; `null`: nowhere. */
  readonly journalFile?: string | null;
  /** Exchanges kept in memory; default 10,000. */
  readonly journalEntriesMax?: number;
}

export interface EconomicSandbox {
  /** Address of the legacy REST surface. */
  readonly restUrl: string;
  /** Address of the newer surface; paths begin with the service: `/productsapi/v2.0.0/productgroups`. */
  readonly openApiUrl: string;
  readonly controlUrl: string;
  /** What the control door does, without HTTP. */
  readonly control: Control<EconomicLedger>;
  /** Tokens of the first agreement. */
  readonly credentials: { readonly appSecretToken: string; readonly agreementGrantToken: string };
  /** Cuts open connections, writes ledger and journal, frees the ports. */
  close(): Promise<void>;
}

/** Starts the e-conomic stand-in: two hosts over one ledger, and the control door. */
export async function startEconomicSandbox(options: EconomicSandboxOptions = {}): Promise<EconomicSandbox> {
  const clock = new SandboxClock(options.now);
  const { file, address = '127.0.0.1' } = options;
  const agreements = options.agreements ?? [{}];
  const appSecretTokens = options.appSecretTokens ?? [defaultAppSecretToken];
  let stateFile: StateFile | null = null;
  const economic = new Economic({
    clock,
    switches: { ...defaultSwitches, ...options.switches },
    appSecretTokens,
    agreements,
    saved: file === undefined ? null : StateFile.read(file),
    changed: () => stateFile?.touch(),
  });
  if (file !== undefined) stateFile = new StateFile(file, () => economic.content());
  const faults = new Faults();
  const journal = new Journal({
    provider: economic.provider,
    secretHeaders: economic.secretHeaders,
    entriesMax: options.journalEntriesMax ?? 10_000,
    file: options.journalFile === undefined ? defaultJournalFile(economic.provider) : options.journalFile,
  });
  const control = new Control<EconomicLedger>({ standIn: economic, journal, faults, clock });
  const host = (name: string, port = 0) =>
    startHost({
      name,
      binding: { port, address },
      standIn: economic,
      journal,
      faults,
      clock,
      latencyMs: () => economic.latencyMs(),
      timeScale: () => economic.timeScale(),
    });
  const rest = await host('rest', options.ports?.rest);
  economic.restUrl = rest.url;
  const openApi = await host('openapi', options.ports?.openApi);
  const door = await startDoor({ binding: { port: options.ports?.control ?? 0, address }, control });
  return {
    restUrl: rest.url,
    openApiUrl: openApi.url,
    controlUrl: door.url,
    control,
    credentials: {
      appSecretToken: appSecretTokens[0] ?? defaultAppSecretToken,
      agreementGrantToken:
        agreements[0]?.grantTokens?.[0] ?? `sandbox-grant-${agreements[0]?.number ?? 1_234_567}`,
    },
    close: async () => {
      await Promise.all([rest.close(), openApi.close(), door.close()]);
      stateFile?.flush();
      await journal.close();
    },
  };
}
