import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { ErpRead } from '../../activities/erp/flow/read-erp.ts';
import {
  type CheckedBatch,
  type PreflightRef,
  type PreflightReport,
  preflightStart,
  preflightWorkflowType,
} from '../../workflows/erp/preflight/contract.ts';
import { transferStart, transferWorkflowType } from '../../workflows/erp/transfer/contract.ts';
import type { FlowStep } from '../../workflows/shared/erp-flow.ts';
import { skippingEnvironment, type StandIns, startStandIns } from '../support/time-skipping.ts';

let environment: TestWorkflowEnvironment;
let workers: StandIns;
/** Everything that was asked, in order. */
let asked: string[] = [];

const begin = 1_000_000;
/** What the activities answer, in the order in which they are asked; then the last for ever. */
const script: {
  snapshot: { readonly isYoung: boolean; readonly missing: readonly string[] };
  reads: (ErpRead<null> | Error)[];
  batches: Partial<CheckedBatch>[];
  rows: FlowStep[];
} = { snapshot: { isYoung: true, missing: [] }, reads: [], batches: [], rows: [] };

const next = <T>(list: T[]): T => {
  const value = list.length > 1 ? list.shift() : list[0];
  if (value === undefined) throw ApplicationFailure.nonRetryable('The script has nothing to say.');
  return value;
};
const say = <T>(what: string, value: T): Promise<T> => {
  asked.push(what);
  return Promise.resolve(value);
};
const answered: ErpRead<null> = { read: 'answered', value: null };
const batch = (changes: Partial<CheckedBatch>): CheckedBatch => ({
  ...{ checked: 1, blocked: 0, verdicts: [], room: 100, parts: [], snapshotAt: null },
  ...changes,
});

beforeAll(async () => {
  environment = await skippingEnvironment();
  workers = await startStandIns(environment, {
    steps: {
      lookAtErpSnapshot: () => say('look', { now: begin, ...script.snapshot }),
      countPreflightDocuments: () => say('count', 7),
      checkPreflightDocuments: (_ref: PreflightRef, from: { afterNumber: number }) =>
        say(`check from ${from.afterNumber}`, batch(next(script.batches))),
      enterErpLane: (_agreement: number, _connection: string, flow: { priority: number }) =>
        say(`enter ${flow.priority}`, true),
      leaveErpLane: () => say('leave', undefined),
      advanceErpFlow: () => say('advance', next(script.rows)),
    },
    calls: {
      refreshErpSnapshot: (_ref: PreflightRef, refreshing: { parts?: readonly string[] }) => {
        asked.push(`read ${refreshing.parts?.join(' ') ?? 'all'}`);
        const value = next(script.reads);
        return value instanceof Error ? Promise.reject(value) : Promise.resolve(value);
      },
      confirmErpBlock: () => say<FlowStep>('confirm', { do: 'done', state: 'transferred' }),
    },
  });
});
afterAll(async () => {
  await workers.stop();
  await environment.teardown();
});
afterEach(() => {
  asked = [];
});

const run = async (asking: Partial<PreflightRef>): Promise<PreflightReport> => {
  const ref = {
    ...{ agreementNumber: 1000, connectionId: randomUUID(), provider: 'e-conomic', refresh: false },
    ...asking,
  };
  const start = preflightStart(ref, randomUUID(), workers.taskQueue);
  return (await environment.client.workflow.execute(preflightWorkflowType, start)) as PreflightReport;
};

const young = { isYoung: true, missing: [] };
const document = [randomUUID()];
const old = { name: 'calendar', readAt: begin - 1 };

