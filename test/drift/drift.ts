/**
 * `npm run drift`: what is generated has to equal what it is generated from. Migrations against entities (on a PostgreSQL
 * of its own), `openapi.json` against the schemas, the reference pages against the code. Exits 1 and says what to run.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stalePages } from '../../docs/write-pages.ts';
import { migrate, pendingSchemaChanges } from '../../domain/migrate.ts';
import { startPostgres } from '../../sandbox/stack/postgres.ts';

async function schemaDrift(): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bilag-drift-'));
  const postgres = await startPostgres({ dataDir: join(folder, 'data'), log: () => undefined });
  try {
    await migrate({ ownerUrl: postgres.ownerUrl, appUrl: postgres.appUrl });
    return await pendingSchemaChanges(postgres.ownerUrl);
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const stale = stalePages();
for (const path of stale) console.error(`${path} is out of date: run "npm run docs" and commit it.`);
const changes = await schemaDrift();
for (const change of changes) console.error(`not in the migrations: ${change}`);
if (changes.length > 0) console.error('Run "npm run migration:create" and commit what it writes.');
if (stale.length === 0 && changes.length === 0)
  console.log('no drift: migrations, openapi.json and pages are up to date');
process.exitCode = stale.length === 0 && changes.length === 0 ? 0 : 1;
