import { createConnection } from '../../../domain/connections/connection.service.ts';
import { CredentialVault } from '../../../domain/connections/credentials.ts';
import { holdConnection } from '../../../domain/connections/connection-row.ts';
import { withAgreement } from '../../../domain/database.ts';
import { Issue } from '../../../domain/issues/issue.entity.ts';
import { moveTransfer, readTransfer, type TransferChange } from '../../../domain/transfers/transfer-row.ts';
import { createTestAgreement, type TestDatabase } from '../../support/database.ts';

/** A connection with transfers of documents that exist in no register: all that issues and the lane look at. */
export interface Stormed {
  readonly agreementNumber: number;
  readonly connectionId: string;
  readonly transferIds: readonly string[];
}

const vault = new CredentialVault([{ id: 'test', key: Buffer.alloc(32, 7) }]);

/** As many transfers in `checking`, each of a customer of its own. */
export async function transfersOf(database: TestDatabase, count: number): Promise<Stormed> {
  const { number: agreementNumber } = await createTestAgreement(database.orm);
  return withAgreement(database.orm, agreementNumber, async (em) => {
    const { id: connectionId } = await createConnection(em, vault, {
      provider: 'e-conomic',
      name: 'e-conomic',
      credentials: { appSecretToken: 'a', agreementGrantToken: 'b' },
      settings: {},
      capacity: 3,
    });
    await em.execute(`update connection set gate = 'open', is_proven = true where id = ?`, [connectionId]);
    const rows = await em.execute<{ id: string }[]>(
      `insert into transfer (id, agreement_number, connection_id, document_kind, document_id, document_number, party_key,
         key, state, round, created_at, updated_at)
       select gen_random_uuid(), ?, ?, 'customer-invoice', gen_random_uuid(), 1000 + n, 'customer:' || n, 'K' || n,
         'checking', 1, now() + n * interval '1 millisecond', now()
       from generate_series(1, ?) n returning id`,
      [agreementNumber, connectionId, count],
    );
    return { agreementNumber, connectionId, transferIds: rows.map(({ id }) => id) };
  });
}

/** Moves a transfer as a flow does: under the connection's lock. */
export async function moved(
  database: TestDatabase,
  { agreementNumber, connectionId }: Stormed,
  transferId: string,
  change: Omit<TransferChange, 'action'>,
): Promise<void> {
  await withAgreement(database.orm, agreementNumber, async (em) => {
    await holdConnection(em, connectionId);
    const transfer = await readTransfer(em, transferId);
    await moveTransfer(em, transfer, { ...change, action: `transfer-${change.state}` });
  });
}

export const barred = (product: string): Omit<TransferChange, 'action'> => ({
  state: 'blocked',
  cause: 'ProductBarred',
  params: { product },
});

export const issuesOf = (database: TestDatabase, { agreementNumber }: Stormed): Promise<Issue[]> =>
  withAgreement(database.orm, agreementNumber, (em) => em.find(Issue, {}, { orderBy: { openedAt: 'asc' } }));
