import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { DemoOptions, DemoResult } from '../stack/demo-contract.ts';
import { applySettings, demoAgreement, tellTheBookkeeper } from './agreement.ts';
import { showChain } from './chain.ts';
import { connectEconomic, economicAgreement, openEconomicAgreement } from './connection.ts';
import { type BookedDocument, Booking, type InvoicePlan, productsOf, readPlans } from './documents.ts';
import { RegisterLoader } from './registers.ts';
import { SandboxControl } from './sandbox-control.ts';
import { leaveJournal, openProducts, type Run, showFirst, showRefusals, showTable } from './steps.ts';

/**
 * The demo: one agreement with its registers from the CSV files of this folder, ten invoices of different kinds and two
 * credit notes booked through the public API, a purchase and a sale carried from their first document to the archive, each
 * invoice found in the sandbox's ledger and held against it to the cent, and one
 * invoice that e-conomic refuses. Run again on the same data it finds the registers and books new documents.
 */
export async function runDemo(options: DemoOptions): Promise<DemoResult> {
  const { print, signal } = options;
  try {
    return { ok: await demonstrate(options) };
  } catch (error) {
    if (signal.aborted) throw error;
    print(`The demo stopped: ${error instanceof Error ? error.message : String(error)}`);
    return { ok: false };
  }
}

async function demonstrate(options: DemoOptions): Promise<boolean> {
  const { invoices, creditNotes } = readPlans();
  const refused = invoices.filter(({ refusedWith }) => refusedWith !== undefined);
  const [first, ...others] = invoices.filter(({ refusedWith }) => refusedWith === undefined);
  if (first === undefined) throw new Error('invoices.csv has no invoice');
  const { run, loader } = await prepare(options);
  await openProducts(run.control, refused);

  await loader.load(neededBy([first]));
  const booked = [await run.booking.invoice(first)];
  for (const document of booked) await showFirst(run, document);

  options.print('Customers and products are loaded');
  const made = await loader.load(everything);
  options.print(`  ${made === 0 ? 'all of them found' : `${made} made`} (${run.elapsed()})`);
  for (const plan of others) booked.push(await run.booking.invoice(plan));
  for (const plan of creditNotes)
    booked.push(await run.booking.creditNote(plan, numberOf(booked, plan.invoice)));
  options.print(`${booked.length} documents are booked (${run.elapsed()})`);
  const chain = await showChain(run, first.customer);
  booked.push(chain.invoice);
  const areEqual = await showTable(run, booked);
  const areRefused = await showRefusals(run, refused);
  await leaveJournal(run);
  return areEqual && areRefused && chain.isRight;
}

/** The agreement with its small registers, connected to e-conomic. */
async function prepare(options: DemoOptions): Promise<{ run: Run; loader: RegisterLoader }> {
  const { print, signal } = options;
  const startedAt = performance.now();
  const elapsed = (): string => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
  const today = new Date();
  const control = new SandboxControl({ url: options.economic.controlUrl, signal });
  const { api, number, isNew } = await demoAgreement(options);
  const keyFile = join(options.dataDir, 'demo.json');
  print(`Agreement ${number} is ${isNew ? 'made' : 'found'}; its admin key is in ${keyFile}`);
  const loader = new RegisterLoader(api);
  await loader.loadSmall();
  await applySettings(api);
  if (isNew) await tellTheBookkeeper(api);
  await openEconomicAgreement(control, today);
  const integrationId = await connectEconomic(api);
  print(`It is connected to agreement ${economicAgreement} of the e-conomic sandbox (${elapsed()})`);
  const booking = new Booking({ api, run: randomUUID(), today });
  return { run: { options, api, control, integrationId, booking, elapsed }, loader };
}

const everything = { customers: () => true, products: () => true };

/** Only what these invoices name, so that the first one does not wait for a thousand products. */
function neededBy(invoices: readonly InvoicePlan[]) {
  const customers = new Set(invoices.map(({ customer }) => customer));
  const products = productsOf(invoices);
  return {
    customers: (number: string) => customers.has(number),
    products: (number: string) => products.has(number),
  };
}

function numberOf(booked: readonly BookedDocument[], key: string): number {
  const document = booked.find((candidate) => candidate.key === key);
  if (document === undefined) throw new Error(`a credit note credits ${key}, which is not booked`);
  return document.number;
}
