import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { updateCustomer } from '../../domain/customers/customer.service.ts';
import { LaneTicket } from '../../domain/lane/lane-ticket.entity.ts';
import { updateProduct } from '../../domain/products/product.service.ts';
import { ErpWrite } from '../../domain/transfers/erp-write.entity.ts';
import type { Transfer } from '../../domain/transfers/transfer.entity.ts';
import type { FaultRule } from '../../sandbox/control/faults.ts';
import {
  attemptsOf,
  companyWithLedger,
  exchanges,
  type LedgerCompany,
  moreCustomers,
  pause,
  resume,
  retry,
  standing,
  within,
  writeRows,
} from '../support/ledgers.ts';
import { bookedInvoice, eventually, startSystem, transferIn, type System } from '../support/system.ts';

let system: System;
let company: LedgerCompany;

beforeAll(async () => {
  system = await startSystem();
  company = await companyWithLedger(system);
  await transferred(await bookedInvoice(system, company));
});
afterAll(async () => {
  await system.stop();
});

const transferred = (documentId: string) => transferIn(system, company, documentId, ['transferred'], 40_000);

/** What the wire does to a request that writes, and whether the ERP has done it all the same. */
const faults: readonly { readonly rule: FaultRule; readonly commits: boolean; readonly says: string }[] = [
  { rule: { kind: 'commit-then-status', status: 500 }, commits: true, says: 'was 500 though it was done' },
  { rule: { kind: 'commit-then-reset' }, commits: true, says: 'was a closed connection though it was done' },
  { rule: { kind: 'commit-then-timeout' }, commits: true, says: 'never came though it was done' },
  { rule: { kind: 'half-body' }, commits: true, says: 'came by half' },
  { rule: { kind: 'unreadable-answer' }, commits: true, says: 'could not be read' },
  { rule: { kind: 'reset-before' }, commits: false, says: 'was a closed connection and nothing was done' },
  { rule: { kind: 'status', status: 503 }, commits: false, says: 'was 503 and nothing was done' },
];

/** Documents of as many customers, each of which meets one of the faults on its way to the path. */
async function storm(path: string, customers: readonly string[]): Promise<Map<string, string>> {
  // All start at one moment, so that no second try meets the fault that waits for another document.
  await pause(system, company);
  const documents = await Promise.all(
    customers.map((customerId) => bookedInvoice(system, company, { customerId })),
  );
  await eventually(async () => {
    const waiting = await within(system, company, (em) => em.count(LaneTicket, { state: 'waiting' }));
    return waiting === customers.length || undefined;
  }, 'all wait at the gate');
  system.sandbox.control.clearJournal();
  for (const { rule } of faults) system.sandbox.control.setFault({ ...rule, method: 'POST', path });
  await resume(system, company);

  const byFault = new Map<string, string>();
  for (const documentId of documents) {
    const transfer = await transferred(documentId);
    byFault.set(faultMet(transfer), documentId);
  }
  return byFault;
}

/** The fault that a transfer's requests met. */
function faultMet(transfer: Transfer): string {
  const draft = `"draftInvoiceNumber":${String(transfer.identity?.['draftInvoiceNumber'])}}`;
  const met = exchanges(system).filter(({ requestBody, fault }) => {
    const sent = JSON.stringify(requestBody);
    return fault !== undefined && (sent.includes(transfer.key) || sent.includes(draft));
  });
  expect(met).toHaveLength(1);
  return met[0]!.fault!;
}

const onlyOne = async (documentId: string): Promise<void> => {
  const { drafts, booked } = standing(company, await transferred(documentId));
  expect({ drafts: drafts.length, booked: booked.length }).toEqual({ drafts: 0, booked: 1 });
};

