import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { chainInvoice } from '../../sandbox/demo/chain.ts';
import { readPlans } from '../../sandbox/demo/documents.ts';
import type { AgreementData } from '../../sandbox/e-conomic/agreement.ts';
import { freePort } from '../../sandbox/stack/ports.ts';
import { freshFolder } from '../sandbox-stack/folders.ts';

/** One run takes half a minute on two free cores. */
const runMsMax = 5 * 60_000;
jest.setTimeout(2 * runMsMax + 60_000);

const root = join(import.meta.dirname, '../..');
const portVariables = [
  'API_PORT',
  'METRICS_PORT',
  'ECONOMIC_SANDBOX_REST_PORT',
  'ECONOMIC_SANDBOX_OPENAPI_PORT',
  'ECONOMIC_SANDBOX_CONTROL_PORT',
  'TEMPORAL_PORT',
  'TEMPORAL_UI_PORT',
  'POSTGRES_PORT',
];
/** Where these are set, parts of the stack are not the embedded ones. */
const foreign = [
  'DATABASE_URL',
  'DATABASE_OWNER_URL',
  'TEMPORAL_ADDRESS',
  'ECONOMIC_REST_URL',
  'ECONOMIC_OPENAPI_URL',
  'CREDENTIALS_KEYS',
  'API_REQUESTS_PER_MINUTE',
];

interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly requestHeaders: Readonly<Record<string, string>>;
}

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

let running: ChildProcess | undefined;

/** `npm run demo` with a data folder and ports of its own, to its end. */
function runDemo(environment: NodeJS.ProcessEnv): Promise<Ended> {
  const child = spawn(process.execPath, ['sandbox/stack/start.ts', '--demo'], {
    cwd: root,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running = child;
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  return new Promise((resolve, reject) => {
    const deadline = setTimeout(() => {
      child.kill('SIGINT');
      reject(new Error(`the demo has not ended after ${runMsMax / 1000} s:\n${output}`));
    }, runMsMax);
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(deadline);
      running = undefined;
      resolve({ code, output });
    });
  });
}

async function environmentOf(dataDir: string): Promise<NodeJS.ProcessEnv> {
  const inherited = Object.entries(process.env).filter(([name]) => !foreign.includes(name));
  const ports = new Set<number>();
  while (ports.size < portVariables.length) ports.add(await freePort());
  const numbers = [...ports].map(String);
  return {
    ...Object.fromEntries(inherited),
    ...Object.fromEntries(portVariables.map((variable, index) => [variable, numbers[index]])),
    BILAG_DATA_DIR: dataDir,
  };
}

/** Rows of the printed table: our number, e-conomic's number, kind, customer, currency, both amounts, equal or not. */
const tableRows = (output: string): string[][] =>
  output
    .split('\n')
    .filter((line) => /^\d{4,}\s/.test(line))
    .map((line) => line.trim().split(/ {2,}/));

describe('npm run demo', () => {
  const { invoices, creditNotes } = readPlans();
  const arriving = [
    ...invoices.filter(({ refusedWith }) => refusedWith === undefined),
    ...creditNotes,
    { what: chainInvoice },
  ];
  let dataDir: string;
  let first: Ended;
  let second: Ended;

  const ledger = (): AgreementData => {
    const saved = JSON.parse(readFileSync(join(dataDir, 'e-conomic', 'ledger.json'), 'utf8')) as {
      agreements: AgreementData[];
    };
    return saved.agreements.find(({ bookedInvoices }) => bookedInvoices.length > 0)!;
  };
  const journal = (): Exchange[] =>
    readFileSync(join(dataDir, 'journal', 'e-conomic.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Exchange);

  beforeAll(async () => {
    dataDir = freshFolder('demo');
    const environment = await environmentOf(dataDir);
    first = await runDemo(environment);
    second = await runDemo(environment);
  });

  afterAll(() => {
    // The stack's own watchdog ends what it started.
    running?.kill('SIGINT');
    const folder = process.env['BILAG_TEST_JOURNAL_DIR'];
    if (folder !== undefined && folder !== '')
      copyFileSync(join(dataDir, 'journal', 'e-conomic.jsonl'), join(folder, 'demo.jsonl'));
  });

  test('ends with 0, at the second start on the same data too', () => {
    expect([first.code, first.code === 0 ? '' : first.output]).toEqual([0, '']);
    expect([second.code, second.code === 0 ? '' : second.output]).toEqual([0, '']);
  });

  test("prints each document's number beside e-conomic's, and that they are equal to the cent", () => {
    for (const { output } of [first, second]) {
      const rows = tableRows(output);
      expect(rows.map((row) => row[2])).toEqual(arriving.map(({ what }) => what));
      for (const row of rows) {
        expect(row).toHaveLength(8);
        expect(row[1]).toMatch(/^\d+$/);
        expect(row[5]).toBe(row[6]);
        expect(row[7]).toBe('yes');
      }
    }
  });

  test('carries a purchase and a sale to the archive, and explains the stock line by line', () => {
    for (const { output } of [first, second]) {
      expect(output).toContain('purchase order, receipt, offer, order and shipment are archived');
      expect(output).toMatch(/receipt \d+: 10 pieces, 210\.00 \(200\.00 before supplier-invoice \d+\)/);
      expect(output).toMatch(/shipment \d+: -5 pieces, -105\.00 \(-100\.00 before supplier-invoice \d+\)/);
      expect(output).toMatch(/the stock of KÆDE-\S+ is worth 105\.00, as its lines say/);
    }
  });

  test('says in plain words why one invoice is refused, and what to do', () => {
    for (const { output } of [first, second])
      expect(output).toContain(
        'Product KOMPAS-A is barred in the ERP. Open it there, or remove it from the invoice, then retry. ' +
          'It waits for the bookkeeper.',
      );
  });

  test('leaves each booked document in the ledger once, and no draft', () => {
    const { bookedInvoices, drafts } = ledger();
    const printed = [first, second].flatMap(({ output }) => tableRows(output));
    expect(bookedInvoices).toHaveLength(2 * arriving.length);
    expect(drafts).toEqual([]);
    const inLedger = bookedInvoices.map(
      (row) => `${row.bookedInvoiceNumber} ${row.currency} ${row.grossAmount}`,
    );
    expect(inLedger.sort()).toEqual(printed.map((row) => `${row[1]!} ${row[4]!} ${row[6]!}`).sort());
    const references = bookedInvoices.map((row) => /B-\S+$/.exec(row.references?.other ?? '')?.[0]);
    expect(references).not.toContain(undefined);
    expect(new Set(references).size).toBe(references.length);
  });

  test('finds its agreement and its registers again', () => {
    const agreement = /Agreement (\d+) is made/.exec(first.output)?.[1];
    expect(second.output).toContain(`Agreement ${agreement!} is found`);
    expect(second.output).toContain('all of them found');
  });

  test('keeps the admin key to its user', () => {
    expect(statSync(join(dataDir, 'demo.json')).mode & 0o777).toBe(0o600);
  });

  test('leaves the journal of every exchange, without secrets', () => {
    const exchanges = journal();
    const bookings = exchanges.filter(
      ({ method, path, status }) => method === 'POST' && path === '/invoices/booked' && status === 201,
    );
    expect(bookings).toHaveLength(2 * arriving.length);
    for (const { requestHeaders } of exchanges)
      expect(JSON.stringify(requestHeaders)).not.toMatch(/sandbox-app-secret|sandbox-grant/);
  });
});
