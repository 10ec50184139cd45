import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { languages } from '../../../domain/languages.ts';
import { defaultTemplate } from '../../../domain/layouts/template-defaults.ts';
import { templateFields, templateKinds } from '../../../domain/layouts/template-parts.ts';
import type { TemplateField } from '../../../domain/layouts/template-parts.ts';
import { lookWithoutLayout } from '../../../domain/printing/look.ts';
import { mailText } from '../../../domain/printing/mail-text.ts';
import { renderPdf } from '../../../domain/printing/render/render-pdf.ts';
import { printWords } from '../../../domain/printing/words/words.ts';
import { pdfPages, pdfPieces } from '../../support/pdf-text.ts';
import { printableDocument, printableLine, printLook } from '../../support/printables.ts';
import { expectedCases, expectedText, printedText } from './expected.ts';

const textOf = async (...args: Parameters<typeof renderPdf>): Promise<string> =>
  (await pdfPages(await renderPdf(...args))).join('\n');

test.each(expectedCases)('the PDF of a %s in %s says what it shall', async (kind, language) => {
  expect(await printedText([kind, language])).toBe(expectedText([kind, language]));
});

describe('the words of a PDF', () => {
  test.each(languages)('are all there in %s, and each mail can be filled', (language) => {
    const words = printWords[language];
    const texts = [words.titles, words.fields, words.columns].flatMap((part) => Object.values(part));
    expect(texts.filter((text) => text.trim() === '')).toEqual([]);
    const { subject, body } = mailText(printableDocument('invoice', { language }), printLook('invoice'));
    expect(subject).toContain('10001');
    expect(`${subject}${body}`).not.toMatch(/[{}]/);
  });

  test('are those of the layout where it has a language, else the document’s', async () => {
    const document = printableDocument('offer', { language: 'fi' });
    expect(await textOf(document, printLook('offer', { language: 'nb' }))).toContain(
      'Gyldig til  09.04.2026',
    );
    expect(await textOf(document, printLook('offer'))).toContain('Voimassa  9.4.2026');
  });
});

describe('a field', () => {
  const samples: Partial<Record<TemplateField, string>> = {
    heading: 'Levering uge 9',
    note: 'Ring til portneren',
    source_number: '5005',
    delivery_address: 'Lager Š',
    delivery_date: '05.03.2026',
    valid_until: '09.04.2026',
    due_date: '17.03.2026',
    vat_summary: 'Moms 25 % af',
    bank_account: 'IBAN DK50',
    signature: 'Med venlig hilsen',
    payment_terms: 'Netto 8 dage',
    party_number: '1001',
    corporate_identification_number: '87654321',
    vat_number: 'DK87654321',
    ean: '5790000000005',
    attention: 'Åse Nørgård',
    our_reference: 'Søren Ærø',
    their_reference: 'Björn Öberg',
    other_reference: 'PO-4711',
    project: 'Projekt  42',
    delivery_terms: 'DAP Aalborg',
  };

  test.each(templateFields)('%s shows when the template has it on, and not when it is off', async (field) => {
    // A template that has nothing but this field on, or nothing at all.
    const template = (isOn: boolean) => ({
      ...defaultTemplate('invoice'),
      fields: { ...noFields(), [field]: isOn },
    });
    const document = printableDocument('invoice', { number: '7' });
    const [on, off] = [
      await textOf(document, printLook('invoice', { template: template(true) })),
      await textOf(document, printLook('invoice', { template: template(false) })),
    ];
    const sample = samples[field] ?? '';
    expect([field, sample !== '', on.includes(sample), off.includes(sample)]).toEqual([
      field,
      true,
      true,
      false,
    ]);
  });

  const noFields = () =>
    Object.fromEntries(templateFields.map((field) => [field, false])) as Record<TemplateField, boolean>;

  test('of payment terms needs a layout on the document, and the field on in its template', async () => {
    const document = printableDocument('invoice');
    const off = defaultTemplate('invoice');
    const cases = [
      [printLook('invoice'), true],
      [lookWithoutLayout('invoice'), false],
      [
        printLook('invoice', { template: { ...off, fields: { ...off.fields, payment_terms: false } } }),
        false,
      ],
    ] as const;
    for (const [look, shows] of cases)
      expect((await textOf(document, look)).includes('Betalingsbetingelser')).toBe(shows);
  });
});

describe('no price', () => {
  test.each(
    templateKinds.filter(
      (kind) => !['offer', 'order', 'invoice', 'credit-note', 'purchase-order'].includes(kind),
    ),
  )('is on a %s, even with columns that an older version took', async (kind) => {
    const columns = defaultTemplate('invoice').columns;
    const look = printLook(kind, { template: { ...defaultTemplate(kind), columns } });
    expect(await textOf(printableDocument(kind), look)).not.toMatch(/13\.193|1\.234/);
  });
});

