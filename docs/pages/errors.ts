import type { ErrorOwner } from '../../domain/error-row.ts';
import { errorCatalogue } from '../../domain/errors.ts';
import { table } from './markdown.ts';

const owners: Readonly<Record<ErrorOwner, string>> = {
  'api-caller': 'whoever called the API',
  support: 'support',
  bookkeeper: 'the bookkeeper',
  us: 'us: it heals by itself, or we mend it',
  erp: 'the ERP: it heals by itself',
};

/** The page of all errors, from the catalogue itself. */
export function errorsPage(): string {
  const rows = Object.entries(errorCatalogue).map(([code, row]) => [
    `\`${code}\``,
    String(row.status),
    owners[row.owner],
    row.healable ? 'yes' : 'no',
    row.message.replaceAll('|', '\\|'),
  ]);
  return [
    '# Errors',
    '',
    'Every refusal and failure has one of these codes, in the `code` of a problem document and as the cause of a transfer',
    'that stands still. Words in braces are filled in. _Heals_ says whether the same request can succeed later without',
    'anybody changing anything. Written from `domain/errors.ts` by `npm run docs`.',
    '',
    ...table(['Code', 'Status', 'Who acts', 'Heals', 'Message'], rows),
    '',
  ].join('\n');
}
