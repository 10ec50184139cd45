import type { SandboxClock } from '../control/clock.ts';
import {
  ControlError,
  type Json,
  type PeriodState,
  type StandIn,
  type StandInAnswer,
  type StandInRequest,
} from '../control/stand-in.ts';
import { Agreement, type AgreementData } from './agreement.ts';
import { type AgreementInput, parseAgreement } from './agreement-input.ts';
import { refusalAnswer, replyAnswer } from './answers.ts';
import { book, copy, edit, remove, setPeriod } from './by-hand.ts';
import type { Context } from './context.ts';
import { codeOf, Refusal } from './errors.ts';
import { IdempotencyCache, type Remembered } from './idempotency.ts';
import { legacy } from './legacy-api.ts';
import { Limits, unchargedHeaders } from './limits.ts';
import { openApi } from './open-api.ts';
import { seedAgreement } from './seed.ts';
import { changedSwitches, type Switches } from './switches.ts';

export const defaultAppSecretToken = 'sandbox-app-secret';

/** What the ledger shows of an agreement: all its records, amounts as decimal strings. */
export type LedgerAgreement = Readonly<Omit<AgreementData, 'grants' | 'series'>>;

export interface EconomicLedger {
  readonly agreements: readonly LedgerAgreement[];
}

export interface EconomicOptions {
  readonly clock: SandboxClock;
  readonly switches: Switches;
  readonly appSecretTokens: readonly string[];
  readonly agreements: readonly AgreementInput[];
  /** A ledger written earlier, in place of the seeds with the same numbers. */
  readonly saved: string | null;
  /** Called after each change of the ledger. */
  readonly changed: () => void;
}

interface Saved {
  readonly agreements: AgreementData[];
  readonly idempotency: readonly Remembered[];
}

const outages: Readonly<Record<number, string>> = {
  429: 'Too many requests.',
  500: 'An unexpected error occurred.',
  502: 'Bad gateway.',
  503: 'Service unavailable.',
  504: 'Gateway timeout.',
};

const remembersKeys = new Set(['POST', 'PUT', 'DELETE']);

/** The e-conomic stand-in: agreements, tokens, budget, idempotency keys, and the two surfaces over one store. */
export class Economic implements StandIn<EconomicLedger> {
  readonly provider = 'e-conomic';
  readonly secretHeaders = ['x-appsecrettoken', 'x-agreementgranttoken', 'authorization', 'cookie'];
  /** Set once the hosts listen; links in answers carry the address that the caller used. */
  restUrl = '';
  readonly #options: EconomicOptions;
  readonly #clock: SandboxClock;
  readonly #limits: Limits;
  readonly #remembered: IdempotencyCache;
  #switches: Switches;
  #agreements: Map<number, Agreement>;
  #demo: Agreement | null = null;

  constructor(options: EconomicOptions) {
    this.#options = options;
    this.#clock = options.clock;
    this.#switches = options.switches;
    this.#limits = new Limits(options.clock);
    this.#remembered = new IdempotencyCache(options.clock);
    this.#agreements = this.#seeded();
    if (options.saved !== null) {
      const saved = JSON.parse(options.saved) as Saved;
      for (const data of saved.agreements) this.#agreements.set(data.number, new Agreement(data));
      this.#remembered.load(saved.idempotency);
    }
  }

