import { ControlError, type Json } from './stand-in.ts';

export const faultKinds = [
  /** Answers `status` (default 503) and does nothing; `retryAfterSeconds` adds the header. */
  'status',
  /** Waits `delayMs` before doing anything. */
  'delay',
  /** Does it, then waits `delayMs` with the answer. */
  'commit-then-delay',
  /** Does it, then answers `status` (default 503) instead. */
  'commit-then-status',
  /** Does it, then closes the connection without a byte. */
  'commit-then-reset',
  /** Does it and never answers. */
  'commit-then-timeout',
  /** Closes the connection and does nothing. */
  'reset-before',
  /** Does it and sends the headers and the first half of the answer, then closes the connection. */
  'half-body',
  /** Does it and answers with the right status and a body that is not what the headers say. */
  'unreadable-answer',
  /** Does it; reads do not show it for `hiddenMs`. */
  'late-visibility',
] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface FaultRule {
  readonly kind: FaultKind;
  /** Upper case; left out: any method. */
  readonly method?: string;
  /** Path without query; `*` stands for anything. Left out: any path. */
  readonly path?: string;
  /** How many matching calls it hits; default 1, `null` for ever. */
  readonly times?: number | null;
  /** How many matching calls it lets pass first; default 0. */
  readonly after?: number;
  readonly status?: number;
  readonly retryAfterSeconds?: number;
  readonly delayMs?: number;
  /** How long reads do not show what the call made; of any kind that does it. */
  readonly hiddenMs?: number;
  /** The call's `Idempotency-Key` is not remembered: as if its life were over. */
  readonly forgetsKey?: boolean;
  /** Only calls of this agreement; left out: of any. */
  readonly agreement?: number;
  /** Only calls whose path, query or body holds this text. */
  readonly contains?: string;
}

/** A call as faults see it. */
export interface FaultedCall {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly body?: string;
  /** Whose it is, where its credentials tell. */
  readonly agreement?: number | undefined;
}

interface ArmedFault {
  readonly id: number;
  readonly rule: FaultRule;
  readonly pattern: RegExp | null;
  toPass: number;
  left: number | null;
  hits: number;
}

const escaped = (text: string) => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');

/** Faults in the order in which they were set; the first that matches a call takes it, and counts. */
export class Faults {
  #armed: ArmedFault[] = [];
  #nextId = 1;

  /** Returns the fault's id. */
  set(rule: FaultRule): number {
    const id = this.#nextId++;
    this.#armed.push({
      id,
      rule,
      pattern:
        rule.path === undefined ? null : new RegExp(`^${rule.path.split('*').map(escaped).join('.*')}$`, 'i'),
      toPass: rule.after ?? 0,
      left: rule.times === undefined ? 1 : rule.times,
      hits: 0,
    });
    return id;
  }

  /** The fault for this call, if one is due. A used-up rule stays listed with its hits. */
  take(call: FaultedCall): FaultRule | null {
    if (this.#armed.length === 0) return null;
    for (const fault of this.#armed) {
      if (!meets(fault, call)) continue;
      if (fault.toPass > 0) {
        fault.toPass -= 1;
        continue;
      }
      if (fault.left === 0) continue;
      if (fault.left !== null) fault.left -= 1;
      fault.hits += 1;
      return fault.rule;
    }
    return null;
  }

  /** Takes back one rule, or all of them. Returns how many there were. */
  clear(id?: number): number {
    const before = this.#armed.length;
    this.#armed = id === undefined ? [] : this.#armed.filter((fault) => fault.id !== id);
    return before - this.#armed.length;
  }

  list(): readonly Json[] {
    return this.#armed.map((fault) => ({ id: fault.id, ...fault.rule, left: fault.left, hits: fault.hits }));
  }
}

function meets({ rule, pattern }: ArmedFault, call: FaultedCall): boolean {
  if (rule.method !== undefined && rule.method.toUpperCase() !== call.method) return false;
  if (rule.agreement !== undefined && rule.agreement !== call.agreement) return false;
  if (pattern !== null && !pattern.test(call.path.split('?')[0] ?? call.path)) return false;
  const { contains } = rule;
  return contains === undefined || call.path.includes(contains) || (call.body ?? '').includes(contains);
}

const numbers = ['after', 'status', 'retryAfterSeconds', 'delayMs', 'hiddenMs', 'agreement'] as const;

/** Reads a rule from the door; throws `ControlError` 400 naming what is wrong. */
export function parseFaultRule(input: Readonly<Record<string, Json>>): FaultRule {
  const refuse = (what: string) => new ControlError(400, `A fault's ${what}.`);
  const kind = faultKinds.find((known) => known === input['kind']);
  if (kind === undefined) throw refuse(`kind is one of ${faultKinds.join(', ')}`);
  const known = new Set<string>(['kind', 'method', 'path', 'times', 'contains', 'forgetsKey', ...numbers]);
  for (const name of Object.keys(input)) {
    if (!known.has(name)) throw refuse(`fields are ${[...known].join(', ')}; not ${name}`);
  }
  const { method, path, times, contains, forgetsKey } = input;
  if (method !== undefined && typeof method !== 'string') throw refuse('method is a string');
  if (path !== undefined && typeof path !== 'string') throw refuse('path is a string');
  if (contains !== undefined && typeof contains !== 'string') throw refuse('contains is a string');
  if (forgetsKey !== undefined && typeof forgetsKey !== 'boolean')
    throw refuse('forgetsKey is true or false');
  if (times !== undefined && times !== null && typeof times !== 'number')
    throw refuse('times is a number or null');
  const counts: Partial<Record<(typeof numbers)[number], number>> = {};
  for (const name of numbers) {
    const value = input[name];
    if (value === undefined) continue;
    if (typeof value !== 'number' || value < 0) throw refuse(`${name} is a number of at least 0`);
    counts[name] = value;
  }
  return {
    kind,
    ...(method === undefined ? {} : { method: method.toUpperCase() }),
    ...(path === undefined ? {} : { path }),
    ...(times === undefined ? {} : { times }),
    ...(contains === undefined ? {} : { contains }),
    ...(forgetsKey === undefined ? {} : { forgetsKey }),
    ...counts,
  };
}
