import { withAgreement } from '../domain/database.ts';
import { DomainError } from '../domain/errors.ts';
import { findConnection } from '../domain/connections/connection.service.ts';
import type { Connection } from '../domain/connections/connection.entity.ts';
import { lookAtIssues } from '../domain/issues/check-issue.ts';
import type { Context } from './context.ts';

/** How many issues are looked at with the request; the rest with the keeper's next look. */
const atOnce = 20;

/**
 * Has the causes of a connection's open issues looked at now: something changed that may have ended them. Their rows say so
 * already, so that an engine that is away only makes it later.
 */
export async function tellIssues(context: Context, connectionId: string): Promise<void> {
  const { agreementNumber } = context.caller;
  try {
    const { provider, gate, issueIds } = await withAgreement(
      context.deps.orm,
      agreementNumber,
      async (em) => {
        const connection = await findConnection(em, connectionId);
        const issueIds = await lookAtIssues(em, connectionId);
        return { provider: connection.provider, gate: connection.gate, issueIds };
      },
    );
    if (gate !== 'open') return;
    for (const issueId of issueIds.slice(0, atOnce))
      await context.deps.engine.checkIssue({ agreementNumber, issueId, connectionId, provider });
  } catch (error) {
    context.log.warn({ err: error, connection: connectionId }, 'The issues will be looked at by the keeper.');
  }
}

/** Throws, in words, where a closed gate lets nobody ask the ERP now. */
export function requireOpenGate(connection: Pick<Connection, 'gate' | 'gateReason' | 'isProven'>): void {
  const { gate, gateReason, isProven } = connection;
  if (gate === 'open') return;
  if (!isProven) throw new DomainError('ErpCredentialsUnproven');
  if (gate === 'paused') throw new DomainError('ConnectionPaused');
  if (gate === 'severed') throw new DomainError('ErpCredentialsRefused');
  throw new DomainError('ErpUnavailable', { reason: gateReason ?? gate });
}
