/** The life of an adjustment of stock, as data. Pure: usable in workflow code. */
import type { Lifecycle, Standing, Transition } from '../documents/lifecycle.ts';

export const adjustmentStates = ['draft', 'booked'] as const;
export type AdjustmentState = (typeof adjustmentStates)[number];

export type AdjustmentAction = 'edit' | 'delete' | 'book';

export type AdjustmentStanding = Standing<AdjustmentState>;

const transitions: Readonly<Record<AdjustmentAction, Transition<AdjustmentStanding>>> = {
  edit: { from: ['draft'], to: 'same', effect: 'Head and lines change; stock does not.' },
  delete: { from: ['draft'], to: 'gone', effect: 'The draft is gone; its number is not used again.' },
  book: {
    from: ['draft'],
    to: 'booked',
    archives: true,
    effect: 'Every line is posted to the stock ledger, all of them or none.',
  },
};

/** The life of adjustments. */
export const adjustmentLife: Lifecycle<AdjustmentStanding, AdjustmentAction> = {
  nameOf: () => 'Adjustment',
  states: adjustmentStates,
  initial: 'draft',
  transitions,
};
