import { setTimeout as delay } from 'node:timers/promises';
import type { FaultRule } from '../../sandbox/control/faults.ts';
import { bookByHand } from './doors.ts';
import type { KillPoint, WriteClass } from './kill-points.ts';
import { giveCredentials, isFinal, isParked, type Scene } from './scene.ts';

/** What of an installation a fault disturbs: seeds of one kind run side by side. */
export type Needs = 'erp' | 'worker' | 'postgres' | 'temporal' | 'deploy';

/** One kind of harm. */
export interface Fault {
  readonly what: string;
  readonly needs: Needs;
  /** A document may stay parked with its cause, since only a person can decide. */
  readonly mayPark?: boolean;
  /** Ends other than `transferred` that the fault itself brings about; any other is a loss. */
  readonly mayEndAs?: readonly ('skipped' | 'marked-done')[];
  /** One document has to be in the ERP before the harm, with all registers. */
  readonly isPrimed?: boolean;
  /** The connection's settings. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** After the drafts are made, before anything is booked. */
  readonly before?: (scene: Scene) => Promise<void>;
  /** While documents are booked and carried; resolves when the harm is over, and healed where a person heals it. */
  readonly during?: (scene: Scene) => Promise<void>;
}

const paths: Readonly<Record<WriteClass, Pick<FaultRule, 'method' | 'path'>>> = {
  draft: { method: 'POST', path: '/invoices/drafts' },
  booking: { method: 'POST', path: '/invoices/booked' },
  register: { method: 'POST', path: '/customers' },
};

/** Times of the ERP, in its own milliseconds: the defaults of `activities/erp/e-conomic/adapter.ts`. */
const [deadlineMs, processingMs, visibilityMs] = [30_000, 60_000, 60_000];

/** Faults on the wire of one or two writes, whichever the seed picks. */
const onTheWire = (what: string, rule: (scene: Scene) => FaultRule): Fault => ({
  what,
  needs: 'erp',
  before: async (scene) => {
    await wireFault(scene, rule(scene));
  },
});

async function wireFault(scene: Scene, rule: FaultRule): Promise<number> {
  const { random } = scene;
  const write = random.pick<WriteClass>(
    scene.plan.isPrimed ? ['draft', 'booking'] : ['draft', 'booking', 'register'],
  );
  return scene.setFault({
    ...paths[write],
    after: random.int(0, write === 'register' ? 1 : 2),
    times: random.int(1, 2),
    forgetsKey: random.chance(0.6),
    ...rule,
  });
}

/** A lost answer beside the fault proper, so that unknown outcomes and the other harm meet. */
export async function companionFault(scene: Scene): Promise<void> {
  if (!scene.random.chance(0.5)) return;
  const kind = scene.random.pick(['commit-then-reset', 'reset-before', 'half-body'] as const);
  scene.companion = await wireFault(scene, { kind });
}

/** The name of a seed's own death of the worker. */
export const deathOf = (scene: Scene): string => `seed-${scene.plan.seed}`;

/** The worker is killed at a point around a write; where the ERP has a hand in it, it is slowed so that the point is met. */
const killed = (what: string, points: readonly KillPoint[]): Fault => ({
  what,
  needs: 'worker',
  before: async (scene) => {
    const { random, installation } = scene;
    const point = random.pick(points);
    const write = random.pick<WriteClass>(
      scene.plan.isPrimed || point === 'before-intent' || point === 'after-intent'
        ? ['draft', 'booking']
        : ['draft', 'booking', 'register'],
    );
    if (point === 'before-commit')
      await scene.setFault({ ...paths[write], kind: 'delay', delayMs: scene.erpMs(500), times: null });
    if (point === 'after-commit')
      await scene.setFault({
        ...paths[write],
        kind: 'commit-then-delay',
        delayMs: scene.erpMs(700),
        times: null,
        forgetsKey: random.chance(0.6),
      });
    await installation.kill({
      id: deathOf(scene),
      connectionId: scene.connectionId,
      point,
      write,
      nth: random.int(1, 3),
    });
  },
});

/** A token bucket that is empty for some calls. */
const storm = (what: string, withRetryAfter: boolean): Fault => ({
  what,
  needs: 'erp',
  before: async (scene) => {
    const { random } = scene;
    await scene.setFault({
      kind: 'status',
      status: 429,
      after: random.int(0, 6),
      times: random.int(3, 15),
      ...(withRetryAfter && { retryAfterSeconds: random.int(1, 60) }),
    });
  },
});

