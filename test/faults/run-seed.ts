import { setTimeout as delay } from 'node:timers/promises';
import type { JournalLine } from '../support/journal-lines.ts';
import { companionFault, deathOf, type FaultName, faults } from './faults.ts';
import type { Installation } from './installation.ts';
import type { SeedPlan } from './plan.ts';
import { type DocumentRow, type Evidence, judge, type Verdict } from './referee.ts';
import { isFinal, isParked, makeScene, type Scene, type SceneDocument } from './scene.ts';
import { whyStuck } from './why-stuck.ts';

/** A seed's run and what the referee says of it. */
export interface SeedResult {
  readonly seed: number;
  readonly fault: FaultName;
  /** How often the fault's own harm met something; a lost answer beside it does not count. */
  readonly met: number;
  readonly seconds: number;
  readonly verdict: Verdict;
}

/** A run that has come to its end, or to its bound. */
export interface RunSeed {
  readonly plan: SeedPlan;
  /** Undefined where the run itself broke. */
  readonly scene: Scene | undefined;
  readonly error: string | undefined;
  readonly seconds: number;
}

/** Parked without being moved for so long is parked for good, in milliseconds. */
const standstillMs = 15_000;

/** Runs one seed beside others of its installation; never throws. */
export async function runSeed(installation: Installation, plan: SeedPlan): Promise<RunSeed> {
  const start = performance.now();
  const seconds = (): number => Math.round((performance.now() - start) / 100) / 10;
  let scene: Scene | undefined;
  try {
    const fault = faults[plan.fault];
    scene = await makeScene(installation, plan, fault.settings ?? {});
    await bounded(carry(scene), scene.boundMs * boundsMax);
    return { plan, scene, error: undefined, seconds: seconds() };
  } catch (error) {
    return {
      plan,
      scene,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      seconds: seconds(),
    };
  }
}

/** Everything a run waits for has its bound; so many of them, one after another, are the bound of all. */
const boundsMax = 5;

