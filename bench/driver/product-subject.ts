import type { Client } from '@temporalio/client';
import type { BenchAgreement } from '../support/agreements.ts';
import { ApiClient } from '../support/api-client.ts';
import { settleTimeoutMs, type Subject } from './subject.ts';

/** A draft invoice of the product. */
export interface ProductDocument {
  readonly agreement: BenchAgreement;
  readonly number: number;
  readonly id: string;
  readonly workflowId: string;
}

const linesPerInvoice = 3;

/** The product, through its API over HTTP. That a document has arrived is seen by its workflow's end, as with the bare one. */
export class ProductSubject implements Subject<ProductDocument> {
  readonly #api: ApiClient;
  readonly #client: Client;
  readonly #agreements: readonly BenchAgreement[];

  constructor(apiUrl: string, client: Client, agreements: readonly BenchAgreement[]) {
    this.#api = new ApiClient(apiUrl);
    this.#client = client;
    this.#agreements = agreements;
  }

  async draft(index: number): Promise<ProductDocument> {
    const agreement = itemAt(this.#agreements, index);
    const round = Math.floor(index / this.#agreements.length);
    const { customer_invoice: made } = await this.#api.post<{
      customer_invoice: { id: string; number: number; workflow_id: string };
    }>(agreement.apiKey, '/api/customer-invoices/drafts', {
      customer_id: itemAt(agreement.customers, round),
      heading: 'Levering uge 9',
      lines: Array.from({ length: linesPerInvoice }, (_, at) => ({
        item_id: itemAt(agreement.products, round + at),
        quantity: String(at + 2),
      })),
    });
    return { agreement, number: made.number, id: made.id, workflowId: made.workflow_id };
  }

  async book({ agreement, number }: ProductDocument): Promise<void> {
    await this.#api.post(agreement.apiKey, `/api/customer-invoices/${number}/book`, {});
  }

  async settled({ workflowId }: ProductDocument): Promise<void> {
    await this.#client.withDeadline(Date.now() + settleTimeoutMs, () =>
      this.#client.workflow.getHandle(workflowId).result(),
    );
  }

  async close(): Promise<void> {
    await this.#api.close();
    await this.#client.connection.close();
  }
}

function itemAt<T>(items: readonly T[], index: number): T {
  const item = items[index % items.length];
  if (item === undefined) throw new Error('There is nothing to choose from.');
  return item;
}
