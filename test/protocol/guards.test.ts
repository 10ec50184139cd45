import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/postgresql';
import { createConnection, recordTest } from '../../domain/connections/connection.service.ts';
import { lockConnection } from '../../domain/connections/connection-row.ts';
import { CredentialVault } from '../../domain/connections/credentials.ts';
import { violatedUnique, withAgreement } from '../../domain/database.ts';
import { newId } from '../../domain/ids.ts';
import { releasePlaces } from '../../domain/lane/keeper.service.ts';
import * as lane from '../../domain/lane/lane.service.ts';
import { writeStates } from '../../domain/transfers/erp-write.entity.ts';
import { answerWrite, claimWrite, closeClaim } from '../../domain/transfers/erp-write.service.ts';
import { lookFirst } from '../../domain/transfers/look-first.ts';
import { isFinalTransferState, transferStates } from '../../domain/transfers/transfer.lifecycle.ts';
import { promiseTransfers } from '../../domain/transfers/transfer.service.ts';
import { createTestAgreement, testDatabase, type TestDatabase } from '../support/database.ts';
import { copy, type Flow, type Row, type Ticket, type World } from './model/world.ts';
import {
  endFlow,
  enterLane,
  leaveLane,
  lookFirst as modelLookFirst,
  releasePlace,
  type Transaction,
} from './model/product.ts';
import { modelOf } from './model/model.ts';
import { calm } from './model/scenario.ts';
import { type Guarded, productRules } from './model/rules.ts';

/** The search is worth what its model is: every condition that stands in SQL is held against the model's own. */

let database: TestDatabase;
let agreementNumber: number;
let connectionId: string;
let transferId: string;
const documentId = randomUUID();

beforeAll(async () => {
  database = await testDatabase();
  agreementNumber = (await createTestAgreement(database.orm)).number;
  await within(async (em) => {
    const vault = new CredentialVault([{ id: 'test', key: randomBytes(32) }]);
    const connection = await createConnection(em, vault, {
      provider: 'e-conomic',
      name: 'e-conomic',
      credentials: {},
      settings: {},
      capacity: 1,
    });
    connectionId = connection.id;
    const account = { erpAgreement: '1', companyName: 'Test', baseCurrency: 'DKK' };
    await recordTest(em, connectionId, connection.credentials, account, {});
    const document = { kind: 'customer-invoice' as const, id: documentId, number: 1, customerNumber: '101' };
    const [promised] = await promiseTransfers(em, document, [
      { id: connectionId, provider: 'e-conomic', isOff: false, restoredAt: null },
    ]);
    transferId = promised?.transferId ?? '';
  });
});
afterAll(async () => {
  await database.drop();
});

const within = <T>(work: (em: EntityManager) => Promise<T>): Promise<T> =>
  withAgreement(database.orm, agreementNumber, work);

/** The one attempt of the document, as given. */
async function setRow(em: EntityManager, { state, lookUpFirst }: Guarded): Promise<string> {
  await em.execute('delete from erp_write');
  return addRow(em, { state, lookUpFirst }, 1);
}

async function addRow(em: EntityManager, { state, lookUpFirst }: Guarded, number: number): Promise<string> {
  const id = newId();
  await em.execute(
    `insert into erp_write (id, agreement_number, connection_id, transfer_id, subject, kind, number, round, method, host,
       path, body, reference, expected, content_hash, idempotency_key, intended_at, look_up_first, state, outcome,
       claimed_at, deadline_at)
     values (?, ?, ?, ?, 'customer-invoice:1', 'create-draft-invoice', ?, 1, 'POST', 'rest', '/', '{}', 'B-1', '{}',
       ?, 'key', now(), ?, ?, ?, now(), now())`,
    [
      ...[id, agreementNumber, connectionId, transferId, number, '0'.repeat(64)],
      ...[lookUpFirst, state, state === 'settled' ? 'absent' : null],
    ],
  );
  return id;
}

const settledRow: Row = {
  state: 'settled',
  outcome: 'absent',
  lookUpFirst: false,
  old: false,
  before: false,
  deadline: null,
  retry: 0,
  fresh: 0,
  draftNumber: 0,
  booked: false,
};

const guarded = writeStates.flatMap((state) => [false, true].map((lookUpFirst) => ({ state, lookUpFirst })));

