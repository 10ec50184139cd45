import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Response } from 'supertest';
import { eventually } from '../support/system.ts';
import { startDocumentApi } from './document-api.ts';
import type { DocumentApi } from './document-api.ts';
import { bodyOf, expecting, problemIn } from './support.ts';

interface Document {
  readonly id: string;
  readonly number: number;
  readonly version: number;
  readonly is_archived: boolean;
  readonly workflow_id: string;
  readonly allowed_actions: readonly string[];
  readonly lines: readonly Readonly<Record<string, unknown>>[];
}

let on: DocumentApi;

beforeAll(async () => {
  on = await startDocumentApi();
  const { ours } = on;
  for (const [number, name] of [
    [11, 'Lager'],
    [12, 'Butik'],
    [13, 'Lastbil'],
  ] as const)
    await expecting(201, ours.post('/api/locations', { number, name, is_default: number === 11 }));
  await expecting(201, ours.post('/api/lots', { number: 'SET', name: 'Sæt', group_id: 1, sales_price: '5' }));
  await expecting(201, ours.post('/api/lots/SET/lines', { item_id: 'A-2', quantity: '2' }));
});
afterAll(async () => {
  await on.stop();
});

const one = (response: Response): Document => {
  const [document] = Object.values(bodyOf<Record<string, Document>>(response));
  if (document === undefined) throw new Error('The answer has no document.');
  return document;
};
const make = async (path: string, body: object): Promise<Document> =>
  one(await expecting(201, on.ours.post(path, body)));

/** One kind of document: how it is made, how each of its states is reached, and what is allowed there. */
interface Kind {
  readonly path: string;
  readonly body: object;
  readonly edit: object;
  /** The last part of the path of every action but edit and delete. */
  readonly names: Readonly<Record<string, string>>;
  readonly states: readonly {
    readonly state: string;
    readonly body?: object;
    readonly by: readonly string[];
    readonly allowed: readonly string[];
  }[];
}

const adjustments: Kind = {
  path: '/api/inventory-adjustments',
  body: { lines: [{ item_id: 'A-1', adjust_quantity: 5 }] },
  edit: { reason: 'Svind' },
  names: { book: 'book' },
  states: [
    { state: 'draft', by: [], allowed: ['edit', 'delete', 'book'] },
    { state: 'archived', by: ['book'], allowed: [] },
  ],
};
const transport = {
  from_location_id: 11,
  to_location_id: 12,
  transport_location_id: 13,
  lines: [{ item_id: 'A-1', quantity: 1 }],
};
const movements: Kind = {
  path: '/api/inventory/internal-movements',
  body: transport,
  edit: { note: 'Haster' },
  names: { book: 'book', createReceipt: 'create-receipt', receive: 'receive' },
  states: [
    { state: 'draft', by: [], allowed: ['edit', 'delete', 'book'] },
    { state: 'booked', by: ['book'], allowed: ['createReceipt'] },
    { state: 'receiving', by: ['book', 'createReceipt'], allowed: ['receive'] },
    { state: 'archived', by: ['book', 'createReceipt', 'receive'], allowed: [] },
    { state: 'archived', body: { ...transport, transport_location_id: null }, by: ['book'], allowed: [] },
  ],
};
const counts: Kind = {
  path: '/api/inventory/checking-drafts',
  body: { lines: [{ item_id: 'A-1', counted_quantity: 4 }] },
  edit: { note: 'Optalt to gange' },
  names: { book: 'book' },
  states: [
    { state: 'open', by: [], allowed: ['edit', 'delete', 'book'] },
    { state: 'archived', by: ['book'], allowed: [] },
  ],
};
const productions: Kind = {
  path: '/api/production-orders',
  body: { item_id: 'SET', quantity: 3 },
  edit: { quantity: 4 },
  names: { start: 'start', finish: 'finish', cancel: 'cancel' },
  states: [
    { state: 'not-started', by: [], allowed: ['edit', 'delete', 'start', 'cancel'] },
    { state: 'started', by: ['start'], allowed: ['finish', 'cancel'] },
    { state: 'archived', by: ['start', 'finish'], allowed: [] },
    { state: 'archived', by: ['cancel'], allowed: [] },
  ],
};
const kinds = { adjustments, movements, counts, productions };

