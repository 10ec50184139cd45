import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readRows, splitRows, utf8Of } from '../../../domain/imports/csv-split.ts';
import { refusalOf } from '../../support/refusals.ts';

const cell = fc.string({ unit: fc.constantFrom('a', 'æ', '"', ',', '\n', '\r', ' ', '😀'), maxLength: 6 });
const written = (rows: readonly (readonly string[])[], end: string): string =>
  rows.map((cells) => cells.map((each) => `"${each.replaceAll('"', '""')}"`).join(',') + end).join('');

describe('a file is cut between rows', () => {
  test('so that its chunks have the rows of the whole, whatever stands in them and however small they are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 20 }),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 60 }),
        (rows, end, rowsMax, bytesMax) => {
          const chunks = [...splitRows(Buffer.from(written(rows, end)), { rowsMax, bytesMax })];
          expect(chunks.flatMap(({ text }) => readRows(text))).toEqual(rows);
          let row = 1;
          for (const { firstRow, text } of chunks) {
            expect(firstRow).toBe(row);
            row += readRows(text).length;
          }
        },
      ),
    );
  });

  test('a quote inside a cell without quotes is a quote', () => {
    const bytes = Buffer.from('name,size\npipe,5" or so\nrod,3"\n');
    const chunks = [...splitRows(bytes, { rowsMax: 1, bytesMax: 100 })];
    expect(chunks.flatMap(({ text }) => readRows(text))).toEqual([
      ['name', 'size'],
      ['pipe', '5" or so'],
      ['rod', '3"'],
    ]);
  });

  test('a quote that nothing closes is told with its row', async () => {
    const bytes = Buffer.from('name\na\n"b\nc\n');
    const split = Promise.resolve().then(() => [...splitRows(bytes, { rowsMax: 1, bytesMax: 100 })]);
    expect((await refusalOf(split)).errors).toEqual({
      file: ['file has a quote in row 3 that nothing closes.'],
    });
  });
});

describe('the bytes of a file', () => {
  test.each([
    ['UTF-8', Buffer.from('æ'), 'æ'],
    ['UTF-8 with byte order mark', Buffer.from('\uFEFFæ'), 'æ'],
  ])('in %s are taken', (_name, bytes, text) => {
    expect(utf8Of(bytes).toString()).toBe(text);
  });

  test.each([
    ['Latin-1', Buffer.from('æ', 'latin1'), /not UTF-8; save it as "CSV UTF-8"/],
    ['UTF-16', Buffer.from('\uFEFFæ', 'utf16le'), /UTF-16; save it as "CSV UTF-8"/],
    ['UTF-8 with a null byte', Buffer.from('a\0'), /null byte/],
  ])('in %s are refused in words', async (_name, bytes, words) => {
    const { errors } = await refusalOf(Promise.resolve().then(() => utf8Of(bytes)));
    expect(errors['file']?.[0]).toMatch(words);
  });
});
