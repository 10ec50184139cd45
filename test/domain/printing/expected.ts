/**
 * `node_modules/.bin/node test/domain/printing/expected.ts` writes what each PDF says, page by page, into `expected/`: read the
 * difference, for `pdf-text.test.ts` holds the PDFs against it.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { languages } from '../../../domain/languages.ts';
import type { Language } from '../../../domain/languages.ts';
import { templateKinds } from '../../../domain/layouts/template-parts.ts';
import type { TemplateKind } from '../../../domain/layouts/template-parts.ts';
import { renderPdf } from '../../../domain/printing/render/render-pdf.ts';
import { pdfPages } from '../../support/pdf-text.ts';
import { printableDocument, printableLine, printLook } from '../../support/printables.ts';

const folder = join(import.meta.dirname, 'expected');

/** Every kind in every language. */
export const expectedCases: readonly (readonly [TemplateKind, Language])[] = templateKinds.flatMap((kind) =>
  languages.map((language) => [kind, language] as const),
);

const lines = Array.from({ length: 22 }, (_, at) =>
  printableLine({
    position: at + 1,
    itemNumber: `VARE-${at + 1}`,
    ...(at % 9 === 4 && {
      name: 'Hylde i egetræ med skjulte beslag, leveres usamlet i to kolli, og skal stå et tørt sted til den samles',
    }),
  }),
);

/** What the PDF of such a case says. */
export async function printedText([kind, language]: readonly [TemplateKind, Language]): Promise<string> {
  const document = printableDocument(kind, {
    language,
    ...(kind === 'invoice' && { lines }),
    isDraft: kind === 'credit-note',
  });
  const pages = await pdfPages(await renderPdf(document, printLook(kind)));
  return `${pages.join('\n\f\n')}\n`;
}

const fileOf = ([kind, language]: readonly [TemplateKind, Language]): string =>
  join(folder, `${kind}.${language}.txt`);

export const expectedText = (one: readonly [TemplateKind, Language]): string =>
  readFileSync(fileOf(one), 'utf8');

if (import.meta.main) {
  mkdirSync(folder, { recursive: true });
  for (const one of expectedCases) writeFileSync(fileOf(one), await printedText(one));
}
