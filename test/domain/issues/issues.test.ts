import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { NewNotification } from '../../../domain/notifications/notification.service.ts';
import type { Stormed } from './storm.ts';
import type { TestDatabase } from '../../support/database.ts';

/** What people were told, in order: what is under test calls this in place of the real one. */
const told: NewNotification[] = [];
jest.unstable_mockModule('../../../domain/notifications/notification.service.ts', () => ({
  notify: (_em: unknown, notice: NewNotification) => {
    told.push(notice);
    return Promise.resolve();
  },
}));
const { withAgreement } = await import('../../../domain/database.ts');
const { causeKey, issueCause } = await import('../../../domain/issues/cause-key.ts');
const { recordCheck } = await import('../../../domain/issues/check-issue.ts');
const { issuesToCheck } = await import('../../../domain/lane/keeper.service.ts');
const { retryMany } = await import('../../../domain/transfers/retry-many.ts');
const { verifyChain } = await import('../../../domain/events/verify-chain.ts');
const { DocumentEvent } = await import('../../../domain/events/document-event.entity.ts');
const { barred, issuesOf, moved, transfersOf } = await import('./storm.ts');
const { testDatabase } = await import('../../support/database.ts');

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase({ poolMax: 16, connectTimeoutMs: 60_000, countStatements: true });
});
afterAll(() => database.drop());

const tellings = (storm: Stormed) =>
  told.filter(({ connectionId }) => connectionId === storm.connectionId).map(({ kind }) => kind);
const count = async (storm: Stormed, where: string): Promise<number> => {
  const [row] = await withAgreement(database.orm, storm.agreementNumber, (em) =>
    em.execute<{ n: number }[]>(`select count(*)::int as n from ${where}`),
  );
  return row?.n ?? -1;
};
const check = (storm: Stormed, issueId: string, says: 'stands' | 'gone' | 'untold') =>
  withAgreement(database.orm, storm.agreementNumber, (em) =>
    recordCheck(em, { issueId, connectionId: storm.connectionId }, says),
  );
const due = (storm: Stormed) =>
  withAgreement(database.orm, storm.agreementNumber, (em) =>
    em.execute(`update issue set check_at = now() - interval '1 second' where state = 'open'`),
  );

describe('a cause', () => {
  test('is its code and what names it, not the document that it stopped', () => {
    expect(causeKey('ProductBarred', { product: 'A-1', line: 3 })).toBe('ProductBarred:A-1');
    expect(causeKey('SalesAccountMissing', { group: '1:2', zone: 'eu' })).not.toBe(
      causeKey('SalesAccountMissing', { group: '1', zone: '2:eu' }),
    );
    expect(causeKey('TooLong', { field: 'x'.repeat(1_000) })).toMatch(/^TooLong:[0-9a-f]{64}$/);
    expect(causeKey('PeriodClosed', { date: '2026-01-01', period: '2026-01' })).toBe('PeriodClosed:2026-01');
  });

  test.each([
    ['blocked', 'ProductBarred', true],
    ['refused', 'ErpRefusedUnknown', true],
    ['conflict', 'ErpContentDiffers', true],
    ['unknown', 'ErpForbidden', true],
    ['unknown', 'ErpOutcomeUnknown', false],
    ['blocked', 'CreditedInvoiceNotTransferred', false],
    ['skipped', 'NotSentByPolicy', false],
    ['waiting', null, false],
  ] as const)('%s by %s: opens an issue: %s', (state, cause, opens) => {
    expect(issueCause(state, cause) !== undefined).toBe(opens);
  });
});

