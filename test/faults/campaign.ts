import { setTimeout as delay } from 'node:timers/promises';
import type { BugName } from './bugs.ts';
import { faults, type Needs } from './faults.ts';
import { Installation } from './installation.ts';
import type { SeedPlan } from './plan.ts';
import { judged, runSeed, type SeedResult } from './run-seed.ts';

/** How a campaign runs. */
export interface CampaignOptions {
  /** Factor on the ERP's times. */
  readonly timeScale: number;
  /** Installations side by side. */
  readonly installations: number;
  readonly bug?: BugName;
  readonly say?: (line: string) => void;
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

/** Runs every plan and hands back what the referee says of each, in the order of the seeds. */
export async function runCampaign(
  plans: readonly SeedPlan[],
  options: CampaignOptions,
): Promise<SeedResult[]> {
  const groups = groupsOf(plans);
  const results: SeedResult[] = [];
  const next = async (): Promise<void> => {
    for (let group = groups.shift(); group !== undefined; group = groups.shift()) {
      results.push(...(await runGroup(group, options)));
      options.say?.(`${results.length} of ${plans.length} seeds`);
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.installations, groups.length) }, next));
  return results.sort((a, b) => a.seed - b.seed);
}

function groupsOf(plans: readonly SeedPlan[]): SeedPlan[][] {
  const groups: SeedPlan[][] = [];
  for (const [needs, size] of Object.entries(seedsAtOnce) as [Needs, number][]) {
    const kind = plans.filter(({ fault }) => faults[fault].needs === needs);
    for (let at = 0; at < kind.length; at += size) groups.push(kind.slice(at, at + size));
  }
  return groups;
}

async function runGroup(plans: readonly SeedPlan[], options: CampaignOptions): Promise<SeedResult[]> {
  const [first] = plans;
  if (first === undefined) return [];
  const { timeScale, bug } = options;
  const installation = await Installation.start({ needs: faults[first.fault].needs, timeScale, bug });
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
