import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { DocumentEvent } from '../../domain/events/document-event.entity.ts';
import { standing, transferIdOf, within, type LedgerCompany } from '../support/ledgers.ts';
import { bookedInvoice, eventually, invoiceRow, transferIn } from '../support/system.ts';
import {
  bookByHand,
  issues,
  startIssueApi,
  transferOf,
  type IssueApi,
  type TransferBody,
} from './issue-api.ts';
import { expecting, problemIn } from './support.ts';
import type { ApiClient } from './support.ts';

let running: IssueApi;
let company: LedgerCompany;
let client: ApiClient;
beforeAll(async () => {
  // The window is long enough for a person to press something inside it.
  running = await startIssueApi({ deadlineMs: 1_500, processingMs: 2_000, visibilityMs: 4_000 });
  ({ company, client } = await running.company());
  await settledAs('transferred', await bookedInvoice(running.system, company));
});
afterAll(async () => {
  await running.stop();
});
afterEach(() => {
  running.known.block = undefined;
  running.system.sandbox.control.clearFaults();
});

const settledAs = (state: 'transferred' | 'skipped' | 'marked-done', documentId: string) =>
  transferIn(running.system, company, documentId, [state], 40_000);
const archived = (documentId: string) =>
  eventually(
    async () => (await invoiceRow(running.system, company, documentId)).archivedAt ?? undefined,
    `${documentId} is archived`,
  );

async function blockedInvoice(): Promise<TransferBody> {
  running.known.block = { blocked: 'LayoutMissing', params: {} };
  const documentId = await bookedInvoice(running.system, company);
  await transferIn(running.system, company, documentId, ['blocked']);
  running.known.block = undefined;
  return transferOf(client, documentId);
}

/** Its draft stands in the ledger, its booking was refused. */
async function refusedBooking(): Promise<{ readonly transfer: TransferBody; readonly draft: string }> {
  running.system.sandbox.control.setFault({
    kind: 'status',
    status: 400,
    method: 'POST',
    path: '/invoices/booked',
  });
  const documentId = await bookedInvoice(running.system, company);
  const row = await transferIn(running.system, company, documentId, ['refused']);
  const [draft] = standing(company, row).drafts;
  return { transfer: await transferOf(client, documentId), draft: String(draft!.draftInvoiceNumber) };
}

const act = (transfer: TransferBody, verb: string, body: object = {}) =>
  client.post(`/api/transfers/${transfer.id}/${verb}`, body);

const eventsOf = (transfer: TransferBody, action: string): Promise<DocumentEvent[]> =>
  within(running.system, company, (em) =>
    em.find(DocumentEvent, { documentId: transfer.document.id, action }),
  );

describe('while a write is under way', () => {
  test('skipping and marking done are refused in words, and the document arrives once', async () => {
    running.system.sandbox.control.setFault({
      kind: 'commit-then-reset',
      method: 'POST',
      path: '/invoices/drafts',
    });
    const documentId = await bookedInvoice(running.system, company);
    await transferIn(running.system, company, documentId, ['unknown']);
    const transfer = await transferOf(client, documentId);
    expect(transfer.allowed).toEqual(['look-up']);
    for (const [verb, body] of [
      ['skip', { reason: 'Fordi.' }],
      ['mark-done', { erp_number: '1' }],
    ] as const) {
      const refusal = problemIn(await act(transfer, verb, body));
      expect(refusal).toMatchObject({ status: 409, code: 'WriteUnderWay' });
      expect(refusal.detail).toContain(`"${verb}" is not possible`);
    }
    expect(problemIn(await act(transfer, 'retry'))).toMatchObject({
      code: 'InvalidTransition',
      allowed: ['look-up'],
    });
    const row = await settledAs('transferred', documentId);
    expect(standing(company, row).booked).toHaveLength(1);
  }, 60_000);

  test('an intent that nobody has claimed yet counts as one', async () => {
    const transfer = await blockedInvoice();
    const insert = `insert into erp_write (id, agreement_number, connection_id, transfer_id, subject, kind, number, round,
        method, host, path, body, reference, content_hash, expected, idempotency_key, intended_at, look_up_first, state)
      select gen_random_uuid(), agreement_number, connection_id, id, 'unit:99', 'create-unit', 1, 1, 'POST', 'rest', '/units',
        '{}', 'x', repeat('0', 64), '{}', 'k', now(), false, 'intended' from transfer where id = '${transfer.id}'`;
    await within(running.system, company, (em) => em.execute(insert));
    expect(problemIn(await act(transfer, 'skip', { reason: 'Fordi.' })).code).toBe('WriteUnderWay');
    await within(running.system, company, (em) =>
      em.execute(`delete from erp_write where subject = 'unit:99'`),
    );
    await expecting(200, act(transfer, 'skip', { reason: 'Fordi.' }));
  });
});

