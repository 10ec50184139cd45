import { setTimeout as pause } from 'node:timers/promises';
import type { BenchAgreement } from './agreements.ts';
import { ApiClient } from './api-client.ts';
import { atOnce } from '../../domain/at-once.ts';

const draftersAtOnce = 8;

/** A drafted invoice of one agreement. */
export interface Draft {
  readonly agreement: BenchAgreement;
  readonly number: number;
}

/** What a customer's people and programs do through the API, from the bench's own process. */
export class Office {
  readonly #api: ApiClient;

  constructor(apiUrl: string) {
    this.#api = new ApiClient(apiUrl);
  }

  /** One draft for each agreement in the list, the customers taking turns. */
  async drafts(agreements: readonly BenchAgreement[]): Promise<Draft[]> {
    const drafts: Draft[] = [];
    const jobs = agreements.map((agreement, at) => ({ agreement, at }));
    await atOnce(draftersAtOnce, jobs, async ({ agreement, at }) => {
      const customer = agreement.customers[at % agreement.customers.length] ?? '';
      drafts[at] = await this.draft(agreement, customer, agreement.products.slice(0, 3));
    });
    return drafts;
  }

  async draft(agreement: BenchAgreement, customer: string, products: readonly string[]): Promise<Draft> {
    const { customer_invoice: made } = await this.#api.post<{ customer_invoice: { number: number } }>(
      agreement.apiKey,
      '/api/customer-invoices/drafts',
      {
        customer_id: customer,
        lines: products.map((item_id, row) => ({ item_id, quantity: String(row + 2) })),
      },
    );
    return { agreement, number: made.number };
  }

  async book({ agreement, number }: Draft): Promise<void> {
    await this.#api.post(agreement.apiKey, `/api/customer-invoices/${number}/book`, {});
  }

  async bookAll(drafts: readonly Draft[]): Promise<void> {
    await atOnce(draftersAtOnce, drafts, (draft) => this.book(draft));
  }

  /** Books one after another at a steady pace, however long each takes. */
  async bookSteadily(drafts: readonly Draft[], perSecond: number): Promise<void> {
    const startedAt = performance.now();
    const booked = drafts.map(async (draft, at) => {
      await pause(Math.max(0, startedAt + (at / perSecond) * 1_000 - performance.now()));
      await this.book(draft);
    });
    await Promise.all(booked);
  }

  /** Pauses or resumes the agreement's connection. */
  async gate(agreement: BenchAgreement, verb: 'pause' | 'resume'): Promise<void> {
    await this.#api.post(
      agreement.apiKey,
      `/api/integrations/${await this.connectionOf(agreement)}/${verb}`,
      {},
    );
  }

  async connectionOf(agreement: BenchAgreement): Promise<string> {
    const { integrations } = await this.#api.get<{ integrations: { id: string }[] }>(
      agreement.apiKey,
      '/api/integrations',
    );
    const [first] = integrations;
    if (first === undefined) throw new Error(`Agreement ${agreement.number} has no connection.`);
    return first.id;
  }

  /** The open issue of a product that is barred in the ERP. */
  async issueOf(agreement: BenchAgreement, product: string): Promise<string> {
    const { issues } = await this.#api.get<{ issues: { id: string; params: { product?: string } }[] }>(
      agreement.apiKey,
      '/api/issues?state=open&cause=ProductBarred',
    );
    const found = issues.find(({ params }) => params.product === product);
    if (found === undefined) throw new Error(`No issue tells of product ${product}.`);
    return found.id;
  }

  /** Everything under the issue goes again; answers how many that are. */
  async retryIssue(agreement: BenchAgreement, issue: string): Promise<number> {
    const path = `/api/issues/${issue}/retry`;
    return (await this.#api.post<{ retried: number }>(agreement.apiKey, path, {})).retried;
  }

  async close(): Promise<void> {
    await this.#api.close();
  }
}
