import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FaultRule } from '../../sandbox/control/faults.ts';
import { eventually } from '../support/system.ts';
import { actionsOf, startDocumentApi } from './document-api.ts';
import type { DocumentApi, Invoice } from './document-api.ts';
import { bodyOf, expecting, keyWith } from './support.ts';
import type { ApiClient } from './support.ts';

interface Entry {
  readonly at: string;
  readonly text: string;
  readonly kind: string;
  readonly actor: string;
  readonly attempt_id: string | null;
  readonly transfer_id: string | null;
  readonly http_status: number | null;
  readonly cause: string | null;
}

let running: DocumentApi;
let ours: ApiClient;
let support: ApiClient;
let actions: ReturnType<typeof actionsOf>;

beforeAll(async () => {
  running = await startDocumentApi();
  ours = running.ours;
  actions = actionsOf(ours);
  const { orm } = running.system.database;
  support = running.api.as(await keyWith(orm, running.company.agreementNumber, ['support']));
  // Their registers first, so that the histories below tell of the documents alone.
  await actions.archived(await actions.newBooked({ customer_id: 101, lines: [{ item_id: 'A-1' }] }));
});
afterAll(async () => {
  await running.stop();
});

const pathOf = (workflowId: string): string =>
  `/api/workflows/${encodeURIComponent(workflowId)}/timeline?limit=100`;

const timeline = async ({ workflow_id }: Invoice, language = 'en'): Promise<Entry[]> =>
  bodyOf<{ timeline: Entry[] }>(
    await expecting(200, ours.get(pathOf(workflow_id)).set('accept-language', language)),
  ).timeline;

/** The sentences, with numbers, references and moments as letters. */
const told = (entries: readonly Entry[]): string[] =>
  entries.map(({ text }) =>
    text
      .replaceAll(/B-[0-9A-Z]{16}/g, 'B-KEY')
      .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/g, 'T')
      .replaceAll(/(draft|invoice|as) \d+/g, '$1 N'),
  );

const fault = (rule: FaultRule): void => {
  running.system.sandbox.control.setFault(rule);
};

const ours101 = { customer_id: 101, lines: [{ item_id: 'A-1', quantity: 2 }] };

/** What every history of these tests begins with, and ends with. */
const made = [
  'Made as draft N by the API key "First admin key".',
  'Booked as N by the API key "First admin key".',
];
const promised = 'To be carried to e-conomic; our reference there is B-KEY.';
const sentDraft = 'Sent the draft invoice to e-conomic (attempt 1).';
const tookDraft = 'e-conomic took the draft invoice as draft N (answer 201).';
const sentBooking = 'Sent the booking to e-conomic (attempt 1).';
const tookBooking = 'e-conomic took the booking as invoice N (answer 201).';
const ended = ['Stands in e-conomic as invoice N.', 'Archived: every transfer has its outcome.'];

