import type { MessageLanguage } from '../../languages.ts';
import { da } from './da.ts';
import { en } from './en.ts';
import { fi } from './fi.ts';
import { nb } from './nb.ts';

/** The sentences of the check of a layout, with `{field}`, `{document}`, `{customer}`, `{layout}`, `{made}` and so on. */
export const checkSentences = [
  'shown',
  'hidden',
  'nothingToShow',
  'customerHasLayout',
  'customerHasNone',
  'documentHasLayout',
  'documentHasNone',
  'notSetLater',
  'setLater',
  'changedLater',
  'fieldIsOn',
  'fieldIsOff',
  'fieldIsOffWithoutLayout',
] as const;
export type CheckSentence = (typeof checkSentences)[number];

export type CheckWords = Readonly<Record<CheckSentence, string>>;

export const checkWords: Readonly<Record<MessageLanguage, CheckWords>> = { en, da, nb, fi };