describe('looking first', () => {
  test.each(guarded)('marks $state (look up first: $lookUpFirst) as the model does', async (row) => {
    const flow = copy(modelOf(calm).start).flows[0] as Flow;
    flow.rows[0] = { ...settledRow, ...row };
    modelLookFirst(flow);
    const marked = await within(async (em) => {
      const id = await setRow(em, row);
      await lookFirst(em, connectionId, transferId);
      const [found] = await em.execute<object[]>(
        `select w.look_up_first as "lookUpFirst", coalesce(w.settled_at < t.looks_first_since, w.state = 'settled') as before
         from erp_write w join transfer t on t.id = w.transfer_id where w.id = ?`,
        [id],
      );
      return found;
    });
    const { lookUpFirst, before } = flow.rows[0];
    expect(marked).toEqual({ lookUpFirst, before });
  });

  test.each(transferStates)('%s: where the model has it look first', async (state) => {
    const flow = { ...(copy(modelOf(calm).start).flows[0] as Flow), transfer: state };
    modelLookFirst(flow);
    const isMarked = await within(async (em) => {
      await em.execute('update transfer set state = ?, looks_first_since = null', [state]);
      await lookFirst(em, connectionId, transferId);
      const [found] = await em.execute<{ isMarked: boolean }[]>(
        'select looks_first_since is not null as "isMarked" from transfer',
      );
      await em.execute(`update transfer set state = 'waiting'`);
      return found?.isMarked;
    });
    expect(isMarked).toBe(flow.looksFirst && !isFinalTransferState(state));
  });
});

describe('the guards of an attempt', () => {
  test.each(guarded)('of $state (look up first: $lookUpFirst) are those of the model', async (row) => {
    const claimer = { identity: 'test', deadlineMs: 1_000 };
    const unknown = { state: 'unknown', reason: 'test' } as const;
    const claimed = await within(async (em) => claimWrite(em, await setRow(em, row), claimer));
    expect(claimed !== undefined).toBe(productRules.isClaimable(row));
    const closed = await within(async (em) => closeClaim(em, await setRow(em, row)));
    expect(closed).toBe(productRules.isClosable(row));
    for (const from of ['claimed', 'unknown'] as const) {
      const answered = await within(async (em) => answerWrite(em, await setRow(em, row), [from], unknown));
      expect(answered).toBe(productRules.isAnswerable(row, [from]));
    }
  });

  test.each(guarded)(
    'beside $state (look up first: $lookUpFirst) another intent is refused, unless that is settled',
    async (row) => {
      const second = within(async (em) => {
        await setRow(em, row);
        await addRow(em, { state: 'intended', lookUpFirst: false }, 2);
      }).then(
        () => undefined,
        (error: unknown) => violatedUnique(error),
      );
      expect(await second).toBe(
        productRules.isSecondIntentRefused && row.state !== 'settled' ? 'erp_write_open_uq' : undefined,
      );
    },
  );
});

test('an intent is claimed by nobody while the credentials are not proven', async () => {
  const intent = { state: 'intended', lookUpFirst: false } as const;
  const claimed = await within(async (em) => {
    const id = await setRow(em, intent);
    const [connection] = await em.execute<{ gate: string }[]>('select gate from connection');
    await em.execute(`update connection set gate = 'severed', is_proven = false`);
    const claim = await claimWrite(em, id, { identity: 'test', deadlineMs: 1_000 });
    await em.execute('update connection set is_proven = true, gate = ?', [connection!.gate]);
    return claim;
  });
  expect(claimed).toBeUndefined();
});

type Shape = Pick<Ticket, 'state' | 'keepsParty' | 'seen'>;

const shapes: readonly (Shape | null)[] = [
  null,
  { state: 'waiting', keepsParty: false, seen: false },
  { state: 'waiting', keepsParty: true, seen: false },
  { state: 'holding', keepsParty: true, seen: false },
  { state: 'holding', keepsParty: true, seen: true },
  { state: 'resting', keepsParty: true, seen: false },
  { state: 'left', keepsParty: false, seen: false },
];

