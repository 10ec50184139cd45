import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { withAgreement } from '../../../domain/database.ts';
import { DocumentEvent } from '../../../domain/events/document-event.entity.ts';
import { appendEvent } from '../../../domain/events/document-event.service.ts';
import type { EventData } from '../../../domain/events/event-hash.ts';
import { verifyChain } from '../../../domain/events/verify-chain.ts';
import { agreementNumbers } from '../../../domain/agreement-command.ts';
import { verifyEvents } from '../../../domain/events/verify-events.ts';
import { newId } from '../../../domain/ids.ts';
import { createTestAgreement, testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { asOwner } from '../invoices/owner.ts';

let database: TestDatabase;
let agreement: number;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  agreement = (await createTestAgreement(database.orm)).number;
});

const append = (action: string, after: EventData | null = null, of = agreement): Promise<void> =>
  withAgreement(database.orm, of, (em) =>
    appendEvent(em, {
      documentKind: 'customer-invoice',
      documentId: newId(),
      documentNumber: 1001,
      actor: 'user:Mette',
      action,
      after,
    }),
  );
const appendMany = async (count: number): Promise<void> => {
  for (let index = 1; index <= count; index += 1) await append(`step-${index}`, { index });
};
const events = (of = agreement) =>
  withAgreement(database.orm, of, (em) => em.find(DocumentEvent, {}, { orderBy: { sequence: 'asc' } }));
const sql = (statement: string): Promise<unknown> =>
  withAgreement(database.orm, agreement, (em) => em.execute(statement));

