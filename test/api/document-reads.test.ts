import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { actionsOf, at, draftBody, invoiceFrom, startDocumentApi } from './document-api.ts';
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

describe('a credit note', () => {
  test('is made as a draft of what is left to credit, changed, and booked', async () => {
    const booked = await actions.newBooked();
    const path = `${at(booked)}/create-creditnote`;
    const note = await invoiceFrom(201, ours.post(path, { lines: [{ position: 1, quantity: 2 }] }));
    expect(note).toMatchObject({
      type: 'credit-note',
      is_booked: false,
      credited_invoice_number: booked.number,
      net_amount: '25.00',
    });
    const edited = await invoiceFrom(
      200,
      ours
        .put(at(note), { credit_lines: [{ position: 1, quantity: '1' }] })
        .set('if-match', `"${note.version}"`),
    );
    expect(edited.net_amount).toBe('12.50');
    const rest = await invoiceFrom(201, ours.post(path));
    expect(rest.net_amount).toBe('25.00');
    const tooMuch = problemIn(await ours.post(path, { lines: [{ position: 1, quantity: 1 }] }));
    expect(tooMuch).toMatchObject({ status: 422, code: 'CreditExceedsInvoice' });
    const wrong = await ours
      .put(at(note), { credit_lines: [{ position: 9, quantity: '1' }] })
      .set('if-match', `"${edited.version}"`);
    expect(Object.keys(problemIn(wrong).errors)[0]).toMatch(/^credit_lines/);
    expect(await invoiceFrom(200, ours.post(`${at(note)}/book`))).toMatchObject({ is_booked: true });
  });

  test('is refused of a draft and of a credit note', async () => {
    const draft = await actions.newDraft();
    expect(problemIn(await ours.post(`${at(draft)}/create-creditnote`))).toMatchObject({
      code: 'InvalidTransition',
      state: 'draft',
    });
    expect((await ours.post('/api/customer-invoices/999999/create-creditnote')).status).toBe(404);
  });
});

describe('reading documents', () => {
  test('lists are filtered and sorted', async () => {
    const draft = await actions.newDraft({ ...draftBody, customer_id: '102', invoice_date: '2026-02-03' });
    const listed = await expecting(
      200,
      ours.get(
        '/api/customer-invoices?customer_id=102&is_draft=true&date_from=2026-02-01&date_to=2026-02-28&order_by=invoice_date',
      ),
    );
    expect(bodyOf<{ customer_invoices: Invoice[] }>(listed).customer_invoices).toMatchObject([
      { number: draft.number, customer_id: '102', invoice_date: '2026-02-03' },
    ]);
    const booked = await ours.get('/api/customer-invoices?is_booked=true&customer_id=102');
    expect(bodyOf<{ total: number }>(booked).total).toBe(0);
  });

  test('the PDF of the ERP is fetched once, and needs a transferred document', async () => {
    const booked = await actions.newBooked();
    expect(problemIn(await ours.get(`${at(await actions.newDraft())}/erp.pdf`))).toMatchObject({
      status: 409,
      code: 'InvalidTransition',
    });
    await actions.archived(booked);
    const pdf = await expecting(200, ours.get(`${at(booked)}/erp.pdf`));
    expect(pdf.headers['content-type']).toBe('application/pdf');
    expect((pdf.body as Buffer).subarray(0, 5).toString()).toBe('%PDF-');
    const again = await expecting(200, ours.get(`${at(booked)}/erp.pdf`));
    expect(again.body).toEqual(pdf.body);
  }, 60_000);

  test('another agreement finds no document, no transfer, no history, and can do nothing with them', async () => {
    const booked = await actions.newBooked();
    const timeline = `/api/workflows/${encodeURIComponent(booked.workflow_id)}/timeline`;
    const transfer = booked.transfers[0]?.id ?? '';
    for (const path of [
      at(booked),
      `${at(booked)}.pdf`,
      `${at(booked)}/erp.pdf`,
      `${at(booked)}/layout-check`,
      timeline,
      `/api/transfers/${transfer}`,
      `/api/integrations/${running.company.connectionId}`,
    ])
      expect([path, (await theirs.get(path)).status]).toEqual([path, 404]);
    for (const path of [
      `${at(booked)}/book`,
      `${at(booked)}/create-creditnote`,
      `/api/integrations/${running.company.connectionId}/pause`,
      `/api/integrations/${running.company.connectionId}/test`,
    ])
      expect([path, (await theirs.post(path)).status]).toEqual([path, 404]);
    expect((await theirs.delete(at(booked))).status).toBe(404);
    expect((await theirs.get('/api/transfers')).body).toMatchObject({ transfers: [], total: 0 });
    expect((await theirs.get('/api/integrations')).body).toMatchObject({ integrations: [], total: 0 });
    const listed = await theirs.get('/api/customer-invoices?limit=1000');
    expect(listed.text).not.toContain(booked.id);
  });
});
