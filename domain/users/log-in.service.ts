import type { MikroORM } from '@mikro-orm/postgresql';
import { acrossAgreements, withAgreement } from '../database.ts';
import { DomainError } from '../errors.ts';
import { hashPassword, isOutdated, isPassword } from './password.ts';
import { openSession, type ClientSight } from './session.service.ts';
import { User } from './user.entity.ts';
import type { UserSession } from './user-session.entity.ts';
import { smallEmail } from './user.service.ts';

export interface LogIn {
  /** Needed where the address belongs to users of several agreements. */
  readonly agreementNumber?: number | undefined;
  readonly email: string;
  readonly password: string;
}

/** A user who can log in, as far as his address tells. */
export interface Account {
  readonly agreementNumber: number;
  readonly userId: string;
}

/** Nobody: no agreement has this number and no user this id, so that reading him finds nothing and takes as long. */
const nobody: Account = { agreementNumber: 0, userId: '00000000-0000-0000-0000-000000000000' };

/** The active users of an address, of all agreements or of one. One statement. Throws `DatabaseUnavailable`. */
export const accountsOf = (orm: MikroORM, email: string, agreementNumber?: number): Promise<Account[]> =>
  acrossAgreements<Account>(
    orm,
    'select agreement_number as "agreementNumber", user_id as "userId" from bilag_find_accounts(?, ?)',
    [smallEmail(email), agreementNumber ?? null],
  );

/**
 * Logs a person in. The token is given back this once. Throws `LogInRefused` with the same words, after the same statements
 * and one password hash, for an unknown address, a wrong password, an invited or barred user, and an address of several
 * agreements of which none was named.
 */
export async function logIn(
  orm: MikroORM,
  input: LogIn,
  client: ClientSight,
): Promise<{ readonly user: User; readonly session: UserSession; readonly token: string }> {
  const accounts = await accountsOf(orm, input.email, input.agreementNumber);
  const account = accounts.length === 1 && accounts[0] !== undefined ? accounts[0] : nobody;
  const user = await withAgreement(orm, account.agreementNumber, (em) =>
    em.findOne(User, { id: account.userId }),
  );
  const hash = user?.passwordHash ?? null;
  if (!(await isPassword(input.password, hash)) || hash === null) throw new DomainError('LogInRefused');
  const better = isOutdated(hash) ? await hashPassword(input.password) : hash;
  return withAgreement(orm, account.agreementNumber, async (em) => {
    // Held against what was checked: he may have been barred meanwhile, or have another password.
    const rows = await em.execute<unknown[]>(
      `update app_user set last_login_at = now(), password_hash = ?
        where id = ? and status = 'active' and password_hash = ? returning id`,
      [better, account.userId, hash],
    );
    if (rows.length === 0) throw new DomainError('LogInRefused');
    const opened = await openSession(em, account.userId, client);
    return { ...opened, user: await em.findOneOrFail(User, { id: account.userId }) };
  });
}
