import { fields, labels } from './phrases/fields.ts';
import type { Phrase } from './phrases/phrase.ts';
import { differences, reasons } from './phrases/reasons.ts';
import { done, nothing, states } from './phrases/states.ts';
import { kinds, things, users } from './phrases/things.ts';

/**
 * The words that our own code puts into params in English, by the name of the param (or of a placeholder within a
 * phrase). A param that holds data alone has none; a phrase that nobody added yet is shown in English.
 */
export const phrases: Readonly<Record<string, readonly Phrase[]>> = {
  what: things,
  kind: kinds,
  done,
  reason: reasons,
  difference: differences,
  field: [...fields, ...labels],
  label: labels,
  usedBy: users,
  series: users,
  state: states,
  allowed: nothing,
};
