import { defineEntity, p } from '@mikro-orm/core';
import { instant, tenantColumns, tenantTable } from '../tenant.ts';
import { attemptOutcomes } from './delivery.decisions.ts';
import { Delivery } from './delivery.entity.ts';

const DeliveryAttemptSchema = defineEntity({
  name: 'DeliveryAttempt',
  tableName: 'delivery_attempt',
  ...tenantTable,
  properties: {
    ...tenantColumns(),
    delivery: () => p.manyToOne(Delivery).deleteRule('cascade').index(),
    round: p.integer(),
    /** Counts the attempts of the round, from 1. */
    number: p.integer(),
    at: instant(),
    durationMs: p.integer(),
    outcome: p.enum(attemptOutcomes),
    /** The HTTP status or the SMTP server's code; null where none came. */
    status: p.integer().nullable(),
    /** The beginning of what was answered. */
    response: p.text().nullable(),
    /** What went wrong, in words. */
    error: p.text().nullable(),
  },
});

/** One line of a delivery's log. */
export class DeliveryAttempt extends DeliveryAttemptSchema.class {}
DeliveryAttemptSchema.setClass(DeliveryAttempt);
