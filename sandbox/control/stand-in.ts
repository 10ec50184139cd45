/**
 * What every ERP stand-in offers to the control door, the journal and the faults, which are the same for all of them.
 * A stand-in answers requests synchronously: what it commits is committed before anything of the answer leaves.
 */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export interface StandInRequest {
  /** The name under which the stand-in opened this host, such as `rest`. */
  readonly host: string;
  readonly method: string;
  /** Path with query, without host. */
  readonly path: string;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Above 0: what this request commits stays hidden from reads for so many milliseconds. */
  readonly hideForMs: number;
  /** What this request did is not remembered under its idempotency key. */
  readonly forgetsKey?: boolean;
}

export interface StandInAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | null;
}

export type PeriodState = 'open' | 'barred' | 'closed';

/** A thing the control door was asked for and cannot do; `status` is the door's answer. */
export class ControlError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'ControlError';
    this.status = status;
  }
}

/** Every method that names an agreement takes the first one where none is given. Throws `ControlError`. */
export interface StandIn<Ledger = unknown> {
  readonly provider: string;
  /** Request headers that the journal masks, in lower case. */
  readonly secretHeaders: readonly string[];
  handle(request: StandInRequest): StandInAnswer;
  /** The agreement whose credentials the headers carry; undefined where they are nobody's. */
  agreementOf(headers: StandInRequest['headers']): number | undefined;
  /** An outage as this provider words it, for the faults: 429, 500, 502, 503, 504 and others. */
  failure(request: StandInRequest, status: number): StandInAnswer;
  /** Everything it keeps, per agreement; amounts as decimal strings. */
  ledger(agreement?: number): Ledger;
  /** What the door's state adds about this stand-in: agreements, budgets, counters. */
  summary(): Json;
  switches(): Readonly<Record<string, Json>>;
  setSwitches(changes: Readonly<Record<string, Json>>): void;
  /** Opens, bars or closes the period that holds `date` (`YYYY-MM-DD`). */
  setPeriod(input: { agreement?: number; date: string; state: PeriodState }): void;
  setBarred(input: { agreement?: number; kind: string; id: string; barred: boolean }): void;
  /** `token` is the stand-in's own set of credentials, such as the agreement grant token. */
  setToken(input: { agreement?: number; token: string; action: 'add' | 'revoke' | 'restore' }): void;
  /** Another agreement with its own ledger; the input's other fields are the stand-in's. */
  addAgreement(input: Readonly<Record<string, Json>>): Json;
  /** Changes a record as a person would at the screen; `null` clears a field. Returns the record. */
  editRecord(agreement: number | undefined, kind: string, id: string, changes: Json): Json;
  /** Removes a record as a person would. */
  removeRecord(agreement: number | undefined, kind: string, id: string): void;
  /** Books a draft as a person would. Returns the booked document. */
  bookRecord(agreement: number | undefined, kind: string, id: string): Json;
  /** Copies a draft as a person would, with all that stands on it. Returns the copy. */
  copyRecord(agreement: number | undefined, kind: string, id: string): Json;
  /** Back to the data it started with. */
  reset(): void;
}
