import type { MikroORM } from '@mikro-orm/postgresql';
import { pingDatabase } from '../domain/database.ts';
import { secondsSinceLook } from '../domain/lane/keeper.service.ts';
import type { Engine } from './commands.ts';
import type { ReadinessCheck } from './context.ts';

/** How long the engine may take to answer, in milliseconds. */
const engineDeadlineMs = 1_500;

/** The keeper looks once a minute; after three missed looks nobody looks any more. */
const keeperSilentSeconds = 180;

export const databaseCheck = (orm: MikroORM): ReadinessCheck => ({
  name: 'database',
  needed: true,
  check: async () => {
    await pingDatabase(orm);
    return 'answers';
  },
});

export const engineCheck = (engine: Engine): ReadinessCheck => ({
  name: 'workflow-engine',
  needed: true,
  check: async () => {
    await engine.ping(engineDeadlineMs);
    return 'answers';
  },
});

/** Told, but not needed: the API does its work while the keeper is away, and taking it out of traffic helps nobody. */
export const keeperCheck = (orm: MikroORM): ReadinessCheck => ({
  name: 'lane-keeper',
  needed: false,
  check: async () => {
    const seconds = await secondsSinceLook(orm);
    if (seconds === undefined) throw new Error('has not looked yet');
    if (seconds > keeperSilentSeconds) throw new Error(`looked ${Math.round(seconds)} seconds ago`);
    return `looked ${Math.round(seconds)} seconds ago`;
  },
});
