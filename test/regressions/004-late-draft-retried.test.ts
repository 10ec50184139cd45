import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { attemptsOf, companyWithLedger, type LedgerCompany, retry, standing } from '../support/ledgers.ts';
import { bookedInvoice, startSystem, transferIn, type System } from '../support/system.ts';

jest.setTimeout(120_000);

const visibilityMs = 4_000;

let system: System;
let company: LedgerCompany;

beforeAll(async () => {
  system = await startSystem({ window: { deadlineMs: 1_500, processingMs: 200, visibilityMs } });
  company = await companyWithLedger(system);
  await transferIn(system, company, await bookedInvoice(system, company), ['transferred'], 40_000);
});
afterAll(async () => {
  await system.stop();
});

describe('a draft that was accepted with other amounts and is not seen by reads yet', () => {
  test('is found by a person who tries again at once, not made a second time', async () => {
    const { control } = system.sandbox;
    control.setSwitches({ vatRounding: 'line' });
    control.setFault({
      kind: 'late-visibility',
      method: 'POST',
      path: '/invoices/drafts',
      hiddenMs: visibilityMs - 500,
    });
    // Twice 0.50 with 25 %: 0.13 of VAT on each line there, 0.25 on both together here.
    const line = { itemId: 'A-1', quantity: '0.04' };
    const documentId = await bookedInvoice(system, company, { lines: [line, line] });
    const conflict = await transferIn(system, company, documentId, ['conflict']);
    control.setSwitches({ vatRounding: 'document' });

    await retry(system, company, conflict);
    await transferIn(system, company, documentId, ['waiting', 'unknown']);
    const again = await transferIn(system, company, documentId, ['conflict', 'transferred'], 40_000);
    expect(again.state).toBe('conflict');
    const { drafts, booked } = standing(company, again);
    expect({ drafts: drafts.length, booked: booked.length }).toEqual({ drafts: 1, booked: 0 });
    expect(await attemptsOf(system, company, documentId)).toEqual([
      'create-draft-invoice#1 conflict',
      'create-draft-invoice#2 conflict',
    ]);
  });
});
