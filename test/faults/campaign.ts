import { setTimeout as delay } from 'node:timers/promises';
import type { BugName } from './bugs.ts';
import { faults, type Needs } from './faults.ts';
import { Installation, type InstallationOptions } from './installation.ts';
import type { SeedPlan } from './plan.ts';
import { brokenRun, judged, runSeed, type SeedResult } from './run-seed.ts';

/** How a campaign runs. */
export interface CampaignOptions {
  /** Factor on the ERP's times. */
  readonly timeScale: number;
  /** Installations side by side. */
  readonly installations: number;
  readonly bug?: BugName | undefined;
  /** See `InstallationOptions`. */
  readonly boundMs?: number;
  /** Told after each installation's end: all results so far. */
  readonly progress?: (results: readonly SeedResult[]) => void;
}

/** The ERP's times shrink to this: its window of 150 s takes 6. */
export const usualTimeScale = 0.04;

/** The in-flight window of e-conomic, in its own milliseconds. */
const windowMs = 150_000;

/** Seeds side by side in one installation, by what they disturb: each death and restart holds up all of them. */
const seedsAtOnce: Readonly<Record<Needs, number>> = {
  erp: 8,
  worker: 4,
  postgres: 4,
  temporal: 4,
  deploy: 5,
};

interface Group {
  readonly needs: Needs;
  readonly plans: readonly SeedPlan[];
}

/** Runs every plan and hands back what the referee says of each, in the order of the seeds. */
export async function runCampaign(
  plans: readonly SeedPlan[],
  options: CampaignOptions,
): Promise<SeedResult[]> {
  const groups = groupsOf(plans);
  const results: SeedResult[] = [];
  const next = async (): Promise<void> => {
    for (let group = groups.shift(); group !== undefined; group = groups.shift()) {
      results.push(...(await settledGroup(group, options)));
      options.progress?.(results);
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.installations, groups.length) }, next));
  return results.sort((a, b) => a.seed - b.seed);
}

/** An installation that does not start is stuck for all its seeds, and no reason to lose the others. */
async function settledGroup({ plans, needs }: Group, options: CampaignOptions): Promise<SeedResult[]> {
  try {
    return await runGroup(plans, needs, options);
  } catch (error) {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return plans.map((plan) => brokenRun(plan, reason));
  }
}

function groupsOf(plans: readonly SeedPlan[]): Group[] {
  const groups: Group[] = [];
  for (const [needs, size] of Object.entries(seedsAtOnce) as [Needs, number][]) {
    const kind = plans.filter(({ fault }) => faults[fault].needs === needs);
    for (let at = 0; at < kind.length; at += size) groups.push({ needs, plans: kind.slice(at, at + size) });
  }
  // Those with restarts last longest: they begin first.
  return groups.reverse();
}

/** Runs seeds side by side in one installation, which has what `needs` says; those that need less run in any. */
export async function runGroup(
  plans: readonly SeedPlan[],
  needs: Needs,
  { timeScale, bug, boundMs }: Omit<CampaignOptions, 'installations'>,
): Promise<SeedResult[]> {
  const installation = await started({ needs, timeScale, bug, boundMs });
  try {
    const runs = await Promise.all(plans.map((plan) => runSeed(installation, plan)));
    // Whatever is still on its way, and would be one too many, has arrived by then.
    await delay(windowMs * timeScale);
    const journal = await installation.control.journal();
    return await Promise.all(runs.map((run) => judged(run, journal)));
  } finally {
    await installation.stop();
  }
}

const startsMax = 3;

/** A port that was free may be taken between the look and its use: such a start is made again. */
async function started(options: InstallationOptions): Promise<Installation> {
  for (let start = 1; ; start += 1) {
    try {
      return await Installation.start(options);
    } catch (error) {
      if (start === startsMax) throw error;
    }
  }
}
