import { describe, expect, jest, test } from '@jest/globals';
import { bugs } from './bugs.ts';
import { modelOf } from './model/model.ts';
import { calm } from './model/scenario.ts';
import { productRules } from './model/rules.ts';
import { inWords, type Report, search } from './search.ts';
import { searches } from './searches.ts';

jest.setTimeout(180_000);

const problemOf = ({ found }: Report): string | undefined => found && inWords(found);

describe('the protocol of a write', () => {
  let states = 0;
  let steps = 0;

  test.each(searches)('never writes twice and always comes to an end: $name', ({ scenario }) => {
    const report = search(modelOf(scenario));
    expect(problemOf(report)).toBeUndefined();
    expect(report.ends).toBeGreaterThan(0);
    states += report.states;
    steps += report.steps;
  });

  test('was searched whole', () => {
    // Far fewer would mean that a step of the model has gone.
    expect(states).toBeGreaterThan(500_000);
    process.stdout.write(`The protocol: ${states} states visited, ${steps} steps between them.\n`);
  });
});

describe('a bug put in on purpose', () => {
  test.each(bugs)('is found: $name', ({ name, scenario, rules, problem }) => {
    const { found, states } = search(modelOf({ ...calm, ...scenario }, rules));
    expect(found?.problem).toBe(problem);
    expect(found?.trace.length).toBeGreaterThan(0);
    process.stdout.write(`Found after ${states} states, in ${found?.trace.length ?? 0} steps: ${name}.\n`);
  });

  test('is no fault of where it was looked for: without it nothing is found there', () => {
    const scenarios = new Map(bugs.map(({ scenario }) => [JSON.stringify(scenario), scenario]));
    for (const scenario of scenarios.values())
      expect(problemOf(search(modelOf({ ...calm, ...scenario })))).toBeUndefined();
  });
});

describe('what nobody can guard against from here', () => {
  test.each([
    ['a document that a person just booked is in neither list', { hands: true, tornLists: true }],
    ['a draft number changes hands while its booking is on its way', { hands: true, numbersInFlight: true }],
  ])('is found, too: %s', (_name, scenario) => {
    expect(problemOf(search(modelOf({ ...calm, ...scenario })))).toBeDefined();
  });
});

describe('what is guarded twice', () => {
  test('an unclosed claim alone does no harm where a look-up may settle it: only abandoned claims are looked up', () => {
    const rules = {
      ...productRules,
      isClosable: () => false,
      isAnswerable: ({ state }: { readonly state: string }) => state !== 'settled',
    };
    expect(problemOf(search(modelOf({ ...calm, silence: true }, rules)))).toBeUndefined();
  });
});
