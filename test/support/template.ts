import { createOrm, close } from '../../domain/database.ts';
import { migrate } from '../../domain/migrate.ts';
import { serverVariables } from './servers.ts';

/** Name of the database that every test database is copied from. */
export const templateName = 'bilag_template';

/** The same address with another database. */
export function onDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.toString();
}

/** Runs one statement in a short connection, outside any transaction (`create database` takes none). */
export async function runOnce(url: string, statement: string): Promise<void> {
  const orm = await createOrm(url, { poolMax: 1, statementTimeoutMs: 0, applicationName: 'bilag-test' });
  try {
    await orm.em.getConnection().execute(statement);
  } finally {
    await close(orm);
  }
}

/** Makes the template database anew by the real migrations; called once a run. `ownerUrl` may create databases. */
export async function createTemplateDatabase(ownerUrl: string): Promise<void> {
  const appUrl = process.env[serverVariables.appUrl];
  await runOnce(ownerUrl, `drop database if exists "${templateName}"`);
  await runOnce(ownerUrl, `create database "${templateName}"`);
  await migrate({
    ownerUrl: onDatabase(ownerUrl, templateName),
    ...(appUrl !== undefined && { appUrl: onDatabase(appUrl, templateName) }),
  });
}