describe('an issue', () => {
  test('is one for a thousand failures at once, and told once; it closes once, with the last document', async () => {
    const storm = await transfersOf(database, 1_000);
    await Promise.all(storm.transferIds.map((id) => moved(database, storm, id, barred('A-1'))));
    const [issue, ...others] = await issuesOf(database, storm);
    expect(others).toEqual([]);
    expect(issue).toMatchObject({ state: 'open', cause: 'ProductBarred', params: { product: 'A-1' } });
    expect(await count(storm, `transfer where issue_id = '${issue!.id}'`)).toBe(1_000);
    expect(tellings(storm)).toEqual(['issue-opened']);

    await Promise.all(
      storm.transferIds.map((id) => moved(database, storm, id, { state: 'transferred', identity: {} })),
    );
    expect(await issuesOf(database, storm)).toMatchObject([
      { state: 'closed', closedWhy: 'carried', closedBy: 'system', checkAt: null },
    ]);
    expect(tellings(storm)).toEqual(['issue-opened', 'issue-closed']);
    // The mail of an opening tells of the one document that opened it, never of none.
    expect(
      told.find(({ kind, connectionId }) => kind === 'issue-opened' && connectionId === storm.connectionId),
    ).toMatchObject({ documents: 1 });
    expect(told.at(-1)).toMatchObject({
      closedWhy: 'carried',
      cause: 'ProductBarred',
      params: { product: 'A-1' },
      documents: 1_000,
    });
  }, 120_000);

  test('keeps a document that is only in line again, so that the same failure tells nobody anew', async () => {
    const storm = await transfersOf(database, 1);
    const [id] = storm.transferIds as [string];
    for (let round = 0; round < 3; round += 1) {
      await moved(database, storm, id, barred('A-1'));
      await moved(database, storm, id, { state: 'checking' });
    }
    await moved(database, storm, id, barred('A-1'));
    expect(tellings(storm)).toEqual(['issue-opened']);
    // Its history tells the same stand once, too.
    expect(await count(storm, `document_event where action = 'transfer-blocked'`)).toBe(1);
    await moved(database, storm, id, { state: 'checking' });
    await moved(database, storm, id, barred('A-2'));
    expect(await issuesOf(database, storm)).toMatchObject([
      { params: { product: 'A-1' }, state: 'closed', closedWhy: 'other-cause' },
      { params: { product: 'A-2' }, state: 'open' },
    ]);
    // It still stands still: people hear of the new cause, nothing of the old one.
    expect(tellings(storm)).toEqual(['issue-opened', 'issue-opened']);
    expect(await count(storm, `document_event where action = 'transfer-blocked'`)).toBe(2);
  });

  test('opens anew for a cause that stops a document after it was closed', async () => {
    const storm = await transfersOf(database, 2);
    const [first, second] = storm.transferIds as [string, string];
    await moved(database, storm, first, barred('A-1'));
    await moved(database, storm, first, { state: 'skipped', actor: 'user:Mette', decidedBy: 'user:Mette' });
    await moved(database, storm, second, barred('A-1'));
    expect(await issuesOf(database, storm)).toMatchObject([
      { state: 'closed', closedWhy: 'settled-by-hand', closedBy: 'user:Mette' },
      { state: 'open', closedBy: null },
    ]);
    expect(told.filter((notice) => notice.connectionId === storm.connectionId)).toMatchObject([
      { kind: 'issue-opened' },
      { kind: 'issue-closed', closedWhy: 'settled-by-hand', documents: 1 },
      { kind: 'issue-opened' },
    ]);
  });

  test('of an outcome that cannot be looked up stays open from one look to the next', async () => {
    const storm = await transfersOf(database, 1);
    const [id] = storm.transferIds as [string];
    const forbidden = { state: 'unknown', cause: 'ErpForbidden', params: { reason: 'no module' } } as const;
    for (let look = 0; look < 3; look += 1) {
      await moved(database, storm, id, { state: 'unknown', cause: 'ErpOutcomeUnknown' });
      await moved(database, storm, id, { state: 'unknown' });
      await moved(database, storm, id, forbidden);
    }
    expect(tellings(storm)).toEqual(['issue-opened']);
    await moved(database, storm, id, { state: 'transferred', identity: {} });
    expect(tellings(storm)).toEqual(['issue-opened', 'issue-closed']);
  });

  test('of a credit note that comes to wait for its invoice ends; that heals by itself', async () => {
    const storm = await transfersOf(database, 1);
    const [id] = storm.transferIds as [string];
    await moved(database, storm, id, barred('A-1'));
    const waits = {
      state: 'blocked',
      cause: 'CreditedInvoiceNotTransferred',
      params: { invoice: 1 },
    } as const;
    await moved(database, storm, id, waits);
    expect(await issuesOf(database, storm)).toMatchObject([{ state: 'closed', closedWhy: 'other-cause' }]);
    expect(await count(storm, 'transfer where issue_id is not null')).toBe(0);
    expect(tellings(storm)).toEqual(['issue-opened']);
  });

  test('costs a transfer that never stood still no statement', async () => {
    const storm = await transfersOf(database, 1);
    database.statements.length = 0;
    await moved(database, storm, storm.transferIds[0]!, { state: 'transferred', identity: {} });
    expect(database.statements.filter((statement) => /execute bilag_\w*issue/.test(statement))).toEqual([]);
  });
});

