import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { draftBody } from './client.ts';

describe('the stand-in as a process', () => {
  test('takes its settings from the environment, prints its addresses, and saves when it is told to end', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sandbox-'));
    const child = spawn(process.execPath, ['sandbox/e-conomic/main.ts'], {
      env: {
        PATH: process.env['PATH'],
        ECONOMIC_SANDBOX_REST_PORT: '0',
        ECONOMIC_SANDBOX_OPENAPI_PORT: '0',
        ECONOMIC_SANDBOX_CONTROL_PORT: '0',
        ECONOMIC_SANDBOX_DATA_DIR: folder,
        ECONOMIC_SANDBOX_APP_SECRET: 'app',
        ECONOMIC_SANDBOX_GRANT: 'grant',
        ECONOMIC_SANDBOX_SWITCHES: '{"callCost":7}',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let printed = '';
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
      printed += chunk.toString();
      if (printed.includes('/control/state')) break;
    }
    const [rest] = /http:\/\/127\.0\.0\.1:\d+/.exec(printed) ?? [];
    const answer = await fetch(`${rest ?? ''}/invoices/drafts`, {
      method: 'POST',
      headers: {
        'X-AppSecretToken': 'app',
        'X-AgreementGrantToken': 'grant',
        'Content-Type': 'application/json',
      },
      body: JSON.stringify(draftBody()),
    });
    expect([answer.status, answer.headers.get('x-callcost')]).toEqual([201, '7']);
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect(await readFile(join(folder, 'ledger.json'), 'utf8')).toContain('"draftInvoiceNumber":101');
    await rm(folder, { recursive: true });
  });
});
