import { messageLanguages } from '../domain/languages.ts';
import type { MessageLanguage } from '../domain/languages.ts';

/** Ranges of `Accept-Language` that name one of our languages by another word: Norwegian in general, and nynorsk. */
const alsoCalled: Readonly<Record<string, MessageLanguage>> = { no: 'nb', nn: 'nb', '*': 'en' };

const isOurs = (tag: string): tag is MessageLanguage => (messageLanguages as readonly string[]).includes(tag);

interface Range {
  readonly language: MessageLanguage;
  /** RFC 9110 quality, 0 to 1. */
  readonly quality: number;
}

/** `da-DK;q=0.8` as one of our languages; undefined where it is none of them, or cannot be read. */
function rangeOf(element: string): Range | undefined {
  const match = /^(\*|[a-z]{1,8})(?:-[a-z0-9-]+)?(?:\s*;\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?))?$/i.exec(
    element.trim(),
  );
  const primary = match?.[1]?.toLowerCase();
  if (primary === undefined) return undefined;
  const language = isOurs(primary) ? primary : alsoCalled[primary];
  return language && { language, quality: Number(match?.[2] ?? 1) };
}

/**
 * The language to answer in, by the request's `Accept-Language` (RFC 9110 §12.5.4): the one with the highest quality, of
 * equals the first. English where nothing of ours is asked for.
 */
export function languageOf(header: string | undefined): MessageLanguage {
  let best: Range = { language: 'en', quality: 0 };
  for (const element of (header ?? '').split(',')) {
    const range = rangeOf(element);
    if (range !== undefined && range.quality > best.quality) best = range;
  }
  return best.language;
}
