/** One step of a model: where it leads, and in words what happened. */
export interface Step<S> {
  readonly words: string;
  readonly to: S;
  /**
   * True where the step is one that happens by itself sooner or later (the product, the engine, the ERP's answer, time, a
   * gate that opens again); false for a fault and for what a person may do or leave. Only the former may be relied on to
   * bring something to its end.
   */
  readonly helps: boolean;
  /** What the step itself does wrong: bytes sent that must not be, a place given that is taken. */
  readonly breaks?: string | undefined;
}

/** A world of states: all of them are visited from `start`. */
export interface Model<S> {
  readonly start: S;
  next(state: S): readonly Step<S>[];
  /** The same text for states that cannot be told apart by what may follow. */
  encode(state: S): string;
  /** What is wrong with a state by itself, or undefined. */
  broken(state: S): string | undefined;
  /** Whether everything has come to an end, or stands still where a person sees it. */
  isEnd(state: S): boolean;
}

/** What a search has seen: all states, or the shortest way to the first thing that must not be. */
export interface Report {
  readonly states: number;
  readonly steps: number;
  readonly ends: number;
  readonly found: Finding | undefined;
}

export interface Finding {
  readonly problem: string;
  /** In words, from the start; the last one led to the problem. */
  readonly trace: readonly string[];
}

/** Above this many states a model has to be made smaller, for a search has to stay short. */
const statesMax = 1_500_000;

class Numbers {
  length = 0;
  #values = new Int32Array(1 << 16);

  push(value: number): void {
    if (this.length === this.#values.length) {
      const grown = new Int32Array(this.length * 2);
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[this.length++] = value;
  }

  at(index: number): number {
    return this.#values[index] ?? -1;
  }
}

/** What is kept of each state: not the state itself, only how it was reached and what leads where. */
class Visited {
  readonly #numberOf = new Map<string, number>();
  readonly #parents = new Numbers();
  readonly #words: string[] = [];
  readonly #sources = new Numbers();
  readonly #targets = new Numbers();
  readonly ends: number[] = [];

  get states(): number {
    return this.#words.length;
  }

  /** The state's number, and whether it was seen for the first time. */
  note(key: string, parent: number, words: string): { readonly number: number; readonly isNew: boolean } {
    const known = this.#numberOf.get(key);
    if (known !== undefined) return { number: known, isNew: false };
    const number = this.states;
    this.#numberOf.set(key, number);
    this.#parents.push(parent);
    this.#words.push(words);
    return { number, isNew: true };
  }

  noteHelp(source: number, target: number): void {
    this.#sources.push(source);
    this.#targets.push(target);
  }

  trace(number: number): string[] {
    const words: string[] = [];
    for (let at = number; at > 0; at = this.#parents.at(at)) words.push(this.#words[at] ?? '');
    return words.reverse();
  }

  /** The first state from which no help leads to an end: looked for backwards from the ends. */
  firstWithoutEnd(): number | undefined {
    const { states } = this;
    const firstOf = new Int32Array(states).fill(-1);
    const nextOf = new Int32Array(this.#targets.length);
    for (let edge = 0; edge < this.#targets.length; edge += 1) {
      const target = this.#targets.at(edge);
      nextOf[edge] = firstOf[target] ?? -1;
      firstOf[target] = edge;
    }
    const reaches = new Uint8Array(states);
    const queue = [...this.ends];
    for (const end of queue) reaches[end] = 1;
    for (let state = queue.pop(); state !== undefined; state = queue.pop())
      for (let edge = firstOf[state] ?? -1; edge >= 0; edge = nextOf[edge] ?? -1) {
        const source = this.#sources.at(edge);
        if (reaches[source] === 1) continue;
        reaches[source] = 1;
        queue.push(source);
      }
    const stuck = reaches.indexOf(0);
    return stuck < 0 ? undefined : stuck;
  }
}

/**
 * Visits every state, nearest first, so that a trace is a shortest one. Stops at the first broken state or step; where there
 * is none, looks for a state from which nothing that happens by itself leads to an end.
 */
export function search<S>(model: Model<S>): Report {
  const visited = new Visited();
  let frontier: { readonly state: S; readonly number: number }[] = [];
  let steps = 0;
  let found: Finding | undefined;
  const reach = (state: S, parent: number, words: string): number => {
    const { number, isNew } = visited.note(model.encode(state), parent, words);
    if (!isNew) return number;
    if (model.isEnd(state)) visited.ends.push(number);
    const problem = model.broken(state);
    if (problem !== undefined) found ??= { problem, trace: visited.trace(number) };
    next.push({ state, number });
    return number;
  };
  let next: typeof frontier = [];
  reach(model.start, -1, 'start');
  while (next.length > 0 && found === undefined) {
    if (visited.states > statesMax) throw new Error(`more than ${statesMax} states`);
    frontier = next;
    next = [];
    for (const { state, number } of frontier) {
      for (const step of model.next(state)) {
        steps += 1;
        const target = reach(step.to, number, step.words);
        if (step.breaks !== undefined)
          found ??= { problem: step.breaks, trace: [...visited.trace(number), step.words] };
        if (step.helps && target !== number) visited.noteHelp(number, target);
      }
      if (found !== undefined) break;
    }
  }
  const stuck = found === undefined ? visited.firstWithoutEnd() : undefined;
  if (stuck !== undefined)
    found = { problem: 'from here nothing leads to an end', trace: visited.trace(stuck) };
  return { states: visited.states, steps, ends: visited.ends.length, found };
}

/** A finding as a person reads it: the problem, then how it came to it, one numbered step a line. */
export const inWords = ({ problem, trace }: Finding): string =>
  [problem, ...trace.map((words, index) => `${String(index + 1).padStart(3)}. ${words}`)].join('\n');
