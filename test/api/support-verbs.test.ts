import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { DocumentEvent } from '../../domain/events/document-event.entity.ts';
import { standing, transferIdOf, within, type LedgerCompany } from '../support/ledgers.ts';
import { bookedInvoice, transferIn } from '../support/system.ts';
import { transferOf, type IssueApi } from './issue-api.ts';
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
      const refusal = problemIn(await desk.act(transfer, verb, body));
      expect(refusal).toMatchObject({ status: 409, code: 'WriteUnderWay' });
      expect(refusal.detail).toContain(`"${verb}" is not possible`);
    }
    expect(problemIn(await desk.act(transfer, 'retry'))).toMatchObject({
      code: 'InvalidTransition',
      allowed: ['look-up'],
    });
    const row = await desk.settledAs('transferred', documentId);
    expect(standing(company, row).booked).toHaveLength(1);
  }, 60_000);

  test('an intent that nobody has claimed yet counts as one', async () => {
    const transfer = await desk.blockedInvoice();
    const insert = `insert into erp_write (id, agreement_number, connection_id, transfer_id, subject, kind, number, round,
        method, host, path, body, reference, content_hash, expected, idempotency_key, intended_at, look_up_first, state)
      select gen_random_uuid(), agreement_number, connection_id, id, 'unit:99', 'create-unit', 1, 1, 'POST', 'rest', '/units',
        '{}', 'x', repeat('0', 64), '{}', 'k', now(), false, 'intended' from transfer where id = '${transfer.id}'`;
    await within(running.system, company, (em) => em.execute(insert));
    expect(problemIn(await desk.act(transfer, 'skip', { reason: 'Fordi.' })).code).toBe('WriteUnderWay');
    await within(running.system, company, (em) =>
      em.execute(`delete from erp_write where subject = 'unit:99'`),
    );
    await expecting(200, desk.act(transfer, 'skip', { reason: 'Fordi.' }));
  });
});

describe('skipping', () => {
  test('is the outcome for good, with reason and person, once per key; nothing is sent', async () => {
    const transfer = await desk.blockedInvoice();
    expect(problemIn(await desk.act(transfer, 'skip', { reason: ' ' })).errors).toHaveProperty('reason');
    running.system.sandbox.control.clearJournal();
    const skip = () =>
      desk.act(transfer, 'skip', { reason: 'Står der i forvejen.' }).set('idempotency-key', 'skip-1');
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
    expect(problemIn(await desk.act(transfer, 'skip', { reason: 'En gang til.' }))).toMatchObject({
      code: 'InvalidTransition',
      state: 'skipped',
    });
    await desk.archived(transfer.document.id);
    const [event, ...others] = await desk.eventsOf(transfer, 'transfer-skipped');
    expect(others).toEqual([]);
    expect(event).toMatchObject({ after: { transfer: 'skipped', reason: 'Står der i forvejen.' } });
    expect(running.system.sandbox.control.journal()).toEqual([]);
  }, 60_000);

  test('leaves nothing for a dry run to tell, where no attempt was made either', async () => {
    const transfer = await desk.blockedInvoice();
    const before = await expecting(200, desk.act(transfer, 'dry-run'));
    expect(before.body).toMatchObject({ dry_run: { would: 'send' } });
    await expecting(200, desk.act(transfer, 'skip', { reason: 'Annulleret.' }));
    const after = await expecting(200, desk.act(transfer, 'dry-run'));
    expect(after.body).toMatchObject({ dry_run: { would: 'nothing', state: 'skipped', request: null } });
  }, 60_000);

  test('says what stands in the ERP all the same', async () => {
    const { transfer, draft } = await desk.refusedBooking();
    const skipped = await expecting(200, desk.act(transfer, 'skip', { reason: 'Annulleret.' }));
    expect(skipped.body).toMatchObject({
      standing: `draft ${draft}`,
      transfer: { erp: { draftInvoiceNumber: draft } },
    });
    await desk.archived(transfer.document.id);
  }, 60_000);

  test('works where the workflow was terminated', async () => {
    const transfer = await desk.blockedInvoice();
    await running.system.client.workflow
      .getHandle(transferIdOf(company, transfer.document.id))
      .terminate('gone');
    await expecting(200, desk.act(transfer, 'skip', { reason: 'Væk.' }));
    await desk.archived(transfer.document.id);
  }, 60_000);
});

describe('looking up', () => {
  test('asks the ERP by our reference and tells what is there', async () => {
    const transfer = await desk.blockedInvoice();
    expect((await expecting(200, desk.act(transfer, 'look-up'))).body).toMatchObject({
      look_up: { found: 'absent', erp: null, note: null },
    });
    const { transfer: half, draft } = await desk.refusedBooking();
    expect((await expecting(200, desk.act(half, 'look-up'))).body).toMatchObject({
      look_up: { found: 'same', erp: { draftInvoiceNumber: draft } },
    });
    expect(await desk.eventsOf(half, 'transfer-looked-up')).toMatchObject([{ after: { found: 'same' } }]);
    await expecting(
      200,
      client.post(`/api/integrations/${company.connectionId}/pause`, { reason: 'Årsskifte' }),
    );
    expect(problemIn(await desk.act(transfer, 'look-up')).code).toBe('ConnectionPaused');
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
    const first = await desk.blockedInvoice();
    const second = await desk.blockedInvoice();
    const done = await transferOf(
      client,
      (await desk.settledAs('transferred', await bookedInvoice(running.system, company))).documentId,
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
    for (const { document } of [first, second]) await desk.settledAs('transferred', document.id);
    expect(await desk.eventsOf(first, 'transfer-retried')).toMatchObject([{ after: { reason: 'Nu.' } }]);
  }, 60_000);

  test('works where the workflow was terminated', async () => {
    const transfer = await desk.blockedInvoice();
    await running.system.client.workflow
      .getHandle(transferIdOf(company, transfer.document.id))
      .terminate('gone');
    await expecting(200, client.post('/api/transfers/retry', { ids: [transfer.id] }));
    const row = await desk.settledAs('transferred', transfer.document.id);
    expect(standing(company, row).booked).toHaveLength(1);
  }, 60_000);
});
