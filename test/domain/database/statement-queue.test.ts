import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { withAgreement } from '../../../domain/database.ts';
import { Unit } from '../../../domain/products/unit.entity.ts';
import { StatementQueue } from '../../../domain/statement-queue.ts';
import { later, prepare, together, waits } from '../../../domain/statements.ts';
import { createTestAgreement, testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';

const unitName = prepare<{ name: string }>(
  'test_unit_name',
  ['int'],
  'select name from unit where number = $1',
);
const renameUnit = prepare(
  'test_rename_unit',
  ['int', 'text'],
  'update unit set name = $2 where number = $1',
);

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

  test('a prepared statement is prepared once for its connection, before what waits is sent', async () => {
    const preparation =
      'prepare bilag_test_rename_unit(int, text) as update unit set name = $2 where number = $1';
    await queue.query('begin');
    await queue.query("execute bilag_test_rename_unit('1', 'a')");
    await queue.query(`${waits}execute bilag_test_rename_unit('1', 'b')`);
    await queue.query('commit');
    expect(sent).toEqual([
      preparation,
      "begin;\nexecute bilag_test_rename_unit('1', 'a')",
      `${waits}execute bilag_test_rename_unit('1', 'b');\ncommit`,
    ]);
  });

  test('of a message the last statements are all answered, and a commit goes along where nothing follows', async () => {
    await queue.query('begin');
    expect((await queue.query('/* last 2 */ select 1;\nselect 2')).rows).toEqual([
      ['/* last 2 */ select 1'],
      ['select 2'],
    ]);
    expect((await queue.query('/* last 1, commit */ select 3')).rows).toEqual([
      ['/* last 1, commit */ select 3'],
    ]);
    await queue.query('commit');
    expect(sent).toEqual([
      'begin;\n/* last 2 */ select 1;\nselect 2',
      '/* last 1, commit */ select 3;\ncommit',
    ]);
    await queue.query('begin');
    await queue.query('select 4');
    expect(sent.at(-1)).toBe('begin;\nselect 4');
  });

  test('nothing follows a commit that went along', async () => {
    await queue.query('begin');
    await queue.query('/* last 1, commit */ select 1');
    await expect(queue.query('select 2')).rejects.toThrow('nothing can follow');
    await queue.query('rollback');
    expect(sent).toHaveLength(1);
  });

  test('a rollback waits for what was asked before it, also while that one is being prepared', async () => {
    await queue.query('begin');
    const late = queue.query("execute bilag_test_unit_name('1')");
    const left = queue.query(`${waits}insert 1`);
    await queue.query('rollback');
    await Promise.all([late, left]);
    expect(sent.slice(1)).toEqual(["begin;\nexecute bilag_test_unit_name('1')", 'rollback']);
    await queue.query('select 2');
    expect(sent.at(-1)).toBe('select 2');
  });

  test('no statement waits outside a transaction, where it would belong to whoever comes next', async () => {
    await expect(queue.query(`${waits}insert 1`)).rejects.toThrow('Only a statement of a transaction');
    await queue.query('begin');
    await queue.query(`${waits}insert 1`);
    await queue.query('commit');
    await expect(queue.query(`${waits}insert 2`)).rejects.toThrow('Only a statement of a transaction');
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

  test('a prepared statement answers its rows, and is bound to the agreement of each transaction', async () => {
    const other = (await createTestAgreement(database.orm)).number;
    const named = async (of: number, name: string): Promise<(string | undefined)[]> =>
      withAgreement(database.orm, of, async (em) => {
        await renameUnit.later(em, [1, name]);
        return (await unitName.run(em, [1])).map((row) => row.name);
      });
    expect(await named(agreement, "stk' --")).toEqual(["stk' --"]);
    expect(await named(other, 'other')).toEqual(['other']);
    expect(await name()).toBe("stk' --");
  });

  test('several are answered together, each with its own rows', async () => {
    const read = (commits: boolean): Promise<unknown> =>
      withAgreement(database.orm, agreement, (em) =>
        together(em, [unitName.with([1]), unitName.with([99]), unitName.with([1])], { commits }),
      );
    const unit = { name: await name() };
    expect(await read(false)).toEqual([[unit], [], [unit]]);
    expect(await read(true)).toEqual([[unit], [], [unit]]);
    const late = withAgreement(database.orm, agreement, async (em) => {
      await together(em, [unitName.with([1])], { commits: true });
      await em.execute(renamed, ['late']);
    });
    await expect(late).rejects.toThrow('nothing can follow');
    expect(await name()).toBe(unit.name);
  });

  test('a prepared statement that does not fit any more is prepared anew', async () => {
    await withAgreement(database.orm, agreement, (em) => unitName.run(em, [1]));
    const gone = withAgreement(database.orm, agreement, async (em) => {
      await em.execute('deallocate all');
      return unitName.run(em, [1]);
    });
    await expect(gone).rejects.toMatchObject({ code: 'DatabaseUnavailable', cause: { code: '26000' } });
    const found = await withAgreement(database.orm, agreement, (em) => unitName.run(em, [1]));
    expect(found).toHaveLength(1);
  });

  test('a prepared statement takes as many parameters as it has', async () => {
    const attempt = withAgreement(database.orm, agreement, (em) => unitName.run(em, []));
    await expect(attempt).rejects.toThrow('takes 1 parameters, not 0');
    expect(() => prepare('test_unit_name', [], 'select 1')).toThrow('Two prepared statements');
  });

  test('after a failure nothing is done but the rollback, though somebody swallows it', async () => {
    const before = await name();
    const swallowed = withAgreement(database.orm, agreement, async (em) => {
      // Such a message is refused as a whole: its transaction has not even begun.
      await em.execute('selec 1').catch(() => undefined);
      await em.execute(renamed, ['outside']);
    });
    await expect(swallowed).rejects.toThrow('The transaction has failed');
    const late = withAgreement(database.orm, agreement, async (em) => {
      await em.execute(renamed, ['half']);
      await later(em, 'select 1 / 0');
      await em.execute('select 1').catch(() => undefined);
    });
    await expect(late).rejects.toThrow('The transaction has failed');
    expect(await name()).toBe(before);
  });

  test('it is bound to its agreement like any other', async () => {
    const other = (await createTestAgreement(database.orm)).number;
    await withAgreement(database.orm, other, (em) => later(em, renamed, ['theirs']));
    expect(await name()).not.toBe('theirs');
  });
});
