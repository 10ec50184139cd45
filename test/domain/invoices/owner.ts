import { close, createOrm, withAgreement } from '../../../domain/database.ts';

/** Raw SQL as the owner of the tables, in an agreement's session: what only the database's own rules can refuse. */
export async function asOwner(
  ownerUrl: string,
  agreement: number,
  ...statements: readonly string[]
): Promise<unknown[]> {
  const orm = await createOrm(ownerUrl, { poolMax: 1 });
  try {
    return await withAgreement(orm, agreement, async (em) => {
      let rows: unknown[] = [];
      for (const statement of statements) rows = await em.execute(statement);
      return rows;
    });
  } finally {
    await close(orm);
  }
}
