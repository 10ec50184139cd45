/**
 * Ends what a stack started when the stack itself is killed without a chance to clean up.
 *
 * The stack holds the writing end of this process's standard input and writes one JSON line for each process it
 * starts or has stopped, and for each temporary folder. When the input ends, whatever is still on the list is
 * ended in reverse order, and the folders are removed.
 */
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { terminate } from './termination.ts';
import type { Termination } from './termination.ts';

/** What the stack tells its watchdog. */
export type WatchdogMessage =
  | { readonly kind: 'watch'; readonly target: Termination }
  | { readonly kind: 'forget'; readonly pid: number }
  | { readonly kind: 'remove-folder'; readonly path: string };

async function main(): Promise<void> {
  // A signal meant for the stack must not end the one who cleans up after it.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
  const targets = new Map<number, Termination>();
  const folders = new Set<string>();
  for await (const line of createInterface({ input: process.stdin })) {
    const message = JSON.parse(line) as WatchdogMessage;
    if (message.kind === 'watch') targets.set(message.target.pid, message.target);
    else if (message.kind === 'forget') targets.delete(message.pid);
    else folders.add(message.path);
  }
  for (const target of [...targets.values()].reverse()) await terminate(target);
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}

await main();
