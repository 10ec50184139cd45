import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/postgresql';
import * as fc from 'fast-check';
import { withAgreement } from '../../../domain/database.ts';
import { deleteLayout, createLayout } from '../../../domain/layouts/layout.service.ts';
import { findLogo, setLogo } from '../../../domain/layouts/layout-logo.service.ts';
import {
  findTemplate,
  findTemplates,
  updateTemplate,
} from '../../../domain/layouts/layout-template.service.ts';
import type { TemplatePatch } from '../../../domain/layouts/layout-template.service.ts';
import { isPrice, isPriced, templateFields, templateKinds } from '../../../domain/layouts/template-parts.ts';
import { sum } from '../../../domain/money.ts';
import { createTestAgreement, testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { png } from '../../support/pictures.ts';
import { refusalOf } from '../../support/refusals.ts';

let database: TestDatabase;
let agreement: number;
let other: number;

beforeAll(async () => {
  database = await testDatabase();
  agreement = (await createTestAgreement(database.orm)).number;
  other = (await createTestAgreement(database.orm)).number;
});

afterAll(async () => {
  await database.drop();
});

const inOurs = <T>(fn: (em: EntityManager) => Promise<T>): Promise<T> =>
  withAgreement(database.orm, agreement, fn);

const change = (patch: TemplatePatch, kind: (typeof templateKinds)[number] = 'invoice', version?: number) =>
  inOurs((em) => updateTemplate(em, 1, { kind, patch }, { version }, 'test'));

describe('a layout that nobody changed', () => {
  test('has nine templates whose columns fill the page, each field named, prices only where there are any', async () => {
    const templates = await inOurs((em) => findTemplates(em, 1));
    expect(templates.map(({ kind }) => kind)).toEqual(templateKinds);
    for (const { kind, columns, fields, isDefault, version } of templates) {
      expect([kind, sum(columns.map(({ width }) => width))]).toEqual([kind, '100']);
      expect([kind, columns.some(({ key }) => isPrice(key))]).toEqual([kind, isPriced(kind)]);
      expect(Object.keys(fields)).toEqual(templateFields);
      expect([isDefault, version]).toEqual([true, 0]);
    }
  });

  test('shows payment terms on an invoice, and none on a delivery note', async () => {
    const [invoice, note] = await inOurs(async (em) => [
      await findTemplate(em, 1, 'invoice'),
      await findTemplate(em, 1, 'delivery-note'),
    ]);
    expect([invoice.fields.payment_terms, note.fields.payment_terms]).toEqual([true, false]);
  });
});

describe('a change of a template', () => {
  test('keeps what is not named, counts itself, and leaves the other kinds alone', async () => {
    const before = await inOurs((em) => findTemplate(em, 1, 'offer'));
    const first = await change(
      { fields: { payment_terms: false }, headerText: 'Tak\nfor sidst' },
      'offer',
      0,
    );
    expect(first).toMatchObject({ version: 1, isDefault: false, headerText: 'Tak\nfor sidst' });
    expect(first.fields).toEqual({ ...before.fields, payment_terms: false });
    expect(first.columns).toEqual(before.columns);
    const second = await change({ mailSubject: 'Tilbud {number}' }, 'offer', 1);
    expect(second).toMatchObject({ version: 2, headerText: 'Tak\nfor sidst' });
    expect((await inOurs((em) => findTemplate(em, 1, 'order'))).isDefault).toBe(true);
  });

  test('is refused where another came between, also the very first', async () => {
    expect((await refusalOf(change({ headerText: 'late' }, 'offer', 1))).code).toBe('EditConflict');
    const both = await Promise.allSettled(
      ['a', 'b'].map((headerText) => change({ headerText }, 'receipt', 0)),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  const columns = (...widths: [string, string][]) => ({
    columns: widths.map(([key, width]) => ({ key, width })),
  });
  test.each<[string, TemplatePatch, string]>([
    ['widths below 100', columns(['name', '60'], ['quantity', '39.99']), 'columns'],
    ['widths above 100', columns(['name', '60'], ['quantity', '40.01']), 'columns'],
    ['no columns', columns(), 'columns'],
    ['a width of zero', columns(['name', '100'], ['quantity', '0']), 'columns.1.width'],
    ['a width below zero', columns(['name', '110'], ['quantity', '-10']), 'columns.1.width'],
    ['a width of three decimals', columns(['name', '99.999'], ['quantity', '0.001']), 'columns.0.width'],
    ['an unknown column', columns(['colour', '100']), 'columns.0.key'],
    ['a column twice', columns(['name', '50'], ['name', '50']), 'columns.1.key'],
    ['an unknown field', { fields: { shoe_size: true } }, 'fields.shoe_size'],
    ['a placeholder that mails do not fill', { mailBody: 'Hej {nummer}' }, 'mail_body'],
    ['a subject of two lines', { mailSubject: 'a\nb' }, 'mail_subject'],
    ['a text that is too long', { footerText: 'x'.repeat(2001) }, 'footer_text'],
  ])('is refused with %s, names it, and changes nothing', async (_fault, patch, field) => {
    const refusal = await refusalOf(change(patch));
    expect([refusal.code, Object.keys(refusal.errors)[0]]).toEqual(['InvalidInput', field]);
    expect((await inOurs((em) => findTemplate(em, 1, 'invoice'))).isDefault).toBe(true);
  });

  test.each(templateKinds.filter((kind) => !isPriced(kind)))(
    'is refused with a price on a %s',
    async (kind) => {
      const refusal = await refusalOf(change(columns(['name', '60'], ['unit_price', '40']), kind));
      expect(Object.keys(refusal.errors)).toEqual(['columns.1.key']);
    },
  );

  test('takes any widths that sum to exactly 100, and no others', async () => {
    const cents = fc.array(fc.integer({ min: 1, max: 9_000 }), { minLength: 1, maxLength: 5 });
    const keys = ['name', 'quantity', 'unit', 'batch', 'location', 'barcode'];
    await fc.assert(
      fc.asyncProperty(cents, fc.integer({ min: -1, max: 1 }), async (widths, off) => {
        const rest = 10_000 + off - widths.reduce((total, width) => total + width, 0);
        fc.pre(rest > 0);
        const all = [...widths, rest].map((width) => (width / 100).toFixed(2));
        const patch = columns(...all.map((width, at): [string, string] => [keys[at] ?? '', width]));
        const isTaken = await change(patch, 'picking-list').then(
          () => true,
          () => false,
        );
        expect(isTaken).toBe(off === 0);
      }),
      { numRuns: 25 },
    );
  });
});

describe('the database', () => {
  const insert = (layout: string, widths: number[]) => (em: EntityManager) =>
    em.execute(
      `insert into layout_template (id, agreement_number, layout_id, kind, columns, fields, version, changed_by,
         created_at, updated_at)
       values (gen_random_uuid(), ?, ?, 'credit-note', ?::jsonb, '{}', 1, 'x', now(), now())`,
      [agreement, layout, JSON.stringify(widths.map((width) => ({ key: 'name', width: String(width) })))],
    );

  test('refuses columns that do not fill the page, and templates of another agreement’s layout', async () => {
    const ours = await inOurs((em) => createLayout(em, { name: 'ours' }, 'test'));
    const theirs = await withAgreement(database.orm, other, (em) => createLayout(em, { name: 'x' }, 'test'));
    await expect(inOurs(insert(ours.id, [60, 39]))).rejects.toThrow(/sum to 100/);
    await expect(inOurs(insert(theirs.id, [60, 40]))).rejects.toThrow(/own agreement/);
    await inOurs(insert(ours.id, [60, 40]));
    await inOurs((em) => deleteLayout(em, ours.number));
  });
});

describe('a logo', () => {
  test('is kept as it is printed: a transparent one on white', async () => {
    await inOurs((em) => setLogo(em, 1, png(4, 3, [255, 0, 0, 0]), 'test'));
    const { mediaType, content } = await inOurs((em) => findLogo(em, 1));
    expect([mediaType, Buffer.from(content).equals(png(4, 3, [255, 255, 255]))]).toEqual([
      'image/png',
      false,
    ]);
    expect(Buffer.from(content)[25]).toBe(2);
  });

  test('of another agreement is not found', async () => {
    const theirs = withAgreement(database.orm, other, (em) => findLogo(em, 1));
    expect((await refusalOf(theirs)).code).toBe('NotFound');
  });

  const broken = Buffer.from(png(40, 30));
  broken.fill(0xee, broken.length - 60, broken.length - 20);
  test.each([
    ['text', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['nothing', Buffer.alloc(0)],
    ['a cut picture', png(400, 300).subarray(0, 60)],
    ['a broken picture', broken],
    ['a JPEG without an end', Buffer.from('ffd8ffe000104a46494600010100', 'hex')],
    ['too many bytes', Buffer.concat([png(4, 3), Buffer.alloc(1_048_577)])],
    ['too many pixels', png(2_001, 1)],
  ])('is refused as %s, and the old one stays', async (_what, bytes) => {
    const refusal = await refusalOf(inOurs((em) => setLogo(em, 1, bytes, 'test')));
    expect([refusal.code, Object.keys(refusal.errors)]).toEqual(['InvalidInput', ['logo']]);
    expect((await inOurs((em) => findLogo(em, 1))).mediaType).toBe('image/png');
  });
});
