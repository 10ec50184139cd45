import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second, whatever the kernel's own tick. */
const ticksPerSecond = 100;

interface ProcessStat {
  readonly parent: number;
  readonly seconds: number;
  /** Of its children that have ended. */
  readonly endedSeconds: number;
}

/** Undefined where the process is gone, or the system has no `/proc`. */
function statOf(pid: number | string): ProcessStat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name stands in parentheses and may hold anything; what follows is numbers.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const number = (at: number): number => Number(fields[at]);
    return {
      parent: number(1),
      seconds: (number(11) + number(12)) / ticksPerSecond,
      endedSeconds: (number(13) + number(14)) / ticksPerSecond,
    };
  } catch {
    return undefined;
  }
}

/** Processor seconds that a process and its children have used so far; 0 where the system does not tell. */
export function processorSeconds(pid: number): number {
  const stat = statOf(pid);
  const own = stat === undefined ? 0 : stat.seconds + stat.endedSeconds;
  let pids: string[];
  try {
    pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return own;
  }
  return pids.reduce((sum, name) => {
    const child = statOf(name);
    return child?.parent === pid ? sum + child.seconds : sum;
  }, own);
}

/** Processor seconds of each of the processes while `step` runs. */
export async function usedBy<Name extends string>(
  pids: Readonly<Record<Name, number>>,
  step: () => Promise<void>,
): Promise<Record<Name, number>> {
  const names = Object.keys(pids) as Name[];
  const before = names.map((name) => processorSeconds(pids[name]));
  await step();
  const used = names.map((name, at) => [name, processorSeconds(pids[name]) - (before[at] ?? 0)]);
  return Object.fromEntries(used) as Record<Name, number>;
}
