import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { documentKinds } from '../../../domain/documents/kinds.ts';
import { definitionOf } from '../../../domain/documents/registry.ts';
import { DomainError } from '../../../domain/errors.ts';
import { testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { refusalOf } from '../../support/refusals.ts';
import { actionsBy, outcomeBy, outcomeOf, ruleFor, rulesOf } from './rules.ts';
import type { Rule, Rules, Standing } from './rules.ts';
import { walks } from './walks.ts';
import type { Walk } from './walk.ts';
import { World } from './world.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

test('every kind of document is walked', () => {
  expect(walks.map(({ kind }) => kind).sort()).toEqual([...documentKinds].sort());
});

const codeOf = ({ refusals = [] }: Walk, standing: Standing, action: string): string | undefined =>
  refusals.find(
    (refusal) =>
      refusal.action === action &&
      Object.entries(refusal.where).every(([axis, value]) => ({ ...standing })[axis as 'state'] === value),
  )?.code;

/** What the action comes to there, undone: an outcome of the rules, or the code of its refusal. */
async function outcome(world: World, walk: Walk, id: string, action: string): Promise<string> {
  const beside = walk.beside[action];
  const body = walk.bodies?.[action] ?? {};
  try {
    return outcomeOf(
      await world.would(walk.kind, id, async (em, document, context) =>
        beside
          ? beside(em, document, context)
          : definitionOf(walk.kind).acts[action]?.(em, document, body, context),
      ),
    );
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}

/** Tries a forbidden action in earnest, as the workflow or the API does. */
const attempt = (world: World, walk: Walk, id: string, action: string): Promise<unknown> => {
  const beside = walk.beside[action];
  const isOfWorkflow = walk.kind === 'customer-invoice' && (action === 'book' || action === 'delete');
  return beside && !isOfWorkflow
    ? world.does(id, beside)
    : world.act(walk.kind, id, action, walk.bodies?.[action]);
};

describe.each(walks)('documents of the kind $kind', (walk) => {
  const rules = rulesOf[walk.title] as Rules;
  const succeeded = new Set<Rule>();
  let world: World;
  beforeAll(async () => {
    world = await World.make(database);
  });

  test.each(walk.places)('%j: every action does what the rules say, or nothing', async (standing, bring) => {
    const id = await bring(world);
    expect(await world.standing(walk.kind, id)).toEqual(standing);
    const before = await world.digest();
    const actions = actionsBy(rules);
    const allowed = actions.filter((action) => ruleFor(rules, standing, action));
    const [expected, found]: Record<string, string>[] = [{}, {}];
    for (const action of actions) {
      const code = codeOf(walk, standing, action);
      if (allowed.includes(action)) {
        (expected as Record<string, string>)[action] = code ?? outcomeBy(rules, standing, action);
        (found as Record<string, string>)[action] = await outcome(world, walk, id, action);
        const rule = ruleFor(rules, standing, action);
        if (rule && code === undefined) succeeded.add(rule);
        if (code === undefined) continue;
      }
      const refusal = await refusalOf(attempt(world, walk, id, action));
      if (code !== undefined && allowed.includes(action)) {
        expect([action, refusal.code]).toEqual([action, code]);
        continue;
      }
      expect([action, refusal.code]).toEqual([action, 'InvalidTransition']);
      expect(refusal.params).toMatchObject({
        action,
        state: standing.isArchived ? 'archived' : standing.state,
      });
      const named = String(refusal.params['allowed']).split(', ').sort();
      expect([action, named]).toEqual([action, allowed.length === 0 ? ['nothing'] : allowed]);
      expect(refusal.errors['action']?.[0]).toMatch(/\.$/);
    }
    expect(found).toEqual(expected);
    expect(await world.digest()).toEqual(before);
  });

  test('every rule was walked', () => {
    expect(rules.rules.filter((rule) => !succeeded.has(rule))).toEqual([]);
  });
});
