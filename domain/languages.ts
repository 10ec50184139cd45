/** Languages of agreements, customers and documents (ISO 639-1). */
export const languages = ['da', 'nb', 'fi', 'en', 'sv'] as const;
export type Language = (typeof languages)[number];