describe('the chain of events', () => {
  test('counts from 1, and each event carries the hash of the one before', async () => {
    await appendMany(3);
    const [first, second, third] = await events();
    expect([first?.sequence, second?.sequence, third?.sequence]).toEqual([1, 2, 3]);
    expect(first?.previousHash).toBe('0'.repeat(64));
    expect([second?.previousHash, third?.previousHash]).toEqual([first?.hash, second?.hash]);
    expect(await verifyChain(database.orm, agreement)).toEqual({
      agreementNumber: agreement,
      verified: 3,
      broken: undefined,
    });
  });

  test('an agreement without events holds', async () => {
    expect(await verifyChain(database.orm, agreement)).toMatchObject({ verified: 0, broken: undefined });
  });

  test('events appended at the same time stand one after the other, without a gap', async () => {
    await Promise.all(Array.from({ length: 25 }, (_, index) => append(`step-${index}`)));
    expect((await events()).map((event) => event.sequence)).toEqual(
      Array.from({ length: 25 }, (_, index) => index + 1),
    );
    expect((await verifyChain(database.orm, agreement)).broken).toBeUndefined();
  });

  test('events that are rolled back leave nothing', async () => {
    await append('first');
    const failing = withAgreement(database.orm, agreement, async (em) => {
      await appendEvent(em, {
        documentKind: 'k',
        documentId: newId(),
        documentNumber: 1,
        actor: 'a',
        action: 'lost',
      });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await append('second');
    expect((await events()).map((event) => event.sequence)).toEqual([1, 2]);
    expect((await verifyChain(database.orm, agreement)).broken).toBeUndefined();
  });

  test('whatever an event holds, it is found unchanged', async () => {
    const data = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue(), { maxKeys: 4 });
    await fc.assert(
      fc.asyncProperty(data, fc.string({ unit: 'binary', maxLength: 200 }), async (after, actor) => {
        await withAgreement(database.orm, agreement, (em) =>
          appendEvent(em, {
            documentKind: 'k',
            documentId: newId(),
            documentNumber: 1,
            actor,
            action: 'x',
            after,
          }),
        );
      }),
      { numRuns: 60, examples: [[{ a: 1e21, b: -0, c: 0.1, d: 1e-7, e: 'æ\u2028"\\' }, '\0\uD83D']] },
    );
    expect((await verifyChain(database.orm, agreement)).broken).toBeUndefined();
  });

  test.each([1, 4, 5, 6])('events are read page by page: %d a page', async (pageSize) => {
    await appendMany(10);
    expect(await verifyChain(database.orm, agreement, pageSize)).toMatchObject({
      verified: 10,
      broken: undefined,
    });
  });

  test('verifying while events are appended finds nothing wrong', async () => {
    await appendMany(5);
    const appending = Promise.all(Array.from({ length: 30 }, (_, index) => append(`late-${index}`)));
    const reports = await Promise.all(Array.from({ length: 5 }, () => verifyChain(database.orm, agreement)));
    await appending;
    for (const report of reports) expect(report.broken).toBeUndefined();
  });

  test('every agreement has a chain of its own, and sees no other', async () => {
    const other = (await createTestAgreement(database.orm)).number;
    await append('ours');
    await append('theirs', null, other);
    expect((await events(other)).map(({ sequence, action }) => [sequence, action])).toEqual([[1, 'theirs']]);
  });
});

describe('the database keeps events as they are', () => {
  beforeEach(() => appendMany(2));

  test.each([
    ['changed', `update document_event set actor = 'nobody'`, /permission denied/],
    ['deleted', 'delete from document_event', /permission denied/],
    ['emptied', 'truncate document_event', /permission denied/],
    ['cut off by moving the end back', `update event_chain set sequence = 1`, /moves on by its events alone/],
    ['replaced at the end', `update event_chain set hash = repeat('f', 64)`, /moves on by its events alone/],
    ['left without an end', 'delete from event_chain', /permission denied/],
  ])('they cannot be %s by the app', async (_what, statement, refusal) => {
    await expect(sql(statement)).rejects.toThrow(refusal);
    expect((await verifyChain(database.orm, agreement)).broken).toBeUndefined();
  });

  test.each([
    ['changed', `update document_event set actor = 'nobody'`],
    ['deleted', 'delete from document_event'],
    ['emptied', 'truncate document_event'],
    ['left without an end', 'delete from event_chain'],
    ['left without any end', 'truncate event_chain'],
  ])('nor %s by the owner of the tables', async (_what, statement) => {
    await expect(asOwner(database.ownerUrl, agreement, statement)).rejects.toThrow('are only ever added');
  });
});

describe('tampering by an owner who takes the triggers away is found', () => {
  const tamper = (...statements: string[]): Promise<unknown> =>
    asOwner(
      database.ownerUrl,
      agreement,
      'alter table document_event disable trigger user',
      'alter table event_chain disable trigger user',
      ...statements,
      'alter table document_event enable trigger user',
      'alter table event_chain enable trigger user',
    );

  beforeEach(() => appendMany(5));

  test.each([
    [
      'a changed actor',
      `update document_event set actor = 'nobody' where sequence = 3`,
      3,
      'its content was changed',
    ],
    [
      'a changed amount',
      `update document_event set after = '{"index": 30}' where sequence = 3`,
      3,
      'its content was changed',
    ],
    [
      'a changed moment',
      `update document_event set at = at + interval '1 ms' where sequence = 2`,
      2,
      'its content was changed',
    ],
    ['a removed event', 'delete from document_event where sequence = 3', 4, 'event 3 was removed'],
    ['a removed first event', 'delete from document_event where sequence = 1', 2, 'event 1 was removed'],
    [
      'a removed tail',
      'delete from document_event where sequence >= 4',
      4,
      'it was removed: the chain ends later',
    ],
    ['everything removed', 'delete from document_event', 1, 'it was removed: the chain ends later'],
    [
      'a forged hash',
      `update document_event set hash = repeat('a', 64) where sequence = 4`,
      4,
      'its content was changed',
    ],
    ['a moved-back end', 'update event_chain set sequence = 4', 5, 'it lies beyond the end'],
    ['another end', `update event_chain set hash = repeat('a', 64)`, 5, 'names another hash'],
    ['a removed end', 'delete from event_chain', 5, 'it lies beyond the end'],
  ])('%s', async (_what, statement, sequence, reason) => {
    await tamper(statement);
    const { broken } = await verifyChain(database.orm, agreement);
    expect(broken).toMatchObject({ sequence, reason: expect.stringContaining(reason) });
  });

  test('two events that change places', async () => {
    await tamper(
      'update document_event set sequence = 99 where sequence = 2',
      'update document_event set sequence = 2 where sequence = 3',
      'update document_event set sequence = 3 where sequence = 99',
    );
    expect((await verifyChain(database.orm, agreement)).broken?.sequence).toBe(2);
  });

  test('the command names the first broken row of each agreement and tells it by its exit code', async () => {
    const sound = (await createTestAgreement(database.orm)).number;
    await append('x', null, sound);
    await tamper('delete from document_event where sequence = 2');
    const lines: string[] = [];
    expect(await verifyEvents(database.orm, [agreement, sound], (line) => lines.push(line))).toBe(false);
    expect(lines).toEqual([
      `agreement ${agreement}: BROKEN at event 3: event 2 was removed: 3 follows 1 (1 before it hold)`,
      `agreement ${sound}: 1 events hold`,
    ]);
    expect(await agreementNumbers(database.orm)).toEqual(expect.arrayContaining([agreement, sound]));

    expect(await runCommand('--agreement', String(sound))).toEqual({
      code: 0,
      output: `agreement ${sound}: 1 events hold\n`,
    });
    expect((await runCommand('--agreement', String(agreement))).code).toBe(1);
    expect((await runCommand()).code).toBe(1);
    expect((await runCommand('--agreement', 'x')).code).toBe(2);
  });
});

/** `npm run verify-events` as a process of its own, against the test's database. */
async function runCommand(...args: string[]): Promise<{ code: number; output: string }> {
  const file = path.join(import.meta.dirname, '../../../domain/events/verify-events.ts');
  const env = { ...process.env, DATABASE_URL: database.appUrl };
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [file, ...args], { env });
    return { code: 0, output: stdout };
  } catch (error) {
    const failed = error as { code: number; stdout: string };
    return { code: failed.code, output: failed.stdout };
  }
}
