import {
  ActivityFailure,
  allHandlersFinished,
  condition,
  defineSignal,
  ParentClosePolicy,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
  sleep,
  startChild,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { databaseSteps, erpSend } from '../../workflows/shared/activity-options.ts';
import {
  errorCauseAttribute,
  searchAttributes,
  transferStateAttribute,
} from '../../workflows/shared/search-attributes.ts';
import { Serial } from '../../workflows/shared/serial.ts';
import type { BareCalls, BareSteps } from './activities.ts';
import {
  bareBookUpdate,
  bareCreateUpdate,
  bareProvider,
  type BareProgress,
  type BareRef,
  type BareStep,
  type BareTransferRef,
} from './contract.ts';

const steps = proxyLocalActivities<BareSteps>(databaseSteps);
const silenceMs = 1_000;
const lookSignal = defineSignal('look');

/** The life of a document: created and booked by updates, its transfer carried by a child, then archived. */
export async function bareDocumentWorkflow(ref: BareRef): Promise<void> {
  let progress: BareProgress | undefined;
  const serial = new Serial();
  const handle = (definition: typeof bareBookUpdate, state: BareProgress['state']): void => {
    setHandler(
      definition,
      ({ commandId }) =>
        serial.run(async () => {
          progress = await (state === 'draft' ? steps.bareCreate : steps.bareBook)(ref, commandId);
          if (state === 'draft') showNumber(ref, progress.number);
          return progress;
        }),
      { validator: (_command) => undefined },
    );
  };
  handle(bareCreateUpdate, 'draft');
  handle(bareBookUpdate, 'booked');
  await Promise.resolve();
  await condition(() => progress?.state === 'booked' && allHandlersFinished());
  for (const transfer of progress?.transfers ?? [])
    await carry({ ...ref, ...transfer, documentKind: 'bare', documentNumber: ref.row });
  await steps.bareArchive(ref);
}

function showNumber(ref: BareRef, documentNumber: number): void {
  upsertSearchAttributes(searchAttributes({ agreementNumber: ref.agreementNumber, documentNumber }));
}

async function carry(ref: BareTransferRef): Promise<void> {
  const child = await startChild(bareTransferWorkflow, {
    workflowId: `bare-transfer:${ref.connectionId}:${ref.documentId}`,
    taskQueue: workflowInfo().taskQueue,
    args: [ref],
    typedSearchAttributes: searchAttributes({
      agreementNumber: ref.agreementNumber,
      documentType: ref.documentKind,
      documentNumber: ref.documentNumber,
      erpProvider: ref.provider,
    }),
    priority: { fairnessKey: String(ref.agreementNumber) },
    parentClosePolicy: ParentClosePolicy.ABANDON,
  });
  await child.result();
}

/** One look at the rows, then a call for each write; each answers what comes next. */
export async function bareTransferWorkflow(ref: BareTransferRef): Promise<{ state: string }> {
  setHandler(lookSignal, () => undefined);
  let step: BareStep = await steps.bareAdvance(ref);
  while (step.do === 'send') step = (await sent(ref, step.writeId)) ?? (await lookAfterSilence(ref));
  upsertSearchAttributes([
    { key: transferStateAttribute, value: 'transferred' },
    { key: errorCauseAttribute, value: null },
  ]);
  return { state: 'transferred' };
}

/** Undefined where the call gave no answer, as on a server that is too slow for its time-outs. */
async function sent(ref: BareTransferRef, writeId: string): Promise<BareStep | undefined> {
  const calls = proxyActivities<BareCalls>(erpSend(bareProvider, ref.agreementNumber));
  try {
    return await calls.bareSend(ref, writeId);
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    return undefined;
  }
}

async function lookAfterSilence(ref: BareTransferRef): Promise<BareStep> {
  await sleep(silenceMs);
  return steps.bareAdvance(ref);
}

const { bareNothing } = proxyActivities<BareSteps>({ startToCloseTimeout: '1 min' });

/** The plainest workflow there is, for scale: four activities that do nothing, one after another. */
export async function plainWorkflow(): Promise<void> {
  await bareNothing();
  await bareNothing();
  await bareNothing();
  await bareNothing();
}
