import { createKeeperActivities } from '../../activities/keeper.ts';
import type { DeliveryAttempt } from '../../domain/deliveries/delivery-attempt.entity.ts';
import type { Delivery } from '../../domain/deliveries/delivery.entity.ts';
import { attemptsOfDelivery, listDeliveries } from '../../domain/deliveries/delivery.service.ts';
import { emitEvent } from '../../domain/webhooks/emit-event.ts';
import { withSql } from '../../sandbox/stack/sql.ts';
import type { KeeperReport } from '../../workflows/erp/lane-keeper/contract.ts';
import { deliveryWorkflowId } from '../../workflows/shared/ids.ts';
import { activityDeps } from './activity-deps.ts';
import { within } from './ledgers.ts';
import { eventually, type Company, type System } from './system.ts';

/** Deliveries of one company, as a test looks at them and hurries them on. */
export interface DeliveryDesk {
  sql(statement: string, parameters?: readonly unknown[]): Promise<unknown>;
  all(): Promise<Delivery[]>;
  /** The first delivery that comes into this state. */
  settled(state: Delivery['state'], withinMs?: number): Promise<Delivery>;
  /** The first delivery whose first attempt has failed. */
  waiting(): Promise<Delivery>;
  logOf(delivery: Delivery): Promise<DeliveryAttempt[]>;
  idOf(delivery: Delivery): string;
  /** Ends the pause before the next attempt, for the row and for the workflow that sleeps over it. */
  pauseEnds(delivery: Delivery): Promise<void>;
  keep(): Promise<KeeperReport>;
  /** An event that nothing else in the test tells of. */
  emitIssue(): Promise<void>;
}

export function deliveryDesk(system: System, company: Company): DeliveryDesk {
  const desk: DeliveryDesk = {
    sql: (statement, parameters = []) =>
      withSql(system.database.superuserUrl, (run) => run(statement, parameters)),
    all: async () => (await within(system, company, (em) => listDeliveries(em))).rows,
    settled: (state, withinMs) =>
      eventually(
        async () => (await desk.all()).find((one) => one.state === state),
        `a delivery is ${state}`,
        withinMs,
      ),
    waiting: () =>
      eventually(async () => (await desk.all()).find(({ attempts }) => attempts === 1), 'an attempt failed'),
    logOf: ({ id }) => within(system, company, (em) => attemptsOfDelivery(em, id)),
    idOf: ({ event, webhook, recipient, documentMail }) =>
      deliveryWorkflowId(
        company.agreementNumber,
        event.id,
        webhook?.id ?? recipient?.id ?? documentMail?.id ?? '',
      ),
    pauseEnds: async (delivery) => {
      await desk.sql(`update delivery set next_attempt_at = now(), kept_at = null where id = ?`, [
        delivery.id,
      ]);
      await system.client.workflow.getHandle(desk.idOf(delivery)).terminate('the pause is over');
      await desk.keep();
    },
    keep: () => createKeeperActivities(activityDeps(system), system.client, system.taskQueue).keepPromises(),
    emitIssue: () =>
      within(system, company, (em) =>
        emitEvent(em, { event: 'issue.opened', key: 'i-1', keyName: 'id', data: { documents: 2 } }),
      ),
  };
  return desk;
}
