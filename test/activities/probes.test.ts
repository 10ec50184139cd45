import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Probes, startProbes } from '../../activities/probes.ts';
import { refusedAttempt, untestedConnection } from '../support/attempts.ts';
import { createTestAgreement, type TestDatabase, testDatabase } from '../support/database.ts';

let database: TestDatabase;
let probes: Probes;

beforeAll(async () => {
  database = await testDatabase();
  probes = await startProbes({ metricsHost: '127.0.0.1', metricsPort: 0 }, database.orm, []);
});
afterAll(async () => {
  await probes.close();
  await database.drop();
});

const metric = async (name: string): Promise<string[]> =>
  (await (await fetch(`${probes.url}/metrics`)).text()).split('\n').filter((line) => line.startsWith(name));

test('the metrics count the refusals that the catalogue does not know, by provider', async () => {
  expect(await metric('bilag_unmapped_refusals')).toEqual([]);
  const { number } = await createTestAgreement(database.orm);
  const connection = await untestedConnection(database.orm, number);
  expect(await metric('bilag_unmapped_refusals')).toEqual([
    'bilag_unmapped_refusals{provider="e-conomic"} 0',
  ]);
  await refusedAttempt(database.orm, number, connection, 'ErpRefusedUnknown');
  await refusedAttempt(database.orm, number, connection, 'ProductBarred');
  expect(await metric('bilag_unmapped_refusals')).toEqual([
    'bilag_unmapped_refusals{provider="e-conomic"} 1',
  ]);
});
