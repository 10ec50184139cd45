import type { ConnectionRow } from '../../domain/connections/connection-row.ts';
import type { ErpAccount } from '../../domain/connections/connection.entity.ts';
import { credentialContext } from '../../domain/connections/credentials.ts';
import { DomainError } from '../../domain/errors.ts';
import type { ActivityDeps } from '../deps.ts';
import type { ErpAdapter, ErpFrame, ErpSession } from './adapter.ts';

/** The adapter of a provider; throws `NotModelled` where this worker has none. */
export function adapterOf(deps: ActivityDeps, provider: string): ErpAdapter {
  const adapter = deps.adapters.get(provider);
  if (adapter === undefined) throw new DomainError('NotModelled', { what: `The ERP ${provider}` });
  return adapter;
}

/** What of a connection a frame is made of. */
type FrameSource = Pick<ConnectionRow, 'id' | 'agreementNumber' | 'settings'> & {
  readonly account?: ErpAccount | null | undefined;
};

/** Whose account it is and how it is set, without its credentials. */
export const frameOf = (connection: FrameSource): ErpFrame => ({
  connectionId: connection.id,
  agreementNumber: connection.agreementNumber,
  settings: connection.settings,
  erp: { baseCurrency: connection.account?.baseCurrency ?? '' },
});

/** A session, and what its credentials are worth. */
export interface ConnectionSession extends ErpSession {
  /** The credentials as stored, which tell whether others are stored by now. */
  readonly sealed: string;
  /** Whether the ERP has answered with them that it is this account; only a test may use them before. */
  readonly isProven: boolean;
}

/** Everything one call to a connection's ERP needs, the credentials decrypted. */
export function sessionOf(
  deps: ActivityDeps,
  connection: FrameSource & Pick<ConnectionRow, 'credentials' | 'isProven'>,
): ConnectionSession {
  return {
    ...frameOf(connection),
    sealed: connection.credentials,
    isProven: connection.isProven,
    credentials: deps.vault.open(
      connection.credentials,
      credentialContext(connection.agreementNumber, connection.id),
    ),
  };
}
