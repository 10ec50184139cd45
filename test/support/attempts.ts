import { randomBytes, randomUUID } from 'node:crypto';
import type { MikroORM } from '@mikro-orm/postgresql';
import { createConnection } from '../../domain/connections/connection.service.ts';
import { CredentialVault } from '../../domain/connections/credentials.ts';
import { withAgreement } from '../../domain/database.ts';
import type { ErrorCode } from '../../domain/errors.ts';
import { ErpWrite } from '../../domain/transfers/erp-write.entity.ts';

/** A connection of an agreement that nobody has tested; answers its id. */
export async function untestedConnection(orm: MikroORM, agreementNumber: number): Promise<string> {
  const vault = new CredentialVault([{ id: 'test', key: randomBytes(32) }]);
  const connection = await withAgreement(orm, agreementNumber, (em) =>
    createConnection(em, vault, {
      provider: 'e-conomic',
      name: 'e-conomic',
      credentials: { appSecretToken: 'x', agreementGrantToken: 'x' },
      settings: {},
      capacity: 8,
    }),
  );
  return connection.id;
}

/** An attempt on a connection that the ERP refused with that cause. */
export async function refusedAttempt(
  orm: MikroORM,
  agreementNumber: number,
  connection: string,
  cause: ErrorCode,
): Promise<void> {
  await withAgreement(orm, agreementNumber, async (em) => {
    em.create(ErpWrite, {
      id: randomUUID(),
      connection,
      subject: `customer-invoice:${randomUUID()}`,
      kind: 'create-draft-invoice',
      number: 1,
      method: 'POST',
      host: 'rest',
      path: '/invoices/drafts',
      body: '{}',
      reference: 'B-0',
      contentHash: '0'.repeat(64),
      expected: {},
      idempotencyKey: randomUUID(),
      state: 'settled',
      outcome: 'refused',
      cause,
      causeParams: { reason: 'E09999 Hemmelig tekst.' },
      settledAt: new Date(),
    });
    await em.flush();
  });
}
