import type { EntityManager } from '@mikro-orm/postgresql';
import { finalTransferStates } from '../transfers/transfer.lifecycle.ts';
import { agreementOf } from '../tenant.ts';

/** A document to be held against what an ERP holds. */
export interface OpenDocument {
  readonly id: string;
  readonly number: number;
  /** How long it is: documents are read so many lines at a time. */
  readonly lines: number;
}

const finalStates = finalTransferStates.map((state) => `'${state}'`).join(', ');

/** `i` is a draft, or booked and without its outcome on the connection. */
const isOpen = (connection: string): string => `(i.state = 'draft' or exists (
  select 1 from transfer t where t.document_id = i.id and t.connection_id = ${connection}
    and t.state not in (${finalStates})))`;

const columns = `i.id, i.number,
  (select count(*)::int from customer_invoice_line l where l.agreement_number = i.agreement_number and l.invoice_id = i.id) as lines`;

/** The next open documents of a connection behind a number, by number: one statement. */
export async function openDocuments(
  em: EntityManager,
  connectionId: string,
  afterNumber: number,
  limit: number,
): Promise<OpenDocument[]> {
  return em.execute<OpenDocument[]>(
    `select ${columns} from customer_invoice i
     where i.agreement_number = ? and i.number > ? and ${isOpen('?')} order by i.number limit ?`,
    [agreementOf(em), afterNumber, connectionId, limit],
  );
}

/** As `openDocuments`, of the named ones whatever their state. */
export async function namedDocuments(
  em: EntityManager,
  ids: readonly string[],
  afterNumber: number,
  limit: number,
): Promise<OpenDocument[]> {
  return em.execute<OpenDocument[]>(
    `select ${columns} from customer_invoice i
     where i.agreement_number = ? and i.number > ? and i.id = any(?::uuid[]) order by i.number limit ?`,
    [agreementOf(em), afterNumber, `{${ids.join(',')}}`, limit],
  );
}

/** How many open documents a connection has. */
export async function countOpenDocuments(em: EntityManager, connectionId: string): Promise<number> {
  const [row] = await em.execute<{ count: number }[]>(
    `select count(*)::int as count from customer_invoice i where i.agreement_number = ? and ${isOpen('?')}`,
    [agreementOf(em), connectionId],
  );
  return row?.count ?? 0;
}

/** Our product groups on the open documents of a connection and on the named ones, lowest number first. */
export async function groupsOnDocuments(
  em: EntityManager,
  connectionId: string,
  ids: readonly string[],
): Promise<string[]> {
  const rows = await em.execute<{ number: number }[]>(
    `with wanted (id) as (
       select i.id from customer_invoice i where i.agreement_number = ? and i.state = 'draft'
       union select t.document_id from transfer t where t.connection_id = ? and t.state not in (${finalStates})
       union select unnest(?::uuid[])
     ), used as (
       select distinct l.product_id from wanted w join customer_invoice_line l on l.invoice_id = w.id
     )
     select distinct g.number from used u join product p on p.id = u.product_id
     join product_group g on g.id = p.group_id order by g.number`,
    [agreementOf(em), connectionId, `{${ids.join(',')}}`],
  );
  return rows.map(({ number }) => String(number));
}
