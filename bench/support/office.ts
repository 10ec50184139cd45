import type { BenchAgreement } from './agreements.ts';
import { ApiClient } from './api-client.ts';
import { atOnce } from '../driver/loops.ts';

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
      const { customer_invoice: made } = await this.#api.post<{ customer_invoice: { number: number } }>(
        agreement.apiKey,
        '/api/customer-invoices/drafts',
        {
          customer_id: agreement.customers[at % agreement.customers.length],
          lines: agreement.products
            .slice(0, 3)
            .map((item_id, row) => ({ item_id, quantity: String(row + 2) })),
        },
      );
      drafts[at] = { agreement, number: made.number };
    });
    return drafts;
  }

  async book({ agreement, number }: Draft): Promise<void> {
    await this.#api.post(agreement.apiKey, `/api/customer-invoices/${number}/book`, {});
  }

  async bookAll(drafts: readonly Draft[]): Promise<void> {
    await atOnce(draftersAtOnce, drafts, (draft) => this.book(draft));
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

  async close(): Promise<void> {
    await this.#api.close();
  }
}
