import type { EntityManager } from '@mikro-orm/postgresql';
import { holdConnection } from '../connections/connection-row.ts';
import { finalTransferStates } from './transfer.lifecycle.ts';

const isLive = `state not in (${finalTransferStates.map((state) => `'${state}'`).join(', ')})`;

/**
 * Has a transfer look first, whatever its rows say of the time until now: nobody carried it, so something of it may be
 * there that they do not know. Refused and conflicting ones are left: what they send next is a person's retry, which looks
 * first anyway.
 */
export async function lookFirst(em: EntityManager, connectionId: string, transferId: string): Promise<void> {
  await holdConnection(em, connectionId);
  await em.execute(
    `with looking as (
       update transfer set looks_first_since = clock_timestamp()
       where id = ? and ${isLive} and state not in ('refused', 'conflict') returning id)
     update erp_write w set look_up_first = true from looking where w.transfer_id = looking.id and w.state = 'intended'`,
    [transferId],
  );
}

/** How many rows of an agreement were marked. */
export interface Restored {
  readonly transfers: number;
  readonly connections: number;
}

/**
 * Tells an agreement's rows that they are older than what was sent: every transfer without outcome looks first, every
 * intent that nobody claimed is looked up before it is sent, and so does what is promised later of a document that is here
 * by now. A second run says the same of a later moment. For a stopped installation: nobody may send meanwhile.
 */
export async function markRestored(em: EntityManager): Promise<Restored> {
  const connections = await em.execute<unknown[]>(
    'update connection set restored_at = clock_timestamp() returning id',
  );
  await em.execute(
    `update erp_write set look_up_first = true where state = 'intended' and not look_up_first`,
  );
  const transfers = await em.execute<unknown[]>(
    `update transfer set looks_first_since = clock_timestamp() where ${isLive} returning id`,
  );
  return { transfers: transfers.length, connections: connections.length };
}
