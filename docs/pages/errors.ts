import type { ErrorOwner } from '../../domain/error-row.ts';
import { errorCatalogue, errorWords } from '../../domain/errors.ts';
import type { ErrorCode } from '../../domain/errors.ts';
import { languageNames, messageLanguages } from '../../domain/languages.ts';
import type { MessageLanguage } from '../../domain/languages.ts';
import { table } from './markdown.ts';

const owners: Readonly<Record<ErrorOwner, string>> = {
  'api-caller': 'whoever called the API',
  support: 'support',
  bookkeeper: 'the bookkeeper',
  us: 'us: it heals by itself, or we mend it',
  erp: 'the ERP: it heals by itself',
};

const codes = Object.keys(errorCatalogue) as ErrorCode[];

const cell = (text: string): string => text.replaceAll('|', '\\|');

/** Who acts, and what is said in English. */
const english = (code: ErrorCode): string[] => {
  const { status, owner, healable, title, message } = errorCatalogue[code];
  return [
    `\`${code}\``,
    String(status),
    owners[owner],
    healable ? 'yes' : 'no',
    `**${cell(title)}.** ${cell(message)}`,
  ];
};

/** What is said in another language. */
const translation = (language: MessageLanguage): string[] => [
  `## ${languageNames[language]}`,
  '',
  ...table(
    ['Code', 'Message'],
    codes.map((code) => {
      const { title, message } = errorWords(code, language);
      return [`\`${code}\``, `**${cell(title)}.** ${cell(message)}`];
    }),
  ),
  '',
];

/** The page of all errors, from the catalogue itself. */
export function errorsPage(): string {
  return [
    '# Errors',
    '',
    'Every refusal and failure has one of these codes, in the `code` of a problem document and as the cause of a transfer',
    'that stands still. Words in braces are filled in. _Heals_ says whether the same request can succeed later without',
    'anybody changing anything. The API tells title and message in the language that `Accept-Language` asks for: Danish,',
    'Norwegian (bokmål), Finnish, else English; the code is the same in all of them. Written from `domain/errors.ts` and',
    '`domain/error-messages/` by `npm run docs`.',
    '',
    ...table(['Code', 'Status', 'Who acts', 'Heals', 'Message'], codes.map(english)),
    '',
    ...messageLanguages.filter((language) => language !== 'en').flatMap(translation),
  ].join('\n');
}
