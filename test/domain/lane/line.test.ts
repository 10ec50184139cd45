import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { type ConnectionRow, lockConnection } from '../../../domain/connections/connection-row.ts';
import { createConnection, openGate, recordTest } from '../../../domain/connections/connection.service.ts';
import { CredentialVault } from '../../../domain/connections/credentials.ts';
import { noteCalls } from '../../../domain/connections/lane-meter.service.ts';
import { withAgreement } from '../../../domain/database.ts';
import { admit, lanePriorities, type TicketRow } from '../../../domain/lane/lane.decisions.ts';
import { enterLane, fillLane, goToTheEnd, leaveLane } from '../../../domain/lane/lane.service.ts';
import { type CallReport, newMeter } from '../../../domain/lane/meter.decisions.ts';
import { Notification } from '../../../domain/notifications/notification.entity.ts';
import { createTestAgreement, testDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
let agreementNumber: number;
let connectionId: string;

beforeAll(async () => {
  database = await testDatabase();
  agreementNumber = (await createTestAgreement(database.orm)).number;
  const vault = new CredentialVault([{ id: 'test', key: randomBytes(32) }]);
  connectionId = await within(async (em) => {
    const { id, credentials } = await createConnection(em, vault, {
      provider: 'e-conomic',
      name: 'e-conomic',
      credentials: {},
      settings: {},
      capacity: 8,
    });
    const account = { erpAgreement: '1', companyName: 'Test', baseCurrency: 'DKK' };
    await recordTest(em, id, credentials, account, {});
    await openGate(em, id, 'test', ['severed']);
    return id;
  });
});
afterAll(async () => {
  await database.drop();
});

const within = <T>(work: (em: EntityManager) => Promise<T>): Promise<T> =>
  withAgreement(database.orm, agreementNumber, work);

/** A line of so many tickets of so many parties; the first of them are held, or kept, by others. */
async function makeLine(em: EntityManager, tickets: number, parties: number, held: number): Promise<void> {
  await em.execute('delete from lane_ticket');
  await em.execute(
    `insert into lane_ticket (id, agreement_number, connection_id, flow_id, workflow_id, priority, party_key, keeps_party,
       state, entered_at, placed_at, seen_at)
     select gen_random_uuid(), ?, ?, 'f' || n, 'f' || n, case when n % 50 = 0 then 3 when n % 20 = 0 then 2 else 1 end,
       'p' || (case when n <= ?::int then n else (n * 7919) % ?::int end), n <= ?::int,
       case when n <= ?::int then case when n % 2 = 0 then 'resting' else 'holding' end else 'waiting' end, now(),
       case when n <= ?::int then now() end, case when n <= ?::int then now() end
     from generate_series(1, ?::int) n`,
    [agreementNumber, connectionId, held, parties, held, held, held, held, tickets],
  );
}

const allTickets = (em: EntityManager): Promise<(TicketRow & { flowId: string })[]> =>
  em.execute(
    `select id, flow_id as "flowId", state, priority, party_key as "partyKey", keeps_party as "keepsParty",
       sequence::float8 as sequence, extract(epoch from entered_at)::float8 * 1000 as "enteredAt"
     from lane_ticket order by sequence`,
  );

describe('the line of a connection', () => {
  test.each([
    ['nobody', 0, 10, 0],
    ['a short line of many parties', 40, 40, 3],
    ['a long line of many parties', 3_000, 900, 4],
    ['a long line of few parties', 3_000, 6, 2],
    ['a long line of one party that is kept', 1_000, 1, 1],
    ['a long line whose head is one party', 2_000, 3, 0],
  ])(
    '%s: places go to whom the decision over the whole line names',
    async (_what, tickets, parties, held) => {
      await within(async (em) => {
        await makeLine(em, tickets, parties, held);
        const connection = await lockConnection(em, connectionId);
        const all = await allTickets(em);
        const named = admit(connection, all, Date.now());
        const wanted = all.filter(({ id }) => named.includes(id)).map(({ flowId }) => flowId);
        const given = (await fillLane(em, connection)).map(({ flowId }) => flowId);
        expect(new Set(given)).toEqual(new Set(wanted));
      });
    },
  );

  test('who goes to its end comes after all others', async () => {
    await within(async (em) => {
      await makeLine(em, 5, 5, 0);
      const connection = { ...(await lockConnection(em, connectionId)), capacity: 1 };
      await goToTheEnd(em, connection, 'f1');
      const [first] = await fillLane(em, connection);
      expect(first?.flowId).toBe('f2');
    });
  });

  /** The turn of a register that the document `f1`, first in the line, waits for. */
  const turn = { flowId: 'f1#product:1', workflowId: 'f1', priority: 1, partyKey: 'product:1' };

  test('a register that a document waits for stands where the document stood, not behind the line', async () => {
    await within(async (em) => {
      await makeLine(em, 500, 500, 0);
      const connection = { ...(await lockConnection(em, connectionId)), capacity: 2 };
      expect((await fillLane(em, connection)).map(({ flowId }) => flowId)).toEqual(['f1', 'f2']);
      await leaveLane(em, connection, 'f1', { keepsParty: false });
      await leaveLane(em, connection, 'f2', { keepsParty: false });
      await em.execute(
        `update lane_ticket set state = 'waiting', keeps_party = false where flow_id in ('f3', 'f4')`,
      );
      expect((await enterLane(em, connection, turn)).holds).toBe(true);
      // And so stands the document, when its register is there.
      await leaveLane(em, connection, turn.flowId, { keepsParty: false });
      await em.execute(
        `update lane_ticket set state = 'waiting', keeps_party = false where state = 'holding'`,
      );
      expect(
        (await enterLane(em, { ...connection, capacity: 1 }, { ...turn, flowId: 'f1', partyKey: 'p1' }))
          .holds,
      ).toBe(true);
    });
  });

  test('a document that came first keeps its place from register to register, also where it has no ticket of its own', async () => {
    await within(async (em) => {
      await makeLine(em, 0, 1, 0);
      const connection = { ...(await lockConnection(em, connectionId)), capacity: 1 };
      const next = { ...turn, flowId: 'f1#unit:1', partyKey: 'unit:1' };
      const other = { flowId: 'f2', workflowId: 'f2', priority: 1, partyKey: 'p2' };
      expect((await enterLane(em, connection, turn)).holds).toBe(true);
      expect((await enterLane(em, connection, other)).holds).toBe(false);
      await em.execute(`update lane_ticket set state = 'left', keeps_party = false where flow_id = ?`, [
        turn.flowId,
      ]);
      expect((await enterLane(em, connection, next)).holds).toBe(true);
      // Behind a closed gate it goes back to its place, not to the end.
      expect((await enterLane(em, { ...connection, gate: 'paused' }, next)).holds).toBe(false);
      expect((await enterLane(em, connection, next)).holds).toBe(true);
    });
  });

  test('a question whose answer a person waits for goes before the documents', async () => {
    await within(async (em) => {
      await makeLine(em, 500, 500, 0);
      const connection = { ...(await lockConnection(em, connectionId)), capacity: 1 };
      const asked = { flowId: 'q', workflowId: 'q', priority: lanePriorities.asked, partyKey: 'look-up:1' };
      expect((await enterLane(em, connection, asked)).holds).toBe(true);
    });
  });

  test('a register whose turn goes to the end takes its document along', async () => {
    await within(async (em) => {
      await makeLine(em, 3, 3, 0);
      const connection = { ...(await lockConnection(em, connectionId)), capacity: 1 };
      await em.execute(`update lane_ticket set state = 'left' where flow_id = 'f1'`);
      expect((await enterLane(em, connection, turn)).holds).toBe(true);
      await goToTheEnd(em, connection, turn.flowId);
      await leaveLane(em, connection, turn.flowId, { keepsParty: false });
      await em.execute(
        `update lane_ticket set state = 'waiting', keeps_party = false where state = 'holding'`,
      );
      expect((await enterLane(em, connection, { ...turn, flowId: 'f1', partyKey: 'p1' })).holds).toBe(false);
    });
  });
});

describe('behind a gate that failures closed', () => {
  const report = (subject: string, outcome: CallReport['outcome']): CallReport => ({
    subject,
    outcome,
    calls: 1,
    window: null,
    retryAfterMs: 0,
    isSend: true,
  });
  const note = (
    em: EntityManager,
    connection: ConnectionRow,
    subject: string,
    outcome: CallReport['outcome'],
  ) => noteCalls(em, connection, report(subject, outcome), 1, Date.now());

  test('calls that were under way neither open nor prolong anything; the probe does', async () => {
    await within(async (em) => {
      let connection: ConnectionRow = { ...(await lockConnection(em, connectionId)), meter: newMeter };
      for (const subject of ['a', 'b', 'c', 'd', 'e'])
        ({ connection } = await note(em, connection, subject, 'failed'));
      expect(connection).toMatchObject({ gate: 'failing', meter: { trips: 1 } });
      const { gateUntil } = connection;
      for (const outcome of ['answered', 'failed', 'failed'] as const)
        ({ connection } = await note(em, connection, 'late', outcome));
      expect(connection).toMatchObject({ gate: 'failing', gateUntil, meter: { trips: 1 } });
      ({ connection } = await note(em, connection, connectionId, 'failed'));
      expect(connection.meter?.trips).toBe(2);
      expect(connection.gateUntil).toBeGreaterThan(gateUntil ?? Infinity);
      const told = await em.find(Notification, {});
      expect(told.map(({ kind }) => kind)).toEqual(['gate-closed']);
    });
  });
});
