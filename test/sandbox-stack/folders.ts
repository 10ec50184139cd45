import { chmodSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { testRunFolder } from '../support/servers.ts';

/** A fresh folder of this run, which the user `postgres` can pass through too. */
export function freshFolder(name: string): string {
  const folder = mkdtempSync(join(testRunFolder(), `${name}-`));
  chmodSync(folder, 0o711);
  return folder;
}
