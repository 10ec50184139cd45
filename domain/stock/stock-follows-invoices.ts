import type { EntityManager } from '@mikro-orm/postgresql';
import { prepare } from '../statements.ts';
import { agreementOf } from '../tenant.ts';

const setting = prepare<{ follows: boolean }>(
  'stock_follows_invoices',
  ['int'],
  'select stock_follows_invoices as follows from agreement where number = $1',
);

/** Whether invoices move the stock, and shipments and receipts do not (domain rules: §4.2). One statement. */
export async function stockFollowsInvoices(em: EntityManager): Promise<boolean> {
  const [row] = await setting.run(em, [agreementOf(em)]);
  return row?.follows ?? false;
}
