import type { MessageLanguage } from '../../languages.ts';

/** Words that our own code puts into params, as it puts them there (English) and as others read them. */
export type Phrase = Readonly<Record<MessageLanguage, string>>;

export const say = (en: string, da: string, nb: string, fi: string): Phrase => ({ en, da, nb, fi });