describe.each([
  { what: 'draft', path: '/invoices/drafts' },
  { what: 'booking', path: '/invoices/booked' },
])('a $what', ({ what, path }) => {
  let documents: Map<string, string>;
  beforeAll(async () => {
    const customers =
      what === 'draft'
        ? await moreCustomers(system, company, faults.length)
        : faults.map((_, index) => String(201 + index));
    // Their registers first, so that nothing but documents is sent in the storm.
    if (what === 'draft')
      for (const documentId of await Promise.all(
        customers.map((customerId) => bookedInvoice(system, company, { customerId })),
      ))
        await transferred(documentId);
    documents = await storm(path, customers);
  });
  afterAll(() => {
    system.sandbox.control.clearFaults();
  });

  test.each(faults)('whose answer $says stands there once', async ({ rule, commits }) => {
    const documentId = documents.get(rule.kind)!;
    await onlyOne(documentId);
    const draft = 'create-draft-invoice#1 accepted';
    const booking = 'book-invoice#1 accepted';
    const name = what === 'draft' ? 'create-draft-invoice' : 'book-invoice';
    const unknown = commits ? [`${name}#1 adopted`] : [`${name}#1 absent`, `${name}#2 accepted`];
    expect(await attemptsOf(system, company, documentId)).toEqual(
      what === 'draft' ? [...unknown, booking] : [draft, ...unknown],
    );
    const rows = await writeRows(system, company, documentId);
    const [first, second] = rows.filter((row) => row.kind === name);
    expect(first!.unknownReason).toEqual(expect.stringMatching(/.+/));
    // What is sent again is what was sent, under the same key.
    if (!commits) expect(second).toMatchObject({ body: first!.body, idempotencyKey: first!.idempotencyKey });
  });
});

