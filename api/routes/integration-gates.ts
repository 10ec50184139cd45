import { withAgreement } from '../../domain/database.ts';
import { tellConnectionEvent } from '../../domain/connections/connection-events.ts';
import { closeGate, findConnection, openGate } from '../../domain/connections/connection.service.ts';
import { DomainError } from '../../domain/errors.ts';
import { tellGate } from '../connections.ts';
import type { Answer, Context, Em } from '../context.ts';
import { endpoint } from '../endpoint.ts';
import type { Endpoint } from '../endpoint.ts';
import { onceByKey } from '../idempotency.ts';
import { single } from '../lists.ts';
import { pathId } from '../schemas/common.ts';
import { integrationRow, pauseBody } from '../schemas/integrations.ts';
import { integrationAnswer as shown } from '../views/integrations.ts';

const tag = 'integrations';
const path = '/api/integrations/{id}';
const answers = { 200: { description: 'The integration.', schema: single('integration', integrationRow) } };

/** Changes the gate once per key, then tells the connection's workflow. */
async function gate(
  id: string,
  context: Context,
  body: unknown,
  change: (em: Em) => Promise<void>,
): Promise<Answer> {
  const { orm } = context.deps;
  const answer = await withAgreement(orm, context.caller.agreementNumber, async (em) =>
    onceByKey(em, context, body, undefined, async () => {
      await findConnection(em, id);
      await change(em);
      em.clear();
      return shown(em, await findConnection(em, id), 200);
    }),
  );
  await tellGate(context, id);
  return answer;
}

const pause = endpoint(
  {
    method: 'POST',
    path: `${path}/pause`,
    scope: 'support',
    tag,
    summary: 'Let nothing more go to this ERP until it is resumed.',
    description: 'What is being sent now finishes; the rest waits in its order.',
    params: pathId,
    body: pauseBody,
    bodyExample: { reason: 'The bookkeeper closes the year.' },
    answers,
  },
  async ({ params, body }, context) =>
    gate(params.id, context, body, async (em) => {
      const reason = body.reason ?? 'Paused by a person.';
      const { actor } = context.caller;
      if (await closeGate(em, params.id, 'paused', reason, actor))
        await tellConnectionEvent(em, params.id, actor, 'paused', { reason });
    }),
);

const resume = endpoint(
  {
    method: 'POST',
    path: `${path}/resume`,
    scope: 'support',
    tag,
    summary: 'Let the transfers of this connection go again.',
    description:
      'A gate that is closed for refused credentials opens by a test with new ones. Credentials that were replaced are tested first: until then the answer is a gate that is `severed`, with `is_proven` false, and a successful `/test` opens it.',
    params: pathId,
    answers,
    errors: ['InvalidTransition'],
  },
  async ({ params }, context) =>
    gate(params.id, context, {}, async (em) => {
      const { actor } = context.caller;
      if (await openGate(em, params.id, actor, ['paused', 'exhausted', 'failing'])) {
        await tellConnectionEvent(em, params.id, actor, 'resumed');
        return;
      }
      const { gate: state } = await findConnection(em, params.id);
      if (state === 'open') return;
      throw new DomainError('InvalidTransition', {
        what: `The integration ${params.id}`,
        state,
        action: 'resume',
        allowed: 'credentials, test',
      });
    }),
);

export const gateEndpoints: readonly Endpoint[] = [pause, resume];
