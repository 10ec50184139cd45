import { bugs } from './bugs.ts';
import { modelOf } from './model/model.ts';
import { calm } from './model/scenario.ts';
import { inWords, search } from './search.ts';
import { searches } from './searches.ts';

/** `npm run search`: every search, with what it saw; `npm run search -- bugs`: the trace of each bug put in on purpose. */
const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

if (process.argv[2] === 'bugs') {
  for (const { name, scenario, rules } of bugs) {
    const { found, states } = search(modelOf({ ...calm, ...scenario }, rules));
    say(`\n${name}, found after ${states} states: ${found === undefined ? 'nothing' : inWords(found)}`);
    if (found === undefined) process.exitCode = 1;
  }
} else {
  let all = 0;
  for (const { name, scenario } of searches) {
    const started = performance.now();
    const { states, steps, ends, found } = search(modelOf(scenario));
    all += states;
    say(
      `${name}: ${states} states, ${steps} steps, ${ends} ends, ${Math.round(performance.now() - started)} ms`,
    );
    if (found === undefined) continue;
    say(inWords(found));
    process.exitCode = 1;
  }
  say(`${all} states visited.`);
}
