import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import {
  acrossAgreements,
  close,
  createOrm,
  isDatabaseUnavailable,
  pingDatabase,
  readAgreement,
  withAgreement,
} from '../../../domain/database.ts';
import { DomainError } from '../../../domain/errors.ts';
import { Unit } from '../../../domain/products/unit.entity.ts';
import { createTestAgreement, testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { runOnce } from '../../support/template.ts';

let database: TestDatabase;
let agreement: number;

beforeAll(async () => {
  database = await testDatabase({ countStatements: true, poolMax: 2 });
  agreement = (await createTestAgreement(database.orm)).number;
});

afterEach(async () => {
  const [row] = await acrossAgreements<{ open: number }>(
    database.orm,
    `select count(*)::int as open from pg_stat_activity where datname = current_database() and state like 'idle in%'`,
    [],
  );
  expect(row).toEqual({ open: 0 });
});

afterAll(async () => {
  await database.drop();
});

const refusalOf = async (attempt: Promise<unknown>): Promise<DomainError> => {
  try {
    await attempt;
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
};

const unitNames = (): Promise<string[]> =>
  withAgreement(database.orm, agreement, async (em) =>
    (await em.find(Unit, {}, { orderBy: { number: 'asc' } })).map((unit) => unit.name),
  );

const killBackend = 'select pg_terminate_backend(pg_backend_pid())';

describe('one unit of work', () => {
  test('costs three statements of its own', async () => {
    database.statements.length = 0;
    await withAgreement(database.orm, agreement, async (em) => {
      const unit = await em.findOneOrFail(Unit, { number: 1 });
      unit.abbreviation = 'x';
    });
    const words = database.statements.map(
      (statement) => /\[query\] (\w+( set_config)?)/.exec(statement)?.[1],
    );
    expect(words).toEqual(['begin', 'select set_config', 'select', 'update', 'commit']);
  });

  test('is committed as a whole', async () => {
    await withAgreement(database.orm, agreement, (em) => {
      em.create(Unit, { number: 20, name: 'kasse', changedBy: 'test' });
      em.create(Unit, { number: 21, name: 'palle', changedBy: 'test' });
      return Promise.resolve();
    });
    expect(await unitNames()).toEqual(['stk', 'kasse', 'palle']);
  });

  test('is rolled back as a whole where it throws, and the error is its own', async () => {
    const mishap = new Error('mishap');
    const attempt = withAgreement(database.orm, agreement, async (em) => {
      em.create(Unit, { number: 30, name: 'gone', changedBy: 'test' });
      await em.flush();
      throw mishap;
    });
    await expect(attempt).rejects.toBe(mishap);
    expect(await unitNames()).not.toContain('gone');
  });

  test('leaves no trace of its agreement on the connection', async () => {
    await withAgreement(database.orm, agreement, (em) => em.execute('select 1'));
    await expect(acrossAgreements(database.orm, 'select * from unit', [])).rejects.toThrow();
  });

  test('reads for one alone are scoped too', async () => {
    expect(await readAgreement(database.orm, agreement).count(Unit, { number: 1 })).toBe(1);
    expect(await readAgreement(database.orm, agreement + 1).count(Unit, {})).toBe(0);
  });

  test('ends its running statement when its signal fires', async () => {
    const stop = new AbortController();
    const started = Date.now();
    const attempt = withAgreement(
      database.orm,
      agreement,
      async (em) => {
        setTimeout(() => {
          stop.abort();
        }, 50);
        await em.execute('select pg_sleep(30)');
      },
      { signal: stop.signal },
    );
    await expect(attempt).rejects.toThrow();
    expect(Date.now() - started).toBeLessThan(10_000);
  });
});

describe('PostgreSQL away', () => {
  test('in the middle of the work: nothing was done', async () => {
    const attempt = withAgreement(database.orm, agreement, async (em) => {
      em.create(Unit, { number: 40, name: 'lost', changedBy: 'test' });
      await em.flush();
      await em.execute(killBackend);
    });
    const refusal = await refusalOf(attempt);
    expect([refusal.code, refusal.params['done']]).toEqual(['DatabaseUnavailable', 'Nothing was done.']);
    expect(isDatabaseUnavailable(refusal)).toBe(true);
    expect(await unitNames()).not.toContain('lost');
  });

  test('during the commit: it is not known', async () => {
    // A trigger that waits for the commit, and then ends the connection.
    await runOnce(
      database.ownerUrl,
      `create function end_connection() returns trigger language plpgsql as
         $$ begin perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(1); return null; end $$;
       create constraint trigger end_connection after insert on unit deferrable initially deferred
         for each row when (new.name = 'maybe') execute function end_connection()`,
    );
    const attempt = withAgreement(database.orm, agreement, (em) => {
      em.create(Unit, { number: 41, name: 'maybe', changedBy: 'test' });
      return Promise.resolve();
    });
    const refusal = await refusalOf(attempt);
    expect([refusal.code, refusal.params['done']]).toEqual([
      'DatabaseUnavailable',
      'It is not known whether it was done.',
    ]);
  });

  test('leaks no connection: a pool of two goes on after ten losses', async () => {
    for (let loss = 0; loss < 10; loss += 1)
      await refusalOf(withAgreement(database.orm, agreement, (em) => em.execute(killBackend)));
    await expect(pingDatabase(database.orm)).resolves.toBeUndefined();
  });

  test.each(['nobody listens', 'it never answers'])('is said where %s', async (how) => {
    const server = createServer();
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    const sockets: { destroy(): void }[] = [];
    server.on('connection', (socket) => sockets.push(socket));
    if (how === 'nobody listens') server.close();
    const orm = await createOrm(`postgres://a:b@127.0.0.1:${port}/x`, { connectTimeoutMs: 300 });
    const attempts = [
      () => pingDatabase(orm),
      () => withAgreement(orm, agreement, (em) => em.execute('select 1')),
    ];
    for (const attempt of attempts)
      expect((await refusalOf(attempt())).params['done']).toBe('Nothing was done.');
    await close(orm);
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  test('is not said of anything else', async () => {
    const faults = [
      'select 1 / 0',
      'select * from no_such_table',
      `insert into unit select * from unit`,
      `set local statement_timeout = 1; select pg_sleep(1)`,
    ];
    for (const statement of faults) {
      const error: unknown = await withAgreement(database.orm, agreement, (em) =>
        em.execute(statement),
      ).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(Error);
      expect([statement, isDatabaseUnavailable(error)]).toEqual([statement, false]);
    }
    expect(isDatabaseUnavailable(new DomainError('NotFound'))).toBe(false);
    expect(isDatabaseUnavailable('ECONNREFUSED')).toBe(false);
  });
});