describe('skipping', () => {
  test('is the outcome for good, with reason and person, once per key; nothing is sent', async () => {
    const transfer = await blockedInvoice();
    expect(problemIn(await act(transfer, 'skip', { reason: ' ' })).errors).toHaveProperty('reason');
    running.system.sandbox.control.clearJournal();
    const skip = () =>
      act(transfer, 'skip', { reason: 'Står der i forvejen.' }).set('idempotency-key', 'skip-1');
    const first = await expecting(200, skip());
    expect(first.body).toMatchObject({
      standing: null,
      transfer: {
        state: 'skipped',
        decided_why: 'Står der i forvejen.',
        decided_by: expect.stringMatching(/^api-key:/),
      },
    });
    const again = await expecting(200, skip());
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(problemIn(await act(transfer, 'skip', { reason: 'En gang til.' }))).toMatchObject({
      code: 'InvalidTransition',
      state: 'skipped',
    });
    await archived(transfer.document.id);
    const [event, ...others] = await eventsOf(transfer, 'transfer-skipped');
    expect(others).toEqual([]);
    expect(event).toMatchObject({ after: { transfer: 'skipped', reason: 'Står der i forvejen.' } });
    expect(running.system.sandbox.control.journal()).toEqual([]);
  }, 60_000);

  test('leaves nothing for a dry run to tell, where no attempt was made either', async () => {
    const transfer = await blockedInvoice();
    const before = await expecting(200, act(transfer, 'dry-run'));
    expect(before.body).toMatchObject({ dry_run: { would: 'send' } });
    await expecting(200, act(transfer, 'skip', { reason: 'Annulleret.' }));
    const after = await expecting(200, act(transfer, 'dry-run'));
    expect(after.body).toMatchObject({ dry_run: { would: 'nothing', state: 'skipped', request: null } });
  }, 60_000);

  test('says what stands in the ERP all the same', async () => {
    const { transfer, draft } = await refusedBooking();
    const skipped = await expecting(200, act(transfer, 'skip', { reason: 'Annulleret.' }));
    expect(skipped.body).toMatchObject({
      standing: `draft ${draft}`,
      transfer: { erp: { draftInvoiceNumber: draft } },
    });
    await archived(transfer.document.id);
  }, 60_000);

  test('works where the workflow was terminated', async () => {
    const transfer = await blockedInvoice();
    await running.system.client.workflow
      .getHandle(transferIdOf(company, transfer.document.id))
      .terminate('gone');
    await expecting(200, act(transfer, 'skip', { reason: 'Væk.' }));
    await archived(transfer.document.id);
  }, 60_000);
});

describe('marking done', () => {
  test('with a number that is not there is refused in words', async () => {
    const transfer = await blockedInvoice();
    const refusal = problemIn(await act(transfer, 'mark-done', { erp_number: '987654' }));
    expect(refusal).toMatchObject({ status: 409, code: 'ErpNumberNotFound' });
    expect(refusal.detail).toContain('no booked invoice 987654');
    expect(problemIn(await act(transfer, 'mark-done', { erp_number: 'x' })).errors).toHaveProperty(
      'erp_number',
    );
    expect((await transferOf(client, transfer.document.id)).state).toBe('blocked');
  }, 60_000);

  test('with the number under which a person booked our draft needs no confirmation', async () => {
    const { transfer, draft } = await refusedBooking();
    const number = bookByHand(running.system, company, draft);
    const mark = () => act(transfer, 'mark-done', { erp_number: number }).set('idempotency-key', 'mark-1');
    // Pressed twice at once, it is done once: the second answer is the first one's.
    const both = await Promise.all([expecting(200, mark()), expecting(200, mark())]);
    expect(both.filter(({ headers }) => headers['idempotency-replayed'] === 'true')).toHaveLength(1);
    const [marked] = both;
    expect(marked.body).toMatchObject({
      standing: null,
      transfer: { state: 'marked-done', erp: { bookedInvoiceNumber: number, draftInvoiceNumber: draft } },
    });
    expect((await expecting(200, mark())).headers['idempotency-replayed']).toBe('true');
    await archived(transfer.document.id);
    expect(await issues(client, '?state=open&cause=ErpRefusedUnknown')).toEqual([]);
  }, 60_000);

  test('with a document that differs is refused, says in what, and is taken where a person confirms it', async () => {
    const { transfer, draft } = await refusedBooking();
    running.system.sandbox.control.editRecord(
      'draft',
      draft,
      { references: { other: 'af hånd' } },
      company.ledgerNumber,
    );
    const number = bookByHand(running.system, company, draft);
    const refusal = problemIn(await act(transfer, 'mark-done', { erp_number: number }));
    expect(refusal.code).toBe('ErpContentDiffers');
    expect(refusal.detail).toMatch(/our reference B-\w+ is not on it/);
    await expecting(
      200,
      act(transfer, 'mark-done', { erp_number: number, accept_difference: true, reason: 'Set.' }),
    );
    const [event] = await eventsOf(transfer, 'transfer-marked-done');
    expect(event?.after).toMatchObject({ reason: 'Set.', difference: expect.stringMatching(/is not on it/) });
  }, 60_000);

  test("with another document's number is refused, whatever a person confirms", async () => {
    const other = await settledAs('transferred', await bookedInvoice(running.system, company));
    const number = other.identity!['bookedInvoiceNumber']!;
    const transfer = await blockedInvoice();
    const refusal = problemIn(
      await act(transfer, 'mark-done', { erp_number: number, accept_difference: true }),
    );
    expect(refusal.code).toBe('ErpNumberLinked');
    const ours = transfer.document.number;
    expect(refusal.detail).toBe(
      `Invoice ${number} in the ERP is our ${other.documentNumber}, so it cannot be ${ours} too. Check under which number ${ours} stands there.`,
    );
    expect((await transferOf(client, transfer.document.id)).state).toBe('blocked');
  }, 60_000);

  test("with an invoice that carries another document's reference is refused before that one's outcome", async () => {
    const transfer = await blockedInvoice();
    running.system.sandbox.control.setFault({
      kind: 'commit-then-reset',
      method: 'POST',
      path: '/invoices/booked',
    });
    const otherId = await bookedInvoice(running.system, company);
    const other = await transferIn(running.system, company, otherId, ['unknown']);
    const number = String(standing(company, other).booked[0]!.bookedInvoiceNumber);
    for (const accept_difference of [true, false]) {
      const refusal = problemIn(await act(transfer, 'mark-done', { erp_number: number, accept_difference }));
      expect(refusal.code).toBe('ErpNumberLinked');
      expect(refusal.detail).toContain(`${number} in the ERP is our ${other.documentNumber},`);
    }
    expect((await transferOf(client, otherId)).state).toBe('unknown');
    expect((await transferOf(client, transfer.document.id)).state).toBe('blocked');
    expect((await settledAs('transferred', otherId)).identity!['bookedInvoiceNumber']).toBe(number);
  }, 60_000);
});

