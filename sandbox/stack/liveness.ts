import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { systemCodeOf } from './log.ts';

const hasProc = existsSync('/proc/self/stat');

/** Whether a process with this id exists, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return systemCodeOf(error) === 'EPERM';
  }
  return !isZombie(pid);
}

/**
 * A text that tells this process from a later one that was given the same id: its start time, and the boot it
 * belongs to. Undefined where there is no such process.
 */
export function identityOf(pid: number): string | undefined {
  if (!isAlive(pid)) return undefined;
  if (!hasProc) return psField(pid, 'lstart');
  const startTicks = statFields(pid)?.[19];
  if (startTicks === undefined) return undefined;
  return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${startTicks}`;
}

/** Whether the process that had this identity still runs under this id. */
export function isStill(pid: number, identity: string): boolean {
  return identityOf(pid) === identity;
}

/** The command line of a process, arguments separated by blanks; empty where it cannot be read. */
export function commandLineOf(pid: number): string {
  if (!hasProc) return psField(pid, 'command') ?? '';
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}

function isZombie(pid: number): boolean {
  return hasProc && statFields(pid)?.[0] === 'Z';
}

/** The fields of /proc/<pid>/stat after the command name, which may itself hold blanks and brackets. */
function statFields(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

function psField(pid: number, field: string): string | undefined {
  try {
    return (
      execFileSync('ps', ['-o', `${field}=`, '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined
    );
  } catch {
    return undefined;
  }
}
