import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Worker } from '@temporalio/worker';
import { runWorkers } from '../../activities/worker.ts';
import { bareTableStatements } from '../../bench/bare/activities.ts';
import { createBareWorkers } from '../../bench/bare/workers.ts';
import { bareDocumentWorkflowId } from '../../bench/bare/contract.ts';
import { BareSubject } from '../../bench/driver/bare-subject.ts';
import { actionsOf, costOf, historiesOf, typeOf, type HistoryEvent } from '../../bench/support/histories.ts';
import { withSql } from '../../sandbox/stack/sql.ts';
import { customerInvoiceWorkflowId } from '../../workflows/shared/ids.ts';
import { bookedInvoice, companyWithConnection, startSystem, type System } from '../support/system.ts';
import { bundleOf, uniqueTaskQueue } from '../support/temporal.ts';

let system: System;
let bareWorkers: readonly Worker[];
let bareRun: Promise<void>;
let real: readonly (readonly HistoryEvent[])[];
let bare: readonly (readonly HistoryEvent[])[];

beforeAll(async () => {
  system = await startSystem();
  real = await historiesOfInvoice();
  bare = await historiesOfBareDocument();
});
afterAll(async () => {
  for (const worker of bareWorkers) worker.shutdown();
  await bareRun;
  await system.stop();
});

/** Of the second invoice of a customer: the first one makes customer and product known there. */
async function historiesOfInvoice(): Promise<readonly (readonly HistoryEvent[])[]> {
  const company = await companyWithConnection(system);
  const carried = async (): Promise<string> => {
    const id = customerInvoiceWorkflowId(company.agreementNumber, await bookedInvoice(system, company));
    await system.client.workflow.getHandle(id).result();
    return id;
  };
  await carried();
  return historiesOf(system.client, await carried());
}

async function historiesOfBareDocument(): Promise<readonly (readonly HistoryEvent[])[]> {
  await withSql(system.database.ownerUrl, async (sql) => {
    for (const statement of bareTableStatements) await sql(statement);
  });
  const taskQueue = uniqueTaskQueue('bare');
  bareWorkers = await createBareWorkers({
    connection: system.environment.nativeConnection,
    namespace: 'default',
    taskQueue,
    workflowBundle: await bundleOf(`${import.meta.dirname}/../../bench/bare/workflows.ts`),
    orm: system.database.orm,
    activitiesMax: 10,
  });
  bareRun = runWorkers(bareWorkers);
  const subject = new BareSubject(system.client, taskQueue, 1);
  const document = await subject.draft(7);
  await subject.book(document);
  await subject.settled(document);
  return historiesOf(system.client, bareDocumentWorkflowId(document));
}

/** What an event is, apart from names, ids, times and payloads. */
function outlineOf(event: HistoryEvent): unknown {
  const activity = event.activityTaskScheduledEventAttributes;
  const { seconds: heartbeat } = activity?.heartbeatTimeout ?? {};
  const { seconds: startToClose } = activity?.startToCloseTimeout ?? {};
  const searchAttributes =
    event.workflowExecutionStartedEventAttributes?.searchAttributes ??
    event.upsertWorkflowSearchAttributesEventAttributes?.searchAttributes ??
    event.startChildWorkflowExecutionInitiatedEventAttributes?.searchAttributes;
  return {
    type: typeOf(event),
    marker: event.markerRecordedEventAttributes?.markerName,
    update: event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest?.input?.name,
    parentClosePolicy: event.startChildWorkflowExecutionInitiatedEventAttributes?.parentClosePolicy,
    searchAttributes: Object.keys(searchAttributes?.indexedFields ?? {}).length,
    activity: activity && {
      heartbeat: String(heartbeat),
      startToClose: String(startToClose),
      attempts: activity.retryPolicy?.maximumAttempts,
      isFair: Boolean(activity.priority?.fairnessKey),
    },
  };
}

describe('the bare engine, which is the yardstick,', () => {
  test('writes the same history as a real invoice whose registers are known: event for event, apart from names', () => {
    expect(bare.map((history) => history.map(outlineOf))).toEqual(
      real.map((history) => history.map(outlineOf)),
    );
  });

  test('costs the engine what a real invoice costs it', () => {
    expect(costOf(bare)).toEqual(costOf(real));
  });
});

describe('the cost of an invoice whose registers are known', () => {
  test('is one activity, four local ones and two updates, and nothing polls or waits', () => {
    expect(costOf(real)).toMatchObject({
      activities: 1,
      localActivities: 4,
      updates: 2,
      children: 1,
      signals: 0,
      timers: 0,
    });
  });

  test('counts a start, each update, upsert and attempt, a child and the marked workflow tasks as actions', () => {
    const [document, transfer] = real;
    // Start, two updates, one upsert, the child's intent, and three workflow tasks with a local activity.
    expect(actionsOf(document ?? [])).toBe(8);
    // Start, one upsert, one activity, one workflow task with a local activity.
    expect(actionsOf(transfer ?? [])).toBe(4);
  });
});