describe('a check of a cause', () => {
  const blockedStorm = async (documents: number) => {
    const storm = await transfersOf(database, documents);
    for (const id of storm.transferIds) await moved(database, storm, id, barred('A-1'));
    const [issue] = await issuesOf(database, storm);
    return { storm, issueId: issue!.id };
  };
  const row = async (storm: Stormed) => (await issuesOf(database, storm))[0]!;

  test('is due every 15 minutes, behind an open gate, and named to one keeper', async () => {
    const { storm, issueId } = await blockedStorm(1);
    const named = async () =>
      (await issuesToCheck(database.orm, 100)).filter((issue) => issue.issueId === issueId);
    expect(await named()).toEqual([]);
    await due(storm);
    await withAgreement(database.orm, storm.agreementNumber, (em) =>
      em.execute(`update connection set gate = 'paused'`),
    );
    expect(await named()).toEqual([]);
    await withAgreement(database.orm, storm.agreementNumber, (em) =>
      em.execute(`update connection set gate = 'open'`),
    );
    expect((await Promise.all([named(), named()])).flat()).toEqual([
      {
        agreementNumber: storm.agreementNumber,
        issueId,
        connectionId: storm.connectionId,
        provider: 'e-conomic',
      },
    ]);
    const minutes = ((await row(storm)).checkAt!.getTime() - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(14);
    expect(minutes).toBeLessThanOrEqual(15);
  });

  test('that finds it gone puts the blocked in line and wakes those with a place; the refused wait', async () => {
    const { storm, issueId } = await blockedStorm(6);
    const refused = storm.transferIds[0]!;
    await moved(database, storm, refused, { ...barred('A-1'), state: 'refused' });
    const { done, wake } = await check(storm, issueId, 'gone');
    expect(done).toEqual({ did: 'released', released: 5 });
    expect(wake).toHaveLength(3);
    expect(await count(storm, `transfer where state = 'waiting'`)).toBe(5);
    expect(await count(storm, `lane_ticket where state = 'holding'`)).toBe(3);
    expect(await count(storm, `transfer where state = 'refused' and id = '${refused}'`)).toBe(1);
    const issue = await row(storm);
    expect(issue).toMatchObject({ state: 'open', checkAt: null });
    expect(issue.causeGoneAt).toBeInstanceOf(Date);
    // A second run finds nothing to do.
    expect((await check(storm, issueId, 'gone')).done).toEqual({ did: 'nothing' });
    // It stops one again: so it is not gone.
    await moved(database, storm, storm.transferIds[1]!, barred('A-1'));
    const again = await row(storm);
    expect(again).toMatchObject({ id: issueId, causeGoneAt: null });
    expect(again.checkAt).toBeInstanceOf(Date);
  });

  test('that finds it standing only waits', async () => {
    const { storm, issueId } = await blockedStorm(2);
    expect(await check(storm, issueId, 'stands')).toEqual({ done: { did: 'waited' }, wake: [] });
    expect((await row(storm)).lastCheckedAt).toBeInstanceOf(Date);
    expect(await count(storm, `transfer where state = 'blocked'`)).toBe(2);
  });

  test('of what no read can tell lets one look, and the rest follow once it got through', async () => {
    const { storm, issueId } = await blockedStorm(4);
    const [probe, ...rest] = storm.transferIds as [string, ...string[]];
    const first = await check(storm, issueId, 'untold');
    expect(first.done).toEqual({ did: 'probed' });
    expect(first.wake).toHaveLength(1);
    await moved(database, storm, probe, { state: 'sending' });
    // One at a time: while it is under way no other is tried.
    expect((await check(storm, issueId, 'untold')).done).toEqual({ did: 'waited' });
    await moved(database, storm, probe, { state: 'transferred', identity: {} });
    const issue = await row(storm);
    expect(issue.checkAt!.getTime()).toBeLessThanOrEqual(Date.now());
    expect((await check(storm, issueId, 'untold')).done).toEqual({ did: 'released', released: rest.length });
  });

  test('of a closed issue does nothing', async () => {
    const { storm, issueId } = await blockedStorm(1);
    await moved(database, storm, storm.transferIds[0]!, { state: 'skipped', decidedBy: 'user:Mette' });
    expect((await check(storm, issueId, 'gone')).done).toEqual({ did: 'nothing' });
  });
});

describe('a retry of five thousand', () => {
  test('is a few statements, wakes those with a place, and holds up no other agreement', async () => {
    const storm = await transfersOf(database, 5_000);
    const other = await transfersOf(database, 1);
    await moved(database, storm, storm.transferIds[0]!, { ...barred('A-1'), state: 'refused' });
    const [issue] = await issuesOf(database, storm);
    await withAgreement(database.orm, storm.agreementNumber, (em) =>
      em.execute(
        `update transfer set state = 'refused', cause = 'ProductBarred', cause_params = '{"product": "A-1"}',
           issue_id = '${issue!.id}'`,
      ),
    );
    database.statements.length = 0;
    const heirs = await withAgreement(database.orm, storm.agreementNumber, async (em) => {
      const retried = await retryMany(em, {
        connectionId: storm.connectionId,
        of: { issueId: issue!.id },
        person: 'user:Mette',
        reason: 'Åbnet igen?',
        action: 'transfer-retried',
      });
      expect(retried.transferIds).toHaveLength(5_000);
      // While all of that is not even committed another agreement's document goes on.
      await moved(database, other, other.transferIds[0]!, { state: 'transferred', identity: {} });
      return retried.heirs;
    });
    expect(heirs).toHaveLength(3);
    expect(database.statements.length).toBeLessThan(40);
    expect(
      await count(storm, `transfer where state = 'waiting' and round = 2 and retried_at is not null`),
    ).toBe(5_000);
    expect(await count(storm, `lane_ticket where state = 'waiting'`)).toBe(4_997);
    expect(await verifyChain(database.orm, storm.agreementNumber)).toMatchObject({
      verified: 5_001,
      broken: undefined,
    });
    const events = await withAgreement(database.orm, storm.agreementNumber, (em) =>
      em.find(DocumentEvent, { action: 'transfer-retried' }, { limit: 1 }),
    );
    expect(events).toMatchObject([
      {
        actor: 'user:Mette',
        before: { transfer: 'refused', cause: 'ProductBarred' },
        after: { transfer: 'waiting', reason: 'Åbnet igen?' },
      },
    ]);
    // Pressed again, there is nothing left that stands still.
    const again = await withAgreement(database.orm, storm.agreementNumber, (em) =>
      retryMany(em, {
        connectionId: storm.connectionId,
        of: { issueId: issue!.id },
        person: 'user:Mette',
        action: 'transfer-retried',
      }),
    );
    expect(again.transferIds).toEqual([]);
    expect(tellings(storm)).toEqual(['issue-opened']);
  }, 120_000);
});
