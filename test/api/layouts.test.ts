import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestAgreement, testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { png } from '../support/pictures.ts';
import { bodyOf, expecting, problemIn, testApi } from './support.ts';
import type { ApiClient, TestApi } from './support.ts';

interface Template {
  readonly kind: string;
  readonly is_default: boolean;
  readonly columns: readonly { readonly key: string; readonly width: string }[];
  readonly fields: Readonly<Record<string, boolean>>;
}

let database: TestDatabase;
let api: TestApi;
let ours: ApiClient;
let theirs: ApiClient;

beforeAll(async () => {
  database = await testDatabase();
  const [one, other] = [await createTestAgreement(database.orm), await createTestAgreement(database.orm)];
  api = testApi({ orm: database.orm });
  [ours, theirs] = [api.as(one.apiKey), api.as(other.apiKey)];
  await expecting(201, ours.post('/api/layouts', { number: 19, name: 'Dansk std.', language: 'da' }));
});

afterAll(async () => {
  await api.close();
  await database.drop();
});

const invoice = '/api/layouts/19/templates/invoice';
const templateIn = (response: { readonly body: unknown }): Template =>
  (response.body as { layout_template: Template }).layout_template;

describe('a layout', () => {
  test('shows what it was given, and what it was not', async () => {
    const read = await expecting(200, ours.get('/api/layouts/19'));
    expect(bodyOf<{ layout: object }>(read).layout).toMatchObject({
      language: 'da',
      font_size: 9,
      logo_place: 'right',
      watermark: null,
    });
  });

  test.each([
    [{ font_size: 13 }, 'font_size'],
    [{ language: 'de' }, 'language'],
    [{ logo_place: 'top' }, 'logo_place'],
    [{ watermark: 'x'.repeat(41) }, 'watermark'],
  ])('refuses %j', async (change, field) => {
    const problem = problemIn(await ours.put('/api/layouts/19', change));
    expect([problem.status, Object.keys(problem.errors)]).toEqual([422, [field]]);
  });
});

describe('a child template', () => {
  test('is read, changed and sent back as it was read', async () => {
    const read = await expecting(200, ours.get(invoice));
    expect(read.headers['etag']).toBe('"0"');
    const template = templateIn(read);
    const changed = await expecting(
      200,
      ours
        .put(invoice, { ...template, fields: { ...template.fields, payment_terms: false } })
        .set('if-match', '"0"'),
    );
    expect(templateIn(changed)).toEqual({
      ...template,
      is_default: false,
      fields: { ...template.fields, payment_terms: false },
    });
    expect(problemIn(await ours.put(invoice, {}).set('if-match', '"0"'))).toMatchObject({
      status: 412,
      code: 'EditConflict',
    });
  });

  test('is refused with widths that do not sum to 100, in words', async () => {
    const problem = problemIn(
      await ours.put(invoice, {
        columns: [
          { key: 'name', width: 60 },
          { key: 'quantity', width: 30 },
        ],
      }),
    );
    expect(problem).toMatchObject({
      status: 422,
      errors: { columns: ['columns have widths that sum to 90; they must sum to exactly 100.'] },
    });
  });

  test('of an unknown kind, of a layout that is not there and of another agreement is not found', async () => {
    for (const path of ['/api/layouts/19/templates/poem', '/api/layouts/18/templates/invoice'])
      expect((await ours.get(path)).status).toBe(404);
    expect((await theirs.get(invoice)).status).toBe(404);
    expect((await theirs.put(invoice, {})).status).toBe(404);
  });

  test('stands among nine', async () => {
    const read = await expecting(200, ours.get('/api/layouts/19/templates'));
    expect(bodyOf<{ layout_templates: Template[] }>(read).layout_templates).toHaveLength(9);
  });
});

describe('a logo', () => {
  const path = '/api/layouts/19/logo';
  const send = (bytes: Buffer, type = 'image/png') => ours.putFile(path, bytes, type);

  test('is sent as bytes, read as bytes, and taken away', async () => {
    expect((await ours.get(path)).status).toBe(404);
    await expecting(204, send(png(60, 20)));
    const read = await expecting(200, ours.get(path));
    expect([read.headers['content-type'], (read.body as Buffer).subarray(1, 4).toString()]).toEqual([
      'image/png',
      'PNG',
    ]);
    expect((await theirs.get(path)).status).toBe(404);
    await expecting(204, ours.delete(path));
    expect((await ours.delete(path)).status).toBe(404);
  });

  test('is refused as JSON, as another type, as too many bytes and as no picture', async () => {
    expect(problemIn(await ours.put(path, { logo: 'x' }))).toMatchObject({
      status: 415,
      detail: 'Send the body as image/png, image/jpeg.',
    });
    expect(problemIn(await send(png(2, 2), 'image/gif')).status).toBe(415);
    expect(problemIn(await send(Buffer.alloc(1_048_577))).status).toBe(413);
    expect(problemIn(await send(Buffer.from('GIF89a')))).toMatchObject({
      status: 422,
      errors: { logo: ['logo is no PNG or JPEG picture.'] },
    });
    expect(problemIn(await send(Buffer.alloc(0)))).toMatchObject({ status: 422 });
  });
});
