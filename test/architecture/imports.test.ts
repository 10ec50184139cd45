import { beforeAll, describe, expect, test } from '@jest/globals';
import { ESLint } from 'eslint';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
let eslint: ESLint;

beforeAll(() => {
  // Only the import rules are asked: types of a text that is no file are nobody's business.
  eslint = new ESLint({
    cwd: root,
    overrideConfig: { languageOptions: { parserOptions: { projectService: false, program: null } } },
    ruleFilter: ({ ruleId }) => ruleId === '@typescript-eslint/no-restricted-imports',
  });
});

const findings = async (filePath: string, code: string): Promise<number> => {
  const [result] = await eslint.lintText(code, { filePath: join(root, filePath) });
  return (result?.messages ?? []).filter(
    (message) => message.ruleId === '@typescript-eslint/no-restricted-imports',
  ).length;
};

describe('the direction of imports', () => {
  test.each([
    ['domain/money.ts', `import '../api/app.ts';`],
    ['domain/money.ts', `import '../activities/deps.ts';`],
    ['domain/money.ts', `import type { X } from '../workflows/shared/ids.ts';`],
    ['domain/money.ts', `import { Client } from '@temporalio/client';`],
    ['domain/money.ts', `import '../sandbox/e-conomic/server.ts';`],
    ['workflows/shared/ids.ts', `import { x } from '../../activities/deps.ts';`],
    ['workflows/shared/ids.ts', `import { x } from '../../domain/customers/customer.entity.ts';`],
    ['workflows/shared/ids.ts', `import { x } from '../../domain/transfers/transfer.service.ts';`],
    ['workflows/shared/ids.ts', `import { z } from 'zod';`],
    ['workflows/shared/ids.ts', `import { createHash } from 'node:crypto';`],
    ['activities/deps.ts', `import '../api/app.ts';`],
    ['activities/deps.ts', `import { x } from '../workflows/erp/transfer/workflow.ts';`],
    ['api/app.ts', `import { x } from '../activities/deps.ts';`],
    ['api/app.ts', `import { x } from '../workflows/index.ts';`],
    ['api/app.ts', `import { x } from '../workflows/erp/transfer/workflow.ts';`],
  ])('%s may not say %s', async (file, code) => {
    expect(await findings(file, code)).toBe(1);
  });

  test.each([
    ['workflows/shared/ids.ts', `import type { X } from '../../activities/deps.ts';`],
    ['workflows/shared/ids.ts', `import { admit } from '../../domain/lane/lane.decisions.ts';`],
    ['activities/deps.ts', `import { x } from '../workflows/erp/transfer/contract.ts';`],
    ['api/app.ts', `import { x } from '../workflows/erp/transfer/contract.ts';`],
    ['api/app.ts', `import { x } from '../domain/errors.ts';`],
  ])('%s may say %s', async (file, code) => {
    expect(await findings(file, code)).toBe(0);
  });
});
