import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { phrases } from '../../domain/error-messages/phrases.ts';
import { errorCatalogue, errorMessage, errorTitle, errorWords } from '../../domain/errors.ts';
import type { ErrorCode } from '../../domain/errors.ts';
import { messageLanguages } from '../../domain/languages.ts';

const codes = Object.keys(errorCatalogue) as ErrorCode[];
const translations = messageLanguages.filter((language) => language !== 'en');

const placeholders = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).sort();

describe.each(translations)('the catalogue in %s', (language) => {
  test.each(codes)('%s has its own words and exactly the placeholders of the English ones', (code) => {
    const { title, message } = errorWords(code, language);
    const english = errorWords(code, 'en');
    expect(title.trim()).toMatch(/^\p{Lu}.*[^.]$/u);
    expect(message.trim()).toMatch(/\S.*\.$/);
    expect(message).not.toBe(english.message);
    expect(placeholders(message)).toEqual(placeholders(english.message));
    expect(placeholders(title)).toEqual([]);
  });

  test('tells no two causes with one message', () => {
    const messages = codes.map((code) => errorWords(code, language).message);
    expect(messages.filter((message, index) => messages.indexOf(message) !== index)).toEqual([]);
  });
});

describe('the words of ours in params', () => {
  const all = Object.entries(phrases).flatMap(([param, list]) =>
    list.map((phrase) => ({ param, phrase, name: `${param}: ${phrase.en}` })),
  );

  test.each(all)('$name has the same placeholders in every language, and no empty text', ({ phrase }) => {
    for (const language of translations) {
      expect(phrase[language].trim()).not.toBe('');
      expect(placeholders(phrase[language])).toEqual(placeholders(phrase.en));
    }
  });

  const sources = ['api', 'activities', 'domain']
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
    )
    .filter((file) => file.endsWith('.ts') && !file.includes('error-messages'))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');

  test.each(all)('$name is still said by the code', ({ phrase }) => {
    const parts = phrase.en
      .split(/\{\w+\}/)
      .map((part) => part.trim().replace(/^[",:]+\s*/, ''))
      .filter((part) => /\w/.test(part));
    expect(parts.filter((part) => !sources.includes(part))).toEqual([]);
  });
});

describe('a message', () => {
  test('is told in the language asked for, English where none is', () => {
    const params = { product: 'A-1' };
    expect(errorMessage('ProductBarred', params)).toMatch(/^Product A-1 is barred/);
    expect(errorMessage('ProductBarred', params, 'da')).toMatch(/^Varen A-1 er spærret/);
    expect(errorMessage('ProductBarred', params, 'nb')).toMatch(/^Vare A-1 er sperret/);
    expect(errorMessage('ProductBarred', params, 'fi')).toMatch(/^Tuote A-1 on käyttökiellossa/);
    expect(errorTitle('PeriodClosed', 'da')).toBe('Perioden er lukket i ERP-systemet');
  });

  test.each([
    ['NotFound', { what: 'Customer group 7' }, 'Kundegruppe 7 findes ikke'],
    ['NotFound', { what: 'Contact 3 of customer 101' }, 'Kontaktperson 3 hos kunde 101 findes ikke'],
    ['Barred', { reason: 'Customer 101 is barred.' }, 'Kunde 101 er spærret. Ophæv'],
    ['DatabaseUnavailable', { done: 'Nothing was done.' }, 'Databasen kan ikke nås. Intet er gjort. Gentag'],
    ['TooLong', { field: 'customer 101: zip', length: 40, limit: 30 }, 'kunde 101: postnummer har 40 tegn'],
    [
      'ErpContentDiffers',
      { difference: 'net 10.00 there, 12.00 here; customer 101 there, 102 here' },
      'netto 10.00 der, 12.00 her; kunde 101 der, 102 her',
    ],
    [
      'InvalidTransition',
      { what: 'Invoice 7', state: 'booked', action: 'edit', allowed: 'nothing' },
      'Faktura 7 har status bogført, så "edit" er ikke muligt. Muligt nu: intet.',
    ],
  ] as const)('%s says the words of ours in its params in Danish', (code, params, says) => {
    expect(errorMessage(code, params, 'da')).toContain(says);
  });

  test('ends a sentence with one full stop, whatever the ERP ends its own with', () => {
    for (const language of ['en', 'da', 'nb', 'fi'] as const) {
      const stopped = errorMessage('ErpRefusedUnknown', { reason: 'Modtager mangler.' }, language);
      expect(stopped).toContain('Modtager mangler. ');
      expect(stopped).toBe(errorMessage('ErpRefusedUnknown', { reason: 'Modtager mangler' }, language));
    }
    // Within a sentence it is part of what was said.
    expect(errorMessage('ProductBarred', { product: 'A.' })).toContain('Product A. is barred');
  });

  test('keeps what an ERP or a person said, and data that only looks like words of ours', () => {
    const reason = 'E09999 at recipient Modtageren er ukendt.';
    expect(errorMessage('ErpRefusedUnknown', { reason }, 'fi')).toContain(reason);
    expect(errorMessage('ProductBarred', { product: 'draft' }, 'da')).toContain('Varen draft er');
    expect(errorMessage('NotFound', { what: 'x'.repeat(5_000) }, 'da')).toContain('x'.repeat(5_000));
    expect(errorMessage('NotFound', {}, 'da')).toContain('{what}');
  });
});