describe('a preflight', () => {
  test.each<[string, Partial<PreflightRef>, Partial<typeof script>, string[]]>([
    ['reads nothing where the snapshot is young', {}, { batches: [{}] }, ['check from 0']],
    [
      'reads all where it is old, behind everything else',
      {},
      { snapshot: { isYoung: false, missing: [] }, reads: [answered], batches: [{}] },
      ['enter 4', 'read all', 'leave', 'check from 0'],
    ],
    [
      'reads all where it is asked to, before a document that somebody waits for',
      { refresh: true, documentIds: document },
      { reads: [answered], batches: [{}] },
      ['enter 0', 'read all', 'leave', 'check from 0'],
    ],
    [
      'reads what a young snapshot lacks',
      { documentIds: document },
      { snapshot: { isYoung: true, missing: ['productGroups'] }, reads: [answered], batches: [{}] },
      ['enter 0', 'read productGroups', 'leave', 'check from 0'],
    ],
    [
      'reads again what speaks against a named document, unless it was read for it',
      { documentIds: document },
      { reads: [answered], batches: [{ parts: [old, { name: 'layouts', readAt: begin }] }, {}] },
      ['check from 0', 'enter 0', 'read calendar', 'leave', 'check from 0'],
    ],
    [
      'reads nothing again for all open ones, and checks them batch by batch',
      {},
      { batches: [{ parts: [old], next: 12 }, { next: 20 }, {}] },
      ['check from 0', 'check from 12', 'check from 20'],
    ],
    [
      'waits as told by a rate limit, outside the lane',
      { refresh: true },
      { reads: [{ read: 'rate-limited', retryAfterMs: 60_000 }, answered], batches: [{}] },
      ['enter 4', 'read all', 'leave', 'enter 4', 'read all', 'leave', 'check from 0'],
    ],
  ])('%s', async (_rule, asking, said, expected) => {
    Object.assign(script, { snapshot: young, reads: [], batches: [] }, said);
    await run(asking);
    expect(asked).toEqual(['look', 'count', ...expected]);
  });

  test('adds up what its batches found', async () => {
    const verdict = (number: number) => ({ documentId: document[0]!, documentNumber: number, blocks: [] });
    Object.assign(script, {
      snapshot: young,
      batches: [
        {
          checked: 1_000,
          blocked: 2,
          verdicts: [verdict(1)],
          next: 5,
          snapshotAt: '2026-11-28T00:00:00.000Z',
        },
        { checked: 10, blocked: 1, verdicts: [verdict(6)], snapshotAt: '2026-11-28T00:00:00.000Z' },
      ],
    });
    expect(await run({})).toEqual({
      checked: 1_010,
      blocked: 3,
      snapshotAt: '2026-11-28T00:00:00.000Z',
      verdicts: [verdict(1), verdict(6)],
    });
  });

  test.each<[string, ErpRead<null> | Error, object]>([
    [
      'may not be read',
      { read: 'impossible', cause: 'ErpForbidden', params: { reason: 'no role' } },
      { code: 'ErpForbidden', params: { reason: 'no role' } },
    ],
    [
      'stays away',
      new Error('nobody answers'),
      { code: 'ErpUnavailable', params: { reason: expect.any(String) } },
    ],
  ])('goes on with our own rules where the ERP %s, and says so', async (_how, reads, failure) => {
    Object.assign(script, { snapshot: young, reads: [reads], batches: [{ parts: [old] }] });
    expect(await run({ refresh: true, documentIds: document })).toMatchObject({ checked: 1, failure });
    expect(asked.at(-1)).toBe('check from 0');
  });
});

test('a transfer whose rows say so has what speaks against it read again', async () => {
  Object.assign(script, { rows: [{ do: 'confirm' }] });
  const ref = {
    ...{ agreementNumber: 1000, provider: 'e-conomic', connectionId: randomUUID(), transferId: randomUUID() },
    ...{ documentKind: 'customer-invoice', documentId: randomUUID(), documentNumber: 1 },
  };
  const start = transferStart(ref, workers.taskQueue);
  // Without a document's workflow to tell, it ends all the same.
  const { client } = environment;
  expect(await client.workflow.execute(transferWorkflowType, start)).toEqual({ state: 'transferred' });
  expect(asked).toEqual(['advance', 'confirm']);
});
