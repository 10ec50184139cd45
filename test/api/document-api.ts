import type { Test } from 'supertest';
import { createTestAgreement } from '../support/database.ts';
import { companyWithConnection, eventually, startSystem } from '../support/system.ts';
import type { Company, System } from '../support/system.ts';
import { bodyOf, expecting, seedRegisters, testApi } from './support.ts';
import type { ApiClient, TestApi } from './support.ts';

/** What the tests look at in an invoice. */
export interface Invoice {
  readonly id: string;
  readonly number: number;
  readonly type: string;
  readonly is_booked: boolean;
  readonly is_archived: boolean;
  readonly version: number;
  readonly net_amount: string;
  readonly gross_amount: string;
  readonly allowed_actions: readonly string[];
  readonly lines: readonly { readonly position: number; readonly quantity: string }[];
  readonly transfers: readonly {
    readonly id: string;
    readonly state: string;
    readonly cause: string | null;
    readonly erp_number: string | null;
  }[];
  readonly workflow_id: string;
}

/** The API over the whole product: one agreement with a connection, another one without. */
export interface DocumentApi {
  readonly system: System;
  readonly company: Company;
  readonly api: TestApi;
  readonly ours: ApiClient;
  readonly theirs: ApiClient;
  stop(): Promise<void>;
}

export const drafts = '/api/customer-invoices/drafts';
export const at = (invoice: { readonly number: number }): string =>
  `/api/customer-invoices/${invoice.number}`;
export const draftBody = { customer_id: 101, lines: [{ item_id: 'A-1', quantity: 3 }] };

export async function startDocumentApi(
  settings: Record<string, unknown> = {},
  parts: Parameters<typeof startSystem>[0] = {},
): Promise<DocumentApi> {
  const system = await startSystem(parts);
  try {
    const company = await companyWithConnection(system, settings);
    const other = await createTestAgreement(system.database.orm);
    const api = testApi({
      orm: system.database.orm,
      client: system.client,
      taskQueue: system.taskQueue,
      vault: system.vault,
    });
    const theirs = api.as(other.apiKey);
    await seedRegisters(theirs);
    const stop = async (): Promise<void> => {
      await api.close();
      await system.stop();
    };
    return { system, company, api, ours: api.as(company.apiKey), theirs, stop };
  } catch (error) {
    await system.stop();
    throw error;
  }
}

/** The invoice in an answer of that status. */
export const invoiceFrom = async (status: number, test: Test): Promise<Invoice> =>
  bodyOf<{ customer_invoice: Invoice }>(await expecting(status, test)).customer_invoice;

/** What the tests do all the time, as one client. */
export const actionsOf = (client: ApiClient) => {
  const newDraft = (body: object = draftBody): Promise<Invoice> =>
    invoiceFrom(201, client.post(drafts, body));
  const read = (invoice: { readonly number: number }): Promise<Invoice> =>
    invoiceFrom(200, client.get(at(invoice)));
  return {
    newDraft,
    read,
    newBooked: async (body: object = draftBody): Promise<Invoice> =>
      invoiceFrom(200, client.post(`${at(await newDraft(body))}/book`)),
    archived: async (invoice: { readonly number: number }): Promise<Invoice> =>
      eventually(async () => {
        const now = await read(invoice);
        return now.is_archived ? now : undefined;
      }, `invoice ${invoice.number} is archived`),
  };
};