describe('looking up', () => {
  test('asks the ERP by our reference and tells what is there', async () => {
    const transfer = await blockedInvoice();
    expect((await expecting(200, act(transfer, 'look-up'))).body).toMatchObject({
      look_up: { found: 'absent', erp: null, note: null },
    });
    const { transfer: half, draft } = await refusedBooking();
    expect((await expecting(200, act(half, 'look-up'))).body).toMatchObject({
      look_up: { found: 'same', erp: { draftInvoiceNumber: draft } },
    });
    expect(await eventsOf(half, 'transfer-looked-up')).toMatchObject([{ after: { found: 'same' } }]);
    await expecting(
      200,
      client.post(`/api/integrations/${company.connectionId}/pause`, { reason: 'Årsskifte' }),
    );
    expect(problemIn(await act(transfer, 'look-up')).code).toBe('ConnectionPaused');
    await expecting(200, client.post(`/api/integrations/${company.connectionId}/resume`));
    const [paused] = await within(running.system, company, (em) =>
      em.find(DocumentEvent, { action: 'paused' }),
    );
    expect(paused).toMatchObject({
      documentKind: 'connection',
      actor: expect.stringMatching(/^api-key:/),
      after: { reason: 'Årsskifte' },
    });
  }, 60_000);
});

describe('retrying', () => {
  test('selected ones tells of each that does not stand still why it is left', async () => {
    const first = await blockedInvoice();
    const second = await blockedInvoice();
    const done = await transferOf(
      client,
      (await settledAs('transferred', await bookedInvoice(running.system, company))).documentId,
    );
    const unknown = '019ac4d1-0000-7000-8000-000000000001';
    const retried = await expecting(
      200,
      client.post('/api/transfers/retry', {
        ids: [first.id.toUpperCase(), second.id, done.id, unknown],
        reason: 'Nu.',
      }),
    );
    expect(retried.body).toMatchObject({
      retried: 2,
      left: [
        {
          id: done.id,
          state: 'transferred',
          reason: expect.stringMatching(/is transferred, so "retry" is not possible/),
        },
        { id: unknown, state: null },
      ],
    });
    for (const { document } of [first, second]) await settledAs('transferred', document.id);
    expect(await eventsOf(first, 'transfer-retried')).toMatchObject([{ after: { reason: 'Nu.' } }]);
  }, 60_000);

  test('works where the workflow was terminated', async () => {
    const transfer = await blockedInvoice();
    await running.system.client.workflow
      .getHandle(transferIdOf(company, transfer.document.id))
      .terminate('gone');
    await expecting(200, client.post('/api/transfers/retry', { ids: [transfer.id] }));
    const row = await settledAs('transferred', transfer.document.id);
    expect(standing(company, row).booked).toHaveLength(1);
  }, 60_000);
});
