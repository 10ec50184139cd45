import type { Client } from '@temporalio/client';

type History = Awaited<ReturnType<ReturnType<Client['workflow']['getHandle']>['fetchHistory']>>;
export type HistoryEvent = NonNullable<History['events']>[number];

/** What a document costs the engine, counted from its histories. */
export interface EngineCost {
  readonly events: number;
  readonly workflowTasks: number;
  readonly activities: number;
  readonly localActivities: number;
  readonly updates: number;
  readonly signals: number;
  readonly timers: number;
  readonly children: number;
  readonly searchAttributeUpserts: number;
  /** Billable actions; see `actionsOf`. */
  readonly actions: number;
}

const suffix = 'EventAttributes';

/** An event's type by the name of its attributes: `activityTaskScheduled`. */
export function typeOf(event: HistoryEvent): string {
  const set = Object.entries(event).find(
    ([key, value]) => key.endsWith(suffix) && value !== null && value !== undefined,
  );
  return set === undefined ? 'unknown' : set[0].slice(0, -suffix.length);
}

/** The whole history of a workflow's newest run. */
export async function eventsOf(client: Client, workflowId: string): Promise<readonly HistoryEvent[]> {
  const history = await client.workflow.getHandle(workflowId).fetchHistory();
  return history.events ?? [];
}

/** Histories of a document and of every child that it started. */
export async function historiesOf(
  client: Client,
  workflowId: string,
): Promise<readonly (readonly HistoryEvent[])[]> {
  const own = await eventsOf(client, workflowId);
  const children = own.flatMap((event) => {
    const id = event.startChildWorkflowExecutionInitiatedEventAttributes?.workflowId;
    return typeof id === 'string' ? [id] : [];
  });
  return [own, ...(await Promise.all(children.map((id) => eventsOf(client, id))))];
}

const localActivityMarker = 'core_local_activity';

const isLocalActivity = (event: HistoryEvent): boolean =>
  event.markerRecordedEventAttributes?.markerName === localActivityMarker;

/** The cost of one document over all its histories. */
export function costOf(histories: readonly (readonly HistoryEvent[])[]): EngineCost {
  const events = histories.flat();
  const count = (type: string): number => events.filter((event) => typeOf(event) === type).length;
  return {
    events: events.length,
    workflowTasks: count('workflowTaskCompleted'),
    activities: count('activityTaskScheduled'),
    localActivities: events.filter(isLocalActivity).length,
    updates: count('workflowExecutionUpdateAccepted'),
    signals: count('workflowExecutionSignaled'),
    timers: count('timerStarted'),
    children: count('startChildWorkflowExecutionInitiated'),
    searchAttributeUpserts: count('upsertWorkflowSearchAttributes'),
    actions: histories.reduce((sum, history) => sum + actionsOf(history), 0),
  };
}

/** Events that Temporal Cloud bills with one action each. */
const billedEvents = new Set([
  'workflowExecutionStarted',
  'workflowExecutionContinuedAsNew',
  'workflowExecutionUpdateAccepted',
  'workflowExecutionSignaled',
  'signalExternalWorkflowExecutionInitiated',
  // Of a child's two actions the one for the intent; the other is the child's own start.
  'startChildWorkflowExecutionInitiated',
  'timerStarted',
  'upsertWorkflowSearchAttributes',
]);

/**
 * Actions as Temporal Cloud bills them (docs.temporal.io/cloud/actions): one for each of the events above and for each
 * attempt of an activity; one for all the local activities (and any other marker) of one workflow task. Not in a
 * history, and so not counted: refused updates, queries and heartbeats; none of them occurs on a document's ordinary way.
 */
export function actionsOf(history: readonly HistoryEvent[]): number {
  const tasksWithMarkers = new Set<string>();
  let actions = 0;
  for (const event of history) {
    if (billedEvents.has(typeOf(event))) actions += 1;
    actions += event.activityTaskStartedEventAttributes?.attempt ?? 0;
    const task = event.markerRecordedEventAttributes?.workflowTaskCompletedEventId;
    if (task !== undefined && task !== null) tasksWithMarkers.add(String(task));
  }
  return actions + tasksWithMarkers.size;
}
