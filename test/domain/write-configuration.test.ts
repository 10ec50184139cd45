import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { configurationPage, configurationPagePath } from '../../domain/write-configuration.ts';

test('the page of the configuration says what is read (node domain/write-configuration.ts)', () => {
  expect(readFileSync(configurationPagePath, 'utf8')).toBe(configurationPage());
});