describe('the bytes', () => {
  const many = (count: number) =>
    printableDocument('invoice', {
      lines: Array.from({ length: count }, (_, at) => printableLine({ position: at + 1 })),
    });

  test('are the same for the same document and layout, also when two are made at once', async () => {
    const look = printLook('invoice');
    const once = await renderPdf(many(60), look);
    const [again, other] = await Promise.all([renderPdf(many(60), look), renderPdf(many(60), look)]);
    expect([once.equals(again), once.equals(other)]).toEqual([true, true]);
    const changed = await renderPdf(printableDocument('invoice', { number: '10002' }), look);
    expect(changed.equals(await renderPdf(printableDocument('invoice'), look))).toBe(false);
  });

  test('of 1,000 lines are made while others get their turn', async () => {
    let turns = 0;
    let isDone = false;
    const count = (): void => {
      turns += 1;
      if (!isDone) setImmediate(count);
    };
    setImmediate(count);
    const pages = await pdfPages(await renderPdf(many(1_000), printLook('invoice')));
    isDone = true;
    expect(turns).toBeGreaterThan(1_000 / 25);
    expect(pages.length).toBeGreaterThan(20);
    pages.forEach((page, at) => {
      expect(page).toContain(`Side ${at + 1} af ${pages.length}`);
      if (at < pages.length - 1) expect(page).toContain('Varenr.  Beskrivelse');
    });
  }, 60_000);
});

describe('a watermark', () => {
  test.each(languages)('says on every page of a draft in %s that it is one', async (language) => {
    const lines = Array.from({ length: 40 }, () => printableLine());
    const pages = await pdfPages(
      await renderPdf(
        printableDocument('invoice', { isDraft: true, language, lines }),
        printLook('invoice', { watermark: 'KOPI' }),
      ),
    );
    expect(pages.length).toBeGreaterThan(1);
    for (const page of pages) {
      expect(page).toContain(printWords[language].draft);
      expect(page).not.toContain('KOPI');
    }
  });

  test('of the layout stands on what is no draft', async () => {
    const text = await textOf(printableDocument('invoice'), printLook('invoice', { watermark: 'KOPI' }));
    expect(text).toContain('KOPI');
    expect(text).not.toContain('KLADDE');
  });
});

describe('a word that is wider than its column', () => {
  test('is cut behind a hyphen where it has one, and letter by letter where not', async () => {
    const lines = ['HYLDE-EG-1200x400-OLIERET', 'HYLDEEG1200X400OLIERET'].map((itemNumber) =>
      printableLine({ itemNumber, name: 'Hylde', batches: [] }),
    );
    const text = await textOf(printableDocument('invoice', { lines }), printLook('invoice'));
    expect(text).toMatch(/HYLDE-EG- {2}Hylde .*\n1200x400-\nOLIERET\n/);
    expect(text).toMatch(/HYLDEEG120\w* {2}Hylde .*\n\w+/);
  });
});

describe('a page after the first', () => {
  test('says what it is a page of, also where only the totals stand on it', async () => {
    const lines = Array.from({ length: 19 }, (_, at) => printableLine({ position: at + 1, batches: [] }));
    const pages = await pdfPages(
      await renderPdf(printableDocument('invoice', { lines }), printLook('invoice')),
    );
    expect(pages).toHaveLength(2);
    expect(pages[1]).toMatch(/^Faktura 10001\n/);
    expect(pages[1]).not.toContain('Varenr.');
    expect(pages[1]).toContain('I alt EUR');
  });
});

describe('nothing stands outside of the page', () => {
  const word = fc.string({ unit: fc.constantFrom(...Array.from('abcæøåÄÖŠž€W ii')), maxLength: 400 });
  const amount = fc.integer({ min: 0, max: 999_999_999 }).map((cents) => `${cents}4567890.99`.slice(-18));

  test('whatever names, texts and amounts there are', async () => {
    await fc.assert(
      fc.asyncProperty(
        word,
        word,
        amount,
        fc.integer({ min: 7, max: 12 }),
        async (name, other, sum, fontSize) => {
          const document = printableDocument('invoice', {
            party: { name, street: other, street2: null, zip: null, city: null, country: null },
            company: { ...printableDocument('invoice').company, name },
            heading: name === '' ? null : name,
            note: other,
            lines: [printableLine({ name: `${name}\n${other}`, itemNumber: 'W'.repeat(25), netAmount: sum })],
            facts: { their_reference: { text: other === '' ? '-' : other } },
          });
          const pages = await pdfPieces(await renderPdf(document, printLook('invoice', { fontSize })));
          for (const { text, x, y, width } of pages.flat()) {
            expect([text, x >= 41.9, x + width <= 553.6]).toEqual([text, true, true]);
            expect([text, y > 20 && y < 830]).toEqual([text, true]);
          }
        },
      ),
      { numRuns: 25 },
    );
  }, 60_000);

  test('and a name of 2,500 characters goes over as many pages as it takes', async () => {
    const name = Array.from({ length: 500 }, (_, at) => `o${at}`)
      .join(' ')
      .slice(0, 2_500);
    const lines = Array.from({ length: 6 }, (_, at) => printableLine({ position: at + 1, name }));
    const pages = await pdfPages(
      await renderPdf(printableDocument('invoice', { lines }), printLook('invoice', { fontSize: 12 })),
    );
    expect(pages.length).toBeGreaterThan(3);
    expect(pages.join('\n').split('o499').length - 1).toBe(6);
  });
});