describe('the history of a document', () => {
  test('whose draft had an unknown outcome tells that it was looked up and adopted', async () => {
    fault({ kind: 'commit-then-reset', method: 'POST', path: '/invoices/drafts' });
    const booked = await actions.newBooked(ours101);
    await actions.archived(booked);
    const entries = await timeline(booked);
    const [unknown] = entries.filter(({ text }) => text.startsWith('Decided to look'));
    expect(told(entries)).toEqual([
      ...made,
      promised,
      sentDraft,
      'No answer to the draft invoice came from e-conomic.',
      told(unknown ? [unknown] : [])[0],
      'Looked the draft invoice up in e-conomic by B-KEY: it stands there as draft N. Adopted, not sent again.',
      sentBooking,
      tookBooking,
      ...ended,
    ]);
    expect(unknown?.text).toMatch(/is not known \(.+\)\.$/);
    expect(entries.map(({ kind }) => kind)).toEqual([
      ...['document', 'document', 'promise', 'sending', 'answer', 'decision', 'look-up', 'sending', 'answer'],
      ...['transfer', 'document'],
    ]);
  });

  test('that was lost on the way tells that it was looked up, surely absent and sent again', async () => {
    fault({ kind: 'status', status: 503, method: 'POST', path: '/invoices/booked' });
    const booked = await actions.newBooked(ours101);
    await actions.archived(booked);
    const sentences = told(await timeline(booked));
    expect(sentences.slice(3, -2)).toEqual([
      sentDraft,
      tookDraft,
      sentBooking,
      expect.stringMatching(/^e-conomic answered 503 to the booking/),
      'Decided to look the booking up before anything is sent again: whether it stands in e-conomic is not known (answered 503).',
      'Looked the booking up in e-conomic by B-KEY: it is surely not there, so it may be sent.',
      'Sent the booking to e-conomic again (attempt 2), for it is surely not there.',
      tookBooking,
    ]);
  });

  test('that met a rate limit tells until when it waited', async () => {
    fault({ kind: 'status', status: 429, retryAfterSeconds: 1, method: 'POST', path: '/invoices/drafts' });
    const booked = await actions.newBooked(ours101);
    await actions.archived(booked);
    expect(told(await timeline(booked)).slice(3, 9)).toEqual([
      sentDraft,
      expect.stringMatching(/^e-conomic answered 429 to the draft invoice/),
      'Waits until T before the draft invoice is sent again.',
      'The connection to e-conomic was opened by Bilag.',
      'Sent the draft invoice to e-conomic again (attempt 2), for the attempt before surely did nothing.',
      tookDraft,
    ]);
  });

  test('that was refused tells the ERP’s words, whose turn it is, and who asked for another try', async () => {
    const { control } = running.system.sandbox;
    control.setBarred({ kind: 'product', id: 'A-1', barred: true });
    const booked = await actions.newBooked(ours101);
    const parked = await eventually(async () => {
      const [transfer] = (await actions.read(booked)).transfers;
      return transfer?.cause === 'ProductBarred' ? transfer : undefined;
    }, 'the transfer is refused');
    const before = await timeline(booked);
    expect(before.at(-1)).toMatchObject({ kind: 'transfer', cause: 'ProductBarred', actor: 'system' });
    expect(before.at(-1)?.text).toBe(
      'Parked, for e-conomic refused: Product A-1 is barred in the ERP. Open it there, or remove it from the invoice, then retry. Next to act: the bookkeeper.',
    );
    const answer = before.find(({ kind }) => kind === 'answer');
    expect(answer).toMatchObject({ http_status: 400, transfer_id: parked.id });
    expect(answer?.text).toMatch(/^e-conomic answered 400 to the draft invoice: E06600 .+/);
    const one = await expecting(200, ours.get(`/api/transfers/${parked.id}`));
    const { attempts } = bodyOf<{ transfer: { attempts: { id: string }[] } }>(one).transfer;
    expect(attempts.map(({ id }) => id)).toContain(answer?.attempt_id);

    control.setBarred({ kind: 'product', id: 'A-1', barred: false });
    const shown = await ours
      .get(`/api/transfers?document_number=${booked.number}`)
      .set('accept-language', 'da');
    expect(shown.body).toMatchObject({
      transfers: [{ message: expect.stringMatching(/^Varen A-1 er spærret i ERP-systemet\./) as unknown }],
    });
    const retry = (language: string) =>
      support
        .post(`/api/transfers/${parked.id}/retry`)
        .set('idempotency-key', parked.id)
        .set('accept-language', language);
    for (const language of ['nb', 'fi'])
      // A repeat is the first answer, in its language.
      expect((await expecting(200, retry(language))).headers['content-language']).toBe('nb');
    await actions.archived(booked);
    const after = await timeline(booked);
    const retried = after.findIndex(({ text }) => text.startsWith('Another try'));
    expect(after[retried]).toMatchObject({
      kind: 'transfer',
      actor: expect.stringMatching(/^api-key:blg_/) as unknown,
    });
    const sentences = told(after).slice(retried);
    expect(sentences).toEqual([
      'Another try in e-conomic was asked for by the API key "support".',
      'Before anything is sent again the draft invoice is looked up in e-conomic: it may stand there already.',
      'Looked the draft invoice up in e-conomic by B-KEY: it is surely not there, so it may be sent.',
      'Sent the draft invoice to e-conomic again (attempt 3), for it is surely not there.',
      tookDraft,
      sentBooking,
      tookBooking,
      ...ended,
    ]);
  });

  test('tells who paused the connection and why, that the document waits for it, and who opened it', async () => {
    const path = `/api/integrations/${running.company.connectionId}`;
    await expecting(200, ours.post(`${path}/pause`, { reason: 'Årsafslutning' }));
    const booked = await actions.newBooked(ours101);
    const waiting = await eventually(async () => {
      const entries = await timeline(booked);
      return entries.some(({ kind }) => kind === 'wait') ? entries : undefined;
    }, 'it waits in line');
    expect(waiting.map(({ text }) => text)).toEqual(
      expect.arrayContaining([
        'The connection to e-conomic was paused by the API key "First admin key": nothing is sent before it is resumed. Reason: Årsafslutning',
        'Waits in line for e-conomic.',
      ]),
    );
    await expecting(200, ours.post(`${path}/resume`));
    await actions.archived(booked);
    const sentences = told(await timeline(booked));
    expect(sentences.slice(2, 5)).toEqual([
      promised,
      'The connection to e-conomic was opened by the API key "First admin key".',
      sentDraft,
    ]);
    expect(sentences).not.toContain('Waits in line for e-conomic.');
  });

  test('that settings keep at home tells that they do', async () => {
    const path = `/api/integrations/${running.company.connectionId}`;
    await expecting(200, ours.put(path, { settings: { transfer_customer_invoices: 'off' } }));
    const booked = await actions.newBooked(ours101);
    await expecting(200, ours.put(path, { settings: { transfer_customer_invoices: null } }));
    await actions.archived(booked);
    expect(told(await timeline(booked)).slice(2)).toEqual([
      "Not sent to e-conomic: the connection's settings say so.",
      'Archived: every transfer has its outcome.',
    ]);
  });
});

