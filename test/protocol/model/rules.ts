import { admit } from '../../../domain/lane/lane.decisions.ts';
import {
  mayLookUp,
  nextWriteStep,
  type WindowTimes,
  type WriteState,
} from '../../../domain/transfers/erp-write.decisions.ts';
import type { LookUpAnswer, Row } from './world.ts';

/** The present, in milliseconds, for the decisions; a tick is a millisecond. */
export const nowMs = 1_000;

type OpenState = Exclude<WriteState, 'settled'>;

/** What a compare-and-set looks at. */
export type Guarded = Pick<Row, 'state' | 'lookUpFirst'>;

/**
 * Everything the product decides by: the real pure functions, and the conditions that stand in SQL, as `guards.test.ts`
 * holds them against the database. A bug put in on purpose is one of these replaced.
 */
export interface Rules {
  readonly nextWriteStep: typeof nextWriteStep;
  readonly mayLookUp: typeof mayLookUp;
  readonly admit: typeof admit;
  readonly window: WindowTimes;
  /** `claimWrite`. */
  readonly isClaimable: (row: Guarded) => boolean;
  /** `answerWrite`. */
  readonly isAnswerable: (row: Guarded, from: readonly OpenState[]) => boolean;
  /** `closeClaim`. */
  readonly isClosable: (row: Guarded) => boolean;
  /** `erp_write_open_uq`. */
  readonly isSecondIntentRefused: boolean;
  /** Whether the keeper calls a run whose transfer is neither parked nor in line. */
  readonly keeperCalls: boolean;
  /** `releasePlaces`: whether a flow whose run is gone keeps its party. */
  readonly keepsParty: (rows: readonly Guarded[]) => boolean;
  /** Whether a sender looks at its clock before the first byte. */
  readonly minsDeadline: boolean;
  /** Whether a draft is read right before it is booked. */
  readonly readsBeforeBooking: boolean;
  /** What a look-up makes of what it read. */
  readonly believes: (answer: LookUpAnswer) => LookUpAnswer;
}

export const productRules: Rules = {
  nextWriteStep,
  mayLookUp,
  admit,
  window: { processingMs: 1, visibilityMs: 1 },
  isClaimable: (row) => row.state === 'intended' && !row.lookUpFirst,
  isAnswerable: (row, from) => (from as readonly WriteState[]).includes(row.state),
  isClosable: (row) => row.state !== 'settled',
  isSecondIntentRefused: true,
  keeperCalls: true,
  keepsParty: (rows) => rows.some((row) => row.state !== 'settled'),
  minsDeadline: true,
  readsBeforeBooking: true,
  believes: (answer) => answer,
};
