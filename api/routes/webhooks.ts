import { z } from 'zod';
import type { Webhook } from '../../domain/webhooks/webhook.entity.ts';
import { deleteWebhook, listWebhooks, registerWebhook } from '../../domain/webhooks/webhook.service.ts';
import { changing, reading } from '../endpoint.ts';
import type { Endpoint } from '../endpoint.ts';
import {
  listAnswer,
  listAnswers,
  listQuery,
  pageOf,
  queryBoolean,
  queryText,
  single,
  singleAnswer,
} from '../lists.ts';
import { moment, pathId, requiredText } from '../schemas/common.ts';
import { domainQuery } from './register.ts';

const tag = 'webhooks';

/** Said in every answer, for a registration alone delivers nothing yet. */
const deliveryNote = 'Registered. Events are not delivered yet: delivery comes with a later release.';

const webhookRow = z
  .object({
    id: z.uuid(),
    event: z.string(),
    url: z.string(),
    is_active: z.boolean(),
    failures_since_last_success: z.int(),
    delivery: z.string().describe('Whether events are delivered.'),
    created_at: moment,
    updated_at: moment,
  })
  .meta({ id: 'Webhook' });

const newWebhookRow = webhookRow
  .extend({
    token: z
      .string()
      .nullable()
      .describe('Shows every delivery to be ours: in the first answer alone, null in every other.'),
  })
  .meta({ id: 'NewWebhook' });

const webhookBody = z
  .strictObject({
    event: requiredText(100),
    url: requiredText(2048),
    is_active: z.boolean().optional(),
  })
  .meta({ id: 'WebhookCreate' });

const webhookView = (webhook: Webhook) => ({
  id: webhook.id,
  event: webhook.event,
  url: webhook.url,
  is_active: webhook.isActive,
  failures_since_last_success: webhook.failuresSinceLastSuccess,
  delivery: deliveryNote,
  created_at: webhook.createdAt,
  updated_at: webhook.updatedAt,
});

const filters = {
  event: queryText(100).optional(),
  url: queryText(2048).optional(),
  is_active: queryBoolean().optional(),
};

const list = reading(
  {
    method: 'GET',
    path: '/api/webhooks',
    scope: 'read',
    tag,
    summary: 'The registered webhooks.',
    query: listQuery(['created_at', 'event', 'url'], filters),
    answers: listAnswers('webhooks', webhookRow),
  },
  async (em, { query }) => {
    const { rows, total } = await listWebhooks(em, domainQuery(query, Object.keys(filters)));
    return listAnswer('webhooks', rows.map(webhookView), total, pageOf(query), {
      fields: query.fields,
      schema: webhookRow,
    });
  },
);

/** What is kept of the answer for a repeat: all but the token. */
const withoutToken = (body: unknown): unknown => {
  const { webhook } = body as { webhook: object };
  return { webhook: { ...webhook, token: null } };
};

const register = changing(
  {
    method: 'POST',
    path: '/api/webhooks',
    scope: 'admin',
    tag,
    summary: 'Register an address for an event.',
    description: `The same event and address again changes the registration and keeps its token. ${deliveryNote}`,
    body: webhookBody,
    bodyExample: { event: 'customer_invoice.booked', url: 'https://example.com/hooks/bilag' },
    answers: { 201: { description: 'Registered or changed.', schema: single('webhook', newWebhookRow) } },
    recorded: withoutToken,
  },
  async (em, { body }, { caller }) => {
    const input = { event: body.event, url: body.url, isActive: body.is_active };
    const { webhook, token } = await registerWebhook(em, input, caller.actor);
    return singleAnswer(201, 'webhook', { ...webhookView(webhook), token: token ?? null });
  },
);

const remove = changing(
  {
    method: 'DELETE',
    path: '/api/webhooks/{id}',
    scope: 'admin',
    tag,
    summary: 'Delete a webhook.',
    params: pathId,
    answers: { 204: { description: 'Deleted.' } },
  },
  async (em, { params }) => {
    await deleteWebhook(em, params.id);
    return { status: 204 };
  },
);

export const webhookEndpoints: readonly Endpoint[] = [list, register, remove];
