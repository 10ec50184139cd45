/** The life of a movement of stock between locations, as data. Pure: usable in workflow code. */
import type { Lifecycle, Standing, Transition } from '../documents/lifecycle.ts';

export const movementStates = ['draft', 'booked', 'receiving', 'received'] as const;
export type MovementState = (typeof movementStates)[number];

export type MovementAction = 'edit' | 'delete' | 'book' | 'createReceipt' | 'receive';

/** A movement through a transport location arrives only when it is received. */
export interface MovementStanding extends Standing<MovementState> {
  readonly isTransport: boolean;
}

const throughTransport = ({ isTransport }: MovementStanding): string | undefined =>
  isTransport ? undefined : 'It goes through no transport location.';

const transitions: Readonly<Record<MovementAction, Transition<MovementStanding>>> = {
  edit: { from: ['draft'], to: 'same', effect: 'Head and lines change; stock does not.' },
  delete: { from: ['draft'], to: 'gone', effect: 'The draft is gone; its number is not used again.' },
  book: {
    from: ['draft'],
    to: 'booked',
    effect:
      'The goods are at the other location, and the movement is archived; with a transport location they are there, and it waits for its receipt. No value moves.',
  },
  createReceipt: {
    from: ['booked'],
    to: 'receiving',
    guards: [throughTransport],
    effect: 'The goods are awaited at the other location; stock does not move.',
  },
  receive: {
    from: ['receiving'],
    to: 'received',
    archives: true,
    guards: [throughTransport],
    effect: 'The goods move on from the transport location. No value moves.',
  },
};

/** The life of movements. */
export const movementLife: Lifecycle<MovementStanding, MovementAction> = {
  nameOf: () => 'Movement',
  states: movementStates,
  initial: 'draft',
  transitions,
};
