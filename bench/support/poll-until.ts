import { setTimeout as pause } from 'node:timers/promises';

const betweenMs = 200;

/** Asks until there is an answer. Throws with `what` where there is none in time. */
export async function pollUntil<T>(
  withinMs: number,
  what: string,
  ask: () => Promise<T | undefined>,
): Promise<T> {
  const until = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > until) throw new Error(`It did not happen within ${withinMs / 1_000} s: ${what}`);
    await pause(betweenMs);
  }
}
