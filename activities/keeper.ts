import {
  type Client,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  type WorkflowStartOptions,
} from '@temporalio/client';
import { withAgreement } from '../domain/database.ts';
import {
  connectionsToKeep,
  heldTickets,
  invoicesToKeep,
  issuesToCheck,
  type KeptConnection,
  type KeptTransfer,
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
import { connectionWorkflowId } from '../workflows/shared/ids.ts';
import type { ActivityDeps } from './deps.ts';
import { wakeHeirs } from './erp/flow/advance.ts';
import { startDelivery } from './signals.ts';

/** How much one look takes on; the next minute goes on with the rest. */
const perLook = 500;
/** Few: each is a question to the engine, which others want to book at the same time. */
const atOnce = 4;

/** Runs `work` over the items, so many at once, and counts how often it answered true. */
async function countOver<T>(items: readonly T[], work: (item: T) => Promise<boolean>): Promise<number> {
  let count = 0;
  const queue = [...items];
  const next = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) if (await work(item)) count += 1;
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, next));
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

/** The lane keeper's look; each part can run twice, and two keepers at once do no harm. */
export function createKeeperActivities(deps: ActivityDeps, client: Client, taskQueue: string) {
  /**
   * Starts a transfer that nobody carries, which looks first what the ERP has. True where it was started. One that is carried is called where it may sleep on
   * nobody's word: a call was lost, or an activity that it had given up went on in its place.
   */
  async function keepTransfer({ wantsCall, ...transfer }: KeptTransfer): Promise<boolean> {
    const options = transferStart(transfer, taskQueue);
    const { workflowId } = options;
    if (!(await isRunning(client, workflowId))) {
      const { agreementNumber, connectionId, transferId } = transfer;
      await withAgreement(deps.orm, agreementNumber, (em) => lookFirst(em, connectionId, transferId));
      return started(client, transferWorkflowType, options);
    }
    if (wantsCall) await deps.signals.wake([{ flowId: workflowId, workflowId }]);
    return false;
  }

  const checkIssue = (issue: IssueRef): Promise<boolean> =>
    started(client, issueCheckWorkflowType, issueCheckStart(issue, taskQueue));

  /** Frees places whose flow is gone, repeats lost calls, fills free places. */
  async function keepLane({ agreementNumber, connectionId }: KeptConnection): Promise<number> {
    const held = await withAgreement(deps.orm, agreementNumber, (em) => heldTickets(em, connectionId));
    const gone: string[] = [];
    await countOver(held, async ({ flowId, workflowId }) => {
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

  async function keepConnection(connection: KeptConnection): Promise<{ places: number; gate: boolean }> {
    const places = await keepLane(connection);
    if (
      connection.gate === 'open' ||
      (await isRunning(client, connectionWorkflowId(connection.connectionId)))
    )
      return { places, gate: false };
    await deps.signals.gateChanged(connection);
    return { places, gate: true };
  }

  return {
    /** One look over the whole installation; answers what it mended and writes down that it has looked. */
    async keepPromises(): Promise<KeeperReport> {
      const transfers = await countOver(await transfersToKeep(deps.orm, perLook), keepTransfer);
      const invoices = await countOver(await invoicesToKeep(deps.orm, perLook), async (invoice) => {
        await client.workflow.signalWithStart(invoiceWorkflowType, {
          ...customerInvoiceStart(invoice, taskQueue),
          signal: transferSettledSignal,
          signalArgs: [{ transferId: '' }],
        });
        return true;
      });
      let places = 0;
      const gates = await countOver(await connectionsToKeep(deps.orm), async (connection) => {
        const kept = await keepConnection(connection);
        places += kept.places;
        return kept.gate;
      });
      const deliveries = await countOver(
        await dueDeliveries(deps.orm, perLook, { isOverdue: true }),
        (delivery) => startDelivery(client, taskQueue, delivery),
      );
      const issues = await countOver(await issuesToCheck(deps.orm, perLook), checkIssue);
      const report = { transfers, invoices, places, gates, issues, deliveries };
      await recordLook(deps.orm, report);
      return report;
    },
  };
}

export type KeeperActivities = ReturnType<typeof createKeeperActivities>;