async function bounded(work: Promise<void>, withinMs: number): Promise<void> {
  const ended = new AbortController();
  const late = delay(withinMs, undefined, { signal: ended.signal }).then(() => {
    throw new Error(`The run did not end within ${withinMs / 1_000} s.`);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    ended.abort();
    await late.catch(() => undefined);
  }
}

async function carry(scene: Scene): Promise<void> {
  const { plan } = scene;
  const fault = faults[plan.fault];
  if (plan.isPrimed || fault.isPrimed === true) await prime(scene);
  const drafts: SceneDocument[] = [];
  for (const { customer, lines } of plan.invoices) drafts.push(await scene.draft({ lines }, customer));
  await fault.before?.(scene);
  await companionFault(scene);
  await Promise.all([bookAll(scene, drafts), fault.during?.(scene)]);
  await comeToEnd(scene, scene.documents.length);
}

/** An invoice arrives before there is any harm. */
async function prime(scene: Scene): Promise<void> {
  const [first] = scene.plan.invoices;
  if (first === undefined) throw new Error('The seed has no invoice.');
  // Of all products, so that none is missing there afterwards.
  const lines = scene.plan.products.map(({ number }) => ({ item_id: number, quantity: '1' }));
  const document = await scene.draft({ lines }, first.customer);
  await scene.book(document);
  if (!(await scene.until((stands) => stands.every(isFinal), scene.boundMs)))
    throw new Error('The first invoice did not arrive, without any harm.');
}

async function bookAll(scene: Scene, drafts: readonly SceneDocument[]): Promise<void> {
  await Promise.all(
    drafts.map(async (document, at) => {
      await delay(scene.plan.invoices[at]?.afterMs ?? 0);
      await scene.book(document);
      if (at === drafts.length - 1 && scene.plan.hasCreditNote)
        await scene.book(await scene.creditNote(document));
    }),
  );
}

/** Until every document is archived with its outcome, or stands parked and nobody moves it any more. */
async function comeToEnd(scene: Scene, documents: number): Promise<void> {
  let stillSince = Date.now();
  let last = '';
  await scene.until((stands) => {
    const now = JSON.stringify(stands);
    if (now !== last) stillSince = Date.now();
    last = now;
    if (stands.length < documents) return false;
    if (stands.every((each) => isFinal(each) && each.isArchived)) return true;
    const atRest = stands.every((each) => isParked(each) || (isFinal(each) && each.isArchived));
    return atRest && Date.now() - stillSince > standstillMs;
  }, scene.boundMs);
  // A reading of the registers may be under way still, or be tried again where its worker died: it has a place meanwhile.
  await scene.untilLaneIsEmpty(scene.boundMs);
}

/** What is said of a seed whose run broke: nobody knows of its documents, so it is stuck. */
export const brokenRun = ({ seed, fault, invoices }: SeedPlan, error: string): SeedResult => ({
  ...{ seed, fault, met: 0, seconds: 0 },
  verdict: {
    ...{ documents: invoices.length, parked: 0, duplicates: 0, losses: 0, stuck: 1, cents: 0, late: 0 },
    findings: [error],
  },
});

/** The referee's word on a run, once everything that might still come has had its time. */
export async function judged(run: RunSeed, journal: readonly JournalLine[]): Promise<SeedResult> {
  const { plan, scene } = run;
  const { seed, fault } = plan;
  const broken = (error: string): SeedResult => ({ ...brokenRun(plan, error), seconds: run.seconds });
  if (scene === undefined) return broken(run.error ?? 'It did not begin.');
  try {
    const verdict = judge(await evidenceOf(scene, journal));
    const stuck = verdict.stuck > 0 ? await lookedAt(scene) : [];
    const result = { seed, fault, met: await metBy(scene), seconds: run.seconds };
    if (run.error === undefined)
      return { ...result, verdict: { ...verdict, findings: [...verdict.findings, ...stuck] } };
    return {
      ...result,
      verdict: { ...verdict, stuck: verdict.stuck + 1, findings: [run.error, ...verdict.findings] },
    };
  } catch (error) {
    return broken(`${run.error ?? ''} ${String(error)}`);
  }
}

/** The documents without an end, looked at more closely. */
async function lookedAt(scene: Scene): Promise<string[]> {
  const ended = (await scene.stands()).filter(isFinal).map(({ documentId }) => documentId);
  const open = scene.documents.filter(({ id }) => !ended.includes(id));
  return Promise.all(open.map((document) => whyStuck(scene, document)));
}

async function metBy(scene: Scene): Promise<number> {
  const rules = await scene.installation.control.faults(scene.ledgerNumber);
  const hits = rules.reduce((sum, { id, hits }) => (id === scene.companion ? sum : sum + hits), 0);
  const deaths = scene.installation.hasDied(deathOf(scene)) ? 1 : 0;
  return faults[scene.plan.fault].needs === 'worker' ? deaths : scene.harm + hits;
}

async function evidenceOf(scene: Scene, journal: readonly JournalLine[]): Promise<Evidence> {
  const ledger = await scene.installation.control.ledger(scene.ledgerNumber);
  return scene.within(async (em) => {
    const documents = await em.execute<DocumentRow[]>(
      `select i.id, i.number, i.kind, i.net_amount::text as net, i.gross_amount::text as gross,
         i.archived_at is not null as "isArchived",
         (select jsonb_build_object('state', t.state, 'cause', t.cause, 'key', t.key,
            'settledAt', extract(epoch from t.settled_at) * 1000, 'sentUnder',
            (select coalesce(jsonb_agg(w.idempotency_key), '[]') from erp_write w
              where w.transfer_id = t.id and w.subject = 'customer-invoice:' || i.id))
          from transfer t where t.document_id = i.id) as transfer
       from customer_invoice i where i.state = 'booked' order by i.number`,
    );
    const [lane] = await em.execute<{ tickets: string[]; gate: string }[]>(
      `select (select coalesce(jsonb_agg(state || ' ' || flow_id), '[]') from lane_ticket where state <> 'left') as tickets,
         gate from connection`,
    );
    return {
      documents,
      booked: scene.documents.length,
      ledger,
      journal,
      openTickets: lane?.tickets ?? [],
      gate: lane?.gate ?? 'gone',
      mayPark: faults[scene.plan.fault].mayPark === true,
      mayEndAs: faults[scene.plan.fault].mayEndAs ?? [],
    };
  });
}
