/** `npm run docs`: writes every page that is made from the code. `npm run drift` tells which of them are out of date. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openApiText } from '../api/write-openapi.ts';
import { configurationPage } from './pages/configuration.ts';
import { errorsPage } from './pages/errors.ts';
import { rightsPage } from './pages/rights.ts';
import { lifecyclesPage } from './pages/lifecycles.ts';

const root = join(import.meta.dirname, '..');

const pages: readonly { readonly path: string; readonly text: () => string }[] = [
  { path: 'openapi.json', text: openApiText },
  { path: 'docs/reference/errors.md', text: errorsPage },
  { path: 'docs/reference/lifecycles.md', text: lifecyclesPage },
  { path: 'docs/reference/rights.md', text: rightsPage },
  { path: 'docs/operating/configuration.md', text: configurationPage },
];

/** Paths of pages that differ from what the code says now. */
export function stalePages(): readonly string[] {
  return pages.filter(({ path, text }) => text() !== current(join(root, path))).map(({ path }) => path);
}

function current(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function writePages(): void {
  for (const { path, text } of pages) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text());
    console.log(`wrote ${path}`);
  }
}

if (import.meta.main) writePages();
