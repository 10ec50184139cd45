import { describe, expect, test } from '@jest/globals';
import { inLanguage, translations } from '../../../domain/translations.ts';

describe('translated terms', () => {
  const terms = {
    name: 'Netto 14 dage',
    description: 'Betales inden 14 dage.',
    translations: { sv: { name: '14 dagar netto', description: null }, fi: {} },
  };

  test.each([
    ['sv', '14 dagar netto', 'Betales inden 14 dage.'],
    ['fi', 'Netto 14 dage', 'Betales inden 14 dage.'],
    ['en', 'Netto 14 dage', 'Betales inden 14 dage.'],
  ] as const)(
    'in %s are said so, and as the row says it where a part is missing',
    (language, name, description) => {
      expect(inLanguage(terms, language)).toEqual({ name, description });
    },
  );

  test.each([
    ['a language we do not speak', { de: { name: 'x' } }],
    ['a name that is too long', { sv: { name: 'x'.repeat(256) } }],
    ['a field that is none', { sv: { colour: 'red' } }],
    ['a text for a language', { sv: 'x' }],
  ])('are refused with %s', (_fault, value) => {
    expect(translations(value)).toMatch(/by language: da/);
  });
});
