import { z } from 'zod';
import type { Webhook } from '../../domain/webhooks/webhook.entity.ts';
import { testWebhook } from '../../domain/deliveries/delivery.service.ts';
import {
  deleteWebhook,
  findWebhook,
  listWebhooks,
  registerWebhook,
} from '../../domain/webhooks/webhook.service.ts';
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
import { deliveryRow } from '../schemas/deliveries.ts';
import { deliveryView } from '../views/deliveries.ts';
import { domainQuery } from './register.ts';

const tag = 'webhooks';

const webhookRow = z
  .object({
    id: z.uuid(),
    event: z.string(),
    url: z.string(),
    is_active: z.boolean(),
    plugin: z.null().describe('Of the dialect: the app that registered it. There are none.'),
    failures_since_last_success: z.int(),
    created_at: moment,
    updated_at: moment,
  })
  .meta({ id: 'Webhook' });

const newWebhookRow = webhookRow
  .extend({
    token: z
      .string()
      .nullable()
      .describe('Sent with every delivery: in the first answer alone, null in every other.'),
    signing_secret: z
      .string()
      .nullable()
      .describe(
        '`whsec_<base64>`, with which deliveries are signed (Standard Webhooks): in the first answer alone, null in every other.',
      ),
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
  plugin: null,
  failures_since_last_success: webhook.failuresSinceLastSuccess,
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

/** What is kept of the answer for a repeat: all but the secrets. */
const withoutSecrets = (body: unknown): unknown => {
  const { webhook } = body as { webhook: object };
  return { webhook: { ...webhook, token: null, signing_secret: null } };
};

const register = changing(
  {
    method: 'POST',
    path: '/api/webhooks',
    scope: 'admin',
    tag,
    summary: 'Register an address for an event.',
    description:
      'The same event and address again changes the registration and keeps its token and signing secret.',
    body: webhookBody,
    bodyExample: { event: 'customer_invoice.booked', url: 'https://example.com/hooks/bilag' },
    answers: { 201: { description: 'Registered or changed.', schema: single('webhook', newWebhookRow) } },
    recorded: withoutSecrets,
  },
  async (em, { body }, { caller, deps }) => {
    const input = { event: body.event, url: body.url, isActive: body.is_active };
    const { webhook, secrets } = await registerWebhook(em, deps.vault, input, caller.actor);
    return singleAnswer(201, 'webhook', {
      ...webhookView(webhook),
      token: secrets?.token ?? null,
      signing_secret: secrets?.signingSecret ?? null,
    });
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

const ping = changing(
  {
    method: 'POST',
    path: '/api/webhooks/{id}/test',
    scope: 'admin',
    tag,
    summary: 'Send a webhook the event `webhook.test`, also one that is switched off.',
    description: 'Its delivery tells what the receiver answered.',
    params: pathId,
    answers: { 202: { description: 'Under way.', schema: single('delivery', deliveryRow) } },
  },
  async (em, { params }) => {
    const delivery = await testWebhook(em, await findWebhook(em, params.id));
    return singleAnswer(202, 'delivery', deliveryView(delivery));
  },
);

export const webhookEndpoints: readonly Endpoint[] = [list, register, remove, ping];
