import { canonicalJson } from '../events/event-hash.ts';
import type { EventData, EventValue } from '../events/event-hash.ts';

/** The day on which something happens, UTC. */
export const dayOf = (moment: Date): string => moment.toISOString().slice(0, 10);

/** The fields that say something: what an event of a new or deleted document keeps. */
export function withoutNulls(state: EventData): EventData {
  return Object.fromEntries(Object.entries(state).filter(([, value]) => value !== null));
}

/** The fields in which two states differ, as they were and as they are. */
export function changedFields(
  before: EventData,
  after: EventData,
): { readonly before: EventData; readonly after: EventData } {
  const names = Object.keys(after).filter((name) => textOf(before[name]) !== textOf(after[name]));
  const only = (state: EventData): EventData =>
    Object.fromEntries(names.map((name) => [name, state[name] ?? null]));
  return { before: only(before), after: only(after) };
}

const textOf = (value: EventValue | undefined): string => canonicalJson(value ?? null);
