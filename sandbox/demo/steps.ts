import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { LedgerAgreement } from '../e-conomic/economic.ts';
import type { DemoOptions } from '../stack/demo-contract.ts';
import type { ApiClient } from './api-client.ts';
import { economicAgreement } from './connection.ts';
import { type BookedDocument, type Booking, type InvoicePlan, productsOf } from './documents.ts';
import { checkDocument, refusalFault, table } from './report.ts';
import type { SandboxControl } from './sandbox-control.ts';
import { type TransferOutcome, untilSettled } from './transfers.ts';

/** What the steps of one run share. */
export interface Run {
  readonly options: DemoOptions;
  readonly api: ApiClient;
  readonly control: SandboxControl;
  readonly integrationId: string;
  readonly booking: Booking;
  /** Time since the demo began, for people. */
  readonly elapsed: () => string;
}

/** Longest wait for the documents of one step to arrive. */
const deadlineMs = 90_000;

/** Throws where the sandbox has lost the demo company's agreement. */
async function ledgerOf(control: SandboxControl): Promise<LedgerAgreement> {
  const ledger = await control.ledger(economicAgreement);
  if (ledger === undefined) throw new Error(`the e-conomic sandbox has no agreement ${economicAgreement}`);
  return ledger;
}

function outcomesOf(
  run: Run,
  documents: readonly BookedDocument[],
): Promise<ReadonlyMap<number, TransferOutcome>> {
  const numbers = documents.map(({ number }) => number);
  const { integrationId, options } = run;
  const { print, signal } = options;
  const onProgress = (settled: number): void => {
    print(`  ${settled} of ${numbers.length} have arrived (${run.elapsed()})`);
  };
  return untilSettled(run.api, numbers, { deadlineMs, integrationId, onProgress, signal });
}

/** Shows the first invoice's way, from the booking to the ledger, before everything else. */
export async function showFirst(run: Run, document: BookedDocument): Promise<void> {
  const { print, temporalUiUrl } = run.options;
  const outcome = (await outcomesOf(run, [document])).get(document.number);
  const { erpNumber, erpGross, fault } = checkDocument(document, outcome, await ledgerOf(run.control));
  const amount = `${document.currency} ${document.grossAmount}`;
  if (fault !== undefined) {
    print(`Invoice ${document.number} (${amount}) did not arrive: ${fault}`);
    return;
  }
  print(
    `Invoice ${document.number} over ${amount} is booked, and stands in e-conomic's ledger as ` +
      `invoice ${erpNumber} over ${document.currency} ${erpGross} (${run.elapsed()})`,
  );
  if (temporalUiUrl !== undefined)
    print(
      `  its workflow: ${temporalUiUrl}/namespaces/default/workflows/${encodeURIComponent(document.workflowId)}`,
    );
}

/** Waits for all documents, prints them beside the ledger's, and tells whether each stands there to the cent. */
export async function showTable(run: Run, documents: readonly BookedDocument[]): Promise<boolean> {
  const { print } = run.options;
  const outcomes = await outcomesOf(run, documents);
  const ledger = await ledgerOf(run.control);
  const checked = documents.map((document) => checkDocument(document, outcomes.get(document.number), ledger));
  print('');
  for (const line of table(checked)) print(line);
  print('');
  const faults = checked.filter(({ fault }) => fault !== undefined);
  if (faults.length === 0)
    print(
      `All ${checked.length} documents stand in e-conomic's ledger once, equal to the cent (${run.elapsed()})`,
    );
  else print(`${faults.length} of ${checked.length} documents are NOT as they should be, see the table`);
  return faults.length === 0;
}

/** Opens the products that an earlier start has barred, as a bookkeeper does in e-conomic. */
export async function openProducts(control: SandboxControl, invoices: readonly InvoicePlan[]): Promise<void> {
  const { products } = await ledgerOf(control);
  for (const number of productsOf(invoices)) {
    const isBarred = products.find(({ productNumber }) => productNumber === number)?.barred === true;
    if (isBarred) await control.setProductBarred(economicAgreement, number, false);
  }
}

/**
 * Bars the product of each invoice in e-conomic, books the invoice, and shows why it is refused. Tells whether each was
 * refused for its reason and left nothing in the ledger.
 */
export async function showRefusals(run: Run, invoices: readonly InvoicePlan[]): Promise<boolean> {
  const { print } = run.options;
  let areRefused = true;
  for (const plan of invoices) {
    for (const product of productsOf([plan])) {
      await run.control.setProductBarred(economicAgreement, product, true);
      print(`In e-conomic, the bookkeeper bars product ${product}`);
    }
    const document = await run.booking.invoice(plan);
    const outcome = (await outcomesOf(run, [document])).get(document.number);
    const fault = refusalFault(outcome, plan.refusedWith ?? '', await ledgerOf(run.control));
    print(
      fault === undefined && outcome !== undefined
        ? `Invoice ${document.number} is booked here and does not reach e-conomic: ${outcome.message ?? ''} ` +
            `It waits for the ${outcome.owner ?? 'support'}.`
        : `Invoice ${document.number} should have been refused with ${plan.refusedWith ?? ''}: ${fault ?? ''}`,
    );
    areRefused &&= fault === undefined;
  }
  return areRefused;
}

/** Tells where the exchanges with the sandbox are; writes them where the sandbox itself does not keep them there. */
export async function leaveJournal({ control, options }: Run): Promise<void> {
  const file = join(options.dataDir, 'journal', 'e-conomic.jsonl');
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, await control.journal());
  }
  options.print(`Every exchange with e-conomic: ${file}`);
}
