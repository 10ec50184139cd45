import { setTimeout as delay } from 'node:timers/promises';
import type { FaultRule } from '../../sandbox/control/faults.ts';
import type { LedgerAgreement } from '../../sandbox/e-conomic/server.ts';
import type { JournalLine } from '../support/journal-lines.ts';

/** The sandbox's secret of the app. */
export const appSecretToken = 'sandbox-app-secret';

/** A fault as the door shows it. */
export type SetFault = FaultRule & { readonly id: number; readonly hits: number };

/** The sandbox's control door, over HTTP. */
export class ControlDoor {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async addAgreement(number: number, grantToken: string): Promise<void> {
    await this.#ask('POST', 'agreements', { number, grantTokens: [grantToken] });
  }

  async setFault(rule: FaultRule): Promise<number> {
    return ((await this.#ask('POST', 'faults', rule)) as { id: number }).id;
  }

  async clearFault(id: number): Promise<void> {
    await this.#ask('DELETE', `faults/${id}`);
  }

  /** The faults of one agreement, with how often each was met. */
  async faults(agreement: number): Promise<SetFault[]> {
    const all = (await this.#ask('GET', 'faults')) as SetFault[];
    return all.filter((rule) => rule.agreement === agreement);
  }

  async setToken(agreement: number, token: string, action: 'add' | 'revoke'): Promise<void> {
    await this.#ask('POST', `tokens?agreement=${agreement}`, { token, action });
  }

  async setBarred(agreement: number, kind: string, id: string, barred: boolean): Promise<void> {
    await this.#ask('POST', `barred?agreement=${agreement}`, { kind, id, barred });
  }

  async ledger(agreement: number): Promise<LedgerAgreement> {
    const { agreements } = (await this.#ask('GET', `ledger?agreement=${agreement}`)) as {
      agreements: LedgerAgreement[];
    };
    const [found] = agreements;
    if (found === undefined) throw new Error(`The sandbox has no agreement ${agreement}.`);
    return found;
  }

  async journal(): Promise<JournalLine[]> {
    const answer = await fetch(`${this.#url}/control/journal`);
    const lines = (await answer.text()).split('\n').filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line) as JournalLine);
  }

  async #ask(method: string, path: string, body?: object): Promise<unknown> {
    const answer = await fetch(`${this.#url}/control/${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`The sandbox's door, ${method} ${path}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }
}

/** How long a request is repeated while servers are away, in milliseconds. */
const patienceMs = 90_000;

/** A caller of the API as it asks for one: a key on each command, and the same again where the answer is lost or 503. */
export class ApiCaller {
  readonly #url: string;
  readonly #apiKey: string;
  readonly #name: string;
  #commands = 0;

  /** `name` begins its idempotency keys. */
  constructor(url: string, apiKey: string, name: string) {
    this.#url = url;
    this.#apiKey = apiKey;
    this.#name = name;
  }

  /** Another person with the same rights. */
  another(name: string): ApiCaller {
    return new ApiCaller(this.#url, this.#apiKey, `${this.#name}-${name}`);
  }

  async post<T>(path: string, body: object): Promise<T> {
    return this.send('POST', path, body);
  }

  async get<T>(path: string): Promise<T> {
    return this.send('GET', path);
  }

  /** The answer's body; throws where it is neither 2xx nor one of `refusals`. */
  async send<T>(
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    body?: object,
    refusals: readonly number[] = [],
  ): Promise<T> {
    this.#commands += 1;
    const key = `${this.#name}-${this.#commands}`;
    const until = Date.now() + patienceMs;
    for (;;) {
      const answer = await this.#once(method, path, body, key);
      if (answer !== undefined && (answer.status < 300 || refusals.includes(answer.status)))
        return (answer.text === '' ? undefined : JSON.parse(answer.text)) as T;
      const passes = answer === undefined || answer.status === 503 || answer.status === 429;
      if (!passes || Date.now() > until)
        throw new Error(`${method} ${path}: ${answer?.status ?? 'no answer'} ${answer?.text ?? ''}`);
      await delay(250);
    }
  }

  async #once(
    method: string,
    path: string,
    body: object | undefined,
    key: string,
  ): Promise<{ readonly status: number; readonly text: string } | undefined> {
    try {
      const answer = await fetch(this.#url + path, {
        method,
        signal: AbortSignal.timeout(20_000),
        headers: {
          authorization: `Bearer ${this.#apiKey}`,
          ...(body !== undefined && { 'content-type': 'application/json', 'idempotency-key': key }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      return { status: answer.status, text: await answer.text() };
    } catch {
      return undefined;
    }
  }
}

/** An invoice that somebody books by hand in the ERP, under a number of his choice: not ours. */
export async function bookByHand(restUrl: string, grantToken: string, number: number): Promise<void> {
  const headers = {
    'x-appsecrettoken': appSecretToken,
    'x-agreementgranttoken': grantToken,
    'content-type': 'application/json',
  };
  const post = async (path: string, body: object): Promise<Readonly<Record<string, unknown>>> => {
    const answer = await fetch(restUrl + path, { method: 'POST', headers, body: JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`By hand, ${path}: ${text}`);
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  };
  const { draftInvoiceNumber } = await post('/invoices/drafts', {
    date: new Date().toISOString().slice(0, 10),
    currency: 'DKK',
    layout: { layoutNumber: 19 },
    paymentTerms: { paymentTermsNumber: 2 },
    customer: { customerNumber: 1 },
    recipient: { name: 'Nørre Værktøj A/S', vatZone: { vatZoneNumber: 1 } },
    lines: [{ product: { productNumber: '1001' }, quantity: 2, unitNetPrice: 100 }],
  });
  await post('/invoices/booked', { draftInvoice: { draftInvoiceNumber }, bookWithNumber: number });
}
