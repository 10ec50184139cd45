import { expect, test } from '@jest/globals';
import { errorsPage } from '../../docs/pages/errors.ts';
import { stalePages } from '../../docs/write-pages.ts';
import { errorCatalogue } from '../../domain/errors.ts';

test('every generated page says what the code says (npm run docs)', () => {
  expect(stalePages()).toEqual([]);
});

test('the page of errors names every code of the catalogue', () => {
  const page = errorsPage();
  for (const code of Object.keys(errorCatalogue)) expect(page).toContain(`| \`${code}\``);
});