describe('a document', () => {
  afterAll(() => {
    system.sandbox.control.clearFaults();
  });

  test('that the ERP shows late is neither booked twice nor lost', async () => {
    system.sandbox.control.setFault({
      kind: 'late-visibility',
      method: 'POST',
      path: '/invoices/drafts',
      hiddenMs: 250,
    });
    const documentId = await bookedInvoice(system, company);
    await onlyOne(documentId);
    expect(await attemptsOf(system, company, documentId)).toEqual([
      'create-draft-invoice#1 accepted',
      'book-invoice#1 absent',
      'book-invoice#2 accepted',
    ]);
  });

  test('that meets a rate limit waits as told, and is sent again with the same key', async () => {
    system.sandbox.control.clearJournal();
    system.sandbox.control.setFault({
      kind: 'status',
      status: 429,
      retryAfterSeconds: 1,
      method: 'POST',
      path: '/invoices/drafts',
    });
    const documentId = await bookedInvoice(system, company);
    await onlyOne(documentId);
    expect(await attemptsOf(system, company, documentId)).toEqual([
      'create-draft-invoice#1 rate-limited',
      'create-draft-invoice#2 accepted',
      'book-invoice#1 accepted',
    ]);
    const sent = exchanges(system).filter(({ path }) => path === '/invoices/drafts');
    expect(sent).toHaveLength(2);
    const [first, second] = sent;
    expect(Date.parse(second!.at) - Date.parse(first!.at)).toBeGreaterThanOrEqual(1_000);
    // Nothing was done under the first key, so the second intent has one of its own.
    expect(second!.requestHeaders['idempotency-key']).not.toBe(first!.requestHeaders['idempotency-key']);
  });

  /** What a person does with a draft of ours while our booking is on its way. */
  async function whileBooking(act: (draft: string) => void): Promise<string> {
    system.sandbox.control.setFault({
      kind: 'delay',
      delayMs: 700,
      method: 'GET',
      path: '/invoices/drafts/*',
    });
    const documentId = await bookedInvoice(system, company);
    const draft = await eventually(async () => {
      const [row] = await writeRows(system, company, documentId);
      return row?.identity?.['draftInvoiceNumber'];
    }, 'the draft stands');
    act(draft);
    return documentId;
  }

  test('whose draft a person books meanwhile is adopted', async () => {
    const documentId = await whileBooking((draft) => {
      system.sandbox.control.bookRecord('draft', draft, company.ledgerNumber);
    });
    await onlyOne(documentId);
    expect(await attemptsOf(system, company, documentId)).toEqual([
      'create-draft-invoice#1 accepted',
      'book-invoice#1 adopted',
    ]);
  });

  test('whose draft a person deletes is a conflict, and a retry makes a new one', async () => {
    const documentId = await whileBooking((draft) => {
      system.sandbox.control.removeRecord('draft', draft, company.ledgerNumber);
    });
    const conflict = await transferIn(system, company, documentId, ['conflict']);
    expect(conflict.cause).toBe('ErpContentDiffers');
    expect(conflict.causeParams?.['difference']).toMatch(/deleted there and never booked/);
    expect(standing(company, conflict)).toEqual({ drafts: [], booked: [] });
    await retry(system, company, conflict);
    await onlyOne(documentId);
    expect(await attemptsOf(system, company, documentId)).toEqual([
      'create-draft-invoice#1 accepted',
      'book-invoice#1 conflict',
      'create-draft-invoice#2 absent',
      'create-draft-invoice#3 accepted',
      'book-invoice#2 accepted',
    ]);
  });

  /** A person makes a copy of our draft, which carries our reference too, and deletes ours. */
  async function copiedMeanwhile(): Promise<{ documentId: string; conflict: Transfer; copied: string }> {
    let copied = '';
    const documentId = await whileBooking((draft) => {
      const { control } = system.sandbox;
      const copy = control.copyRecord('draft', draft, company.ledgerNumber) as { draftInvoiceNumber: number };
      copied = String(copy.draftInvoiceNumber);
      control.removeRecord('draft', draft, company.ledgerNumber);
    });
    const conflict = await transferIn(system, company, documentId, ['conflict']);
    expect(conflict.cause).toBe('ErpContentDiffers');
    expect(conflict.causeParams?.['difference']).toContain(`stands there as draft ${copied} instead of`);
    expect(standing(company, conflict).drafts).toHaveLength(1);
    return { documentId, conflict, copied };
  }

  test('whose draft a person copies and deletes is a conflict, and a retry books the copy', async () => {
    const { documentId, conflict, copied } = await copiedMeanwhile();
    await retry(system, company, conflict);
    await onlyOne(documentId);
    expect((await transferred(documentId)).identity).toMatchObject({ draftInvoiceNumber: copied });
    expect(await attemptsOf(system, company, documentId)).toEqual([
      'create-draft-invoice#1 accepted',
      'book-invoice#1 conflict',
      'create-draft-invoice#2 adopted',
      'book-invoice#2 absent',
      'book-invoice#3 accepted',
    ]);
  });

  test('whose draft a person copies, deletes and changes stays a conflict for a retry', async () => {
    const { documentId, conflict, copied } = await copiedMeanwhile();
    const changes = { date: '2026-01-05' };
    system.sandbox.control.editRecord('draft', copied, changes, company.ledgerNumber);
    await retry(system, company, conflict);
    const again = await eventually(async () => {
      const stand = await transferIn(system, company, documentId, ['conflict']);
      return String(stand.causeParams?.['difference']).startsWith('date 2026-01-05 there') || undefined;
    }, 'the copy differs');
    expect(again).toBe(true);
    expect(await attemptsOf(system, company, documentId)).toEqual([
      'create-draft-invoice#1 accepted',
      'book-invoice#1 conflict',
      'create-draft-invoice#2 conflict',
    ]);
  });

  test('that a person booked while its draft was being looked for needs no booking of ours', async () => {
    system.sandbox.control.setFault({ kind: 'commit-then-reset', method: 'POST', path: '/invoices/drafts' });
    const documentId = await bookedInvoice(system, company);
    const unknown = await transferIn(system, company, documentId, ['unknown']);
    const { drafts } = standing(company, unknown);
    system.sandbox.control.bookRecord('draft', String(drafts[0]!.draftInvoiceNumber), company.ledgerNumber);
    await onlyOne(documentId);
    expect(await attemptsOf(system, company, documentId)).toEqual(['create-draft-invoice#1 adopted']);
  });

  test('whose register had an unknown outcome is carried once the register is found', async () => {
    system.sandbox.control.setFault({ kind: 'commit-then-reset', method: 'POST', path: '/customers' });
    const documentId = await bookedInvoice(system, company, {
      customerId: '102',
      lines: [{ itemId: 'A-2', quantity: '1' }],
    });
    await onlyOne(documentId);
    const { customers } = company.ledger();
    expect(customers.filter(({ customerNumber }) => customerNumber === 102)).toHaveLength(1);
  });

  test('whose changed registers had an unknown outcome finds them as they were sent', async () => {
    await within(system, company, async (em) => {
      await updateProduct(em, 'A-2', { name: 'Skrue, galvaniseret' }, {}, 'test');
      await updateCustomer(em, '102', { name: 'Åkirkeby Auto og Søn' }, {}, 'test');
    });
    for (const path of ['/products/*', '/customers/*'])
      system.sandbox.control.setFault({ kind: 'commit-then-reset', method: 'PUT', path });
    const lines = [{ itemId: 'A-2', quantity: '1' }];
    await onlyOne(await bookedInvoice(system, company, { customerId: '102', lines }));
    const updates = await within(system, company, (em) =>
      em.find(ErpWrite, { kind: { $in: ['update-product', 'update-customer'] } }),
    );
    expect(updates.map(({ kind, outcome }) => `${kind} ${String(outcome)}`).sort()).toEqual([
      'update-customer adopted',
      'update-product adopted',
    ]);
  });
});
