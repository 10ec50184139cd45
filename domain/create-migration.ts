import { close, createOrm } from './database.ts';

// Never connected to: differences are taken from the snapshot beside the migrations.
const nowhere = 'postgres://nobody@localhost/none';

/** Whether the entities have changed since the last migration was written. Needs no database. */
export async function lacksMigration(): Promise<boolean> {
  const orm = await createOrm(nowhere);
  try {
    return await orm.migrator.checkSchema();
  } finally {
    await close(orm);
  }
}

/**
 * Writes a migration for what the entities have and the snapshot of the last migration lacks, and the new snapshot.
 * Needs no database. Returns the file's name, or undefined where nothing changed.
 */
export async function createMigration(name?: string): Promise<string | undefined> {
  const orm = await createOrm(nowhere);
  try {
    const { fileName } = await orm.migrator.create(undefined, false, false, name);
    return fileName === '' ? undefined : fileName;
  } finally {
    await close(orm);
  }
}

if (import.meta.main)
  void createMigration(process.argv[2]).then((file) => {
    console.log(file === undefined ? 'no differences' : `wrote domain/migrations/${file}`);
  });
