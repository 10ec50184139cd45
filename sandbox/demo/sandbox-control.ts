import type { EconomicLedger, LedgerAgreement } from '../e-conomic/economic.ts';

/** The control door of the e-conomic sandbox: what a person does at e-conomic's own screens. */
export class SandboxControl {
  readonly #url: string;
  readonly #signal: AbortSignal;

  constructor(options: { readonly url: string; readonly signal: AbortSignal }) {
    this.#url = options.url;
    this.#signal = options.signal;
  }

  /** An agreement's ledger as it is now; undefined where there is no such agreement. */
  async ledger(agreement: number): Promise<LedgerAgreement | undefined> {
    const text = await this.#request('GET', '/control/ledger');
    return (JSON.parse(text) as EconomicLedger).agreements.find(({ number }) => number === agreement);
  }

  /** Sets up an agreement in e-conomic; its grant token is `sandbox-grant-<number>`. */
  async addAgreement(input: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#request('POST', '/control/agreements', input);
  }

  /** Bars a product, or opens it again. */
  async setProductBarred(agreement: number, id: string, barred: boolean): Promise<void> {
    const body = { kind: 'product', id, barred };
    await this.#request('POST', `/control/barred?agreement=${agreement}`, body);
  }

  /** All exchanges so far, one JSON object a line. */
  journal(): Promise<string> {
    return this.#request('GET', '/control/journal');
  }

  async #request(method: string, path: string, body?: unknown): Promise<string> {
    const response = await fetch(`${this.#url}${path}`, {
      method,
      signal: this.#signal,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok)
      throw new Error(`${method} ${path} at the sandbox's control door: ${response.status} ${text}`);
    return text;
  }
}
