import type { MikroORM } from '@mikro-orm/postgresql';
import { atOnce } from '../at-once.ts';
import { acrossAgreements } from '../database.ts';
import { onDeliveries } from './bell.ts';

/** A delivery that nobody carries. */
export interface DueDelivery {
  readonly agreementNumber: number;
  readonly deliveryId: string;
  readonly eventId: string;
  /** The webhook's id, the mail recipient's, the user's, or the document's mail's. */
  readonly targetId: string;
}

/** Deliveries without a workflow, at most so many of each: new ones, with `isOverdue` also those that were due a minute ago. */
export const dueDeliveries = async (
  orm: MikroORM,
  atMost: number,
  options: { readonly isOverdue: boolean },
): Promise<DueDelivery[]> =>
  acrossAgreements(
    orm,
    `select agreement_number as "agreementNumber", delivery_id as "deliveryId", event_id as "eventId",
       target_id as "targetId" from bilag_due_deliveries(?, ?)`,
    [atMost, options.isOverdue],
  );

/** How long rings gather before a look: a burst of documents is one look. */
const gatherMs = 200;
const perLook = 200;
const startsAtOnce = 8;

/** Starts the workflows of deliveries right after the transactions of this process that promised them. */
export interface Courier {
  /** Looks no more, and waits for the look under way. */
  stop(): Promise<void>;
}

/** `start` begins a delivery's workflow, where it does not run. What it throws is told to `onError`; the keeper tries again. */
export function startCourier(
  orm: MikroORM,
  start: (delivery: DueDelivery) => Promise<void>,
  onError: (error: unknown) => void,
): Courier {
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();
  const look = async (): Promise<void> => {
    try {
      let found: DueDelivery[];
      do {
        found = await dueDeliveries(orm, perLook, { isOverdue: false });
        await atOnce(startsAtOnce, found, (due) => start(due).catch(onError));
      } while (found.length === perLook);
    } catch (error) {
      onError(error);
    }
  };
  const unlisten = onDeliveries(orm, () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      looking = looking.then(look);
    }, gatherMs).unref();
  });
  return {
    async stop() {
      unlisten();
      clearTimeout(timer);
      await looking;
    },
  };
}
