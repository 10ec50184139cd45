import { close, createOrm } from './database.ts';

/**
 * Writes a migration for what the entities have and the snapshot of the last migration lacks, and the new snapshot.
 * Needs no database. Returns the file's name, or undefined where nothing changed.
 */
export async function createMigration(name?: string): Promise<string | undefined> {
  // Never connected to: the difference is taken from the snapshot beside the migrations.
  const orm = await createOrm('postgres://nobody@localhost/none');
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
