import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/postgresql';
import * as accounts from '../../../domain/bank-accounts/bank-account.service.ts';
import { withAgreement } from '../../../domain/database.ts';
import { createTestAgreement, testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { refusalOf } from '../../support/refusals.ts';

let database: TestDatabase;
let agreement: number;

const inOurs = <T>(fn: (em: EntityManager) => Promise<T>): Promise<T> =>
  withAgreement(database.orm, agreement, fn);
const create = (input: Partial<Parameters<typeof accounts.createBankAccount>[1]>) =>
  inOurs((em) => accounts.createBankAccount(em, { name: 'Drift', ...input }, 'test'));

beforeAll(async () => {
  database = await testDatabase();
  agreement = (await createTestAgreement(database.orm)).number;
});

afterAll(async () => {
  await database.drop();
});

describe('a bank account', () => {
  test('is in the base currency where it names none', async () => {
    expect((await create({ accountNumber: '1' })).currency).toBe('DKK');
  });

  test.each<[string, Parameters<typeof create>[0], string, string]>([
    ['neither an account number nor an IBAN', { bankName: 'x' }, 'InvalidInput', 'account_number'],
    ['an IBAN with wrong check digits', { iban: 'DK5100400440116243' }, 'InvalidInput', 'iban'],
    ['a BIC in small letters', { accountNumber: '1', bic: 'ndeadkkk' }, 'InvalidInput', 'bic'],
    [
      'a currency that is not opened',
      { accountNumber: '1', currency: 'USD' },
      'ReferenceNotFound',
      'currency',
    ],
  ])('is refused with %s', async (_fault, input, code, field) => {
    const refusal = await refusalOf(create(input));
    expect([refusal.code, Object.keys(refusal.errors)]).toEqual([code, [field]]);
  });

  test('cannot lose both account number and IBAN', async () => {
    const { number } = await create({ accountNumber: '1', iban: 'DK5000400440116243' });
    const change = (patch: object) =>
      inOurs((em) => accounts.updateBankAccount(em, number, patch, {}, 'test'));
    await change({ iban: null });
    expect(Object.keys((await refusalOf(change({ accountNumber: null }))).errors)).toEqual([
      'account_number',
    ]);
  });

  test('is the default of its agreement alone: the one made or changed last', async () => {
    const first = await create({ accountNumber: '1', isDefault: true });
    const second = await create({ accountNumber: '2', isDefault: true });
    const defaults = async () => {
      const { rows } = await inOurs((em) => accounts.listBankAccounts(em, { filters: { isDefault: true } }));
      return rows.map((row) => row.number);
    };
    expect(await defaults()).toEqual([second.number]);
    await inOurs((em) => accounts.updateBankAccount(em, first.number, { isDefault: true }, {}, 'test'));
    expect(await defaults()).toEqual([first.number]);
  });
});
