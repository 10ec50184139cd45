import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { issueCheckStart, issueCheckWorkflowType } from '../../workflows/erp/issue-check/contract.ts';
import { erpLookUpStart, erpLookUpWorkflowType } from '../../workflows/erp/look-up/contract.ts';
import { lookSignal } from '../../workflows/erp/transfer/contract.ts';
import { eventually } from '../support/system.ts';
import { skippingEnvironment, type StandIns, startStandIns } from '../support/time-skipping.ts';

let environment: TestWorkflowEnvironment;
let workers: StandIns;

/** Everything that was asked, in order; what the ERP's calls answer, an error where it is away. */
let asked: string[] = [];
let mayEnter = true;
let answer: unknown;

const asking = (name: string, value: () => unknown) => async (): Promise<unknown> => {
  asked.push(name);
  const now = value();
  if (now instanceof Error) throw now;
  return Promise.resolve(now);
};

beforeAll(async () => {
  environment = await skippingEnvironment();
  workers = await startStandIns(environment, {
    steps: { enterErpLane: asking('enter', () => mayEnter), leaveErpLane: asking('leave', () => undefined) },
    calls: { checkIssue: asking('check', () => answer), lookUpInErp: asking('look-up', () => answer) },
  });
});
afterAll(async () => {
  await workers.stop();
  await environment.teardown();
});
afterEach(() => {
  asked = [];
  mayEnter = true;
});

const connection = () => ({ agreementNumber: 1000, connectionId: randomUUID(), provider: 'e-conomic' });
const away = new Error('The ERP is away.');

describe('a check of an issue', () => {
  const check = () =>
    environment.client.workflow.start(
      issueCheckWorkflowType,
      issueCheckStart({ ...connection(), issueId: randomUUID() }, workers.taskQueue),
    );

  test('reads once, in a place of the lane that it waits for and gives back', async () => {
    mayEnter = false;
    answer = { did: 'released', released: 3 };
    const handle = await check();
    await eventually(() => Promise.resolve(asked.includes('enter') || undefined), 'it waits in line');
    mayEnter = true;
    await handle.signal(lookSignal);
    expect(await handle.result()).toEqual({ did: 'released', released: 3 });
    expect(asked).toEqual(['enter', 'enter', 'check', 'leave']);
  });

  test('says nothing of the cause while the ERP is away', async () => {
    answer = away;
    expect(await (await check()).result()).toEqual({ did: 'nothing' });
    expect(asked.at(-1)).toBe('leave');
  });
});

describe('a look-up for a person', () => {
  test('answers what the ERP says, and that it is away after half a minute', async () => {
    const ask = () =>
      environment.client.workflow.execute(
        erpLookUpWorkflowType,
        erpLookUpStart(
          {
            ...connection(),
            transferId: randomUUID(),
            documentKind: 'customer-invoice',
            documentId: randomUUID(),
            documentNumber: 1001,
          },
          workers.taskQueue,
        ),
      );
    answer = { found: 'absent' };
    expect(await ask()).toEqual({ found: 'absent' });
    expect(asked).toEqual(['enter', 'look-up', 'leave']);
    answer = away;
    expect(await ask()).toEqual({
      found: 'unanswered',
      code: 'ErpUnavailable',
      params: { reason: away.message },
    });
    expect(asked.at(-1)).toBe('leave');
  });
});
