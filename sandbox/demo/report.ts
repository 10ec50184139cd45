import { Big } from 'big.js';
import type { LedgerAgreement } from '../e-conomic/economic.ts';
import type { BookedDocument } from './documents.ts';
import type { TransferOutcome } from './transfers.ts';

/** One document beside what the ledger has of it. */
export interface CheckedDocument {
  readonly document: BookedDocument;
  readonly erpNumber: string;
  /** Decimal, negative on a credit note; empty where the ledger has no such document. */
  readonly erpGross: string;
  /** Why it is not as it should be; undefined where it is. */
  readonly fault: string | undefined;
}

type Booked = LedgerAgreement['bookedInvoices'][number];

/** Documents of the ledger that carry our reference, drafts and booked ones apart. */
function found(ledger: LedgerAgreement, key: string): { booked: readonly Booked[]; drafts: number } {
  const isOurs = (other: string | undefined): boolean => other?.endsWith(`B-${key}`) === true;
  return {
    booked: ledger.bookedInvoices.filter(({ references }) => isOurs(references?.other)),
    drafts: ledger.drafts.filter(({ references }) => isOurs(references?.other)).length,
  };
}

/** Holds a document against the ledger: booked there once, under the number that we know, and equal to the cent. */
export function checkDocument(
  document: BookedDocument,
  outcome: TransferOutcome | undefined,
  ledger: LedgerAgreement,
): CheckedDocument {
  const nowhere = { document, erpNumber: outcome?.bookedNumber ?? '', erpGross: '' };
  if (outcome === undefined) return { ...nowhere, fault: 'it has no transfer' };
  if (outcome.state !== 'transferred')
    return {
      ...nowhere,
      fault: `it is ${outcome.state}${outcome.message === null ? '' : `: ${outcome.message}`}`,
    };
  const { booked, drafts } = found(ledger, outcome.key);
  const [one] = booked;
  if (one === undefined) return { ...nowhere, fault: 'the ledger does not have it' };
  const there = {
    document,
    erpNumber: String(one.bookedInvoiceNumber),
    erpGross: new Big(one.grossAmount).toFixed(2),
  };
  return { ...there, fault: faultOf(document, outcome, { one, copies: booked.length + drafts }) };
}

function faultOf(
  document: BookedDocument,
  outcome: TransferOutcome,
  there: { readonly one: Booked; readonly copies: number },
): string | undefined {
  const { one, copies } = there;
  if (copies > 1) return `the ledger has it ${copies} times`;
  if (String(one.bookedInvoiceNumber) !== outcome.bookedNumber)
    return `we know it as ${outcome.bookedNumber ?? 'none'} there`;
  if (one.currency !== document.currency) return `it is in ${one.currency} there`;
  if (!new Big(one.grossAmount).eq(signedGross(document))) return 'the amounts differ';
  return undefined;
}

/** Why the invoice that has to be refused was not refused as it should; undefined where it was. */
export function refusalFault(
  outcome: TransferOutcome | undefined,
  expectedCause: string,
  ledger: LedgerAgreement,
): string | undefined {
  if (outcome === undefined) return 'it has no transfer';
  if (outcome.cause !== expectedCause) return `it is ${outcome.state} (${outcome.cause ?? 'no cause'})`;
  const { booked, drafts } = found(ledger, outcome.key);
  return booked.length + drafts > 0 ? 'the ledger has it all the same' : undefined;
}

/** As e-conomic signs it: a credit note is negative. */
function signedGross(document: BookedDocument): string {
  const gross = new Big(document.grossAmount);
  return (document.isCreditNote ? gross.times(-1) : gross).toFixed(2);
}

const head = ['ours', 'e-conomic', 'kind', 'customer', 'currency', 'gross, ours', 'gross there', 'equal'];
const rightAligned = new Set([0, 1, 5, 6]);

/** The table that the demo prints, line by line. */
export function table(checked: readonly CheckedDocument[]): readonly string[] {
  const rows = checked.map(({ document, erpNumber, erpGross, fault }) => [
    String(document.number),
    erpNumber,
    document.what,
    document.customerName,
    document.currency,
    signedGross(document),
    erpGross,
    fault === undefined ? 'yes' : `NO: ${fault}`,
  ]);
  const widths = head.map((title, column) =>
    Math.max(...[title, ...rows.map((row) => row[column] ?? '')].map((cell) => cell.length)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return rightAligned.has(column) ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  return [line(head), widths.map((width) => '─'.repeat(width)).join('  '), ...rows.map(line)];
}
