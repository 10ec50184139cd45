import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import type { Sql } from '../../sandbox/stack/sql.ts';
import { temporalNamespace } from '../../sandbox/stack/temporal-server.ts';
import { atOnce } from '../../domain/at-once.ts';
import { documentKey } from '../../domain/transfers/transfer.service.ts';
import {
  transferStart,
  transferStateQuery,
  transferWorkflowType,
  type TransferRef,
} from '../../workflows/erp/transfer/contract.ts';
import { transferWorkflowId } from '../../workflows/shared/ids.ts';
import { pollUntil } from './poll-until.ts';
import type { BenchStack } from './stack.ts';

/** Few: a burst of starts would have the engine refuse those who book. */
const startersAtOnce = 4;
/** Numbers of copies; far from those of the agreement's series. */
const firstNumber = 600_000;

/** A transfer that really was refused, of which others are copies. */
interface Template {
  readonly id: string;
  readonly document_id: string;
  readonly connection_id: string;
}

interface Copy {
  readonly number: number;
  readonly document_id: string;
  readonly transfer_id: string;
  readonly key: string;
}

/**
 * Parks copies of a refused invoice: its rows as they are, with other ids, numbers and keys, and a workflow for each as it
 * stands still. Booking ten thousand would take ten minutes and leave the same behind.
 */
export async function parkCopies(
  stack: BenchStack,
  sql: Sql,
  template: { readonly agreement: number; readonly number: number },
  count: number,
): Promise<void> {
  const [found] = (await sql(
    `select id, document_id, connection_id from transfer
     where agreement_number = ? and document_number = ? and state = 'refused'`,
    [template.agreement, template.number],
  )) as unknown as Template[];
  if (found === undefined) throw new Error(`Invoice ${template.number} was not refused.`);
  const copies = Array.from({ length: count }, (_, at): Copy => {
    const document = randomUUID();
    return {
      number: firstNumber + template.number * count + at,
      document_id: document,
      transfer_id: randomUUID(),
      key: documentKey(found.connection_id, 'customer-invoice', document),
    };
  });
  // A booked invoice takes no lines, whoever inserts them: the triggers rest while the copies are made.
  await sql('set session_replication_role = replica');
  for (const statement of copyStatements) await sql(statement, [JSON.stringify(copies), found.document_id]);
  await sql('set session_replication_role = origin');
  await startAll(stack, found, template.agreement, copies);
}

/** Each takes the copies as JSON, then the template's document. */
const copyStatements = [
  `insert into customer_invoice
   select (jsonb_populate_record(i, jsonb_build_object('id', c.document_id, 'number', c.number))).*
   from jsonb_to_recordset(?::jsonb) as c (number int, document_id uuid), customer_invoice i where i.id = ?`,
  `insert into customer_invoice_line
   select (jsonb_populate_record(l, jsonb_build_object('id', gen_random_uuid(), 'invoice_id', c.document_id))).*
   from jsonb_to_recordset(?::jsonb) as c (document_id uuid), customer_invoice_line l where l.invoice_id = ?`,
  `insert into transfer
   select (jsonb_populate_record(t, jsonb_build_object('id', c.transfer_id, 'document_id', c.document_id,
     'document_number', c.number, 'key', c.key))).*
   from jsonb_to_recordset(?::jsonb) as c (number int, document_id uuid, transfer_id uuid, key text), transfer t
   where t.document_id = ?`,
  `insert into erp_write
   select (jsonb_populate_record(w, jsonb_build_object('id', gen_random_uuid(), 'transfer_id', c.transfer_id,
     'subject', 'customer-invoice:' || c.document_id, 'reference', 'B-' || c.key))).*
   from jsonb_to_recordset(?::jsonb) as c (document_id uuid, transfer_id uuid, key text), erp_write w
   where w.subject = 'customer-invoice:' || ?`,
];

const restMs = 300_000;

/** Until the last one started has looked at its rows and stands still: who books meanwhile would wait behind all of them. */
async function atRest(client: Client, connectionId: string, copies: readonly Copy[]): Promise<void> {
  const last = copies.at(-1);
  if (last === undefined) return;
  const workflowId = transferWorkflowId(connectionId, 'customer-invoice', last.document_id);
  await pollUntil(restMs, 'the copies stand still', async () => {
    const state = await client.workflow
      .getHandle(workflowId)
      .query(transferStateQuery)
      .catch(() => undefined);
    return state === 'refused' ? state : undefined;
  });
}

async function startAll(
  stack: BenchStack,
  { connection_id: connectionId }: Template,
  agreementNumber: number,
  copies: readonly Copy[],
): Promise<void> {
  const connection = await Connection.connect({ address: stack.temporalAddress });
  try {
    const client = new Client({ connection, namespace: temporalNamespace });
    await atOnce(startersAtOnce, copies, async (copy) => {
      const ref: TransferRef = {
        agreementNumber,
        provider: 'e-conomic',
        connectionId,
        transferId: copy.transfer_id,
        documentKind: 'customer-invoice',
        documentId: copy.document_id,
        documentNumber: copy.number,
      };
      await client.workflow.start(transferWorkflowType, transferStart(ref));
    });
    await atRest(client, connectionId, copies);
  } finally {
    await connection.close();
  }
}