/** Two people press Retry for each parked document at once, while the keeper's Schedule fires. */
async function pressRetryTwice(scene: Scene): Promise<void> {
  const parked = (await scene.stands()).filter(isParked);
  const people = ['anna', 'bo'].map((name) => scene.api.another(name));
  await Promise.all([
    ...parked.flatMap(({ id }) =>
      // The second one may be told that it is under way already.
      people.map((person) => person.send('POST', `/api/transfers/${id}/retry`, {}, [409])),
    ),
    scene.installation.fireKeeper(),
  ]);
  scene.harm += parked.length;
}

async function restart(scene: Scene, ofServer: (pauseMs: number) => Promise<void>): Promise<void> {
  await delay(scene.random.int(0, 1_500));
  await ofServer(scene.random.int(0, 1_500));
  scene.harm += 1;
}

const known = {
  'kill-before-intent': killed('SIGKILL before the intent is written', ['before-intent']),
  'kill-after-intent': killed('SIGKILL after the intent, before the claim or the first byte', [
    'after-intent',
    'after-claim',
  ]),
  'kill-before-commit': killed('SIGKILL after the first byte, before the ERP commits', ['before-commit']),
  'kill-after-commit': killed('SIGKILL after the ERP commits, before its answer', ['after-commit']),
  'kill-after-answer': killed('SIGKILL after the answer, before it is recorded', ['after-answer']),
  'commit-then-500': onTheWire('done, then answered 500, 502 or 504', ({ random }) => ({
    kind: 'commit-then-status',
    status: random.pick([500, 502, 504]),
  })),
  'commit-then-reset': onTheWire('done, then the connection is cut', () => ({ kind: 'commit-then-reset' })),
  'commit-then-timeout': onTheWire('done and never answered', () => ({ kind: 'commit-then-timeout' })),
  'half-body': onTheWire('done, half of the answer comes', () => ({ kind: 'half-body' })),
  'unreadable-answer': onTheWire('done, the answer is no JSON', () => ({ kind: 'unreadable-answer' })),
  'reset-before': onTheWire('the connection is cut and nothing is done', () => ({ kind: 'reset-before' })),
  'late-processing': onTheWire('done after the caller has left', ({ random }) => ({
    kind: 'delay',
    delayMs: random.int(deadlineMs / 3, deadlineMs + processingMs * 0.6),
  })),
  'late-visibility': onTheWire('done and not to be seen for up to 42 s', ({ random }) => ({
    kind: random.pick(['late-visibility', 'commit-then-reset', 'commit-then-status'] as const),
    hiddenMs: random.int(visibilityMs * 0.3, visibilityMs * 0.7),
  })),
  'duplicate-number': {
    what: 'our number is taken there by a hand-made invoice',
    needs: 'erp',
    mayPark: true,
    isPrimed: true,
    settings: { book_with_our_number: true },
    before: takeNumber,
    during: async (scene) => {
      if (await scene.until((stands) => stands.some(isParked), scene.boundMs)) scene.harm += 1;
      if (scene.random.chance(0.5)) return;
      // A person gives in: the ERP's own numbers, and again.
      await scene.api.send('PUT', `/api/integrations/${scene.connectionId}`, {
        settings: { book_with_our_number: false },
      });
      await pressRetryTwice(scene);
    },
  },
  'rate-storm': storm('429 with Retry-After for 3 to 15 calls', true),
  'rate-storm-silent': storm('429 without Retry-After for 3 to 15 calls', false),
  'token-revoked': {
    what: 'the token is revoked mid-run, another is given later',
    needs: 'erp',
    during: async (scene) => {
      const { installation, ledgerNumber, random, grantToken } = scene;
      await delay(random.int(0, 1_500));
      await installation.control.setToken(ledgerNumber, grantToken, 'revoke');
      scene.harm += 1;
      await delay(random.int(500, 4_000));
      const next = `${grantToken}-again`;
      await installation.control.setToken(ledgerNumber, next, 'add');
      await giveCredentials(scene, next);
    },
  },
  'postgres-restarted': {
    what: 'kill -9 of the postmaster, started again',
    needs: 'postgres',
    during: (scene) => restart(scene, (pauseMs) => scene.installation.restartPostgres(pauseMs)),
  },
  'temporal-restarted': {
    what: 'kill -9 of the Temporal server, started again',
    needs: 'temporal',
    during: (scene) => restart(scene, (pauseMs) => scene.installation.restartTemporal(pauseMs)),
  },
  'two-retries': {
    what: 'two people press Retry while the keeper fires',
    needs: 'erp',
    isPrimed: true,
    before: (scene) => barCustomer(scene, true),
    during: async (scene) => {
      await scene.until((stands) => stands.some(isParked), scene.boundMs);
      await delay(scene.random.int(0, 1_000));
      await barCustomer(scene, false);
      await pressRetryTwice(scene);
    },
  },
  poison: {
    what: 'one document is always answered 500, the others pass',
    needs: 'erp',
    during: poisonWrites,
    before: async (scene) => {
      await scene.setFault({
        ...paths.draft,
        kind: 'status',
        status: 500,
        times: null,
        contains: poisoned(scene),
      });
    },
  },
  deploy: {
    what: 'changed workflow code is deployed under transfers in flight',
    needs: 'deploy',
    before: async (scene) => {
      await wireFault(scene, { kind: 'commit-then-reset' });
    },
    during: async (scene) => {
      await delay(scene.random.int(200, 1_500));
      await scene.installation.deploy(scene.random.chance(0.5));
      scene.harm += 1;
    },
  },
  'poison-reading': {
    what: "one customer's record can never be read there, the others pass",
    needs: 'erp',
    during: poisonReads,
    before: async (scene) => {
      const path = `/customers/${unreadable(scene)}`;
      await scene.setFault({ kind: 'status', method: 'GET', path, status: 500, times: null });
    },
  },
} satisfies Readonly<Record<string, Fault>>;