const cases = shapes.flatMap((shape) =>
  (['open', 'paused'] as const).flatMap((gate) =>
    [false, true]
      // The database lets only one of two keep a party.
      .filter((otherKeeps) => !(otherKeeps && shape?.keepsParty === true))
      .map((otherKeeps) => ({ shape, gate, otherKeeps })),
  ),
);
type Case = (typeof cases)[number];

/** A step of the lane: in the product, and in the model. */
interface LaneStep {
  readonly name: string;
  readonly product: (em: EntityManager, connection: lane.LaneConnection) => Promise<unknown>;
  readonly model: (tx: Transaction) => unknown;
  readonly openWrite?: boolean;
}

const flowId = (): string => `transfer:${connectionId}:customer-invoice:${documentId}`;

const laneSteps: readonly LaneStep[] = [
  {
    name: 'enter',
    product: async (em, connection) => {
      const flow = { flowId: flowId(), workflowId: flowId(), priority: 1, partyKey: 'party' };
      return (await lane.enterLane(em, connection, flow)).holds;
    },
    model: (tx) => enterLane(tx, 0),
  },
  ...[true, false].map((keepsParty): LaneStep => ({
    name: keepsParty ? 'rest' : 'leave',
    product: (em, connection) => lane.leaveLane(em, connection, flowId(), { keepsParty }),
    model: (tx) => {
      leaveLane(tx, 0, keepsParty);
    },
  })),
  {
    name: 'end',
    product: (em, connection) => lane.endFlow(em, connection, flowId()),
    model: (tx) => {
      endFlow(tx, 0);
    },
  },
  ...[true, false].map((openWrite): LaneStep => ({
    name: openWrite ? 'take the place of a write without outcome' : 'take the place',
    openWrite,
    product: (em, connection) => releasePlaces(em, connection, [flowId()]),
    model: (tx) => {
      releasePlace(tx, 0);
    },
  })),
];

async function inProduct({ shape, gate, otherKeeps }: Case, step: LaneStep): Promise<object> {
  return within(async (em) => {
    await em.execute('delete from lane_ticket');
    await em.execute('update connection set gate = ?', [gate]);
    await setRow(em, { state: step.openWrite === true ? 'unknown' : 'settled', lookUpFirst: false });
    const add = (id: string, ticket: Shape): Promise<unknown> =>
      em.execute(
        `insert into lane_ticket (id, agreement_number, connection_id, flow_id, workflow_id, priority, party_key, keeps_party,
           state, entered_at, seen_at) values (?, ?, ?, ?, ?, 1, 'party', ?, ?, now(), case when ? then now() end)`,
        [newId(), agreementNumber, connectionId, id, id, ticket.keepsParty, ticket.state, ticket.seen],
      );
    if (shape !== null) await add(flowId(), shape);
    if (otherKeeps) await add('other', { state: 'resting', keepsParty: true, seen: false });
    const answer = await step.product(em, await lockConnection(em, connectionId));
    const [ticket] = await em.execute<Shape[]>(
      `select state, keeps_party as "keepsParty", seen_at is not null as seen from lane_ticket where flow_id = ?`,
      [flowId()],
    );
    return { ticket: ticket ?? null, holds: answer === true };
  });
}

function inModel({ shape, gate, otherKeeps }: Case, step: LaneStep): object {
  const world: World = copy(modelOf({ ...calm, flows: 2 }).start);
  const [own, other] = world.flows as [Flow, Flow];
  world.gate = gate;
  own.ticket = shape && { ...shape, sequence: 1 };
  if (otherKeeps) other.ticket = { state: 'resting', keepsParty: true, seen: false, sequence: 2 };
  own.rows[0] =
    step.openWrite === true ? { ...settledRow, state: 'unknown', outcome: null } : { ...settledRow };
  const tx: Transaction = { world, rules: productRules, kinds: [], breaks: undefined };
  const answer = step.model(tx);
  const { ticket } = own;
  return {
    ticket: ticket && { state: ticket.state, keepsParty: ticket.keepsParty, seen: ticket.seen },
    holds: answer === true,
  };
}

describe('the steps of the lane', () => {
  test.each(laneSteps)('$name does in SQL what it does in the model', async (step) => {
    for (const one of cases)
      expect({ one, ...(await inProduct(one, step)) }).toEqual({ one, ...inModel(one, step) });
  });
});
