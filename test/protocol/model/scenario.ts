/** What may happen in a search besides the product's own steps. */
export interface Scenario {
  readonly flows: 1 | 2;
  /** Runs of one transfer at once: more than the engine allows, so that whatever an old one still does is among it. */
  readonly runs: 1 | 2;
  /** Activities alive at once: what a run waits for, and those that nobody waits for. */
  readonly jobs: number;
  /** The documents' writes: the draft, or the draft and its booking. */
  readonly writes: 1 | 2;
  /** An activity loses its engine or its worker dies; the run goes on. */
  readonly silence: boolean;
  /** The run is reset, while its old worker may still be at work. */
  readonly resets: boolean;
  /** The run is terminated; the keeper starts another. */
  readonly terminations: boolean;
  /** Everything is stopped and the database restored from an older backup, and told so. */
  readonly restores: boolean;
  /** Calls to look get lost. */
  readonly lostCalls: boolean;
  /** A person asks for another try, or skips. */
  readonly retries: boolean;
  readonly skips: boolean;
  /** A person books or deletes our draft in the ERP, and its number goes to a stranger. */
  readonly hands: boolean;
  /** A person pauses the connection; the breaker closes it. */
  readonly gates: boolean;
  /** Another flow takes the lane's one place now and then. */
  readonly strangers: boolean;
  /** The ERP accepts with other amounts. */
  readonly differs: boolean;
  /** A document that a person just booked is in neither list for a while. */
  readonly tornLists: boolean;
  /** A draft's number changes hands while its booking is on its way. */
  readonly numbersInFlight: boolean;
}

export const calm: Scenario = {
  flows: 1,
  runs: 1,
  jobs: 2,
  writes: 2,
  silence: false,
  resets: false,
  terminations: false,
  restores: false,
  lostCalls: false,
  retries: false,
  skips: false,
  hands: false,
  gates: false,
  strangers: false,
  differs: false,
  tornLists: false,
  numbersInFlight: false,
};
