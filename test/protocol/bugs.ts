import type { WriteStep } from '../../domain/transfers/erp-write.decisions.ts';
import { nowMs, productRules, type Rules } from './model/rules.ts';
import type { Scenario } from './model/scenario.ts';

/** A mistake put in on purpose, where it can do harm, and what the search has to call it. */
export interface Bug {
  readonly name: string;
  readonly rules: Rules;
  readonly scenario: Partial<Scenario>;
  readonly problem: string;
}

const twoDocuments = 'two documents of one transfer stand there';

const noEnd = 'from here nothing leads to an end';

const bug = (
  name: string,
  rules: Partial<Rules>,
  scenario: Partial<Scenario>,
  problem: string = twoDocuments,
): Bug => ({ name, rules: { ...productRules, ...rules }, scenario, problem });

const { nextWriteStep } = productRules;

export const bugs: readonly Bug[] = [
  bug('the look-up after an unknown outcome is left out', { believes: () => 'absent' }, {}),
  bug(
    'the look-up does not wait for the end of the window',
    { window: { processingMs: 0, visibilityMs: 0 } },
    { silence: true },
  ),
  bug('the window leaves out late visibility', { window: { processingMs: 1, visibilityMs: 0 } }, {}),
  bug(
    'an unknown write is sent again at once',
    {
      isSecondIntentRefused: false,
      nextWriteStep: (rows, plan, window, now): WriteStep =>
        nextWriteStep(
          rows.map((row) =>
            row.state === 'unknown' ? { ...row, state: 'settled', outcome: 'not-sent' } : row,
          ),
          plan,
          window,
          now,
        ),
    },
    {},
  ),
  bug(
    'a new intent is made beside an open one',
    {
      isSecondIntentRefused: false,
      nextWriteStep: (rows, plan, window, now) =>
        nextWriteStep(
          rows.filter((row) => row.state !== 'claimed'),
          plan,
          window,
          now,
        ),
    },
    { silence: true },
  ),
  bug('the look-up does not close the claim', { isClosable: () => false }, { silence: true }, noEnd),
  bug('a claim can be taken twice', { isClaimable: (row) => row.state !== 'settled' }, { silence: true }),
  bug('a sender does not mind its deadline', { minsDeadline: false }, { silence: true }),
  bug(
    'an answer is recorded though a look-up has settled the row',
    { isAnswerable: () => true },
    { silence: true },
    'a second intent while one is open',
  ),
  bug(
    'a draft is booked without being read',
    { readsBeforeBooking: false },
    { hands: true },
    "somebody else's draft was booked",
  ),
  bug(
    'another try does not look first',
    {
      nextWriteStep: (rows, plan, window, now) => {
        const step = nextWriteStep(rows, plan, window, now);
        return step.do === 'intend' ? { ...step, lookUpFirst: false } : step;
      },
    },
    { retries: true, hands: true },
  ),
  bug(
    'what was restored does not look first',
    {
      nextWriteStep: (rows, plan, window, now) =>
        nextWriteStep(rows, { ...plan, looksFirstSince: null }, window, now),
    },
    { restores: true },
  ),
  bug(
    'another try looks before what was just accepted is seen',
    {
      nextWriteStep: (rows, plan, window, now) => {
        const seen = rows.map((row) => ({ ...row, settledAt: row.settledAt === null ? null : nowMs - 1 }));
        return nextWriteStep(seen, plan, window, now);
      },
    },
    { retries: true, differs: true },
  ),
  bug(
    'the keeper frees the party of a flow with an open intent',
    { keepsParty: () => false },
    { flows: 2, writes: 1, terminations: true, jobs: 1 },
    'two writes of one party are in flight',
  ),
  bug(
    'the lane admits a flow whose party another one keeps',
    {
      admit: (lane, tickets, now) =>
        productRules.admit(
          lane,
          tickets.map((ticket) => ({ ...ticket, partyKey: ticket.id })),
          now,
        ),
    },
    { flows: 2, writes: 1 },
    'two flows keep one party',
  ),
  bug(
    'the keeper does not call a run that missed its call',
    { keeperCalls: false },
    { retries: true, lostCalls: true },
    noEnd,
  ),
];