test('a new customer’s history tells of the registers that its document needed', async () => {
  const booked = await actions.newBooked({ customer_id: 102, lines: [{ item_id: 'A-2' }] });
  await actions.archived(booked);
  const sentences = told(await timeline(booked));
  for (const what of ['the customer 102', 'the product A-2'])
    expect(sentences).toContain(`Sent ${what} to e-conomic (attempt 1).`);
  expect(sentences.slice(-2)).toEqual(ended);
});

describe('a history', () => {
  let booked: Invoice;
  beforeAll(async () => {
    booked = await actions.newBooked(ours101);
    await actions.archived(booked);
  });

  test.each([
    ['da', 'Står i e-conomic som faktura', 'Bogført som'],
    ['nn-NO', 'Står i e-conomic som faktura', 'Bokført som'],
    ['fi', 'On järjestelmässä e-conomic laskuna', 'Kirjattu numerolla'],
    ['sv', 'Stands in e-conomic as invoice', 'Booked as'],
  ])('is told in the language asked for: %s', async (language, ...says) => {
    const text = (await timeline(booked, language)).map((entry) => entry.text).join('\n');
    for (const part of says) expect(text).toContain(part);
    const answer = await ours.get(pathOf(booked.workflow_id)).set('accept-language', language);
    expect(answer.headers['content-language']).toBe({ 'nn-NO': 'nb', sv: 'en' }[language] ?? language);
    expect(answer.headers['vary']).toContain('Accept-Language');
  });

  test('comes oldest first, the other way round, and by pages that do not overlap', async () => {
    const all = await timeline(booked);
    const path = pathOf(booked.workflow_id);
    const turned = await expecting(200, ours.get(`${path}&order_direction=desc`));
    expect(bodyOf<{ timeline: Entry[] }>(turned).timeline.reverse()).toEqual(all);
    const pages: Entry[] = [];
    for (let page = 1; pages.length < all.length; page += 1) {
      const answer = await ours.get(`${path.replace('limit=100', 'limit=3')}&page=${page}`);
      pages.push(...bodyOf<{ timeline: Entry[] }>(answer).timeline);
    }
    expect(pages).toEqual(all);
  });

  test('of a transfer tells that transfer alone, and with the scope read is no secret told', async () => {
    const { orm } = running.system.database;
    const reader = running.api.as(await keyWith(orm, running.company.agreementNumber, ['read']));
    const id = `transfer:${running.company.connectionId}:customer-invoice:${booked.id}`;
    const answer = await expecting(200, reader.get(pathOf(id)));
    const entries = bodyOf<{ timeline: Entry[] }>(answer).timeline;
    expect(entries[0]?.kind).toBe('promise');
    expect(entries.some(({ kind }) => kind === 'document')).toBe(false);
    const { appSecretToken, agreementGrantToken } = running.system.sandbox.credentials;
    for (const secret of [appSecretToken, agreementGrantToken]) expect(answer.text).not.toContain(secret);
    expect((await running.theirs.get(pathOf(id))).status).toBe(404);
    for (const nobody of [`${id}:extra`, id.replace('customer-invoice', 'nonsense')])
      expect((await reader.get(pathOf(nobody))).status).toBe(404);
  });
});
