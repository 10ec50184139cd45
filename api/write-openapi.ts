import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openApiDocument } from './openapi.ts';

/** The text of `openapi.json`; the drift check holds the committed file against it. */
export const openApiText = (): string => `${JSON.stringify(openApiDocument(), null, 2)}\n`;

export const openApiPath = join(import.meta.dirname, '..', 'openapi.json');

if (import.meta.main) await writeFile(openApiPath, openApiText());
