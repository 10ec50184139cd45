/** What becomes of a delivery after an attempt: pure. */

export const deliveryStates = ['pending', 'delivered', 'given-up'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** `failed` is tried again; `refused` would be refused again (an SMTP server's 5xx). */
export const attemptOutcomes = ['delivered', 'failed', 'refused'] as const;
export type AttemptOutcome = (typeof attemptOutcomes)[number];

/** The first pause; each further one is twice as long. */
export const firstPauseMs = 20_000;
/** Tries of a round: the last one comes 22 hours and 45 minutes after the first. */
export const attemptsMax = 13;

export type AfterAttempt =
  { readonly state: 'pending'; readonly pauseMs: number } | { readonly state: 'delivered' | 'given-up' };

/** What follows the attempt of this number (from 1) of a round. */
export function afterAttempt(number: number, outcome: AttemptOutcome): AfterAttempt {
  if (outcome === 'delivered') return { state: 'delivered' };
  if (outcome === 'refused' || number >= attemptsMax) return { state: 'given-up' };
  return { state: 'pending', pauseMs: firstPauseMs * 2 ** (number - 1) };
}
