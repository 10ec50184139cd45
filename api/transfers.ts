import { withAgreement } from '../domain/database.ts';
import type { Heir } from '../domain/lane/lane.service.ts';
import { findTransfer } from '../domain/transfers/transfer.service.ts';
import type { TransferRef } from '../workflows/erp/transfer/contract.ts';
import { transferWorkflowId } from '../workflows/shared/ids.ts';
import type { Context, Em } from './context.ts';

/** What a workflow needs to know of a transfer. Throws `NotFound`. */
export async function transferRefOf(em: Em, agreementNumber: number, id: string): Promise<TransferRef> {
  const { connection, documentKind, documentId, documentNumber } = await findTransfer(em, id);
  return {
    agreementNumber,
    provider: connection.provider,
    connectionId: connection.id,
    transferId: id,
    documentKind,
    documentId,
    documentNumber,
  };
}

/** Tells the transfer's workflow; its row says it already, so that an engine that is away only makes it later. */
export async function tellTransfer(context: Context, id: string): Promise<void> {
  const { agreementNumber } = context.caller;
  try {
    const ref = await withAgreement(context.deps.orm, agreementNumber, (em) =>
      transferRefOf(em, agreementNumber, id),
    );
    await context.deps.engine.look(ref);
  } catch (error) {
    context.log.warn({ err: error, transfer: id }, 'The change of the transfer will be seen by the keeper.');
  }
}

/**
 * Wakes those who were given a place in a connection's lane, and starts a transfer's workflow where it does not run any more.
 * A call that is lost is repeated by the keeper.
 */
export async function wakeHeirs(
  context: Context,
  connectionId: string,
  heirs: readonly Heir[],
): Promise<void> {
  if (heirs.length === 0) return;
  const { agreementNumber } = context.caller;
  const workflowIds = new Set(heirs.map(({ workflowId }) => workflowId));
  // A transfer's workflow is called by its document at the end (`transferWorkflowId`).
  const documentIds = [...workflowIds].flatMap((id) => /^transfer:.*:([0-9a-f-]{36})$/.exec(id)?.[1] ?? []);
  try {
    const refs = await withAgreement(context.deps.orm, agreementNumber, (em) =>
      em.execute<TransferRef[]>(
        `select ? ::int as "agreementNumber", c.provider, c.id as "connectionId", t.id as "transferId",
           t.document_kind as "documentKind", t.document_id as "documentId", t.document_number as "documentNumber"
         from transfer t join connection c on c.id = t.connection_id
         where c.id = ? and t.document_id = any(?)`,
        [agreementNumber, connectionId, `{${documentIds.join(',')}}`],
      ),
    );
    for (const ref of refs)
      workflowIds.delete(transferWorkflowId(ref.connectionId, ref.documentKind, ref.documentId));
    await Promise.all([
      ...refs.map((ref) => context.deps.engine.look(ref)),
      ...[...workflowIds].map((workflowId) => context.deps.engine.wake(workflowId)),
    ]);
  } catch (error) {
    context.log.warn({ err: error, connection: connectionId }, 'Those in line will be woken by the keeper.');
  }
}
