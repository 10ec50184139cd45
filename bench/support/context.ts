import { join } from 'node:path';
import { databaseName } from '../../sandbox/stack/postgres.ts';
import { withSql } from '../../sandbox/stack/sql.ts';
import { temporalBinary } from '../../sandbox/stack/temporal-binaries.ts';
import { temporalNamespace } from '../../sandbox/stack/temporal-server.ts';
import { bareTableStatements } from '../bare/activities.ts';
import type { BareWorkerArgument } from '../bare/main.ts';
import type { DriverArgument } from '../driver/main.ts';
import type { BookAnswer, CarryAnswer, DriverRequest } from '../driver/subject.ts';
import { agreementsOfBench, makeAgreements, type BenchAgreement } from './agreements.ts';
import { BenchChild } from './child.ts';
import { Cleanup } from './cleanup.ts';
import { benchFolder, startBenchStack, type BenchStack } from './stack.ts';
import { startStockServer } from './stock-server.ts';

/** How much is measured. */
export interface BenchOptions {
  /** Interleaved rounds of `book`, `transfer`, `fairness`, `lists` and `stock`. */
  readonly rounds: number;
  /** Invoices of `memory`. */
  readonly invoices: number;
  /** Invoices of `drain`. */
  readonly drained: number;
  /** Transfers that `backlog` parks. */
  readonly parked: number;
  /** Open documents of `preflight`. */
  readonly documents: number;
}

/** The three engines that are measured side by side: the bare one, ours, and the bare one on a stock dev server. */
export const engines = ['bare', 'product', 'stock'] as const;
export type Engine = (typeof engines)[number];

/** Of every process: the defaults of `domain/config.ts`, for the bare workers too. */
const poolMax = 20;
const activitiesMax = 20;
const taskQueue = 'bench';

const script = (path: string): string => join(import.meta.dirname, '..', path);

/** What benches share: each part is started when the first one asks for it, and ended together. */
export class BenchContext {
  readonly options: BenchOptions;
  readonly folder: string;
  readonly #cleanup = new Cleanup();
  readonly #say: (line: string) => void;
  #cliPath: Promise<string> | undefined;
  #stack: Promise<BenchStack> | undefined;
  #agreements: Promise<BenchAgreement[]> | undefined;
  readonly #drivers = new Map<Engine, Promise<BenchChild>>();
  readonly #bareWorkers = new Map<Engine, number>();

  constructor(options: BenchOptions, say: (line: string) => void) {
    this.options = options;
    this.#say = say;
    this.folder = benchFolder();
  }

  /** One line for the person who waits. */
  say(line: string): void {
    this.#say(line);
  }

  /** Path of the Temporal CLI, fetched where this machine has none yet. */
  async cliPath(): Promise<string> {
    this.#cliPath ??= temporalBinary('cli', { log: this.#say });
    return this.#cliPath;
  }

  async stack(): Promise<BenchStack> {
    this.#stack ??= this.#startStack();
    return this.#stack;
  }

  async agreements(): Promise<BenchAgreement[]> {
    this.#agreements ??= this.stack().then((stack) => makeAgreements(stack, agreementsOfBench));
    return this.#agreements;
  }

  async book(engine: Engine, clients: number, count: number): Promise<BookAnswer> {
    return (await this.#driver(engine)).ask({ do: 'book', clients, count } satisfies DriverRequest);
  }

  async carry(engine: Engine, inFlight: number, count: number): Promise<CarryAnswer> {
    return (await this.#driver(engine)).ask({ do: 'carry', inFlight, count } satisfies DriverRequest);
  }

  async plain(engine: 'bare' | 'stock', inFlight: number, count: number): Promise<CarryAnswer> {
    return (await this.#driver(engine)).ask({ do: 'plain', inFlight, count } satisfies DriverRequest);
  }

  /** The processes that carry an engine's documents, on the product's own servers. */
  async processesOf(engine: 'bare' | 'product'): Promise<Readonly<Record<string, number>>> {
    await this.#driver(engine);
    const { worker, api, sandbox, ...servers } = (await this.stack()).pids;
    return engine === 'product'
      ? { worker, api, sandbox, ...servers }
      : { worker: this.#bareWorkers.get(engine) ?? 0, ...servers };
  }

  /** Starts an engine and runs documents through it, so that code is compiled, pools are open and registers known. */
  async warmUp(engine: Engine): Promise<void> {
    this.say(`warming up: ${engine}`);
    const count = engine === 'product' ? (await this.agreements()).length * 5 : 60;
    await this.carry(engine, 20, count);
  }

  /** Throws where a transfer of ours has any other outcome: a document that is parked is no document carried. */
  async assertTransferred(): Promise<void> {
    const url = new URL((await this.stack()).postgres.superuserUrl);
    url.pathname = `/${databaseName}`;
    const rows = await withSql(url.toString(), (sql) =>
      sql("select state, cause, count(*) from transfer where state <> 'transferred' group by 1, 2"),
    );
    if (rows.length > 0) throw new Error(`Not all was transferred: ${JSON.stringify(rows)}`);
  }

  async close(): Promise<void> {
    await this.#cleanup.run();
  }

  async #startStack(): Promise<BenchStack> {
    this.say('starting PostgreSQL, Temporal, the e-conomic sandbox, worker and API');
    return startBenchStack(this.folder, await this.cliPath(), this.#cleanup);
  }

  #driver(engine: Engine): Promise<BenchChild> {
    const started = this.#drivers.get(engine) ?? this.#startEngine(engine);
    this.#drivers.set(engine, started);
    return started;
  }

  async #startEngine(engine: Engine): Promise<BenchChild> {
    const stack = await this.stack();
    if (engine === 'product') {
      const agreements = await this.agreements();
      const { apiUrl, temporalAddress } = stack;
      return this.#startDriver(engine, { subject: 'product', ...at(temporalAddress), apiUrl, agreements });
    }
    await withSql(stack.postgres.ownerUrl, async (sql) => {
      for (const statement of bareTableStatements) await sql(statement);
    });
    const address = engine === 'bare' ? stack.temporalAddress : await this.#stockAddress();
    const argument: BareWorkerArgument = {
      ...at(address),
      databaseUrl: stack.postgres.appUrl,
      taskQueue,
      poolMax,
      activitiesMax,
    };
    const worker = await BenchChild.start(script('bare/main.ts'), argument, this.#log(`worker-${engine}`));
    this.#cleanup.add(() => worker.stop());
    this.#bareWorkers.set(engine, worker.pid);
    return this.#startDriver(engine, {
      subject: 'bare',
      ...at(address),
      taskQueue,
      agreements: agreementsOfBench,
    });
  }

  async #startDriver(engine: Engine, argument: DriverArgument): Promise<BenchChild> {
    const driver = await BenchChild.start(script('driver/main.ts'), argument, this.#log(`driver-${engine}`));
    this.#cleanup.add(() => driver.stop());
    return driver;
  }

  async #stockAddress(): Promise<string> {
    const { address, server } = await startStockServer(await this.cliPath(), join(this.folder, 'stock'));
    this.#cleanup.add(() => server.stop());
    return address;
  }

  #log(name: string): string {
    return join(this.folder, 'logs', `${name}.log`);
  }
}

const at = (address: string): { readonly address: string; readonly namespace: string } => ({
  address,
  namespace: temporalNamespace,
});
