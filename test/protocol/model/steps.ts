import type { Step } from '../search.ts';
import type { Transaction } from './product.ts';
import type { Rules } from './rules.ts';
import type { Scenario } from './scenario.ts';
import { copy, type World } from './world.ts';

/** Collects the steps that a world allows; each works on its own copy. */
export class Steps {
  readonly all: Step<World>[] = [];
  readonly world: World;
  readonly scenario: Scenario;
  readonly rules: Rules;
  readonly kinds: readonly string[];

  constructor(world: World, scenario: Scenario, rules: Rules, kinds: readonly string[]) {
    this.world = world;
    this.scenario = scenario;
    this.rules = rules;
    this.kinds = kinds;
  }

  /** `helps` as `Step` says. */
  add(words: string, helps: boolean, work: (tx: Transaction) => void): void {
    const tx: Transaction = {
      world: copy(this.world),
      rules: this.rules,
      kinds: this.kinds,
      breaks: undefined,
    };
    work(tx);
    this.all.push({ words, to: tx.world, helps, breaks: tx.breaks });
  }

  /** Which document, where there are two. */
  named(index: number): string {
    return this.scenario.flows === 1 ? '' : `document ${index + 1}: `;
  }
}
