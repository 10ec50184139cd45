/** Languages of agreements, customers and documents (ISO 639-1). */
export const languages = ['da', 'nb', 'fi', 'en', 'sv'] as const;
export type Language = (typeof languages)[number];

/** Languages in which Bilag tells what is wrong and what happened; a reader of any other one gets English. */
export const messageLanguages = ['en', 'da', 'nb', 'fi'] as const;
export type MessageLanguage = (typeof messageLanguages)[number];

/** How the languages call themselves. */
export const languageNames: Readonly<Record<MessageLanguage, string>> = {
  en: 'English',
  da: 'Dansk',
  nb: 'Norsk bokmål',
  fi: 'Suomi',
};
