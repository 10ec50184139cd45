import { line, lines } from './field-rules.ts';
import type { Rule } from './field-rules.ts';
import { languages } from './languages.ts';
import type { Language } from './languages.ts';

/** What a row says in one language; what is missing is said as the row itself says it. */
export interface Translation {
  readonly name?: string | null | undefined;
  readonly description?: string | null | undefined;
}

/** Name and description by language, beside those of the row itself (domain §5.7). */
export type Translations = { readonly [L in Language]?: Translation | undefined };

const fits = ([language, translation]: [string, unknown]): boolean => {
  if (!(languages as readonly string[]).includes(language)) return false;
  if (typeof translation !== 'object' || translation === null) return false;
  return Object.entries(translation as Record<string, unknown>).every(
    ([field, value]) =>
      value === null ||
      value === undefined ||
      (field === 'name' && line(255)(value) === undefined) ||
      (field === 'description' && lines(2_000)(value) === undefined),
  );
};

export const translations: Rule = (value) =>
  typeof value === 'object' && value !== null && Object.entries(value as Record<string, unknown>).every(fits)
    ? undefined
    : `must hold a name (255 characters) and a description (2,000) by language: ${languages.join(', ')}`;

/** Name and description of a row in a document's language; what is not translated is given as the row has it. */
export function inLanguage(
  row: {
    readonly name: string;
    readonly description?: string | null | undefined;
    readonly translations: Translations;
  },
  language: Language,
): { readonly name: string; readonly description: string | null } {
  const translation = row.translations[language];
  return {
    name: translation?.name ?? row.name,
    description: translation?.description ?? row.description ?? null,
  };
}
