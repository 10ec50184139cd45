import { describe, expect, test } from '@jest/globals';
import { logoPlaces } from '../../../domain/layouts/layout.entity.ts';
import { printable } from '../../../domain/layouts/picture.ts';
import { renderPdf } from '../../../domain/printing/render/render-pdf.ts';
import { pdfColours } from '../../support/pdf-text.ts';
import { png } from '../../support/pictures.ts';
import { printableDocument, printLook } from '../../support/printables.ts';

const white = [255, 255, 255];
const red = [200, 30, 60];
/** In the middle of where a square logo stands on the left, in the middle and on the right. */
const places = [
  [60, 65],
  [297, 65],
  [535, 65],
] as const;

describe('a logo', () => {
  test.each(logoPlaces)('on the %s is seen there, and nowhere else', async (logoPlace) => {
    const pdf = await renderPdf(
      printableDocument('invoice'),
      printLook('invoice', { logo: png(90, 90), logoPlace }),
    );
    expect(await pdfColours(pdf, places)).toEqual(
      logoPlaces.map((place) => (place === logoPlace ? red : white)),
    );
  });

  test('that is transparent shows the paper', async () => {
    const logo = printable(png(90, 90, [200, 30, 60, 0]), 'image/png') ?? Buffer.alloc(0);
    const pdf = await renderPdf(
      printableDocument('invoice'),
      printLook('invoice', { logo, logoPlace: 'left' }),
    );
    expect((await pdfColours(pdf, places))[0]).toEqual(white);
  });

  test('gives the same bytes twice', async () => {
    const look = printLook('invoice', { logo: printable(png(90, 90), 'image/png') ?? Buffer.alloc(0) });
    const [once, again] = [
      await renderPdf(printableDocument('invoice'), look),
      await renderPdf(printableDocument('invoice'), look),
    ];
    expect(once.equals(again)).toBe(true);
  });
});

test('a draft’s word lies behind the page, pale', async () => {
  const at: [number, number][] = Array.from({ length: 60 }, (_, step) => [297, 300 + step * 5]);
  const colours = async (isDraft: boolean) =>
    pdfColours(await renderPdf(printableDocument('receipt', { isDraft }), printLook('receipt')), at);
  const isPale = (colour: readonly number[]): boolean => (colour[0] ?? 0) > 200 && (colour[0] ?? 0) < 250;
  const [draft, done] = [await colours(true), await colours(false)];
  expect(draft.filter(isPale).length).toBeGreaterThan(done.filter(isPale).length + 5);
});
