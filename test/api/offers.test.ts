import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { documentWorkflowId } from '../../workflows/shared/ids.ts';
import { eventually } from '../support/system.ts';
import { startDocumentApi } from './document-api.ts';
import type { DocumentApi } from './document-api.ts';
import { bodyOf, expecting } from './support.ts';

interface Offer {
  readonly id: string;
  readonly number: number;
  readonly version: number;
  readonly is_draft: boolean;
  readonly is_sent: boolean;
  readonly is_rejected: boolean;
  readonly is_archived: boolean;
  readonly net_amount: string;
  readonly heading: string | null;
  readonly customer: { readonly number: string; readonly name: string };
  readonly allowed_actions: readonly string[];
  readonly workflow_id: string;
}

const offerBody = { customer_id: 101, lines: [{ item_id: 'A-1', quantity: '3' }] };

describe('offers', () => {
  let on: DocumentApi;

  beforeAll(async () => {
    on = await startDocumentApi();
  });
  afterAll(async () => {
    await on.stop();
  });

  const offerFrom = async (status: number, request: Parameters<typeof expecting>[1]): Promise<Offer> =>
    bodyOf<{ offer: Offer }>(await expecting(status, request)).offer;
  const newOffer = (body: object = offerBody): Promise<Offer> =>
    offerFrom(201, on.ours.post('/api/offers', body));
  const at = ({ number }: Offer): string => `/api/offers/${number}`;

  test('a new offer has its number at once, and its workflow runs', async () => {
    const first = await newOffer();
    const second = await newOffer();
    expect(second.number).toBe(first.number + 1);
    expect(first).toMatchObject({ is_draft: true, is_sent: false, is_archived: false });
    expect(first.workflow_id).toBe(documentWorkflowId('offer', on.company.agreementNumber, first.id));
    const run = await on.system.client.workflow.getHandle(first.workflow_id).describe();
    expect(run.status.name).toBe('RUNNING');
  });

  test('a sent offer keeps the name that its customer had then, and is not edited any more', async () => {
    const draft = await newOffer();
    const sent = await offerFrom(200, on.ours.post(`${at(draft)}/send`));
    expect(sent).toMatchObject({ is_draft: false, is_sent: true });
    await expecting(200, on.ours.put('/api/customers/101', { name: 'Another name' }));
    const after = await offerFrom(200, on.ours.get(at(draft)));
    expect(after.customer.name).toBe(draft.customer.name);
    const refused = await expecting(409, on.ours.put(at(draft), { heading: 'New' }).set('If-Match', '"2"'));
    expect(bodyOf<{ detail: string }>(refused).detail).toMatch(/sent/);
  });

  test('an edit changes the head and the amounts, and asks for the version that was read', async () => {
    const draft = await newOffer();
    const change = { heading: 'Week 10', lines: [{ item_id: 'A-1', quantity: '6' }] };
    await expecting(428, on.ours.put(at(draft), change));
    const edited = await offerFrom(200, on.ours.put(at(draft), change).set('If-Match', `"${draft.version}"`));
    expect(edited.heading).toBe('Week 10');
    expect(Number(edited.net_amount)).toBe(2 * Number(draft.net_amount));
    await expecting(412, on.ours.put(at(draft), change).set('If-Match', `"${draft.version}"`));
  });

  test('a rejected offer is archived, its workflow ends, and nothing but its layout changes any more', async () => {
    const draft = await newOffer();
    await expecting(409, on.ours.post(`${at(draft)}/reject`));
    await expecting(200, on.ours.post(`${at(draft)}/send`));
    const rejected = await offerFrom(200, on.ours.post(`${at(draft)}/reject`));
    expect(rejected).toMatchObject({ is_rejected: true, is_archived: true, allowed_actions: ['setLayout'] });
    await eventually(async () => {
      const run = await on.system.client.workflow.getHandle(draft.workflow_id).describe();
      return run.status.name === 'COMPLETED' ? true : undefined;
    }, 'the workflow has ended');
  });

  test('a repeated request is done once and answered with the same offer', async () => {
    const key = { 'Idempotency-Key': 'offer-once' };
    const first = await offerFrom(201, on.ours.post('/api/offers', offerBody).set(key));
    const again = await expecting(201, on.ours.post('/api/offers', offerBody).set(key));
    expect(bodyOf<{ offer: Offer }>(again).offer.id).toBe(first.id);
    expect(again.headers['idempotency-replayed']).toBe('true');
    const sent = { 'Idempotency-Key': 'send-once' };
    await expecting(200, on.ours.post(`${at(first)}/send`).set(sent));
    await expecting(200, on.ours.post(`${at(first)}/send`).set(sent));
    await expecting(409, on.ours.post(`${at(first)}/send`));
  });

  test('a deleted draft is gone, for its repeat too, and its number is not given again', async () => {
    const draft = await newOffer();
    const key = { 'Idempotency-Key': 'delete-once' };
    await expecting(204, on.ours.delete(at(draft)).set(key));
    await expecting(204, on.ours.delete(at(draft)).set(key));
    await expecting(404, on.ours.get(at(draft)));
    expect((await newOffer()).number).toBe(draft.number + 1);
  });

  test.each([
    [{ ...offerBody, valid_until: '2020-01-01', offer_date: '2020-01-02' }, 'valid_until'],
    [{ ...offerBody, customer_id: 'nobody' }, 'customer_id'],
    [{ ...offerBody, lines: [{ item_id: 'A-1', quantity: '-1' }] }, 'lines.0.quantity'],
    [{ ...offerBody, lines: [{ item_id: 'none' }] }, 'lines.0.item_id'],
    [{ ...offerBody, colour: 'red' }, 'colour'],
  ])('a body that cannot be is refused by its field, and takes no number', async (body, field) => {
    const before = await newOffer();
    const refused = await on.ours.post('/api/offers', body);
    expect(refused.status).toBe(422);
    expect(Object.keys(bodyOf<{ errors: object }>(refused).errors)).toContain(field);
    expect((await newOffer()).number).toBe(before.number + 1);
  });

  test('an empty offer is not sent', async () => {
    const draft = await newOffer({ customer_id: 101 });
    const refused = await expecting(422, on.ours.post(`${at(draft)}/send`));
    expect(bodyOf<{ code: string }>(refused).code).toBe('NoLines');
  });

  test('another agreement sees none of it', async () => {
    const draft = await newOffer();
    await expecting(404, on.theirs.get(at(draft)));
    await expecting(404, on.theirs.post(`${at(draft)}/send`));
  });

  test('the history tells it in words', async () => {
    const draft = await newOffer();
    await expecting(200, on.ours.post(`${at(draft)}/send`));
    const told = await expecting(200, on.ours.get(`/api/workflows/${draft.workflow_id}/timeline`));
    const { timeline } = bodyOf<{ timeline: readonly { action: string }[] }>(told);
    expect(timeline.map(({ action }) => action)).toEqual(['create', 'send']);
  });
});
