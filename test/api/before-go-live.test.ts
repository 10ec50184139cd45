import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { messageLanguages } from '../../domain/languages.ts';
import { goLiveChecks, goLiveVerdicts } from '../../domain/settings/before-go-live.ts';
import { goLiveWords } from '../../domain/settings/go-live-words.ts';
import { withSql } from '../../sandbox/stack/sql.ts';
import { createTestAgreement, testDatabase } from '../support/database.ts';
import type { TestAgreement, TestDatabase } from '../support/database.ts';
import { activeUser } from '../support/users.ts';
import { bodyOf, expecting, seedRegisters, testApi } from './support.ts';
import type { ApiClient, TestApi } from './support.ts';

interface Check {
  readonly identifier: string;
  readonly verdict: string;
  readonly message: string;
  readonly fix: string;
  readonly link: string;
}

let database: TestDatabase;
let api: TestApi;
let agreement: TestAgreement;
let ours: ApiClient;

beforeAll(async () => {
  database = await testDatabase({ countStatements: true });
  api = testApi({ orm: database.orm });
});
afterAll(async () => {
  await api.close();
  await database.drop();
});
beforeEach(async () => {
  agreement = await createTestAgreement(database.orm);
  ours = api.as(agreement.apiKey);
});

const path = '/api/settings/before-go-live';
const look = async (): Promise<Check[]> =>
  bodyOf<{ checks: Check[] }>(await expecting(200, ours.get(path))).checks;
const verdictOf = async (identifier: string): Promise<string | undefined> =>
  (await look()).find((check) => check.identifier === identifier)?.verdict;

describe('before going live', () => {
  test('an agreement that was just made lacks nearly everything, each with its fix and a link that leads somewhere', async () => {
    const checks = await look();
    expect(checks.map(({ identifier, verdict }) => [identifier, verdict])).toEqual([
      ['company-information', 'missing'],
      ['base-currency', 'ok'],
      ['inventory-principle', 'warning'],
      ['number-series', 'warning'],
      ['vat-rates', 'missing'],
      ['customers', 'ok'],
      ['default-location', 'missing'],
      ['users', 'missing'],
      ['registers', 'missing'],
    ]);
    for (const { fix, verdict, link } of checks) {
      expect(fix === '').toBe(verdict === 'ok');
      expect((await ours.get(link)).status).toBeLessThan(300);
    }
    expect(checks[0]?.message).toContain('corporate_identification_number, street, zipcode, city, email');
  });

  test('one that is ready is told so', async () => {
    await seedRegisters(ours);
    for (const [identifier, value] of [
      ['corporate_identification_number', '12345678'],
      ['street', 'Havnegade 1'],
      ['zipcode', '5000'],
      ['city', 'Odense'],
      ['email', 'post@example.dk'],
      ['value_of_negative_quantity', 'zero'],
    ])
      await expecting(200, ours.put(`/api/settings/${identifier ?? ''}`, { value }));
    await expecting(201, ours.post('/api/locations', { name: 'Hovedlager' }));
    await expecting(200, ours.put('/api/customers/1001', { layout_id: 1 }));
    await expecting(200, ours.put('/api/number-series/customer-invoice', { next: 5000 }));
    await activeUser(database.orm, agreement.number, ['admin']);
    const checks = await look();
    expect(checks.filter(({ verdict }) => verdict !== 'ok')).toEqual([]);
    const said = (identifier: string) => checks.find((check) => check.identifier === identifier)?.message;
    expect(said('number-series')).toContain('5000');
    expect(said('inventory-principle')).toBe('Stock is valued by the principle average.');
    expect(said('default-location')).toBe('The default location is Hovedlager.');
  });

  test('names what is not in order', async () => {
    await seedRegisters(ours);
    const group = { number: 2, name: 'Bøger', vat_domestic: '0', has_inventory: true };
    await expecting(201, ours.post('/api/product-groups', group));
    expect((await look()).find(({ identifier }) => identifier === 'vat-rates')).toMatchObject({
      verdict: 'warning',
      message: 'Without domestic VAT: Bøger.',
    });
    expect(await verdictOf('customers')).toBe('warning');
    await activeUser(database.orm, agreement.number, ['admin']);
    expect(await verdictOf('users')).toBe('ok');
    const invited = { email: 'new@example.dk', name: 'New', roles: ['sales'] };
    await expecting(201, ours.post('/api/users', invited));
    expect(await verdictOf('users')).toBe('warning');
    await withSql(database.superuserUrl, (run) =>
      run('update currency set rate = 99 where agreement_number = ?', [agreement.number]),
    );
    expect(await verdictOf('base-currency')).toBe('missing');
  });

  test('asks one statement for each check, whatever there is', async () => {
    await look();
    const before = database.statements.length;
    await look();
    const asked = database.statements.slice(before).filter((statement) => /as verdict/.test(statement));
    expect(asked).toHaveLength(goLiveChecks.length);
  });

  test('is told in the language that is asked for', async () => {
    const response = await ours.get(path).set('accept-language', 'da');
    expect(response.headers['content-language']).toBe('da');
    expect(response.text).toContain('Virksomhedsoplysningerne mangler');
  });

  test('of another agreement nobody learns anything', async () => {
    const other = api.as((await createTestAgreement(database.orm)).apiKey);
    await seedRegisters(other);
    expect(await verdictOf('registers')).toBe('missing');
  });
});

test.each(messageLanguages)('in %s every verdict that is given has its words', (language) => {
  const never = new Set([
    ...['company-information warning', 'base-currency warning', 'number-series missing', 'customers missing'],
    ...['inventory-principle missing', 'default-location warning'],
  ]);
  for (const check of goLiveChecks)
    for (const verdict of goLiveVerdicts) {
      if (never.has(`${check} ${verdict}`)) continue;
      const { message, fix } = goLiveWords({ check, verdict, link: '', what: 'X', count: 3 }, language);
      expect(message).not.toBe('');
      expect(message + fix).not.toMatch(/[{}]/);
    }
});
