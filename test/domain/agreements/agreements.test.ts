import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { listAdjustmentCategories } from '../../../domain/adjustments/adjustment-category.service.ts';
import {
  createAgreement,
  findAgreement,
  updateAgreement,
} from '../../../domain/agreements/agreement.service.ts';
import type { NewAgreement } from '../../../domain/agreements/agreement.service.ts';
import * as keys from '../../../domain/agreements/api-key.service.ts';
import { agreementCommand } from '../../../domain/agreements/create-agreement.ts';
import { listCurrencies } from '../../../domain/currencies/currency.service.ts';
import { withAgreement } from '../../../domain/database.ts';
import { listLayouts } from '../../../domain/layouts/layout.service.ts';
import { listUnits } from '../../../domain/products/unit.service.ts';
import { listPaymentTerms } from '../../../domain/terms/payment-terms.service.ts';
import { createTestAgreement, testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { refusalOf } from '../../support/refusals.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
});

afterAll(async () => {
  await database.drop();
});

describe('an agreement', () => {
  test('has what everybody needs before the first customer', async () => {
    const { number } = await createTestAgreement(database.orm);
    await withAgreement(database.orm, number, async (em) => {
      const terms = (await listPaymentTerms(em)).rows.map((row) => [row.name, row.type, row.maturityDays]);
      expect(terms).toEqual([
        ['Netto 8 dage', 'net', 8],
        ['Netto 14 dage', 'net', 14],
        ['Netto 30 dage', 'net', 30],
        ['Løbende måned', 'end-of-month', 0],
        ['Kontant', 'cash', 0],
      ]);
      expect((await listUnits(em)).rows.map((row) => row.name)).toEqual(['stk']);
      expect((await listLayouts(em)).rows.map((row) => row.number)).toEqual([1]);
      const categories = (await listAdjustmentCategories(em)).rows.map((row) => [row.number, row.name]);
      expect(categories).toEqual(
        ['Salg', 'Indkøb', 'Status', 'Produktion', 'Markedsføring', 'Ukurans', 'Svind'].map((name, at) => [
          at + 1,
          name,
        ]),
      );
      const { rows } = await listCurrencies(em);
      expect(rows.map((row) => [row.code, Number(row.rate)])).toEqual([['DKK', 100]]);
      expect(await findAgreement(em)).toMatchObject({
        country: 'DK',
        language: 'da',
        settings: { defaultPaymentTermsNumber: 1 },
      });
    });
  });

  test.each([
    ['NO', 'NOK', 'nb', 'stk'],
    ['FI', 'EUR', 'fi', 'kpl'],
    ['SE', 'SEK', 'sv', 'st'],
    ['DE', 'EUR', 'en', 'pcs'],
  ])('of %s in %s speaks %s', async (country, baseCurrency, language, unit) => {
    const { number } = await createTestAgreement(database.orm, { country, baseCurrency });
    await withAgreement(database.orm, number, async (em) => {
      expect(await findAgreement(em)).toMatchObject({ country, baseCurrency, language });
      expect((await listUnits(em)).rows.map((row) => row.name)).toEqual([unit]);
      expect((await listCurrencies(em)).rows.map((row) => row.code)).toEqual([baseCurrency]);
    });
  });

  test('numbers itself, also when many are made at once', async () => {
    const made = await Promise.all([1, 2, 3].map(() => createTestAgreement(database.orm)));
    expect(new Set(made.map((one) => one.number)).size).toBe(3);
    expect((await createTestAgreement(database.orm, { number: 54321 })).number).toBe(54321);
    expect((await createTestAgreement(database.orm)).number).toBe(54322);
  });

  test('exists once', async () => {
    const again = createTestAgreement(database.orm, { number: 54321 });
    expect((await refusalOf(again)).code).toBe('AlreadyExists');
  });

  test.each<[string, Partial<NewAgreement>, string]>([
    ['no name', { name: ' ' }, 'name'],
    ['a number of three digits', { number: 999 }, 'number'],
    ['a number of six digits', { number: 100_000 }, 'number'],
    ['a country that is none', { country: 'XX' }, 'country'],
    ['a currency that is none', { baseCurrency: 'XXY' }, 'base_currency'],
    ['an e-mail address that is none', { email: 'x' }, 'email'],
  ])('is refused with %s, and leaves nothing behind', async (_fault, input, field) => {
    const attempt = createAgreement(database.orm, { name: 'x', ...input }, 'test');
    expect(Object.keys((await refusalOf(attempt)).errors)).toEqual([field]);
  });

  test('is changed with its version', async () => {
    const { number } = await createTestAgreement(database.orm);
    const change = (version: number) =>
      withAgreement(database.orm, number, (em) =>
        updateAgreement(em, { name: 'Ny', city: 'Ribe' }, { version }, 'me'),
      );
    const { version } = await withAgreement(database.orm, number, findAgreement);
    expect(await change(version)).toMatchObject({ name: 'Ny', city: 'Ribe', version: version + 1 });
    expect((await refusalOf(change(version))).code).toBe('EditConflict');
  });
});

