/** `npm run lifecycles`: writes `docs/reference/lifecycles.md` anew from the transition tables. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { lifecyclesPage, lifecyclesPagePath } from './lifecycles-page.ts';

const file = path.join(import.meta.dirname, '..', lifecyclesPagePath);
await mkdir(path.dirname(file), { recursive: true });
await writeFile(file, lifecyclesPage());
console.log(`Wrote ${lifecyclesPagePath}.`);
