import { describe, expect, test } from '@jest/globals';
import type { ErpAdapter } from '../../../activities/erp/adapter.ts';
import { ErpReadError } from '../../../activities/erp/adapter.ts';
import type { ActivityDeps } from '../../../activities/deps.ts';
import { createEconomicAdapter } from '../../../activities/erp/e-conomic/adapter.ts';
import { readErp } from '../../../activities/erp/flow/read-erp.ts';
import { scaledMs, scaledWindow } from '../../../activities/erp/flow/window.ts';
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

  test('so does what a read is told to wait, or a minute where it is told nothing', async () => {
    const database = await testDatabase();
    const { number } = await createTestAgreement(database.orm);
    const deps = { orm: database.orm, timeScale: 0.1 } as ActivityDeps;
    const connection = { agreementNumber: number, connectionId: '', provider: 'e-conomic' };
    const waits = (options: { retryAfterMs?: number }) =>
      readErp(deps, connection, null, 'look-up', () =>
        Promise.reject(new ErpReadError('ErpRateLimited', 'too many', options)),
      );
    expect(await waits({ retryAfterMs: 20_000 })).toEqual({ read: 'rate-limited', retryAfterMs: 2_000 });
    expect(await waits({})).toEqual({ read: 'rate-limited', retryAfterMs: 6_000 });
    await database.drop();
  });
});
