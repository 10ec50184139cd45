import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestAgreement, testDatabase } from '../support/database.ts';
import type { TestAgreement, TestDatabase } from '../support/database.ts';
import { testTemporalAddress } from '../support/servers.ts';

let database: TestDatabase;
let agreement: TestAgreement;

beforeAll(async () => {
  database = await testDatabase();
  agreement = await createTestAgreement(database.orm);
});

afterAll(async () => {
  await database.drop();
});

interface Api {
  readonly child: ChildProcess;
  readonly url: string;
  /** Everything it wrote. */
  readonly lines: readonly string[];
  readonly ended: Promise<number | null>;
}

function start(env: Readonly<Record<string, string>>): {
  child: ChildProcess;
  lines: string[];
  ended: Promise<number | null>;
} {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../api/main.ts')], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => lines.push(line));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, lines, ended };
}

async function startApi(over: Readonly<Record<string, string>> = {}): Promise<Api> {
  const { child, lines, ended } = start({
    DATABASE_URL: database.appUrl,
    TEMPORAL_ADDRESS: testTemporalAddress(),
    CREDENTIALS_KEYS: `test:${randomBytes(32).toString('base64')}`,
    API_PORT: '0',
    ...over,
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', () => {
      const match = /"url":"(http:[^"]+)"/.exec(lines.join('\n'));
      if (match?.[1] !== undefined) resolve(match[1]);
    });
    void ended.then(() => {
      reject(new Error(`It ended: ${lines.join('\n')}`));
    });
  });
  return { child, url, lines, ended };
}

describe('the API process', () => {
  test('serves, tells that it is ready, and ends by itself on SIGTERM with nothing left open', async () => {
    const api = await startApi();
    const self = await fetch(`${api.url}/api/self`, {
      headers: { authorization: `Bearer ${agreement.apiKey}` },
    });
    expect([self.status, await self.json()]).toMatchObject([200, { user_account: { id: agreement.number } }]);
    const ready = await fetch(`${api.url}/readyz`);
    expect(ready.status).toBe(200);
    await ready.text();
    const metrics = await (await fetch(`${api.url}/metrics`)).text();
    expect(metrics).toContain('process_resident_memory_bytes');
    api.child.kill('SIGTERM');
    expect([await api.ended, api.lines.filter((line) => line.includes('Error'))]).toEqual([0, []]);
    expect(api.lines.join('\n')).toContain('API has stopped');
    expect(api.lines.join('\n')).not.toContain(agreement.apiKey);
  });

  test('starts while the engine is away, and says that it is not ready', async () => {
    const api = await startApi({ TEMPORAL_ADDRESS: '127.0.0.1:9' });
    const ready = await fetch(`${api.url}/readyz`);
    expect([ready.status, await ready.json()]).toMatchObject([503, { status: 'not ready' }]);
    const healthy = await fetch(`${api.url}/healthz`);
    expect(healthy.status).toBe(200);
    await healthy.text();
    api.child.kill('SIGINT');
    expect([await api.ended, api.lines.filter((line) => line.includes('Error'))]).toEqual([0, []]);
  });

  test('names every setting that is missing, and ends', async () => {
    const { lines, ended } = start({ TEMPORAL_ADDRESS: 'nonsense' });
    expect(await ended).toBe(1);
    const text = lines.join('\n');
    for (const name of ['DATABASE_URL', 'CREDENTIALS_KEYS', 'TEMPORAL_ADDRESS']) expect(text).toContain(name);
  });
});
