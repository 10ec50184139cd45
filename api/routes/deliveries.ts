import { z } from 'zod';
import { deliveryStates } from '../../domain/deliveries/delivery.decisions.ts';
import {
  attemptsOfDelivery,
  findDelivery,
  listDeliveries,
  replayDelivery,
} from '../../domain/deliveries/delivery.service.ts';
import type { ListQuery } from '../../domain/lists.ts';
import { findWebhook } from '../../domain/webhooks/webhook.service.ts';
import type { Answer, Em } from '../context.ts';
import { changing, reading } from '../endpoint.ts';
import type { Endpoint } from '../endpoint.ts';
import { listAnswer, listAnswers, listQuery, pageOf, queryText, single, singleAnswer } from '../lists.ts';
import { pathId } from '../schemas/common.ts';
import { deliveryRow, deliveryWithLog } from '../schemas/deliveries.ts';
import { deliveryAttemptView, deliveryView } from '../views/deliveries.ts';
import { domainQuery } from './register.ts';

const tag = 'deliveries';
const sortable = ['created_at', 'updated_at', 'settled_at'] as const;
const state = z.enum(deliveryStates, `must be one of ${deliveryStates.join(', ')}`).optional();
const ofWebhook = { state, event: queryText(100).optional() };
const filters = {
  ...ofWebhook,
  target: z.enum(['webhook', 'mail'], 'must be webhook or mail').optional(),
};
const query = listQuery(sortable, filters);
const webhookQuery = listQuery(sortable, ofWebhook);

async function listed(em: Em, input: z.output<typeof webhookQuery>, asked: ListQuery): Promise<Answer> {
  const { rows, total } = await listDeliveries(em, asked);
  const page = pageOf(input);
  return listAnswer('deliveries', rows.map(deliveryView), total, page, {
    fields: input.fields,
    schema: deliveryRow,
  });
}

const list = reading(
  {
    method: 'GET',
    path: '/api/deliveries',
    scope: 'read',
    tag,
    summary: 'Webhooks and mails that were sent, are under way or were given up, newest first.',
    query,
    answers: listAnswers('deliveries', deliveryRow),
  },
  async (em, input) => listed(em, input.query, domainQuery(input.query, Object.keys(filters))),
);

const listOfWebhook = (name: string, summary: string): Endpoint =>
  reading(
    {
      method: 'GET',
      path: `/api/webhooks/{id}/${name}`,
      scope: 'read',
      tag: 'webhooks',
      summary,
      params: pathId,
      query: webhookQuery,
      answers: listAnswers('deliveries', deliveryRow),
    },
    async (em, input) => {
      const webhook = await findWebhook(em, input.params.id);
      const asked = domainQuery(input.query, Object.keys(ofWebhook));
      return listed(em, input.query, { ...asked, filters: { ...asked.filters, webhook: webhook.id } });
    },
  );

const one = reading(
  {
    method: 'GET',
    path: '/api/deliveries/{id}',
    scope: 'read',
    tag,
    summary: 'One delivery with what was sent and every attempt.',
    params: pathId,
    answers: { 200: { description: 'The delivery.', schema: single('delivery', deliveryWithLog) } },
  },
  async (em, { params }) => {
    const delivery = await findDelivery(em, params.id);
    const log = await attemptsOfDelivery(em, params.id);
    return singleAnswer(200, 'delivery', {
      ...deliveryView(delivery),
      body: delivery.event.body ?? null,
      log: log.map(deliveryAttemptView),
    });
  },
);

const replay = changing(
  {
    method: 'POST',
    path: '/api/deliveries/{id}/replay',
    scope: 'support',
    tag,
    summary: 'Send a delivery that was delivered or given up again.',
    description:
      'A new round of attempts. The receiver sees the same `webhook-id`, or the same Message-ID, again.',
    params: pathId,
    answers: { 202: { description: 'Under way again.', schema: single('delivery', deliveryRow) } },
    errors: ['InvalidTransition'],
  },
  async (em, { params }) => singleAnswer(202, 'delivery', deliveryView(await replayDelivery(em, params.id))),
);

export const deliveryEndpoints: readonly Endpoint[] = [
  list,
  listOfWebhook('deliveries', 'What one webhook was sent, newest first.'),
  listOfWebhook('logs', 'The log of one webhook: the same as its deliveries.'),
  one,
  replay,
];