  #seeded(): Map<number, Agreement> {
    const data = this.#options.agreements.map((input) => seedAgreement(input));
    return new Map(data.map((agreement) => [agreement.number, new Agreement(agreement)]));
  }

  /** Everything, for the disk. */
  content(): string {
    const agreements = [...this.#agreements.values()].map((agreement) => agreement.data());
    return JSON.stringify({ agreements, idempotency: this.#remembered.entries() } satisfies Saved);
  }

  latencyMs(): number {
    return this.#switches.latencyMs;
  }

  handle(request: StandInRequest): StandInAnswer {
    let charged = unchargedHeaders(this.#switches);
    const answered = (answer: StandInAnswer, more: Record<string, string> = {}): StandInAnswer => ({
      ...answer,
      headers: { ...answer.headers, ...more, ...charged },
    });
    try {
      const agreement = this.#authorized(request);
      const spent = this.#limits.spend(agreement.number, this.#switches);
      charged = spent.headers;
      if (spent.retryAfterSeconds !== null) {
        const more = { 'Retry-After': String(spent.retryAfterSeconds) };
        return answered(this.failure(request, 429), more);
      }
      const recalled = this.#recall(request, agreement);
      if (recalled !== null) return answered(recalled, { 'X-ResultFromCache': 'true' });
      const answer = this.#answer(request, agreement);
      this.#remember(request, agreement, answer);
      if (request.method !== 'GET' && answer.status < 300) this.#options.changed();
      return answered(answer);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return answered(refusalAnswer(error, request.host, this.#clock));
    }
  }

  timeScale(): number {
    return this.#switches.timeScale;
  }

  agreementOf(headers: StandInRequest['headers']): number | undefined {
    const grant = headers['x-agreementgranttoken'];
    for (const agreement of this.#agreements.values())
      if (agreement.grants.some(({ token }) => token === grant)) return agreement.number;
    return undefined;
  }

  #authorized(request: StandInRequest): Agreement {
    const secret = request.headers['x-appsecrettoken'];
    const grant = request.headers['x-agreementgranttoken'];
    const isDemo = (secret === 'demo' && grant === 'demo') || /[?&]demo=true(&|$)/i.test(request.path);
    if (isDemo) {
      if (request.method !== 'GET') {
        throw new Refusal(403, 'The demo agreement can only be read.', {
          errorCode: codeOf(this.#switches, 'demoReadOnly'),
          developerHint: 'Use the tokens of an agreement.',
        });
      }
      this.#demo ??= new Agreement(
        seedAgreement({ number: 1_118_081, company: { name: 'The Demo Company' } }),
      );
      return this.#demo;
    }
    if (secret === undefined || grant === undefined) {
      throw new Refusal(401, 'Unauthorized access (Unauthorized).', {
        developerHint:
          'Send X-AppSecretToken and X-AgreementGrantToken, or use the word demo for both tokens.',
      });
    }
    const known = this.#options.appSecretTokens.includes(secret);
    for (const agreement of this.#agreements.values()) {
      if (known && agreement.grants.some(({ token, revoked }) => token === grant && !revoked))
        return agreement;
    }
    throw new Refusal(401, 'Token does not correspond to a valid grant.', {
      errorCode: 'E02250',
      developerHint: 'The grant may have been revoked.',
    });
  }

  #recall(request: StandInRequest, agreement: Agreement): StandInAnswer | null {
    const key = request.headers['idempotency-key'];
    if (key === undefined || !remembersKeys.has(request.method)) return null;
    const recall = this.#remembered.recall(agreement.number, key, urlOf(request), request.body);
    if (recall.found === 'nothing') return null;
    if (recall.found === 'answer') return recall.answer;
    const [errorCode, what] =
      recall.found === 'other-url' ? ['URLChanged', 'another URL'] : ['PayloadChanged', 'another payload'];
    throw new Refusal(400, `The idempotency key was used with ${what}.`, {
      errorCode,
      developerHint: 'Use a new key for a new request.',
    });
  }

  #remember(request: StandInRequest, agreement: Agreement, answer: StandInAnswer): void {
    const key = request.headers['idempotency-key'];
    if (key === undefined || !remembersKeys.has(request.method) || answer.status >= 500) return;
    if (request.forgetsKey === true || (answer.status >= 400 && !this.#switches.cacheRefusals)) return;
    const lifetimeMs = this.#switches.idempotencyLifetimeMs * this.#switches.timeScale;
    const entry = { agreement: agreement.number, key, url: urlOf(request), body: request.body, lifetimeMs };
    this.#remembered.remember(entry, answer);
  }

  #answer(request: StandInRequest, agreement: Agreement): StandInAnswer {
    const host = request.headers['host'];
    const restUrl = request.host === 'rest' && host !== undefined ? `http://${host}` : this.restUrl;
    const context = { ...this.#context(agreement, request.hideForMs), restUrl };
    try {
      return replyAnswer(request.host === 'rest' ? legacy(request, context) : openApi(request, context));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return refusalAnswer(error, request.host, this.#clock);
    }
  }

  #context(agreement: Agreement, hideForMs = 0): Context {
    return { agreement, switches: this.#switches, clock: this.#clock, restUrl: this.restUrl, hideForMs };
  }

  failure(request: StandInRequest, status: number): StandInAnswer {
    const message = outages[status] ?? `Status ${status}.`;
    const refusal = new Refusal(status, message, { developerHint: 'Try again later.' });
    const answer = refusalAnswer(refusal, request.host, this.#clock);
    return { ...answer, headers: { ...answer.headers, ...unchargedHeaders(this.#switches) } };
  }

  ledger(agreement?: number): EconomicLedger {
    const shown = agreement === undefined ? [...this.#agreements.values()] : [this.#agreement(agreement)];
    return {
      agreements: shown.map((one) => {
        const records: Partial<AgreementData> = one.data();
        delete records.grants;
        delete records.series;
        return records as LedgerAgreement;
      }),
    };
  }

  summary(): Json {
    return {
      agreements: [...this.#agreements.values()].map((agreement) => ({
        number: agreement.number,
        name: agreement.company.name,
        baseCurrency: agreement.baseCurrency,
        grantTokens: agreement.grants.length,
        revokedTokens: agreement.grants.filter((grant) => grant.revoked).length,
        drafts: agreement.tables.drafts.size,
        bookedInvoices: agreement.tables.bookedInvoices.size,
      })),
      budgets: this.#limits.summary(),
      idempotencyKeys: this.#remembered.size,
    };
  }

  #agreement(number: number | undefined): Agreement {
    const agreement =
      number === undefined ? this.#agreements.values().next().value : this.#agreements.get(number);
    if (agreement === undefined) throw new ControlError(404, `There is no agreement ${number ?? ''}.`);
    return agreement;
  }

  switches(): Readonly<Record<string, Json>> {
    return { ...this.#switches };
  }

  setSwitches(changes: Readonly<Record<string, Json>>): void {
    this.#switches = changedSwitches(this.#switches, changes);
  }

  setPeriod(input: { agreement?: number; date: string; state: PeriodState }): void {
    setPeriod(this.#agreement(input.agreement), input.date, input.state);
    this.#options.changed();
  }

  setBarred(input: { agreement?: number; kind: string; id: string; barred: boolean }): void {
    this.editRecord(input.agreement, input.kind, input.id, { barred: input.barred });
  }

  setToken(input: { agreement?: number; token: string; action: 'add' | 'revoke' | 'restore' }): void {
    const { grants } = this.#agreement(input.agreement);
    const named = grants.filter((grant) => grant.token === input.token || input.token === '*');
    if (input.action === 'add') grants.push({ token: input.token, revoked: false });
    else if (named.length === 0) throw new ControlError(404, 'The agreement has no such token.');
    for (const grant of named) grant.revoked = input.action === 'revoke';
    this.#options.changed();
  }

  addAgreement(input: Readonly<Record<string, Json>>): Json {
    const highest = Math.max(...this.#agreements.keys(), 0);
    const data = seedAgreement({ number: highest + 1, ...parseAgreement(input) });
    if (this.#agreements.has(data.number))
      throw new ControlError(409, `Agreement ${data.number} is there already.`);
    this.#agreements.set(data.number, new Agreement(data));
    this.#options.changed();
    return { number: data.number, grantTokens: data.grants.map((grant) => grant.token) };
  }

  editRecord(agreement: number | undefined, kind: string, id: string, changes: Json): Json {
    const record = edit(this.#context(this.#agreement(agreement)), kind, id, changes);
    this.#options.changed();
    return record;
  }

  removeRecord(agreement: number | undefined, kind: string, id: string): void {
    remove(this.#context(this.#agreement(agreement)), kind, id);
    this.#options.changed();
  }

  bookRecord(agreement: number | undefined, kind: string, id: string): Json {
    const booked = book(this.#context(this.#agreement(agreement)), kind, id);
    this.#options.changed();
    return booked;
  }

  copyRecord(agreement: number | undefined, kind: string, id: string): Json {
    const copied = copy(this.#context(this.#agreement(agreement)), kind, id);
    this.#options.changed();
    return copied;
  }

  reset(): void {
    this.#agreements = this.#seeded();
    this.#demo = null;
    this.#remembered.load([]);
    this.#limits.reset();
    this.#options.changed();
  }
}

const urlOf = (request: StandInRequest) => `${request.method} ${request.host} ${request.path}`;
