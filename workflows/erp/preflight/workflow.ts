import {
  ActivityFailure,
  continueAsNew,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { PreflightActivities, SnapshotActivities } from '../../../activities/preflight.ts';
import { databaseSteps, erpRead } from '../../shared/activity-options.ts';
import { type LaneWatch, watchLane, withErpLane } from '../../shared/erp-lane.ts';
import {
  preflightProgressQuery,
  type CheckedBatch,
  type PreflightProgress,
  type PreflightRef,
  type PreflightReport,
} from './contract.ts';

/** The longest answer, in characters of up to three bytes: a payload of the engine holds two million bytes. */
const roomMax = 500_000;

/** What a long run takes along into its next one. */
interface Carried {
  readonly progress: PreflightProgress;
  readonly afterNumber: number;
  readonly room: number;
}

const { lookAtErpSnapshot, countPreflightDocuments } =
  proxyLocalActivities<PreflightActivities>(databaseSteps);

const { checkPreflightDocuments } = proxyActivities<PreflightActivities>({
  startToCloseTimeout: '5 min',
  heartbeatTimeout: '30 s',
  retry: { initialInterval: '500 ms', backoffCoefficient: 2, maximumInterval: '30 s' },
});

const nothing: PreflightProgress = {
  isDone: false,
  total: null,
  checked: 0,
  blocked: 0,
  snapshotAt: null,
  verdicts: [],
};

/**
 * Holds documents against what the ERP holds: brings the snapshot of its registers up to date, through the lane, then
 * checks document after document against the rules. What speaks against named documents is read again before it is told.
 */
export async function preflightWorkflow(ref: PreflightRef, carried?: Carried): Promise<PreflightReport> {
  let progress = carried?.progress ?? nothing;
  setHandler(preflightProgressQuery, () => progress);
  const lane = watchLane();
  const { now: since, ...snapshot } = await lookAtErpSnapshot(ref);
  if (carried === undefined) {
    progress = { ...progress, total: await countPreflightDocuments(ref) };
    const isWhole = ref.refresh || !snapshot.isYoung;
    const parts = isWhole ? undefined : snapshot.missing;
    if (parts?.length !== 0) progress = { ...progress, ...(await refresh(ref, lane, since, parts)) };
  }
  let from = { afterNumber: carried?.afterNumber ?? 0, room: carried?.room ?? roomMax };
  for (;;) {
    let batch = await checkPreflightDocuments(ref, from);
    const doubtful = ref.documentIds === undefined ? [] : batch.parts.filter(({ readAt }) => readAt < since);
    if (doubtful.length > 0 && progress.failure === undefined) {
      const names = doubtful.map(({ name }) => name);
      progress = { ...progress, ...(await refresh(ref, lane, since, names)) };
      batch = await checkPreflightDocuments(ref, from);
    }
    progress = joined(progress, batch);
    if (batch.next === undefined) break;
    from = { afterNumber: batch.next, room: batch.room };
    if (workflowInfo().continueAsNewSuggested)
      await continueAsNew<typeof preflightWorkflow>(ref, { progress, ...from });
  }
  progress = { ...progress, isDone: true };
  const { checked, blocked, snapshotAt, verdicts, failure } = progress;
  return { checked, blocked, snapshotAt, verdicts, ...(failure && { failure }) };
}

const joined = (progress: PreflightProgress, batch: CheckedBatch): PreflightProgress => ({
  ...progress,
  checked: progress.checked + batch.checked,
  blocked: progress.blocked + batch.blocked,
  snapshotAt: batch.snapshotAt,
  verdicts: [...progress.verdicts, ...batch.verdicts],
});

/**
 * Reads the registers in a place of the lane, never two at once for one connection: all of them after a person's single
 * document, and behind everything else for the rest. An ERP that cannot be read is told, and holds the rest not up.
 */
async function refresh(
  ref: PreflightRef,
  lane: LaneWatch,
  since: number,
  parts: readonly string[] | undefined,
): Promise<Pick<PreflightReport, 'failure'>> {
  const { refreshErpSnapshot } = proxyActivities<SnapshotActivities>(
    erpRead(ref.provider, ref.agreementNumber),
  );
  const isAwaited = ref.documentIds !== undefined && ref.documentIds.length > 0;
  const visit = { ...ref, priority: isAwaited ? 'asked' : 'bulk', partyKey: 'snapshot' } as const;
  for (;;) {
    try {
      const answer = await withErpLane(lane, visit, () =>
        refreshErpSnapshot(ref, { since, ...(parts !== undefined && { parts }) }),
      );
      if (answer.read === 'answered') return {};
      if (answer.read === 'impossible') return { failure: { code: answer.cause, params: answer.params } };
      // Behind the closed gate the next visit waits for its turn.
      if (answer.read === 'rate-limited') await lane.calledOrAfter(answer.retryAfterMs);
    } catch (error) {
      if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
      const reason = error.cause?.message ?? error.message;
      return { failure: { code: 'ErpUnavailable', params: { reason } } };
    }
  }
}
