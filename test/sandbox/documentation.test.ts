import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { doorPaths } from '../../sandbox/control/door.ts';
import { faultKinds } from '../../sandbox/control/faults.ts';
import { defaultSwitches } from '../../sandbox/e-conomic/switches.ts';

describe('the page on the control door', () => {
  test('names every call, fault and switch', async () => {
    const page = await readFile('docs/reference/sandbox-control.md', 'utf8');
    for (const name of [...doorPaths(), ...faultKinds, ...Object.keys(defaultSwitches)]) {
      expect(page).toContain(`\`${name}\``);
    }
  });
});
