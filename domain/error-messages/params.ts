import type { MessageLanguage } from '../languages.ts';
import { phrases } from './phrases.ts';
import type { Phrase } from './phrases/phrase.ts';

/**
 * Params of an error are kept as data, with the words that the code put there in English (`what`, `reason`, …). Here those
 * that `phrases.ts` knows are said in the reader's language; any other value stays as it is.
 */

const placeholder = /\{(\w+)\}/g;

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** Matches a value that was made of the phrase; its groups are the phrase's placeholders. */
const patternOf = (english: string): RegExp =>
  new RegExp(
    `^${english
      .split(placeholder)
      .map((part, index) => (index % 2 === 0 ? escaped(part) : `(?<${part}>.+?)`))
      .join('')}$`,
    's',
  );

interface Known {
  readonly pattern: RegExp;
  readonly phrase: Phrase;
}

const knownByParam = new Map<string, readonly Known[]>();

/**
 * The phrases of a param, the one with the most fixed text first, so that `Customer group {key}` goes before
 * `Customer {key}`. Made when first asked for: workflows load this file, each anew, and never do.
 */
function knownPhrases(param: string): readonly Known[] {
  const made = knownByParam.get(param);
  if (made !== undefined) return made;
  const fixedLength = ({ en }: Phrase): number => en.replaceAll(placeholder, '').length;
  const known = [...(phrases[param] ?? [])]
    .sort((a, b) => fixedLength(b) - fixedLength(a))
    .map((phrase) => ({ phrase, pattern: patternOf(phrase.en) }));
  knownByParam.set(param, known);
  return known;
}

/** Longer values stay in English: a search in them could take long, for names within them are not ours to choose. */
const phraseLengthMax = 400;

/** The value of a param as a reader of that language sees it; parts between semicolons are told one by one. */
export function paramText(param: string, value: string | number, language: MessageLanguage): string {
  const text = String(value);
  if (language === 'en' || !Object.hasOwn(phrases, param) || text.length > phraseLengthMax) return text;
  const known = knownPhrases(param);
  return text
    .split('; ')
    .map((part) => translated(known, part, language))
    .join('; ');
}

function translated(known: readonly Known[], text: string, language: MessageLanguage): string {
  for (const { pattern, phrase } of known) {
    const match = pattern.exec(text);
    if (match === null) continue;
    // A part of a phrase may be a phrase itself: the label of a field, say.
    return phrase[language].replaceAll(placeholder, (_whole, name: string) =>
      paramText(name, match.groups?.[name] ?? '', language),
    );
  }
  return text;
}
