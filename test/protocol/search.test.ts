import { spawn } from 'node:child_process';
import { describe, expect, jest, test } from '@jest/globals';
import { bugs } from './bugs.ts';
import { modelOf } from './model/model.ts';
import { productRules } from './model/rules.ts';
import { calm } from './model/scenario.ts';
import { inWords, type Report, search } from './search.ts';

jest.setTimeout(300_000);

const problemOf = ({ found }: Report): string | undefined => found && inWords(found);

/** `npm run search` in a process of its own: inside the test runner a search takes twice as long. */
async function searchAll(): Promise<{ readonly code: number | null; readonly said: string }> {
  const main = new URL('main.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [main], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.once('error', reject).once('close', resolve);
  return { code: await promise, said };
}

describe('the protocol of a write', () => {
  test('never writes twice and always comes to an end, whatever the order of events', async () => {
    const { code, said } = await searchAll();
    process.stdout.write(said);
    // Each search without a finding is one line, which a trace would follow.
    expect(said.split('\n').filter((line) => !/ states( visited\.|, )|^$/.test(line))).toEqual([]);
    expect(code).toBe(0);
    // Far fewer would mean that a step of the model has gone.
    expect(Number(/(\d+) states visited/.exec(said)?.[1])).toBeGreaterThan(500_000);
  });
});

describe('a bug put in on purpose', () => {
  // Where each is looked for, the whole searches find nothing without it.
  test.each(bugs)('is found: $name', ({ name, scenario, rules, problem }) => {
    const { found, states } = search(modelOf({ ...calm, ...scenario }, rules));
    expect(found?.problem).toBe(problem);
    expect(found?.trace.length).toBeGreaterThan(0);
    process.stdout.write(`Found after ${states} states, in ${found?.trace.length ?? 0} steps: ${name}.\n`);
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
