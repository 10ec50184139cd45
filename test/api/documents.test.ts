import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Test } from 'supertest';
import { acrossAgreements, withAgreement } from '../../domain/database.ts';
import { deleteDraftInvoice } from '../../domain/invoices/customer-invoice.service.ts';
import { eventually } from '../support/system.ts';
import { actionsOf, at, draftBody, drafts, invoiceFrom, startDocumentApi } from './document-api.ts';
import type { DocumentApi, Invoice } from './document-api.ts';
import { bodyOf, expecting, problemIn } from './support.ts';
import type { ApiClient } from './support.ts';

let running: DocumentApi;
let ours: ApiClient;
let theirs: ApiClient;
let actions: ReturnType<typeof actionsOf>;

beforeAll(async () => {
  running = await startDocumentApi();
  ({ ours, theirs } = running);
  actions = actionsOf(ours);
});

afterAll(async () => {
  await running.stop();
});

describe('a draft', () => {
  test('has its number, totals and what its customer gives it', async () => {
    const response = await expecting(201, ours.post(drafts, draftBody));
    const { customer_invoice: draft } = bodyOf<{ customer_invoice: Invoice }>(response);
    expect(draft).toMatchObject({
      type: 'invoice',
      is_booked: false,
      customer_id: '101',
      currency: 'DKK',
      net_amount: '37.50',
      gross_amount: '46.88',
      vat_zone: 'domestic',
      lines: [{ position: 1, item: { number: 'A-1' }, quantity: '3', line_price: '12.50' }],
    });
    expect(response.headers).toMatchObject({ location: at(draft), etag: `"${draft.version}"` });
    expect(draft.allowed_actions).toContain('book');
  });

  test('is made once per Idempotency-Key, and a repeat names the same document', async () => {
    const once = await invoiceFrom(201, ours.post(drafts, draftBody).set('idempotency-key', 'order 4711'));
    const again = await expecting(201, ours.post(drafts, draftBody).set('idempotency-key', 'order 4711'));
    expect(bodyOf<{ customer_invoice: Invoice }>(again).customer_invoice).toEqual(once);
    expect(again.headers['idempotency-replayed']).toBe('true');
    const other = await ours
      .post(drafts, { ...draftBody, heading: 'x' })
      .set('idempotency-key', 'order 4711');
    expect(problemIn(other)).toMatchObject({ status: 409, code: 'IdempotencyKeyReused' });
  });

  test('the same key in another agreement is another document', async () => {
    const body = { customer_id: 1001, lines: [{ item_id: 'A-1', quantity: 1 }] };
    const once = await invoiceFrom(201, theirs.post(drafts, body).set('idempotency-key', 'shared'));
    const ourOwn = await invoiceFrom(201, ours.post(drafts, draftBody).set('idempotency-key', 'shared'));
    expect(ourOwn.id).not.toBe(once.id);
  });

  test('is edited with the version that was read, and refused with an older one', async () => {
    const draft = await actions.newDraft();
    const edited = await invoiceFrom(
      200,
      ours
        .put(at(draft), { heading: 'Uge 9', lines: [{ item_id: 'A-2', quantity: '1.5' }] })
        .set('if-match', `"${draft.version}"`),
    );
    expect(edited).toMatchObject({ heading: 'Uge 9', net_amount: '18.75' });
    const late = await ours.put(at(draft), { heading: 'x' }).set('if-match', `"${draft.version}"`);
    expect(problemIn(late)).toMatchObject({ status: 412, code: 'EditConflict' });
    expect(problemIn(await ours.put(at(draft), { heading: 'x' }))).toMatchObject({
      status: 428,
      code: 'PreconditionRequired',
    });
    expect(await actions.read(draft)).toEqual(edited);
  });

  test('is deleted, and a repeat of the deletion says so again', async () => {
    const draft = await actions.newDraft();
    const first = ours.delete(at(draft)).set('idempotency-key', `delete ${draft.number}`);
    await expecting(204, first);
    expect((await ours.get(at(draft))).status).toBe(404);
    const again = await ours.delete(at(draft)).set('idempotency-key', `delete ${draft.number}`);
    expect([again.status, again.headers['idempotency-replayed']]).toEqual([204, 'true']);
    expect((await ours.delete(at(draft))).status).toBe(404);
  });

  test('takes 10,000 lines', async () => {
    const lines = Array.from({ length: 10_000 }, (_, index) => ({
      item_id: 'A-1',
      name: `Skrue nummer ${index}, galvaniseret, med undersænket hoved og en længere beskrivelse af varen`,
      quantity: 2,
    }));
    const draft = await actions.newDraft({ customer_id: '101', lines });
    expect(draft.net_amount).toBe('250000.00');
    expect(draft.lines).toHaveLength(10_000);
    const tooMany = problemIn(await ours.post(drafts, { customer_id: '101', lines: [...lines, lines[0]] }));
    expect(Object.keys(tooMany.errors)).toEqual(['lines']);
  }, 60_000);
});

