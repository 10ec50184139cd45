import { z } from 'zod';
import { attemptOutcomes, deliveryStates } from '../../domain/deliveries/delivery.decisions.ts';
import { mailedKinds } from '../../domain/deliveries/document-mail.entity.ts';
import { moment } from './common.ts';

export const deliveryRow = z
  .object({
    id: z.uuid(),
    event: z
      .string()
      .describe(
        "A webhook's event, the kind of a notification, `invitation`, `password-reset` or `document-mail`.",
      ),
    event_id: z.uuid().describe('The `webhook-id` of every attempt and replay.'),
    target: z.enum(['webhook', 'mail']),
    webhook_id: z.uuid().nullable(),
    url: z.string().nullable(),
    recipient_id: z.uuid().nullable(),
    user_id: z.uuid().nullable().describe('Of a mail with an invitation or a link for a new password.'),
    document: z
      .object({ type: z.enum(mailedKinds), number: z.int() })
      .nullable()
      .describe('Of a mail that carries a document as its PDF.'),
    email: z.string().nullable(),
    state: z.enum(deliveryStates),
    round: z.int().describe('Counts the first sending and every replay, from 1.'),
    attempts: z.int().describe('Attempts of this round so far.'),
    next_attempt_at: moment.nullable().describe('Not before this is it tried again.'),
    last_error: z.string().nullable().describe('Why the last attempt failed, or why it was given up.'),
    settled_at: moment.nullable(),
    created_at: moment,
    updated_at: moment,
    workflow_id: z.string(),
  })
  .meta({ id: 'DeliverySummary' });

const attemptRow = z
  .object({
    at: moment,
    duration_ms: z.int(),
    round: z.int(),
    number: z.int().describe('Counts the attempts of the round, from 1.'),
    outcome: z.enum(attemptOutcomes),
    status: z.int().nullable().describe("HTTP status, or the mail server's code; null where none came."),
    response: z.string().nullable().describe('The beginning of what was answered.'),
    error: z.string().nullable(),
  })
  .meta({ id: 'DeliveryAttempt' });

export const deliveryWithLog = deliveryRow
  .extend({
    body: z.string().nullable().describe('What a webhook is sent; null for a mail.'),
    log: z.array(attemptRow).describe('Every attempt, oldest first.'),
  })
  .meta({ id: 'Delivery' });
