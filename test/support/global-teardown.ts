import { rmSync } from 'node:fs';
import type { TestRun } from './global-setup.ts';
import { serverVariables } from './servers.ts';

/** Ends the run's servers and removes its folder. */
export default async function globalTeardown(): Promise<void> {
  const stops = (globalThis as TestRun).bilagTestRun ?? [];
  await Promise.all(stops.map((stop) => stop()));
  const folder = process.env[serverVariables.folder];
  if (folder !== undefined && folder !== '') rmSync(folder, { recursive: true, force: true });
}
