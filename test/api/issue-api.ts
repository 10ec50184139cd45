import { createKeeperActivities } from '../../activities/keeper.ts';
import type { InFlightWindow } from '../../activities/erp/adapter.ts';
import { withSql } from '../../sandbox/stack/sql.ts';
import type { KeeperReport } from '../../workflows/erp/lane-keeper/contract.ts';
import { activityDeps } from '../support/activity-deps.ts';
import { blockingAdapter, type KnownBlock } from '../support/blocking.ts';
import { companyWithLedger, type LedgerCompany } from '../support/ledgers.ts';
import { eventually, startSystem, type System } from '../support/system.ts';
import { bodyOf, expecting, testApi } from './support.ts';
import type { ApiClient, TestApi } from './support.ts';

/** What tests look at in an issue. */
export interface IssueBody {
  readonly id: string;
  readonly state: string;
  readonly cause: string;
  readonly message: string;
  readonly documents: number;
  readonly transfers: Readonly<Record<string, number>>;
  readonly cause_gone_at: string | null;
  readonly last_checked_at: string | null;
  readonly closed_why: string | null;
  readonly closed_by: string | null;
}

/** What tests look at in a transfer. */
export interface TransferBody {
  readonly id: string;
  readonly state: string;
  readonly issue_id: string | null;
  readonly decided_by: string | null;
  readonly decided_why: string | null;
  readonly erp: Readonly<Record<string, string>> | null;
  readonly allowed: readonly string[];
  readonly document: { readonly id: string; readonly number: number; readonly workflow_id: string };
  readonly workflow_id: string;
}

/** The API over the whole product, with a preflight that says what a test says. */
export interface IssueApi {
  readonly system: System;
  readonly api: TestApi;
  readonly known: KnownBlock;
  /** A company with a ledger of its own, and a client of its API. */
  company(capacity?: number): Promise<{ readonly company: LedgerCompany; readonly client: ApiClient }>;
  /** A minute of the keeper's, once the issues' quarter of an hour is over. */
  quarterPasses(): Promise<KeeperReport>;
  stop(): Promise<void>;
}

export async function startIssueApi(window?: InFlightWindow): Promise<IssueApi> {
  const system = await startSystem(window && { window });
  const known: KnownBlock = { block: undefined, held: 0 };
  await system.worker.stop();
  await system.startWorker({ adapter: blockingAdapter(system, known, window) });
  const { orm } = system.database;
  const { client, taskQueue, vault } = system;
  const api = testApi({ orm, client, taskQueue, vault });
  const keeper = createKeeperActivities(activityDeps(system), client, taskQueue);
  return {
    system,
    api,
    known,
    company: async (capacity) => {
      const company = await companyWithLedger(system, {}, capacity);
      return { company, client: api.as(company.apiKey) };
    },
    quarterPasses: async () => {
      await withSql(system.database.superuserUrl, (run) =>
        run(`update issue set check_at = check_at - interval '15 minutes' where state = 'open'`),
      );
      return keeper.keepPromises();
    },
    stop: async () => {
      await api.close();
      await system.stop();
    },
  };
}

export const transferOf = async (client: ApiClient, documentId: string): Promise<TransferBody> => {
  const listed = await expecting(200, client.get('/api/transfers?limit=1000'));
  const found = bodyOf<{ transfers: TransferBody[] }>(listed).transfers.find(
    ({ document }) => document.id === documentId,
  );
  if (found === undefined) throw new Error(`There is no transfer of ${documentId}.`);
  return found;
};

export const issues = async (client: ApiClient, query = ''): Promise<IssueBody[]> =>
  bodyOf<{ issues: IssueBody[] }>(await expecting(200, client.get(`/api/issues${query}`))).issues;

export const issueOf = async (client: ApiClient, id: string): Promise<IssueBody> =>
  bodyOf<{ issue: IssueBody }>(await expecting(200, client.get(`/api/issues/${id}`))).issue;

/** The issue once it is as it has to be. */
export const issueOnce = (
  client: ApiClient,
  id: string,
  isSo: (issue: IssueBody) => boolean,
): Promise<IssueBody> =>
  eventually(async () => {
    const issue = await issueOf(client, id);
    return isSo(issue) ? issue : undefined;
  }, `issue ${id} is as it has to be`);

/** A person books a draft in the ledger; answers the number of the invoice. */
export const bookByHand = (system: System, company: LedgerCompany, draft: string): string => {
  const booked = system.sandbox.control.bookRecord('draft', draft, company.ledgerNumber);
  return String((booked as { bookedInvoiceNumber: number }).bookedInvoiceNumber);
};
