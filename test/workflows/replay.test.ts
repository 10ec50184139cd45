/**
 * Today's workflows replay the histories of runs that were begun by earlier code. A red test here means that runs in
 * production would break: guard the change with `patched`. New histories are recorded by
 * `npx node test/support/record-histories.ts`; old ones are never recorded again.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { Worker, type WorkflowBundleOption } from '@temporalio/worker';
import * as workflows from '../../workflows/index.ts';
import { bundleOf, quietRuntime, workflowBundle } from '../support/temporal.ts';

interface Recorded {
  readonly workflowId: string;
  readonly history: unknown;
}

const folder = join(import.meta.dirname, '../histories');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.json'))
  .sort();
const recorded = (file: string): Recorded => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Recorded;

describe('a recorded run', () => {
  let bundle: WorkflowBundleOption;
  beforeAll(async () => {
    quietRuntime();
    bundle = await workflowBundle();
  });

  test.each(files)('%s is replayed', async (file) => {
    const { workflowId, history } = recorded(file);
    await Worker.runReplayHistory({ workflowBundle: bundle }, history, workflowId);
  });

  test('is there of every workflow', () => {
    const names = new Set(files.map((file) => file.split('/')[0]));
    expect([...names].sort()).toEqual(Object.keys(workflows).sort());
  });
});

describe('a workflow with one activity more', () => {
  test('does not replay what was recorded', async () => {
    const changed = await bundleOf(join(import.meta.dirname, '../support/changed/workflows.ts'));
    const file = files.find((each) => each.endsWith('-known-registers.json'))!;
    const { workflowId, history } = recorded(file);
    await expect(
      Worker.runReplayHistory({ workflowBundle: changed }, history, workflowId),
    ).rejects.toMatchObject({ name: 'DeterminismViolationError' });
  });
});