describe('booking', () => {
  test('a booked invoice stands in the ERP with its number, and its history tells it in business words', async () => {
    const booked = await actions.newBooked();
    expect(booked).toMatchObject({ is_booked: true, transfers: [{ provider: 'e-conomic' }] });
    const archived = await actions.archived(booked);
    expect(archived.transfers).toMatchObject([
      { state: 'transferred', erp_number: expect.any(String) as unknown },
    ]);

    const timeline = await expecting(
      200,
      ours.get(`/api/workflows/${encodeURIComponent(booked.workflow_id)}/timeline`),
    );
    const texts = bodyOf<{ timeline: { text: string }[] }>(timeline).timeline.map((entry) => entry.text);
    expect(texts[0]).toBe(`Made as draft ${booked.number} by the API key "First admin key".`);
    expect(texts).toContain(`Booked as ${booked.number} by the API key "First admin key".`);
    expect(texts.join(' ')).toMatch(/Stands in e-conomic as invoice \d+\./);
    expect(texts.join(' ')).toMatch(/e-conomic took the booking as invoice \d+ \(answer 201\)\./);
    expect(texts.at(-1)).toMatch(/^Archived/);
  });

  test('a booked invoice cannot be edited, deleted or booked again: 409 with its state and what is possible', async () => {
    const booked = await actions.newBooked();
    const before = await actions.archived(booked);
    const refused = [
      await ours.put(at(booked), { heading: 'x' }).set('if-match', `"${before.version}"`),
      await ours.put(at(booked), { heading: 'x' }),
      await ours.delete(at(booked)),
      await ours.post(`${at(booked)}/book`),
    ];
    for (const response of refused)
      expect(problemIn(response)).toMatchObject({
        status: 409,
        code: 'InvalidTransition',
        state: 'archived',
        allowed: ['createCreditNote', 'setLayout'],
      });
    expect(await actions.read(booked)).toEqual(before);
  });

  test('two bookings at once: one books, the other is told that it is booked, and one transfer is made', async () => {
    const draft = await actions.newDraft();
    const answers = await Promise.all([ours.post(`${at(draft)}/book`), ours.post(`${at(draft)}/book`)]);
    expect(answers.map((response) => response.status).sort()).toEqual([200, 409]);
    const refused = answers.find((response) => response.status === 409);
    expect(refused && problemIn(refused)).toMatchObject({ code: 'InvalidTransition' });
    expect((await actions.read(draft)).transfers).toHaveLength(1);
  });

  test('two bookings at once with one key are one booking with one answer', async () => {
    const draft = await actions.newDraft();
    const book = (): Test => ours.post(`${at(draft)}/book`).set('idempotency-key', `book ${draft.number}`);
    const answers = await Promise.all([book(), book(), book()]);
    expect(answers.map((response) => response.status)).toEqual([200, 200, 200]);
    expect((await actions.read(draft)).transfers).toHaveLength(1);
    const timeline = await ours.get(`/api/workflows/${encodeURIComponent(draft.workflow_id)}/timeline`);
    expect(timeline.text.match(/Booked as/g)).toHaveLength(1);
  });

  test('a booking asked for otherwise under the same key is refused', async () => {
    const draft = await actions.newDraft();
    const book = (body: object): Test =>
      ours.post(`${at(draft)}/book`, body).set('idempotency-key', draft.id);
    await expecting(200, book({}));
    expect(problemIn(await book({ suppress_webhooks: true }))).toMatchObject({
      code: 'IdempotencyKeyReused',
    });
    await expecting(200, book({}));
  });

  test('a draft that is deleted while its booking is being stored is not found, and nothing is booked', async () => {
    const draft = await actions.newDraft();
    const { system, company } = running;
    const { database } = system;
    const within = <T>(work: (em: EntityManager) => Promise<T>): Promise<T> =>
      withAgreement(database.orm, company.agreementNumber, work);
    const locked = Promise.withResolvers<undefined>();
    const release = Promise.withResolvers<undefined>();
    // Between the reading of the draft and the storing of the command: there the booking stands until this lets go.
    const holding = within(async (em) => {
      await em.execute('lock table command in exclusive mode');
      locked.resolve(undefined);
      await release.promise;
    });
    await locked.promise;
    const booking = ours.post(`${at(draft)}/book`).then((response) => response);
    await eventually(async () => {
      const rows = await acrossAgreements<{ waits: number }>(
        database.orm,
        `select count(*)::int as waits from pg_locks where not granted and relation = 'command'::regclass`,
        [],
      );
      return rows[0]?.waits === 1 || undefined;
    }, 'the booking waits');
    await within((em) =>
      deleteDraftInvoice(em, draft.id, { actor: 'test', commandId: null, now: new Date() }),
    );
    release.resolve(undefined);
    await holding;
    expect(problemIn(await booking)).toMatchObject({ status: 404, code: 'NotFound' });
  });

  test('an invoice without lines is refused at its lines, and stays a draft', async () => {
    const draft = await actions.newDraft({ customer_id: '101' });
    const problem = problemIn(await ours.post(`${at(draft)}/book`));
    expect(problem).toMatchObject({ status: 422, code: 'NoLines' });
    expect(await actions.read(draft)).toEqual(draft);
    await expecting(
      200,
      ours.put(at(draft), { lines: draftBody.lines }).set('if-match', `"${draft.version}"`),
    );
    await expecting(200, ours.post(`${at(draft)}/book`));
  });

  test('mail is refused where there is no mail server, and nothing is booked; quiet webhooks are taken', async () => {
    const draft = await actions.newDraft();
    for (const asked of [
      ours.post(`${at(draft)}/book?send_mail=true`),
      ours.post(`${at(draft)}/book`, { mail: { send: true } }),
    ])
      expect(problemIn(await asked)).toMatchObject({ status: 501, code: 'MailServerMissing' });
    expect((await actions.read(draft)).is_booked).toBe(false);
    const hook = { event: 'customer_invoice.booked', url: 'https://example.com/hook' };
    await expecting(201, ours.post('/api/webhooks', hook));
    const told = async (): Promise<unknown> =>
      (await expecting(200, ours.get('/api/deliveries?event=customer_invoice.booked'))).body;
    await expecting(200, ours.post(`${at(draft)}/book?suppress_webhooks=true&send_mail=false`));
    expect(await told()).toMatchObject({ total: 0 });
    await actions.newBooked();
    expect(await told()).toMatchObject({ total: 1 });
  });

  test('a booked invoice may get another layout, which is not sent again', async () => {
    const booked = await actions.newBooked();
    await expecting(201, ours.post('/api/layouts', { number: 19, name: 'Dansk' }));
    const changed = await invoiceFrom(200, ours.put(`${at(booked)}/layout`, { layout_id: 19 }));
    expect(changed).toMatchObject({ layout_id: 19 });
    expect(changed.transfers).toHaveLength(1);
    const missing = problemIn(await ours.put(`${at(booked)}/layout`, { layout_id: 999 }));
    expect(missing).toMatchObject({ status: 422, code: 'ReferenceNotFound' });
    expect(Object.keys(missing.errors)).toEqual(['layout_id']);
  });
});
