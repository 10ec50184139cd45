import type { SandboxClock } from './clock.ts';
import type { FaultRule, Faults } from './faults.ts';
import type { Journal } from './journal.ts';
import { ControlError, type Json, type PeriodState, type StandIn } from './stand-in.ts';

/** What the control door does, as an object for use in the same process. Names and effects are the door's. */
export class Control<Ledger = unknown> {
  readonly #standIn: StandIn<Ledger>;
  readonly #journal: Journal;
  readonly #faults: Faults;
  readonly #clock: SandboxClock;

  constructor(parts: { standIn: StandIn<Ledger>; journal: Journal; faults: Faults; clock: SandboxClock }) {
    this.#standIn = parts.standIn;
    this.#journal = parts.journal;
    this.#faults = parts.faults;
    this.#clock = parts.clock;
  }

  state(): Json {
    return {
      provider: this.#standIn.provider,
      now: this.#clock.now().toISOString(),
      switches: this.#standIn.switches(),
      faults: this.#faults.list(),
      journal: { ...this.#journal.summary() },
      standIn: this.#standIn.summary(),
    };
  }

  ledger(agreement?: number): Ledger {
    return this.#standIn.ledger(agreement);
  }

  /** The journal's lines, oldest first; each is one JSON object. */
  journal(): readonly string[] {
    return this.#journal.lines();
  }

  clearJournal(): void {
    this.#journal.clear();
  }

  /** Returns the fault's id. */
  setFault(rule: FaultRule): number {
    return this.#faults.set(rule);
  }

  faults(): readonly Json[] {
    return this.#faults.list();
  }

  /** One fault, or all of them. Returns how many were taken back. */
  clearFaults(id?: number): number {
    return this.#faults.clear(id);
  }

  switches(): Readonly<Record<string, Json>> {
    return this.#standIn.switches();
  }

  setSwitches(changes: Readonly<Record<string, Json>>): void {
    this.#standIn.setSwitches(changes);
  }

  setPeriod(input: { agreement?: number; date: string; state: PeriodState }): void {
    this.#standIn.setPeriod(input);
  }

  setBarred(input: { agreement?: number; kind: string; id: string; barred: boolean }): void {
    this.#standIn.setBarred(input);
  }

  setToken(input: { agreement?: number; token: string; action: 'add' | 'revoke' | 'restore' }): void {
    this.#standIn.setToken(input);
  }

  addAgreement(input: Readonly<Record<string, Json>>): Json {
    return this.#standIn.addAgreement(input);
  }

  editRecord(kind: string, id: string, changes: Json, agreement?: number): Json {
    return this.#standIn.editRecord(agreement, kind, id, changes);
  }

  removeRecord(kind: string, id: string, agreement?: number): void {
    this.#standIn.removeRecord(agreement, kind, id);
  }

  bookRecord(kind: string, id: string, agreement?: number): Json {
    return this.#standIn.bookRecord(agreement, kind, id);
  }

  copyRecord(kind: string, id: string, agreement?: number): Json {
    return this.#standIn.copyRecord(agreement, kind, id);
  }

  /** `set` an ISO time (stopped there with `stop`), `advanceMs` from now, or `reset` to the machine's time. */
  setClock(input: { set?: string; stop?: boolean; advanceMs?: number; reset?: boolean }): string {
    if (input.reset === true) this.#clock.reset();
    if (input.set !== undefined) {
      const at = new Date(input.set);
      if (Number.isNaN(at.getTime())) throw new ControlError(400, `'${input.set}' is not a time.`);
      this.#clock.set(at, input.stop === true);
    }
    if (input.advanceMs !== undefined) this.#clock.advance(input.advanceMs);
    return this.#clock.now().toISOString();
  }

  /** Data, faults, clock and journal as at the start. Switches stay. */
  reset(): void {
    this.#faults.clear();
    this.#clock.reset();
    this.#journal.clear();
    this.#standIn.reset();
  }
}
