/** The life of a count of stock, as data. Pure: usable in workflow code. */
import type { Lifecycle, Standing, Transition } from '../documents/lifecycle.ts';

export const countStates = ['open', 'booked'] as const;
export type CountState = (typeof countStates)[number];

export type CountAction = 'edit' | 'delete' | 'book';

export type CountStanding = Standing<CountState>;

const transitions: Readonly<Record<CountAction, Transition<CountStanding>>> = {
  edit: {
    from: ['open'],
    to: 'same',
    effect: 'What was counted changes; each new count keeps the stock as it is then.',
  },
  delete: { from: ['open'], to: 'gone', effect: 'The draft is gone; its number is not used again.' },
  book: {
    from: ['open'],
    to: 'booked',
    archives: true,
    effect: 'What was counted more or less than there was then is posted as a quantity adjustment.',
  },
};

/** The life of counts. */
export const countLife: Lifecycle<CountStanding, CountAction> = {
  nameOf: () => 'Count',
  states: countStates,
  initial: 'open',
  transitions,
};
