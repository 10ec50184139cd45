import { DocumentEvent } from '../../domain/events/document-event.entity.ts';
import { standing, within, type LedgerCompany } from '../support/ledgers.ts';
import { bookedInvoice, eventually, invoiceRow, transferIn } from '../support/system.ts';
import { startIssueApi, transferOf, type IssueApi, type TransferBody } from './issue-api.ts';
import type { ApiClient } from './support.ts';

/** Documents of one company that stand as a test wants them, and support's verbs on them. */
export interface SupportDesk extends ReturnType<typeof deskOf> {
  readonly running: IssueApi;
  readonly company: LedgerCompany;
  readonly client: ApiClient;
}

/** A company with one document carried, so that all registers stand there. The window is long enough for a person to press something inside it. */
export async function startSupportDesk(): Promise<SupportDesk> {
  const running = await startIssueApi({ deadlineMs: 1_500, processingMs: 2_000, visibilityMs: 4_000 });
  const { company, client } = await running.company();
  const desk = deskOf(running, company, client);
  await desk.settledAs('transferred', await bookedInvoice(running.system, company));
  return { running, company, client, ...desk };
}

function deskOf(running: IssueApi, company: LedgerCompany, client: ApiClient) {
  const settledAs = (state: 'transferred' | 'skipped' | 'marked-done', documentId: string) =>
    transferIn(running.system, company, documentId, [state], 40_000);
  const archived = (documentId: string) =>
    eventually(
      async () => (await invoiceRow(running.system, company, documentId)).archivedAt ?? undefined,
      `${documentId} is archived`,
    );

  async function blockedInvoice(): Promise<TransferBody> {
    running.known.block = { blocked: 'LayoutMissing', params: {} };
    const documentId = await bookedInvoice(running.system, company);
    await transferIn(running.system, company, documentId, ['blocked']);
    running.known.block = undefined;
    return transferOf(client, documentId);
  }

  /** Its draft stands in the ledger, its booking was refused. */
  async function refusedBooking(): Promise<{ readonly transfer: TransferBody; readonly draft: string }> {
    running.system.sandbox.control.setFault({
      kind: 'status',
      status: 400,
      method: 'POST',
      path: '/invoices/booked',
    });
    const documentId = await bookedInvoice(running.system, company);
    const row = await transferIn(running.system, company, documentId, ['refused']);
    const [draft] = standing(company, row).drafts;
    return { transfer: await transferOf(client, documentId), draft: String(draft!.draftInvoiceNumber) };
  }

  const act = (transfer: TransferBody, verb: string, body: object = {}) =>
    client.post(`/api/transfers/${transfer.id}/${verb}`, body);

  const eventsOf = (transfer: TransferBody, action: string): Promise<DocumentEvent[]> =>
    within(running.system, company, (em) =>
      em.find(DocumentEvent, { documentId: transfer.document.id, action }),
    );

  return { settledAs, archived, blockedInvoice, refusedBooking, act, eventsOf };
}
