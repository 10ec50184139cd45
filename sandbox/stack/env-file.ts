import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StackAddresses } from './stack.ts';

/**
 * Writes `.data/env` (mode 600): where the running stack's servers are, for the commands of `package.json` that an
 * operator runs beside it (`npm run agreement`, `npm run verify-events`, `npm run after-restore`). What the environment says itself goes first.
 */
export function writeEnvFile(dataDir: string, addresses: StackAddresses): void {
  const file = join(dataDir, 'env');
  const lines = [
    `DATABASE_URL=${addresses.databaseUrl}`,
    ...(addresses.ownerUrl === undefined ? [] : [`DATABASE_OWNER_URL=${addresses.ownerUrl}`]),
    `TEMPORAL_ADDRESS=${addresses.temporalAddress}`,
    '',
  ];
  writeFileSync(file, lines.join('\n'), { mode: 0o600 });
  chmodSync(file, 0o600);
}
