import { afterEach, describe, expect, test } from '@jest/globals';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { join } from 'node:path';
import { isAlive } from '../../sandbox/stack/liveness.ts';
import { freePort } from '../../sandbox/stack/ports.ts';
import { startPostgres } from '../../sandbox/stack/postgres.ts';
import type { EmbeddedPostgres } from '../../sandbox/stack/postgres.ts';
import { withSql } from '../../sandbox/stack/sql.ts';
import { freshFolder } from './folders.ts';

const settings = { fsync: 'off', shared_buffers: '16MB' };

describe('the embedded PostgreSQL', () => {
  const running: EmbeddedPostgres[] = [];
  const start = async (dataDir: string, port = 0, log: string[] = []): Promise<EmbeddedPostgres> => {
    const postgres = await startPostgres({ dataDir, port, settings, log: (line) => log.push(line) });
    running.push(postgres);
    return postgres;
  };
  afterEach(async () => {
    for (const postgres of running.splice(0)) await postgres.stop();
  });

  const ask = (url: string, statement: string) => withSql(url, (sql) => sql(statement));

  test('a second start finds the data of the first', async () => {
    const dataDir = freshFolder('data');
    const first = await start(dataDir);
    await ask(first.ownerUrl, 'create table kept as select 42 as number');
    await first.stop();
    const second = await start(dataDir);
    expect(await ask(second.ownerUrl, 'select number from kept')).toEqual([{ number: 42 }]);
  });

  test('the owner may make roles and is no superuser, and the secrets are for their user alone', async () => {
    const dataDir = freshFolder('data');
    const postgres = await start(dataDir);
    const rows = await ask(
      postgres.ownerUrl,
      'select rolcreaterole, rolsuper, rolbypassrls from pg_roles where rolname = current_user',
    );
    expect(rows).toEqual([{ rolcreaterole: true, rolsuper: false, rolbypassrls: false }]);
    expect(statSync(join(dataDir, 'secrets.json')).mode & 0o777).toBe(0o600);
  });

  test('two at once on the same folder are refused, and the second names the first', async () => {
    const dataDir = freshFolder('data');
    await start(dataDir);
    await expect(start(dataDir)).rejects.toThrow(
      new RegExp(`already in use by process ${process.pid} .*BILAG_DATA_DIR`),
    );
  });

  test('a killed server recovers, and says so', async () => {
    const dataDir = freshFolder('data');
    const first = await start(dataDir);
    await ask(first.ownerUrl, 'create table kept as select 42 as number');
    process.kill(first.pid, 'SIGKILL');
    await first.exited;
    await first.stop();
    expect(existsSync(join(first.folder, 'postmaster.pid'))).toBe(true);
    const log: string[] = [];
    const second = await start(dataDir, 0, log);
    expect(await ask(second.ownerUrl, 'select number from kept')).toEqual([{ number: 42 }]);
    expect(log).toContainEqual(expect.stringContaining('did not end cleanly'));
  });

  test('a stale postmaster.pid whose number another process has now is removed; that process is let alone', async () => {
    const dataDir = freshFolder('data');
    const first = await start(dataDir);
    await first.stop();
    writeFileSync(join(first.folder, 'postmaster.pid'), `${process.pid}\n${first.folder}\n1\n1\n`, {
      mode: 0o666,
    });
    const log: string[] = [];
    const second = await start(dataDir, 0, log);
    expect(await ask(second.ownerUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(log).toContainEqual(expect.stringContaining(`process ${process.pid} is not our PostgreSQL`));
  });

  test('a server that a killed start left running is taken over, and ended with us', async () => {
    const dataDir = freshFolder('data');
    const orphan = await start(dataDir);
    // What a killed start leaves: the server runs, and the lock names a process that is gone.
    const lock = join(dataDir, 'postgres.lock');
    const holder = JSON.parse(readFileSync(lock, 'utf8')) as {
      identity: string;
      watchdog: { identity: string };
    };
    writeFileSync(
      lock,
      JSON.stringify({ ...holder, identity: 'gone', watchdog: { ...holder.watchdog, identity: 'gone' } }),
    );
    const adopted = await start(dataDir);
    expect(adopted).toMatchObject({ pid: orphan.pid, port: orphan.port, adopted: true });
    expect(await ask(adopted.ownerUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
    await adopted.stop();
    expect(isAlive(orphan.pid)).toBe(false);
  });

  test('a taken port is named with the variable that changes it, and who has it is let alone', async () => {
    const dataDir = freshFolder('data');
    const port = await freePort();
    const other = await listen(port);
    try {
      await expect(start(dataDir, port)).rejects.toThrow(
        new RegExp(`port ${port} for PostgreSQL is taken by .*Set POSTGRES_PORT`),
      );
      expect(other.listening).toBe(true);
    } finally {
      other.close();
    }
  });

  test('a folder that holds something else is not touched', async () => {
    const strange = freshFolder('strange');
    mkdirSync(join(strange, 'postgres'));
    writeFileSync(join(strange, 'postgres', 'letter.txt'), 'mine');
    await expect(start(strange)).rejects.toThrow('neither empty nor a database cluster');
    expect(readFileSync(join(strange, 'postgres', 'letter.txt'), 'utf8')).toBe('mine');
  });
});

function listen(port: number): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(port, '127.0.0.1', () => {
      resolve(server);
    });
  });
}
