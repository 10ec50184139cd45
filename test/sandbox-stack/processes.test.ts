import { describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { LockTakenError, takeLock } from '../../sandbox/stack/folder-lock.ts';
import { identityOf } from '../../sandbox/stack/liveness.ts';
import { gentleSignals, startGuarded } from '../../sandbox/stack/processes.ts';
import { terminate, untilGone } from '../../sandbox/stack/termination.ts';
import { freshFolder } from './folders.ts';

const forever = 'setInterval(() => undefined, 1000)';

describe('what the stack starts', () => {
  test('is ended by its watchdog when the stack itself is killed', async () => {
    const folder = freshFolder('killed');
    const temporary = join(folder, 'temporary');
    mkdirSync(temporary);
    const script = join(folder, 'starter.ts');
    const processes = join(import.meta.dirname, '../../sandbox/stack/processes.ts');
    writeFileSync(
      script,
      `import { gentleSignals, removeAtEnd, startGuarded } from ${JSON.stringify(processes)};
      const child = await startGuarded({
        name: 'child', command: process.execPath, args: ['-e', ${JSON.stringify(forever)}],
        logFile: ${JSON.stringify(join(folder, 'child.log'))}, signals: gentleSignals,
      });
      removeAtEnd(${JSON.stringify(temporary)});
      console.log(child.pid);
      ${forever};`,
    );
    const starter = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const pid = Number(await firstLine(starter.stdout));
    const identity = identityOf(pid)!;
    expect(identity).toBeDefined();
    starter.kill('SIGKILL');
    await untilGone({ pid, identity });
    await until(() => !existsSync(temporary));
  });

  test('tells how it ended and what it said last', async () => {
    const child = await startGuarded({
      name: 'child',
      command: process.execPath,
      args: ['-e', 'console.log("one"); console.error("the reason"); process.exit(3)'],
      logFile: join(freshFolder('log'), 'child.log'),
      signals: gentleSignals,
    });
    expect(await child.exited).toBe('ended with code 3');
    expect(child.lastLines(1)).toBe('the reason');
    await child.stop();
  });

  test('is killed where it does not go by itself', async () => {
    const logFile = join(freshFolder('log'), 'child.log');
    const child = await startGuarded({
      name: 'child',
      command: process.execPath,
      args: ['-e', `process.on('SIGTERM', () => undefined); console.log('ready'); ${forever}`],
      logFile,
      signals: [
        { signal: 'SIGTERM', waitMs: 100 },
        { signal: 'SIGKILL', waitMs: 5_000 },
      ],
    });
    await until(() => readFileSync(logFile, 'utf8').includes('ready'));
    await child.stop();
    expect(await child.exited).toBe('was ended by SIGKILL');
  });

  test('a program that is not there is named', async () => {
    const logFile = join(freshFolder('log'), 'child.log');
    const start = startGuarded({
      name: 'child',
      command: '/nowhere/program',
      args: [],
      logFile,
      signals: [],
    });
    await expect(start).rejects.toThrow('child could not be started: spawn /nowhere/program ENOENT');
  });

  test('a stranger that was given the same process id is never ended', async () => {
    const isGone = await terminate({ pid: process.pid, identity: 'another', signals: gentleSignals });
    expect(isGone).toBe(true);
  });
});

describe('the lock on a folder', () => {
  test('is held by one, named to the second, and free again when given back', async () => {
    const file = join(freshFolder('lock'), 'stack.lock');
    const release = await takeLock(file);
    await expect(takeLock(file)).rejects.toThrow(LockTakenError);
    release();
    const again = await takeLock(file);
    again();
  });

  test('is taken over from a process that is gone', async () => {
    const file = join(freshFolder('lock'), 'stack.lock');
    const gone = {
      pid: process.pid,
      identity: 'gone',
      since: 'earlier',
      watchdog: { pid: 1, identity: 'gone' },
    };
    writeFileSync(file, JSON.stringify(gone));
    const release = await takeLock(file);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ pid: process.pid });
    release();
    expect(existsSync(file)).toBe(false);
  });

  test('is taken by exactly one of many that find it left behind', async () => {
    const file = join(freshFolder('lock'), 'stack.lock');
    writeFileSync(file, 'half-written rubbish');
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => takeLock(file)));
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
  });
});

async function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: stream })) return line;
  return '';
}

/** Looks again and again until it holds; throws after half a minute, so that a failing test ends. */
async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`not so after 30 s: ${condition.toString()}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
