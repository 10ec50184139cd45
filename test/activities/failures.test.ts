import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import { asFailure } from '../../activities/failures.ts';
import { testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(async () => {
  await database.drop();
});

const failureOf = (sql: string): Promise<unknown> =>
  database.orm.em.execute(sql).then(
    () => undefined,
    (error: unknown) => asFailure(error),
  );

test('an amount that no column holds is a refusal, for it would be refused at every try', async () => {
  const failure = await failureOf(`select '100000000000000000'::numeric(19,2)`);
  expect(failure).toBeInstanceOf(ApplicationFailure);
  expect(failure).toMatchObject({ type: 'InvalidInput', nonRetryable: true });
});

test('whatever else the database says is tried again', async () => {
  const failure = await failureOf('select 1 / 0');
  expect(failure).toBeInstanceOf(Error);
  expect(failure).not.toBeInstanceOf(ApplicationFailure);
});
