import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { ErpReadError, type ErpAdapter } from '../../../activities/erp/adapter.ts';
import type { ActivityDeps } from '../../../activities/deps.ts';
import { createEconomicAdapter } from '../../../activities/erp/e-conomic/adapter.ts';
import { readErp } from '../../../activities/erp/flow/read-erp.ts';
import { sessionOf } from '../../../activities/erp/sessions.ts';
import { scaledMs, scaledWindow } from '../../../activities/erp/flow/window.ts';
import {
  createConnection,
  findConnection,
  openGate,
  recordTest,
} from '../../../domain/connections/connection.service.ts';
import { CredentialVault } from '../../../domain/connections/credentials.ts';
import { withAgreement } from '../../../domain/database.ts';
import { createTestAgreement, testDatabase } from '../../support/database.ts';

const nowhere = 'http://127.0.0.1:9';
const adapter: ErpAdapter = createEconomicAdapter({ baseUrls: { rest: nowhere, openApi: nowhere } });

describe("the ERP's times", () => {
  test('are the real ones at the scale 1', () => {
    expect(scaledWindow({ timeScale: 1 }, adapter)).toEqual(adapter.window);
    expect(scaledMs({ timeScale: 1 }, 3_600_000)).toBe(3_600_000);
  });

  test('shrink by one factor, in whole milliseconds', () => {
    expect(scaledWindow({ timeScale: 0.04 }, adapter)).toEqual({
      deadlineMs: 1_200,
      processingMs: 2_400,
      visibilityMs: 2_400,
    });
    expect(scaledMs({ timeScale: 0.0001 }, 12_345)).toBe(1);
  });

  test('so does what a read is told to wait, or a minute where it is told nothing; the gate closes for it', async () => {
    const database = await testDatabase();
    const { orm } = database;
    const { number: agreementNumber } = await createTestAgreement(orm);
    const within = <T>(work: Parameters<typeof withAgreement<T>>[2]) =>
      withAgreement(orm, agreementNumber, work);
    const vault = new CredentialVault([{ id: 'test', key: randomBytes(32) }]);
    const connection = await within(async (em) => {
      const made = await createConnection(em, vault, {
        provider: 'e-conomic',
        name: 'e-conomic',
        credentials: {},
        settings: {},
        capacity: 8,
      });
      const account = { erpAgreement: '1', companyName: 'Test', baseCurrency: 'DKK' };
      await recordTest(em, made.id, made.credentials, account, {});
      await openGate(em, made.id, 'test', ['severed']);
      return made;
    });
    const connectionId = connection.id;
    let told = 0;
    const signals = { gateChanged: () => Promise.resolve(void (told += 1)) };
    const adapters = new Map([['e-conomic', adapter]]);
    const deps = { orm, vault, timeScale: 0.1, adapters, signals } as unknown as ActivityDeps;
    const session = sessionOf(deps, connection);
    const waits = (options: { retryAfterMs?: number }) =>
      readErp(
        deps,
        { agreementNumber, connectionId, provider: 'e-conomic' },
        { session, purpose: 'look-up' },
        () => Promise.reject(new ErpReadError('ErpRateLimited', 'too many', options)),
      );
    expect(await waits({ retryAfterMs: 20_000 })).toEqual({ read: 'rate-limited', retryAfterMs: 2_000 });
    expect(await waits({})).toEqual({ read: 'rate-limited', retryAfterMs: 6_000 });
    expect(told).toBe(1);
    expect((await within((em) => findConnection(em, connectionId))).gate).toBe('exhausted');
    await database.drop();
  });
});
