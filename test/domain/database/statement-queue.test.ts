import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { withAgreement } from '../../../domain/database.ts';
import { Unit } from '../../../domain/products/unit.entity.ts';
import { later, StatementQueue } from '../../../domain/statement-queue.ts';
import { createTestAgreement, testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';

const waits = '/* later */ ';

describe('what is sent', () => {
  let sent: string[];
  let queue: StatementQueue;

  beforeEach(() => {
    sent = [];
    queue = new StatementQueue((text, values = []) => {
      sent.push(values.length === 0 ? text : `${text} with ${values.length}`);
      const rows = text.split(';\n').map((statement) => ({ rows: [statement] }));
      return Promise.resolve(rows.length === 1 ? (rows[0] ?? { rows: [] }) : rows);
    });
  });

  test('begin and the session variable go with the first statement, whose answer is given', async () => {
    await queue.query('begin');
    await queue.query("select set_config('a', 'b', true)");
    expect(sent).toEqual([]);
    expect((await queue.query('select 1')).rows).toEqual(['select 1']);
    await queue.query('commit');
    expect(sent).toEqual(["begin;\nselect set_config('a', 'b', true);\nselect 1", 'commit']);
  });

  test('what may wait goes with what follows it, in its order, at the latest with the commit', async () => {
    await queue.query('begin');
    await queue.query(`${waits}insert 1`);
    await queue.query('select 1');
    await queue.query(`${waits}insert 2`);
    await queue.query(`${waits}insert 3`);
    await queue.query('commit');
    expect(sent).toEqual([
      `begin;\n${waits}insert 1;\nselect 1`,
      `${waits}insert 2;\n${waits}insert 3;\ncommit`,
    ]);
  });

  test('a transaction without a statement is not sent at all', async () => {
    await queue.query('begin');
    await queue.query('commit');
    await queue.query('begin');
    await queue.query(`${waits}insert 1`);
    await queue.query('rollback');
    expect(sent).toEqual([]);
    await queue.query('select 1');
    expect(sent).toEqual(['select 1']);
  });

  test('a rollback takes nothing along, and undoes what was sent', async () => {
    await queue.query('begin');
    await queue.query('select 1');
    await queue.query(`${waits}insert 1`);
    await queue.query('rollback');
    expect(sent).toEqual(['begin;\nselect 1', 'rollback']);
  });

  test('a statement with values of its own comes after what waits', async () => {
    await queue.query('begin');
    await queue.query('select $1', [1]);
    expect(sent).toEqual(['begin', 'select $1 with 1']);
  });

  test('outside a transaction a session variable is set at once', async () => {
    await queue.query("select set_config('a', 'b', false)");
    expect(sent).toEqual(["select set_config('a', 'b', false)"]);
  });

  test('what cannot take the waiting ones along is refused', async () => {
    await queue.query('begin');
    expect(() => {
      queue.assertEmpty();
    }).toThrow();
  });
});

describe('in PostgreSQL', () => {
  let database: TestDatabase;
  let agreement: number;

  beforeAll(async () => {
    database = await testDatabase({ poolMax: 2 });
    agreement = (await createTestAgreement(database.orm)).number;
  });

  afterAll(async () => {
    await database.drop();
  });

  const renamed = `update unit set name = ? where number = 1`;
  const name = (): Promise<string> =>
    withAgreement(database.orm, agreement, async (em) => (await em.findOneOrFail(Unit, { number: 1 })).name);

  test('a statement that waits is seen by the next one, and committed', async () => {
    const seen = await withAgreement(database.orm, agreement, async (em) => {
      await later(em, renamed, ['kasse']);
      return (await em.findOneOrFail(Unit, { number: 1 })).name;
    });
    expect(seen).toBe('kasse');
    await withAgreement(database.orm, agreement, (em) => later(em, renamed, ["stk; select ':-)'"]));
    expect(await name()).toBe("stk; select ':-)'");
  });

  test('one that fails undoes its transaction, and is thrown by the commit', async () => {
    const before = await name();
    const attempt = withAgreement(database.orm, agreement, async (em) => {
      await em.execute(renamed, ['gone']);
      await later(em, 'insert into unit select * from unit');
      await later(em, renamed, ['gone, too']);
    });
    await expect(attempt).rejects.toMatchObject({ code: '23505' });
    expect(await name()).toBe(before);
  });

  test('it is bound to its agreement like any other', async () => {
    const other = (await createTestAgreement(database.orm)).number;
    await withAgreement(database.orm, other, (em) => later(em, renamed, ['theirs']));
    expect(await name()).not.toBe('theirs');
  });
});
