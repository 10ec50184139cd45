import { describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BenchChild } from '../../bench/support/child.ts';

describe('a process of the bench', () => {
  test('answers while it lives, and is known to be gone by whoever asks it then', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bilag-child-'));
    try {
      const script = join(import.meta.dirname, 'echo-child.ts');
      const child = await BenchChild.start(script, {}, join(folder, 'log'));
      expect(await child.ask({ of: 'it' })).toEqual({ of: 'it' });
      const dying = child.ask('before its end').catch((error: unknown) => error);
      await child.kill();
      expect(await dying).not.toBeUndefined();
      await expect(child.ask('after its end')).rejects.toThrow();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
