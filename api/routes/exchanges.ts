import { z } from 'zod';
import { DomainError } from '../../domain/errors.ts';
import { ErpExchange } from '../../domain/transfers/erp-exchange.entity.ts';
import { ErpWrite } from '../../domain/transfers/erp-write.entity.ts';
import { tellTransferEvent } from '../../domain/transfers/settle-by-hand.ts';
import { reading } from '../endpoint.ts';
import { harOf } from '../har.ts';

/** Exchanges in one file at most; a look-up that goes on for days makes more, the newest are kept. */
const exchangesMax = 1_000;

/** `GET /transfers/{id}/attempts/{attempt_id}/exchanges.har`; who took it stands in the document's history. */
export const exchangesFile = reading(
  {
    method: 'GET',
    path: '/api/transfers/{id}/attempts/{attempt_id}/exchanges.har',
    scope: 'support',
    tag: 'transfers',
    summary: 'The requests and responses of an attempt, as an HTTP archive (HAR 1.2).',
    description:
      'Secrets were masked before an exchange was stored. Any browser shows the file in its network view.',
    params: z.object({ id: z.uuid(), attempt_id: z.uuid() }),
    answers: { 200: { description: 'The archive.', contentType: 'application/json' } },
  },
  async (em, { params }, context) => {
    const write = await em.findOne(ErpWrite, { id: params.attempt_id, transferId: params.id });
    if (write === null)
      throw new DomainError('NotFound', { what: `The attempt ${params.attempt_id} of that transfer` });
    const exchanges = await em.find(
      ErpExchange,
      { writeId: write.id },
      { orderBy: { at: 'desc' }, limit: exchangesMax },
    );
    const told = { attempt: write.id, kind: write.kind };
    await tellTransferEvent(em, params.id, context.caller.actor, 'exchanges-downloaded', told);
    const har = harOf(exchanges.reverse(), context.deps.version);
    return {
      status: 200,
      bytes: Buffer.from(JSON.stringify(har, null, 1)),
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'content-disposition': `attachment; filename="${write.kind}-${write.number}.har"`,
      },
    };
  },
);
