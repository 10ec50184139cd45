import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { WorkflowHandle } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import {
  connectionStart,
  connectionTestStart,
  connectionTestWorkflowType,
  connectionWorkflowType,
  gateChangedSignal,
  type ConnectionTestResult,
} from '../../workflows/erp/connection/contract.ts';
import { invoicePdfStart, invoicePdfWorkflowType } from '../../workflows/erp/invoice-pdf/contract.ts';
import { laneKeeperWorkflowType } from '../../workflows/erp/lane-keeper/contract.ts';
import { lookSignal, transferStart, transferWorkflowType } from '../../workflows/erp/transfer/contract.ts';
import type { FlowStep } from '../../workflows/shared/erp-flow.ts';
import { asked, calls, resetScript, script, steps } from '../support/scripted.ts';
import { eventually } from '../support/system.ts';
import { skippingEnvironment, type StandIns, startStandIns } from '../support/time-skipping.ts';

let environment: TestWorkflowEnvironment;
let workers: StandIns;

beforeAll(async () => {
  environment = await skippingEnvironment();
  workers = await startStandIns(environment, { steps, calls });
});
afterAll(async () => {
  await workers.stop();
  await environment.teardown();
});
afterEach(() => {
  resetScript();
});

const connection = () => ({ agreementNumber: 1000, connectionId: randomUUID(), provider: 'e-conomic' });
const done: FlowStep = { do: 'done', state: 'transferred' };
const hour = 3_600_000;
const away = new Error('The ERP is away.');

function startTransfer(): Promise<WorkflowHandle> {
  const ref = {
    ...connection(),
    transferId: randomUUID(),
    documentKind: 'customer-invoice',
    documentId: randomUUID(),
    documentNumber: 1001,
  };
  return environment.client.workflow.start(transferWorkflowType, transferStart(ref, workers.taskQueue));
}

async function hoursOf(handle: WorkflowHandle): Promise<number> {
  const { startTime, closeTime } = await handle.describe();
  return ((closeTime?.getTime() ?? 0) - startTime.getTime()) / hour;
}

const askedFor = (what: string, times = 1) =>
  eventually(
    () => Promise.resolve(asked.filter((each) => each === what).length >= times || undefined),
    `${what} was asked`,
  );

describe('a transfer', () => {
  test('does what its rows say until it has its outcome', async () => {
    script.rows = [
      { do: 'registers', registers: [{ kind: 'unit', ourKey: '1' }] },
      { do: 'resolve' },
      { do: 'send', writeId: 'draft' },
    ];
    script.calls = [
      { do: 'send', writeId: 'unit' },
      { do: 'done', state: 'checking' },
      { do: 'send', writeId: 'booking' },
      done,
    ];
    const handle = await startTransfer();
    expect(await handle.result()).toEqual({ state: 'transferred' });
    expect(asked).toEqual(['look', 'look unit', 'resolve unit', 'send unit', 'look', 'send', 'send']);
    const attributes = (await handle.describe()).typedSearchAttributes;
    expect(JSON.stringify(attributes)).toContain('transferred');
  });

  test('waits out a window of hours, and asks again then', async () => {
    script.rows = [
      { do: 'wait', ms: 6 * hour },
      { do: 'look-up', writeId: 'draft' },
    ];
    script.calls = [done];
    const handle = await startTransfer();
    await handle.result();
    expect(asked).toEqual(['look', 'look', 'look-up']);
    expect(await hoursOf(handle)).toBeGreaterThanOrEqual(6);
  });

  test('looks at once when it is told to', async () => {
    script.rows = [{ do: 'wait', ms: 6 * hour }, done];
    const handle = await startTransfer();
    await askedFor('look');
    await handle.signal(lookSignal);
    await handle.result();
    expect(await hoursOf(handle)).toBeLessThan(1);
  });

  test('waits in line until it is told, however long that takes', async () => {
    script.rows = [{ do: 'place' }, done];
    const handle = await startTransfer();
    await environment.sleep('2 days');
    expect(asked).toEqual(['look']);
    await handle.signal(lookSignal);
    await handle.result();
    expect(asked).toEqual(['look', 'look']);
  });

  test('asks its rows when a send gave no answer, and never sends by itself again', async () => {
    script.rows = [{ do: 'send', writeId: 'draft' }, { do: 'wait', ms: hour }, done];
    script.calls = [away];
    const handle = await startTransfer();
    await handle.result();
    expect(asked).toEqual(['look', 'send', 'look', 'look']);
  });

  test('reads again while the ERP is away', async () => {
    script.rows = [{ do: 'look-up', writeId: 'draft' }];
    script.calls = [away, away, away, done];
    const handle = await startTransfer();
    await handle.result();
    expect(asked).toEqual(['look', 'look-up', 'look-up', 'look-up', 'look-up']);
  });

  test('that stands still shows its cause and goes on when a person asks for another try', async () => {
    script.rows = [
      { do: 'registers', registers: [{ kind: 'product', ourKey: 'A-1' }] },
      { do: 'parked', state: 'blocked', cause: 'ProductBarred', params: { product: 'A-1' } },
      done,
    ];
    const handle = await startTransfer();
    await askedFor('look product');
    await eventually(
      async () => ((await handle.query('state')) === 'blocked' ? true : undefined),
      'it stands still',
    );
    expect(JSON.stringify((await handle.describe()).typedSearchAttributes)).toContain('ProductBarred');
    await handle.signal(lookSignal);
    await handle.result();
    expect(JSON.stringify((await handle.describe()).typedSearchAttributes)).not.toContain('ProductBarred');
  });
});

