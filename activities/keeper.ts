import {
  type Client,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  type WorkflowStartOptions,
} from '@temporalio/client';
import { atOnce } from '../domain/at-once.ts';
import { withAgreement } from '../domain/database.ts';
import {
  connectionsToKeep,
  heldTickets,
  importsToKeep,
  invoicesToKeep,
  issuesToCheck,
  type KeptConnection,
  type KeptInvoice,
  type KeptTransfer,
  markTold,
  recordLook,
  releasePlaces,
  transfersToKeep,
} from '../domain/lane/keeper.service.ts';
import { dueDeliveries } from '../domain/deliveries/courier.ts';
import { lockConnection } from '../domain/connections/connection-row.ts';
import { lookFirst } from '../domain/transfers/look-first.ts';
import {
  customerInvoiceStart,
  invoiceWorkflowType,
  transferSettledSignal,
} from '../workflows/documents/customer-invoice/contract.ts';
import {
  issueCheckStart,
  issueCheckWorkflowType,
  type IssueRef,
} from '../workflows/erp/issue-check/contract.ts';
import type { KeeperReport } from '../workflows/erp/lane-keeper/contract.ts';
import { transferStart, transferWorkflowType } from '../workflows/erp/transfer/contract.ts';
import { csvImportStart, csvImportWorkflowType } from '../workflows/imports/csv-import/contract.ts';
import { connectionWorkflowId } from '../workflows/shared/ids.ts';
import type { ActivityDeps } from './deps.ts';
import { wakeHeirs } from './erp/flow/advance.ts';
import { startDelivery } from './signals.ts';

/** How much one look takes on; the next minute goes on with the rest. */
const perLook = 500;
/** Few: each is a question to the engine, which others want to book at the same time. */
const questionsAtOnce = 4;

/**
 * Runs `work` over the items, so many at once, and counts how often it answered true. What fails for one is kept beside the
 * count and keeps the keeper from no other.
 */
async function countOver<T>(
  items: readonly T[],
  failures: unknown[],
  work: (item: T) => Promise<boolean>,
): Promise<number> {
  let count = 0;
  await atOnce(questionsAtOnce, items, async (item) => {
    try {
      if (await work(item)) count += 1;
    } catch (error) {
      failures.push(error);
    }
  });
  return count;
}

async function isRunning(client: Client, workflowId: string): Promise<boolean> {
  try {
    const { status } = await client.workflow.getHandle(workflowId).describe();
    return status.name === 'RUNNING';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

/** True where it was started; one that runs already is as good. */
async function started(client: Client, type: string, options: WorkflowStartOptions): Promise<boolean> {
  try {
    await client.workflow.start(type, options);
    return true;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw error;
  }
}

/** Tells a booked invoice's workflow, started where it does not run, that its transfers have their outcomes. */
async function archive(client: Client, taskQueue: string, invoice: KeptInvoice): Promise<boolean> {
  await client.workflow.signalWithStart(invoiceWorkflowType, {
    ...customerInvoiceStart(invoice, taskQueue),
    signal: transferSettledSignal,
    signalArgs: [{ transferId: '' }],
  });
  return true;
}

/** The lane keeper's look; each part can run twice, and two keepers at once do no harm. */
export function createKeeperActivities(deps: ActivityDeps, client: Client, taskQueue: string) {
  /**
   * Starts a transfer that nobody carries, which looks first what the ERP has. True where it was started. One that is
   * carried is called where it may sleep on nobody's word: a call was lost, or an activity that it had given up went on in
   * its place.
   */
  async function keepTransfer({ wantsCall, isSettled, ...transfer }: KeptTransfer): Promise<boolean> {
    const options = transferStart(transfer, taskQueue);
    const { workflowId } = options;
    const { agreementNumber, connectionId, transferId } = transfer;
    const isCarried = await isRunning(client, workflowId);
    if (!isCarried)
      await withAgreement(deps.orm, agreementNumber, (em) => lookFirst(em, connectionId, transferId));
    const isStarted = !isCarried && (await started(client, transferWorkflowType, options));
    if (isCarried && wantsCall) await deps.signals.wake([{ flowId: workflowId, workflowId }]);
    if (isSettled) await withAgreement(deps.orm, agreementNumber, (em) => markTold(em, transferId));
    return isStarted;
  }

  const checkIssue = (issue: IssueRef): Promise<boolean> =>
    started(client, issueCheckWorkflowType, issueCheckStart(issue, taskQueue));

  /** Frees places whose flow is gone, repeats lost calls, fills free places. */
  async function keepLane(
    { agreementNumber, connectionId }: KeptConnection,
    failures: unknown[],
  ): Promise<number> {
    const held = await withAgreement(deps.orm, agreementNumber, (em) => heldTickets(em, connectionId));
    const gone: string[] = [];
    await countOver(held, failures, async ({ flowId, workflowId }) => {
      if (await isRunning(client, workflowId)) return false;
      gone.push(flowId);
      return true;
    });
    const heirs = await withAgreement(deps.orm, agreementNumber, async (em) =>
      releasePlaces(em, await lockConnection(em, connectionId), gone),
    );
    await wakeHeirs(deps, { agreementNumber, connectionId }, heirs);
    return gone.length;
  }

  /** True where a closed gate was given its workflow. */
  async function keepGate(connection: KeptConnection): Promise<boolean> {
    const { gate, connectionId } = connection;
    if (gate === 'open' || (await isRunning(client, connectionWorkflowId(connectionId)))) return false;
    await deps.signals.gateChanged(connection);
    return true;
  }

  return {
    /**
     * One look over the whole installation; answers what it mended and writes down that it has looked. Throws, when all that
     * is done, where something could not be looked after: the next minute tries again.
     */
    async keepPromises(): Promise<KeeperReport> {
      const failures: unknown[] = [];
      const over = <T>(items: readonly T[], work: (item: T) => Promise<boolean>): Promise<number> =>
        countOver(items, failures, work);
      let places = 0;
      const report = {
        transfers: await over(await transfersToKeep(deps.orm, perLook), keepTransfer),
        invoices: await over(await invoicesToKeep(deps.orm, perLook), (invoice) =>
          archive(client, taskQueue, invoice),
        ),
        gates: await over(await connectionsToKeep(deps.orm), async (connection) => {
          places += await keepLane(connection, failures);
          return keepGate(connection);
        }),
        deliveries: await over(await dueDeliveries(deps.orm, perLook, { isOverdue: true }), (delivery) =>
          startDelivery(client, taskQueue, delivery),
        ),
        issues: await over(await issuesToCheck(deps.orm, perLook), checkIssue),
        imports: await over(await importsToKeep(deps.orm, perLook), (upload) =>
          started(client, csvImportWorkflowType, csvImportStart(upload, taskQueue)),
        ),
      };
      const whole: KeeperReport = { ...report, places };
      await recordLook(deps.orm, whole);
      if (failures.length > 0)
        throw new Error(`${failures.length} could not be looked after.`, { cause: failures[0] });
      return whole;
    },
  };
}

export type KeeperActivities = ReturnType<typeof createKeeperActivities>;
