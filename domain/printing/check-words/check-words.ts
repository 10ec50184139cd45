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

/** The word for whom the document is to, in the cases that the language needs, by the placeholders of its sentences. */
type PartyWords = Readonly<Record<string, string>>;

export type CheckWords = Readonly<Record<CheckSentence, string>> & {
  readonly parties: { readonly customer: PartyWords; readonly supplier: PartyWords };
};

export const checkWords: Readonly<Record<MessageLanguage, CheckWords>> = { en, da, nb, fi };
