import { defineEntity, p } from '@mikro-orm/core';
import { NotificationRecipient } from '../notifications/notification-recipient.entity.ts';
import { instant, tenantColumns, tenantTable, timestamps } from '../tenant.ts';
import { User } from '../users/user.entity.ts';
import { Webhook } from '../webhooks/webhook.entity.ts';
import { deliveryStates } from './delivery.decisions.ts';
import { DocumentMail } from './document-mail.entity.ts';
import { OutgoingEvent } from './outgoing-event.entity.ts';

const DeliverySchema = defineEntity({
  name: 'Delivery',
  ...tenantTable,
  checks: [
    {
      name: 'delivery_target_ck',
      expression: `num_nonnulls("webhook_id", "recipient_id", "user_id", "document_mail_id") = 1`,
    },
    { name: 'delivery_settled_ck', expression: `("state" = 'pending') = ("settled_at" is null)` },
  ],
  indexes: [
    { name: 'delivery_state_ix', properties: ['agreementNumber', 'state', 'createdAt'] },
    // What couriers and the keeper look through; both hold what is under way alone.
    {
      name: 'delivery_fresh_ix',
      expression: `create index "delivery_fresh_ix" on "delivery" ("created_at") where "state" = 'pending' and "kept_at" is null`,
    },
    {
      name: 'delivery_late_ix',
      expression: `create index "delivery_late_ix" on "delivery" (coalesce("next_attempt_at", "created_at")) where "state" = 'pending'`,
    },
  ],
  properties: {
    ...tenantColumns(),
    event: () => p.manyToOne(OutgoingEvent).deleteRule('cascade').index(),
    webhook: () => p.manyToOne(Webhook).nullable().deleteRule('cascade').index(),
    recipient: () => p.manyToOne(NotificationRecipient).nullable().deleteRule('cascade').index(),
    user: () => p.manyToOne(User).nullable().deleteRule('cascade').index(),
    documentMail: () => p.manyToOne(DocumentMail).nullable().deleteRule('cascade').index(),
    state: p.enum(deliveryStates).default('pending'),
    /** Counts the first sending and every replay, from 1. */
    round: p.integer().default(1),
    /** Attempts of this round so far. */
    attempts: p.integer().default(0),
    /** Not before this is it tried again; null before the first attempt. */
    nextAttemptAt: instant().nullable(),
    /** Why the last attempt failed, or why it was given up, in words. */
    lastError: p.text().nullable(),
    settledAt: instant().nullable(),
    /** When a courier or the keeper last saw to it that somebody carries it. */
    keptAt: instant().nullable(),
    ...timestamps(),
  },
});

/** The promise to tell one target of one event: a webhook's address, a recipient of mails, a user, or whom a document is mailed to. */
export class Delivery extends DeliverySchema.class {}
DeliverySchema.setClass(Delivery);
