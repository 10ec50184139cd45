import { setTimeout as wait } from 'node:timers/promises';
import { heartbeat } from '@temporalio/activity';
import type { MikroORM } from '@mikro-orm/postgresql';
import {
  bareProvider,
  bareWrites,
  erpLatencyMs,
  type BareProgress,
  type BareRef,
  type BareStep,
  type BareTransferRef,
} from './contract.ts';

/** As often as ours; a call that is over sooner sends none. */
const heartbeatIntervalMs = 2_000;

/** Rows of the table; as many documents may be under way at once without waiting for one another. */
export const bareRows = 4_096;

/** Makes the table of the bare engine's transactions; run by the owner. */
export const bareTableStatements = [
  'create table if not exists bench_row (id int primary key, n int not null)',
  `insert into bench_row select i, 0 from generate_series(0, ${bareRows - 1}) i on conflict do nothing`,
  'grant select, update on bench_row to bilag_app',
];

/** One transaction that changes one row, through the driver that our own steps use, and without its entities. */
async function touch(orm: MikroORM, row: number): Promise<void> {
  const connection = orm.em.getConnection();
  await connection.transactional(async (transaction) => {
    await connection.execute('update bench_row set n = n + 1 where id = ?', [row], 'run', transaction);
  });
}

/** Local: what our database steps are, without what is in them. */
export function createBareSteps(orm: MikroORM) {
  const progress = (ref: BareRef, state: 'draft' | 'booked', isArchived: boolean): BareProgress => ({
    number: ref.row,
    kind: 'invoice',
    state,
    isArchived,
    transfers:
      state === 'draft'
        ? []
        : [
            {
              transferId: ref.documentId,
              connectionId: String(ref.agreementNumber),
              provider: bareProvider,
              isFinal: isArchived,
            },
          ],
  });
  return {
    async bareCreate(ref: BareRef, _commandId: string): Promise<BareProgress> {
      await touch(orm, ref.row);
      return progress(ref, 'draft', false);
    },
    async bareBook(ref: BareRef, _commandId: string): Promise<BareProgress> {
      await touch(orm, ref.row);
      return progress(ref, 'booked', false);
    },
    async bareArchive(ref: BareRef): Promise<BareProgress> {
      await touch(orm, ref.row);
      return progress(ref, 'booked', true);
    },
    async bareAdvance(ref: BareTransferRef): Promise<BareStep> {
      await touch(orm, ref.row);
      return { do: 'send', writeId: '1' };
    },
    /** An activity of the plain workflow. */
    async bareNothing(): Promise<void> {
      await Promise.resolve();
    },
  };
}

/** On the provider's queue: claim, call, record. */
export function createBareCalls(orm: MikroORM) {
  return {
    /** As ours: one write after the other in one activity. The first is claimed; the transaction that records one claims the next. */
    async bareSend(ref: BareTransferRef, writeId: string): Promise<BareStep> {
      const timer = setInterval(() => {
        heartbeat();
      }, heartbeatIntervalMs);
      try {
        await touch(orm, ref.row);
        for (let write = Number(writeId); write <= bareWrites; write += 1) {
          await wait(erpLatencyMs);
          await touch(orm, ref.row);
        }
      } finally {
        clearInterval(timer);
      }
      return { do: 'done' };
    },
  };
}

export type BareSteps = ReturnType<typeof createBareSteps>;
export type BareCalls = ReturnType<typeof createBareCalls>;
