import { withSql } from '../../sandbox/stack/sql.ts';
import type { System } from './system.ts';

/** What the database holds of a document and its transfer, by table; `?` is the document's id. */
const rowsOf = {
  customer_invoice: 'id = ?',
  customer_invoice_line: 'invoice_id = ?',
  transfer: 'document_id = ?',
  erp_write: `subject = 'customer-invoice:' || ?`,
  erp_link: 'our_key = ?',
  lane_ticket: `workflow_id like '%:' || ?`,
} as const;

type Table = keyof typeof rowsOf;

/** The rows of one document, as they were. */
export type Backup = Readonly<Record<Table, string>>;

/** Reads what a backup of now would hold of a document. */
export async function backupOf(system: System, documentId: string): Promise<Backup> {
  return withSql(system.database.superuserUrl, async (run) => {
    const backup: Partial<Record<Table, string>> = {};
    for (const [table, whose] of Object.entries(rowsOf) as [Table, string][]) {
      const [row] = await run(`select jsonb_agg(to_jsonb(r))::text as rows from ${table} r where ${whose}`, [
        documentId,
      ]);
      backup[table] = (row?.['rows'] as string | null) ?? '[]';
    }
    return backup as Backup;
  });
}

/** Puts a document's rows back as a backup has them, as a superuser whom no trigger stops. */
export async function restore(system: System, documentId: string, backup: Backup): Promise<void> {
  await withSql(system.database.superuserUrl, async (run) => {
    await run("set session_replication_role = 'replica'");
    for (const [table, whose] of Object.entries(rowsOf) as [Table, string][]) {
      await run(`delete from ${table} where ${whose}`, [documentId]);
      await run(`insert into ${table} select * from jsonb_populate_recordset(null::${table}, ?::jsonb)`, [
        backup[table],
      ]);
    }
  });
}