describe('API keys', () => {
  test('are shown once, kept as a hash, and found by the whole key', async () => {
    const { number } = await createTestAgreement(database.orm);
    const made = await withAgreement(database.orm, number, (em) =>
      keys.createApiKey(em, { name: 'shop', scopes: ['write', 'read', 'read'] }, 'api-key:admin'),
    );
    expect(made.plainKey).toMatch(/^blg_[\w-]{43}$/);
    expect(made.key).toMatchObject({ prefix: made.plainKey.slice(0, 12), scopes: ['read', 'write'] });
    const stored = await withAgreement(database.orm, number, (em) =>
      em.execute<Record<string, unknown>[]>('select * from api_key'),
    );
    expect(JSON.stringify(stored)).not.toContain(made.plainKey);
    const credential = await keys.findCredential(database.orm, made.plainKey);
    expect(credential).toMatchObject({ agreementNumber: number, scopes: ['read', 'write'] });
  });

  test('never show their hash', async () => {
    const { number } = await createTestAgreement(database.orm);
    const { rows } = await withAgreement(database.orm, number, (em) => keys.listApiKeys(em));
    expect(JSON.stringify(rows)).not.toMatch(/[0-9a-f]{64}/);
    expect(rows.map((row) => row.name)).toEqual(['First admin key']);
  });

  test.each<[string, object, string]>([
    ['no scope', { scopes: [] }, 'scopes'],
    ['a scope that is none', { scopes: ['root'] }, 'scopes'],
    ['no name', { name: '' }, 'name'],
    ['an end in the past', { expiresAt: new Date(0) }, 'expires_at'],
    ['an end that is no date', { expiresAt: new Date('x') }, 'expires_at'],
  ])('are refused with %s', async (_fault, input, field) => {
    const { number } = await createTestAgreement(database.orm);
    const attempt = withAgreement(database.orm, number, (em) =>
      keys.createApiKey(em, { name: 'x', scopes: ['read'], ...input }, 'test'),
    );
    expect(Object.keys((await refusalOf(attempt)).errors)).toEqual([field]);
  });

  test('end at once when they are revoked, the last admin key excepted', async () => {
    const { number, apiKey } = await createTestAgreement(database.orm);
    const credential = await keys.findCredential(database.orm, apiKey);
    const revokeFirst = () =>
      withAgreement(database.orm, number, (em) => keys.revokeApiKey(em, credential?.keyId ?? '', 'me'));
    expect((await refusalOf(revokeFirst())).code).toBe('InUse');
    await withAgreement(database.orm, number, (em) =>
      keys.createApiKey(em, { name: 'second', scopes: ['admin'] }, 'me'),
    );
    const revoked = await revokeFirst();
    expect(revoked.revokedBy).toBe('me');
    expect(await keys.findCredential(database.orm, apiKey)).toBeUndefined();
    expect((await revokeFirst()).revokedAt).toEqual(revoked.revokedAt);
  });

  test('of the last two admins one stays, also when both are revoked at once', async () => {
    const { number, apiKey } = await createTestAgreement(database.orm);
    const second = await withAgreement(database.orm, number, (em) =>
      keys.createApiKey(em, { name: 'second', scopes: ['admin'] }, 'me'),
    );
    const first = (await keys.findCredential(database.orm, apiKey))?.keyId ?? '';
    const both = await Promise.allSettled(
      [first, second.key.id].map((id) =>
        withAgreement(database.orm, number, (em) => keys.revokeApiKey(em, id, 'me')),
      ),
    );
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('of another agreement cannot be revoked or seen', async () => {
    const mine = await createTestAgreement(database.orm);
    const theirs = await createTestAgreement(database.orm);
    const id = (await keys.findCredential(database.orm, theirs.apiKey))?.keyId ?? '';
    const attempt = withAgreement(database.orm, mine.number, (em) => keys.revokeApiKey(em, id, 'me'));
    expect((await refusalOf(attempt)).code).toBe('NotFound');
    expect(await keys.findCredential(database.orm, theirs.apiKey)).toBeDefined();
  });

  test('tell when they were used, written at most once a minute', async () => {
    const { number, apiKey } = await createTestAgreement(database.orm);
    const id = (await keys.findCredential(database.orm, apiKey))?.keyId ?? '';
    const use = () => withAgreement(database.orm, number, (em) => keys.noteKeyUse(em, id));
    const usedAt = async () =>
      (await withAgreement(database.orm, number, (em) => keys.listApiKeys(em))).rows[0]?.lastUsedAt;
    expect(await usedAt()).toBeNull();
    await use();
    const first = await usedAt();
    expect(first).toBeInstanceOf(Date);
    await use();
    expect(await usedAt()).toEqual(first);
  });
});

describe('the command that makes an agreement', () => {
  const run = async (args: string[], env: Record<string, string> = { DATABASE_URL: database.appUrl }) => {
    const said: string[] = [];
    const complained: string[] = [];
    const code = await agreementCommand(
      args,
      env,
      (text) => said.push(text),
      (text) => complained.push(text),
    );
    return { code, said: said.join('\n'), complained: complained.join('\n') };
  };

  test('prints the number and the first admin key', async () => {
    const { code, said } = await run(['--name', 'Ægir ApS', '--country', 'fi', '--currency', 'eur']);
    expect(code).toBe(0);
    const key = /blg_[\w-]{43}/.exec(said)?.[0] ?? '';
    const credential = await keys.findCredential(database.orm, key);
    expect(said).toContain(`Agreement ${credential?.agreementNumber} (Ægir ApS)`);
    expect(credential?.scopes).toContain('admin');
  });

  test('prints JSON for programs', async () => {
    const { said } = await run(['--name', 'x', '--number', '77777', '--json']);
    expect(JSON.parse(said)).toEqual({
      agreement: 77777,
      api_key: expect.stringMatching(/^blg_[\w-]{43}$/),
    });
  });

  test.each<[string, string[], number, string]>([
    ['without a name', [], 2, '--name is required'],
    ['with an option it does not know', ['--nme', 'x'], 2, "Unknown option '--nme'"],
    [
      'with a number that is taken',
      ['--name', 'x', '--number', '77777'],
      1,
      'Agreement 77777 exists already',
    ],
    ['with a number that is none', ['--name', 'x', '--number', 'abc'], 1, 'number must be a whole number'],
    ['with a language it does not speak', ['--name', 'x', '--language', 'tlh'], 1, 'language must be one of'],
  ])('ends %s with a plain reason', async (_what, args, code, reason) => {
    const result = await run(args);
    expect([result.code, result.said]).toEqual([code, '']);
    expect(result.complained).toContain(reason);
  });

  test('says what is missing or away', async () => {
    expect((await run(['--name', 'x'], {})).complained).toContain('DATABASE_URL is not set');
    const away = await run(['--name', 'x'], { DATABASE_URL: 'postgres://a:b@127.0.0.1:1/x' });
    expect([away.code, away.complained]).toEqual([
      1,
      'PostgreSQL at DATABASE_URL cannot be reached. Start it, or correct the address.',
    ]);
  });

  test('explains itself', async () => {
    const { code, said } = await run(['--help']);
    expect(code).toBe(0);
    expect(said).toContain('Exit codes');
  });
});