describe('a closed gate', () => {
  const startGate = () => {
    const start = connectionStart(connection(), workers.taskQueue);
    return environment.client.workflow.start(connectionWorkflowType, start);
  };

  test('that fails is probed when its row says so until an answer opens it, and then wakes the line', async () => {
    script.gates = ['failing', 'failing', 'failing', 'open'];
    script.probes = [true];
    const handle = await startGate();
    await handle.result();
    expect(asked).toEqual(['gate', 'probe', 'gate', 'probe', 'gate', 'probe', 'gate', 'wake']);
    expect(await hoursOf(handle)).toBeGreaterThanOrEqual(3 / 60);
  });

  test('whose quota is used up opens when its time is over, without asking the ERP', async () => {
    script.gates = ['exhausted', 'exhausted', 'open'];
    const handle = await startGate();
    await handle.result();
    expect(asked).toEqual(['gate', 'end', 'gate', 'end', 'gate', 'wake']);
    expect(await hoursOf(handle)).toBeGreaterThanOrEqual(2 / 60);
  });

  test('stays closed while the probe itself is not carried out', async () => {
    script.gates = ['failing', 'open'];
    script.probes = [away];
    const handle = await startGate();
    await handle.result();
    expect(asked.filter((each) => each === 'probe').length).toBeGreaterThan(1);
    expect(asked.at(-1)).toBe('wake');
  });

  test.each(['paused', 'severed'])('that is %s is not probed: a person has to act', async (gate) => {
    script.gates = [gate, 'open'];
    const handle = await startGate();
    await environment.sleep('3 days');
    expect(asked).toEqual(['gate']);
    await handle.signal(gateChangedSignal);
    await handle.result();
    expect(asked).toEqual(['gate', 'gate', 'wake']);
  });

  test('whose credentials are tested while the ERP is away says so after two minutes', async () => {
    script.probes = [away];
    const start = connectionTestStart(connection(), randomUUID(), workers.taskQueue);
    const result = (await environment.client.workflow.execute(
      connectionTestWorkflowType,
      start,
    )) as ConnectionTestResult;
    expect(result).toEqual({ ok: false, code: 'ErpUnavailable', reason: away.message });
  });
});

describe('a PDF', () => {
  const startPdf = () => {
    const start = invoicePdfStart({ ...connection(), documentId: randomUUID() }, workers.taskQueue);
    return environment.client.workflow.start(invoicePdfWorkflowType, start);
  };

  test('is fetched in a place of the lane, which is given back', async () => {
    script.mayEnter = false;
    script.probes = [away, true];
    const handle = await startPdf();
    await askedFor('enter');
    script.mayEnter = true;
    await handle.signal(lookSignal);
    expect(await handle.result()).toEqual({ fileId: 'true' });
    expect(asked).toEqual(['enter', 'enter', 'pdf', 'pdf', 'leave']);
  });

  test('that the ERP does not make within half a minute is told so', async () => {
    script.probes = [away];
    const handle = await startPdf();
    expect(await handle.result()).toMatchObject({
      code: 'ErpUnavailable',
      params: { reason: away.message },
    });
    expect(asked.at(-1)).toBe('leave');
  });

  test('that nobody waits for any more gives its place back', async () => {
    script.probes = [away];
    const handle = await startPdf();
    await askedFor('pdf');
    await handle.cancel();
    await handle.result().catch(() => undefined);
    expect(asked.at(-1)).toBe('leave');
  });
});

describe('the lane keeper', () => {
  test('looks once, and leaves a look that failed to the next minute', async () => {
    script.probes = [away];
    const handle = await environment.client.workflow.start(laneKeeperWorkflowType, {
      workflowId: randomUUID(),
      taskQueue: workers.taskQueue,
    });
    await expect(handle.result()).rejects.toThrow();
    expect(asked).toEqual(['keep']);
  });
});