const act = (kind: Kind, document: Document, action: string) => {
  const at = `${kind.path}/${document.number}`;
  if (action === 'edit') return on.ours.put(at, kind.edit).set('If-Match', `"${document.version}"`);
  if (action === 'delete') return on.ours.delete(at);
  return on.ours.post(`${at}/${kind.names[action] ?? ''}`);
};

const cases = Object.entries(kinds).flatMap(([name, kind]) =>
  kind.states.flatMap(({ state, by, allowed, body }) =>
    ['edit', 'delete', ...Object.keys(kind.names)].map((action) => ({
      ...{ name, kind, state, by, allowed, action, body: body ?? kind.body },
    })),
  ),
);

describe('every action in every state', () => {
  test.each(cases)('$name: $action when $state ($by)', async ({ kind, body, by, allowed, state, action }) => {
    let document = await make(kind.path, body);
    for (const step of by) document = one(await expecting(200, act(kind, document, step)));
    expect(document.allowed_actions).toEqual(allowed);
    if (allowed.includes(action)) {
      await expecting(action === 'delete' ? 204 : 200, act(kind, document, action));
      return;
    }
    const problem = problemIn(await expecting(409, act(kind, document, action)));
    expect(problem).toMatchObject({ code: 'InvalidTransition', state, allowed });
    expect(problem.errors['action']).toHaveLength(1);
    const after = one(await expecting(200, on.ours.get(`${kind.path}/${document.number}`)));
    expect(after).toEqual(document);
  });
});

