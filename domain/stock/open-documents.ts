import type { EntityManager } from '@mikro-orm/postgresql';
import { agreementOf } from '../tenant.ts';

/** SQL per kind of document: an open one of the agreement `$agreement`. Every kind that can move stock stands here. */
const openDocuments = [
  `select from supplier_invoice d where d.agreement_number = $agreement and d.state = 'draft'`,
  `select from receipt d where d.agreement_number = $agreement and d.state = 'open'`,
  `select from purchase_order d where d.agreement_number = $agreement and d.archived_at is null`,
  `select from sales_order d where d.agreement_number = $agreement and d.archived_at is null`,
  `select from shipment d where d.agreement_number = $agreement and d.state = 'open'`,
  `select from customer_invoice d where d.agreement_number = $agreement and (d.state = 'draft' or d.archived_at is null)`,
  ...['adjustment', 'movement', 'stock_count', 'production_order'].map(
    (table) => `select from ${table} d where d.agreement_number = $agreement and d.archived_at is null`,
  ),
];

/** Whether any document is open, draft or not yet archived: while one is, what moves the stock cannot change hands (§4.2). */
export async function hasOpenDocuments(em: EntityManager): Promise<boolean> {
  const agreement = agreementOf(em);
  const found = openDocuments.map((sql) => `exists (${sql.replaceAll('$agreement', '?')})`).join(' or ');
  const [row] = await em.execute<{ found: boolean }[]>(
    `select ${found} as found`,
    openDocuments.map(() => agreement),
  );
  return row?.found ?? false;
}
