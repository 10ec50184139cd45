import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { standing, type LedgerCompany } from '../support/ledgers.ts';
import { bookedInvoice, transferIn } from '../support/system.ts';
import { bookByHand, issues, transferOf, type IssueApi } from './issue-api.ts';
import { startSupportDesk, type SupportDesk } from './support-desk.ts';
import { expecting, problemIn } from './support.ts';
import type { ApiClient } from './support.ts';

let desk: SupportDesk;
let running: IssueApi;
let company: LedgerCompany;
let client: ApiClient;
beforeAll(async () => {
  desk = await startSupportDesk();
  ({ running, company, client } = desk);
});
afterAll(async () => {
  await running.stop();
});
afterEach(() => {
  running.known.block = undefined;
  running.system.sandbox.control.clearFaults();
});

describe('marking done', () => {
  test('with a number that is not there is refused in words', async () => {
    const transfer = await desk.blockedInvoice();
    const refusal = problemIn(await desk.act(transfer, 'mark-done', { erp_number: '987654' }));
    expect(refusal).toMatchObject({ status: 409, code: 'ErpNumberNotFound' });
    expect(refusal.detail).toContain('no booked invoice 987654');
    expect(problemIn(await desk.act(transfer, 'mark-done', { erp_number: 'x' })).errors).toHaveProperty(
      'erp_number',
    );
    expect((await transferOf(client, transfer.document.id)).state).toBe('blocked');
  }, 60_000);

  test('with the number under which a person booked our draft needs no confirmation', async () => {
    const { transfer, draft } = await desk.refusedBooking();
    const number = bookByHand(running.system, company, draft);
    const mark = () =>
      desk.act(transfer, 'mark-done', { erp_number: number }).set('idempotency-key', 'mark-1');
    // Pressed twice at once, it is done once: the second answer is the first one's.
    const both = await Promise.all([expecting(200, mark()), expecting(200, mark())]);
    expect(both.filter(({ headers }) => headers['idempotency-replayed'] === 'true')).toHaveLength(1);
    const [marked] = both;
    expect(marked.body).toMatchObject({
      standing: null,
      transfer: { state: 'marked-done', erp: { bookedInvoiceNumber: number, draftInvoiceNumber: draft } },
    });
    expect((await expecting(200, mark())).headers['idempotency-replayed']).toBe('true');
    await desk.archived(transfer.document.id);
    expect(await issues(client, '?state=open&cause=ErpRefusedUnknown')).toEqual([]);
  }, 60_000);

  test('with a document that differs is refused, says in what, and is taken where a person confirms it', async () => {
    const { transfer, draft } = await desk.refusedBooking();
    running.system.sandbox.control.editRecord(
      'draft',
      draft,
      { references: { other: 'af hånd' } },
      company.ledgerNumber,
    );
    const number = bookByHand(running.system, company, draft);
    const refusal = problemIn(await desk.act(transfer, 'mark-done', { erp_number: number }));
    expect(refusal.code).toBe('ErpContentDiffers');
    expect(refusal.detail).toMatch(/our reference B-\w+ is not on it/);
    await expecting(
      200,
      desk.act(transfer, 'mark-done', { erp_number: number, accept_difference: true, reason: 'Set.' }),
    );
    const [event] = await desk.eventsOf(transfer, 'transfer-marked-done');
    expect(event?.after).toMatchObject({ reason: 'Set.', difference: expect.stringMatching(/is not on it/) });
  }, 60_000);

  test("with another document's number is refused, whatever a person confirms", async () => {
    const other = await desk.settledAs('transferred', await bookedInvoice(running.system, company));
    const number = other.identity!['bookedInvoiceNumber']!;
    const transfer = await desk.blockedInvoice();
    const refusal = problemIn(
      await desk.act(transfer, 'mark-done', { erp_number: number, accept_difference: true }),
    );
    expect(refusal.code).toBe('ErpNumberLinked');
    const ours = transfer.document.number;
    expect(refusal.detail).toBe(
      `Invoice ${number} in the ERP is our ${other.documentNumber}, so it cannot be ${ours} too. Check under which number ${ours} stands there.`,
    );
    expect((await transferOf(client, transfer.document.id)).state).toBe('blocked');
  }, 60_000);

  test("with an invoice that carries another document's reference is refused before that one's outcome", async () => {
    const transfer = await desk.blockedInvoice();
    running.system.sandbox.control.setFault({
      kind: 'commit-then-reset',
      method: 'POST',
      path: '/invoices/booked',
    });
    const otherId = await bookedInvoice(running.system, company);
    const other = await transferIn(running.system, company, otherId, ['unknown']);
    const number = String(standing(company, other).booked[0]!.bookedInvoiceNumber);
    for (const accept_difference of [true, false]) {
      const refusal = problemIn(
        await desk.act(transfer, 'mark-done', { erp_number: number, accept_difference }),
      );
      expect(refusal.code).toBe('ErpNumberLinked');
      expect(refusal.detail).toContain(`${number} in the ERP is our ${other.documentNumber},`);
    }
    expect((await transferOf(client, otherId)).state).toBe('unknown');
    expect((await transferOf(client, transfer.document.id)).state).toBe('blocked');
    expect((await desk.settledAs('transferred', otherId)).identity!['bookedInvoiceNumber']).toBe(number);
  }, 60_000);
});
