import type { MikroORM } from '@mikro-orm/postgresql';
import { withAgreement } from '../../domain/database.ts';
import { hashPassword } from '../../domain/users/password.ts';
import type { Role } from '../../domain/users/rights.ts';
import { openSession } from '../../domain/users/session.service.ts';
import { createUser } from '../../domain/users/user.service.ts';

/** The password of every test user. */
export const testPassword = 'elleve grønne cykler';

let hash: Promise<string> | undefined;
let made = 0;

/** A user who can log in with `testPassword`, and a session of his. */
export interface TestUser {
  readonly id: string;
  readonly email: string;
  /** Token of a live session. */
  readonly token: string;
}

/** Makes an active user of these roles in an agreement. */
export async function activeUser(
  orm: MikroORM,
  agreementNumber: number,
  roles: readonly Role[],
  email = `${roles.join('.')}${(made += 1)}@example.dk`,
): Promise<TestUser> {
  const passwordHash = await (hash ??= hashPassword(testPassword));
  return withAgreement(orm, agreementNumber, async (em) => {
    const user = await createUser(em, { email, name: `Test ${roles.join(' ')}`, roles }, 'test');
    Object.assign(user, { passwordHash, status: 'active', passwordSetAt: new Date() });
    await em.flush();
    const { token } = await openSession(em, user.id, { ip: '192.0.2.1', userAgent: 'test' });
    return { id: user.id, email: user.email, token };
  });
}
