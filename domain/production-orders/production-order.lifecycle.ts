/** The life of a production order, as data. Pure: usable in workflow code. */
import type { Lifecycle, Standing, Transition } from '../documents/lifecycle.ts';

export const productionStates = ['not-started', 'started', 'finished', 'cancelled'] as const;
export type ProductionState = (typeof productionStates)[number];

export type ProductionAction = 'edit' | 'delete' | 'start' | 'finish' | 'cancel';

export type ProductionStanding = Standing<ProductionState>;

const transitions: Readonly<Record<ProductionAction, Transition<ProductionStanding>>> = {
  edit: { from: ['not-started'], to: 'same', effect: 'Head and components change; nothing is reserved.' },
  delete: { from: ['not-started'], to: 'gone', effect: 'It is gone; its number is not used again.' },
  start: {
    from: ['not-started'],
    to: 'started',
    effect: 'Its components are reserved as used in production. No stock moves.',
  },
  finish: {
    from: ['started'],
    to: 'finished',
    archives: true,
    effect:
      'The components of what was made leave stock, and it enters at their cost and the extra cost. While some is still to be made it stays started.',
  },
  cancel: {
    from: ['not-started', 'started'],
    to: 'cancelled',
    archives: true,
    effect:
      'What is not made yet is not made any more; nothing stays reserved. What was made stays in stock.',
  },
};

/** The life of production orders. */
export const productionLife: Lifecycle<ProductionStanding, ProductionAction> = {
  nameOf: () => 'Production order',
  states: productionStates,
  initial: 'not-started',
  transitions,
};
