import { randomUUID } from 'node:crypto';
import { findConnection } from '../domain/connections/connection.service.ts';
import { withAgreement } from '../domain/database.ts';
import { DomainError } from '../domain/errors.ts';
import { derivedId } from '../domain/ids.ts';
import { connectionTestStart, connectionTestWorkflowType } from '../workflows/erp/connection/contract.ts';
import type { ConnectionRef, ConnectionTestResult } from '../workflows/erp/connection/contract.ts';
import { renameKeys, snake } from './case.ts';
import type { Context } from './context.ts';

/** What a workflow needs to know of a connection. Throws `NotFound`. */
async function refOf(context: Context, id: string): Promise<ConnectionRef> {
  const { agreementNumber } = context.caller;
  return withAgreement(context.deps.orm, agreementNumber, async (em) => {
    const { provider } = await findConnection(em, id);
    return { agreementNumber, connectionId: id, provider };
  });
}

/**
 * Asks the ERP, by a short workflow, who we are there with the stored credentials. Undefined where the answer is not
 * there in time, or, unless it is `required`, where the engine is away: what was stored before stays either way.
 */
export async function runConnectionTest(
  context: Context,
  id: string,
  options: { readonly required?: boolean } = {},
): Promise<object | undefined> {
  const ref = await refOf(context, id);
  const start = connectionTestStart(ref, context.idempotencyKey === '' ? randomUUID() : testIdOf(context));
  try {
    const result = await context.deps.engine.run<ConnectionTestResult>({
      type: connectionTestWorkflowType,
      start,
      repeat: 'join-finished',
    });
    return result && (renameKeys(result, snake) as object);
  } catch (error) {
    if (options.required === true || !(error instanceof DomainError)) throw error;
    context.log.warn({ err: error, connection: id }, 'The connection could not be tested now.');
    return undefined;
  }
}

/** The same key on the same path is the same test, so that a repeat joins it. */
const testIdOf = (context: Context): string =>
  derivedId('connection-test', context.caller.agreementNumber, context.path, context.idempotencyKey);

/**
 * Tells the connection's workflow that its gate changed. The row says it already, and the keeper looks at it within a
 * minute; so an engine that is away does not make the request fail.
 */
export async function tellGate(context: Context, id: string): Promise<void> {
  const ref = await refOf(context, id);
  try {
    await context.deps.engine.gateChanged(ref);
  } catch (error) {
    context.log.warn({ err: error, connection: id }, 'The change of the gate will be seen by the keeper.');
  }
}