export type FaultName = keyof typeof known;
export const faults: Readonly<Record<FaultName, Fault>> = known;
export const faultNames = Object.keys(known) as FaultName[];

const firstBooked = (scene: Scene) => {
  // The primed one comes first and is there already.
  const document = scene.documents[scene.plan.isPrimed || faults[scene.plan.fault].isPrimed === true ? 1 : 0];
  if (document === undefined) throw new Error('The seed has no such document.');
  return document;
};

const poisoned = (scene: Scene): string => `B-${firstBooked(scene).key}`;

async function poisonWrites(scene: Scene): Promise<void> {
  await poison(scene, firstBooked(scene).customer);
}

async function poisonReads(scene: Scene): Promise<void> {
  await poison(scene, unreadable(scene));
}

/** A customer that nothing was booked for before: its record is looked for. */
function unreadable(scene: Scene): string {
  const { customer } = firstBooked(scene);
  const other = scene.documents.find((document) => document.customer !== customer);
  if (other === undefined) throw new Error('The seed has one customer only.');
  return other.customer;
}

/** The others have to arrive while the poison is there and met again; those of its customer, whose line it holds, after it. */
async function poison(scene: Scene, customer: string): Promise<void> {
  const { control } = scene.installation;
  const others = scene.documents.filter((each) => each.customer !== customer).map(({ id }) => id);
  const poisonHits = async (): Promise<number> => {
    const rule = (await control.faults(scene.ledgerNumber)).find(({ times }) => times === null);
    return rule?.hits ?? 0;
  };
  const until = Date.now() + scene.boundMs;
  while ((await poisonHits()) < poisonHitsMin && Date.now() < until) await delay(250);
  const passed = await scene.until(
    (stands) => others.every((id) => stands.some((each) => each.documentId === id && isFinal(each))),
    scene.boundMs,
  );
  // Left as it is where the others do not pass: then they are stuck, and the referee says so.
  if (!passed) return;
  scene.harm += await poisonHits();
  await clearFaults(scene);
}

/** How often the poison is tried at least before it is taken away: once more than whoever gives up at once. */
const poisonHitsMin = 2;

async function clearFaults(scene: Scene): Promise<void> {
  const { control } = scene.installation;
  for (const fault of await control.faults(scene.ledgerNumber)) await control.clearFault(fault.id);
}

async function barCustomer(scene: Scene, barred: boolean): Promise<void> {
  const { installation, ledgerNumber } = scene;
  await installation.control.setBarred(ledgerNumber, 'customer', firstBooked(scene).customer, barred);
}

/** Somebody has booked an invoice by hand in the ERP under the number of one of ours. */
async function takeNumber(scene: Scene): Promise<void> {
  await bookByHand(scene.installation.restUrl, scene.grantToken, firstBooked(scene).number);
}