describe('internal documents', () => {
  test.each(Object.entries(kinds))('%s: the workflow ends when it is archived', async (_name, kind) => {
    let document = await make(kind.path, kind.body);
    const last = kind.states.find(({ state, body }) => state === 'archived' && body === undefined);
    for (const step of last?.by ?? []) document = one(await expecting(200, act(kind, document, step)));
    expect(document.is_archived).toBe(true);
    await eventually(async () => {
      const run = await on.system.client.workflow.getHandle(document.workflow_id).describe();
      return run.status.name === 'COMPLETED' ? true : undefined;
    }, 'the workflow has ended');
    const told = await expecting(200, on.ours.get(`/api/workflows/${document.workflow_id}/timeline`));
    const { timeline } = bodyOf<{ timeline: readonly { action: string }[] }>(told);
    expect(timeline.map(({ action }) => action)).toEqual(['create', ...(last?.by ?? [])]);
  });

  test.each(Object.entries(kinds))('%s: the list hides archived ones where asked to', async (_name, kind) => {
    const document = await make(kind.path, kind.body);
    const numbers = async (query: string): Promise<number[]> => {
      const response = await expecting(200, on.ours.get(`${kind.path}?number=${document.number}&${query}`));
      const [rows] = Object.values(bodyOf<Record<string, readonly Document[]>>(response));
      return (rows ?? []).map(({ number }) => number);
    };
    expect(await numbers('archived=not_archived')).toEqual([document.number]);
    expect(await numbers('archived=archived')).toEqual([]);
    const item = kind === productions ? 'SET' : 'A-1';
    expect(await numbers(`item=${item}`)).toEqual([document.number]);
    expect(await numbers('item=none')).toEqual([]);
  });

  test.each(Object.entries(kinds))('%s: another agreement sees none of it', async (_name, kind) => {
    const { number } = await make(kind.path, kind.body);
    await expecting(404, on.theirs.get(`${kind.path}/${number}`));
    await expecting(404, on.theirs.delete(`${kind.path}/${number}`));
  });

  test.each([
    [adjustments, { date: '2999-01-01' }, 'date'],
    [adjustments, { lines: [{ item_id: 'A-1', adjust_quantity: 1, cost_price: 2 }] }, 'lines.0.cost_price'],
    [movements, { ...transport, to_location_id: 11 }, 'to_location_id'],
    [movements, { ...transport, lines: [{ item_id: 'none', quantity: 1 }] }, 'lines.0.item_id'],
    [counts, { location_id: 99 }, 'location_id'],
    [productions, { item_id: 'A-1', quantity: 1 }, 'item_id'],
    [productions, { item_id: 'SET', quantity: 0 }, 'quantity'],
  ])('what cannot be is refused by its field', async (kind, body, field) => {
    const problem = problemIn(await expecting(422, on.ours.post(kind.path, body)));
    expect(Object.keys(problem.errors)).toContain(field);
  });

  test('lists are filtered by location, and show it whole', async () => {
    const { number } = await make(movements.path, transport);
    const filters = `number=${number}&from_location_id=11&to_location_id=12&item=A-1&is_booked=false`;
    const listed = await expecting(200, on.ours.get(`${movements.path}?${filters}`));
    const { inventory_movements: rows } = bodyOf<{ inventory_movements: unknown[] }>(listed);
    expect(rows).toMatchObject([{ number, from_location: { number: 11, name: 'Lager' } }]);
    const none = await expecting(200, on.ours.get(`${movements.path}?from_location_id=12`));
    expect(bodyOf<{ total: number }>(none).total).toBe(0);
  });

  test('movements are served under both names', async () => {
    const { number } = await make('/api/inventory-movements', transport);
    const at = `/api/inventory/internal-movements/${number}`;
    one(await expecting(200, on.ours.get(at)));
    const short = { ...transport, lines: [{ item_id: 'A-1', quantity: 1_000_000 }] };
    const missing = await make('/api/inventory-movements', short);
    const told = await expecting(
      200,
      on.ours.get(`/api/inventory-movements/${missing.number}/lines-missing-stock`),
    );
    expect(bodyOf<{ lines: unknown[] }>(told).lines).toHaveLength(1);
  });

  test('a copy of a finished order is a new one, made once per key', async () => {
    let order = await make(productions.path, productions.body);
    for (const step of ['start', 'finish']) order = one(await expecting(200, act(productions, order, step)));
    const key = { 'Idempotency-Key': 'copy-once' };
    const copy = () => expecting(201, on.ours.post(`${productions.path}/${order.number}/copy`).set(key));
    const [first, again] = [one(await copy()), one(await copy())];
    expect(again.id).toBe(first.id);
    expect(first.number).not.toBe(order.number);
    await expecting(404, on.ours.post(`${productions.path}/999999/copy`));
  });

  test('an order is finished in parts', async () => {
    const order = await make(productions.path, productions.body);
    await expecting(200, act(productions, order, 'start'));
    const finish = (quantity: number) =>
      on.ours.post(`${productions.path}/${order.number}/finish`, { quantity });
    expect(one(await expecting(200, finish(1)))).toMatchObject({ is_partly_finished: true });
    const problem = problemIn(await expecting(422, finish(3)));
    expect(Object.keys(problem.errors)).toEqual(['quantity']);
    expect(one(await expecting(200, finish(2)))).toMatchObject({ is_finished: true, finished_quantity: '3' });
  });

  test('all open counts are booked or deleted at once, and one that is refused keeps no other', async () => {
    const done = (response: Response) =>
      bodyOf<{ done: number[]; refused: { number: number; code: string }[] }>(response);
    await expecting(200, on.ours.delete(`${counts.path}/delete-all`));
    const good = await make(counts.path, counts.body);
    const empty = await make(counts.path, {});
    const booked = done(await expecting(200, on.ours.post(`${counts.path}/book-all`)));
    expect(booked.done).toEqual([good.number]);
    expect(booked.refused).toMatchObject([{ number: empty.number, code: 'NoLines' }]);
    const deleted = done(await expecting(200, on.ours.delete(`${counts.path}/delete-all`)));
    expect(deleted).toEqual({ done: [empty.number], refused: [] });
    await expecting(404, on.ours.get(`${counts.path}/${empty.number}`));
    await expecting(200, on.ours.get(`${counts.path}/${good.number}`));
  });
});
