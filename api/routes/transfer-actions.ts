import { findConnection } from '../../domain/connections/connection.service.ts';
import { withAgreement } from '../../domain/database.ts';
import { DomainError } from '../../domain/errors.ts';
import type { MessageLanguage } from '../../domain/languages.ts';
import { retrySelected } from '../../domain/transfers/retry-many.ts';
import type { Retried } from '../../domain/transfers/retry-many.ts';
import {
  markTransferDone,
  requireVerb,
  skipTransfer,
  tellTransferEvent,
} from '../../domain/transfers/settle-by-hand.ts';
import type { TransferVerb } from '../../domain/transfers/transfer.lifecycle.ts';
import { findTransfer, retryTransfer } from '../../domain/transfers/transfer.service.ts';
import { erpLookUpStart, erpLookUpWorkflowType } from '../../workflows/erp/look-up/contract.ts';
import type { ErpLookUpRef, ErpLookUpResult } from '../../workflows/erp/look-up/contract.ts';
import type { Answer, Context, Em } from '../context.ts';
import { endpoint } from '../endpoint.ts';
import type { Endpoint } from '../endpoint.ts';
import { answeredBefore, onceByKey } from '../idempotency.ts';
import { requireOpenGate } from '../issues.ts';
import { single, singleAnswer } from '../lists.ts';
import { pathId } from '../schemas/common.ts';
import {
  lookUpRow,
  markDoneBody,
  retriedAnswer,
  retryBody,
  retryManyBody,
  settledAnswer,
  skipBody,
  transferListRow,
} from '../schemas/transfers.ts';
import { tellTransfer, transferRefOf, wakeHeirs } from '../transfers.ts';
import { transferView } from '../views/transfers.ts';

const tag = 'transfers';
const path = '/api/transfers/{id}';

/** Seconds after which a client should ask again, with the same key, for what the ERP has not answered yet. */
const askAgainSeconds = 5;

const retry = endpoint(
  {
    method: 'POST',
    path: `${path}/retry`,
    scope: 'support',
    tag,
    isWorded: true,
    summary: 'Try a transfer that stands still again.',
    description:
      "With today's settings and mapping. What had succeeded is looked up first, never sent twice.",
    params: pathId,
    body: retryBody,
    bodyExample: { reason: 'The product is open again.' },
    answers: { 200: { description: 'In line again.', schema: single('transfer', transferListRow) } },
    errors: ['InvalidTransition'],
  },
  async ({ params, body }, context) => {
    const answer = await once(context, body, async (em) => {
      const transfer = await retryTransfer(em, params.id, context.caller.actor, body.reason);
      return singleAnswer(200, 'transfer', transferView(transfer, context.language));
    });
    await tellTransfer(context, params.id);
    return answer;
  },
);

const once = (context: Context, body: unknown, act: (em: Em) => Promise<Answer>): Promise<Answer> =>
  withAgreement(context.deps.orm, context.caller.agreementNumber, (em) =>
    onceByKey(em, context, body, undefined, async () => {
      // Kept with the answer, so that a repeat says in which language it was given.
      const answer = await act(em);
      return { ...answer, headers: { ...answer.headers, 'content-language': context.language } };
    }),
  );

const retryChosen = endpoint(
  {
    method: 'POST',
    path: '/api/transfers/retry',
    scope: 'support',
    tag,
    isWorded: true,
    summary: 'Try many transfers that stand still again, in one go.',
    description:
      'All of them are put in line in one transaction; each goes when it is its turn. `left` names those that do not stand still, with the reason.',
    body: retryManyBody,
    bodyExample: { ids: ['019ac4d1-0000-7000-8000-000000000001'], reason: 'The period is open again.' },
    answers: { 200: { description: 'In line again.', schema: retriedAnswer } },
  },
  async ({ body }, context) => {
    let lanes: readonly Retried[] = [];
    const answer = await once(context, body, async (em) => {
      const asked = { person: context.caller.actor, reason: body.reason };
      const retried = await retrySelected(em, body.ids, asked);
      lanes = retried.lanes;
      const count = lanes.reduce((sum, { transferIds }) => sum + transferIds.length, 0);
      return { status: 200, body: { retried: count, left: retried.left } };
    });
    for (const { connection, heirs } of lanes) await wakeHeirs(context, connection.id, heirs);
    return answer;
  },
);

const settledSpec = {
  200: { description: 'Settled.', schema: settledAnswer },
} as const;

const skip = endpoint(
  {
    method: 'POST',
    path: `${path}/skip`,
    scope: 'support',
    tag,
    isWorded: true,
    summary: 'Decide that a document does not go to this ERP.',
    description:
      'Its outcome for good, with the reason and who decided. Refused while a write is under way. `standing` tells what of it stands in the ERP all the same; it is left there.',
    params: pathId,
    body: skipBody,
    bodyExample: { reason: 'Invoiced there by hand before the connection was made.' },
    answers: settledSpec,
    errors: ['InvalidTransition', 'WriteUnderWay'],
  },
  async ({ params, body }, context) => {
    const decision = { actor: context.caller.actor, reason: body.reason };
    const answer = await once(context, body, async (em) =>
      settled(em, params.id, await skipTransfer(em, params.id, decision), context.language),
    );
    await tellTransfer(context, params.id);
    return answer;
  },
);

async function settled(
  em: Em,
  id: string,
  { standing }: { readonly standing: string | null },
  language: MessageLanguage,
): Promise<Answer> {
  return { status: 200, body: { transfer: transferView(await findTransfer(em, id), language), standing } };
}

const markDone = endpoint(
  {
    method: 'POST',
    path: `${path}/mark-done`,
    scope: 'support',
    tag,
    isWorded: true,
    summary: 'Say under which number a document stands in the ERP.',
    description:
      'The ERP is asked first: the invoice of that number has to be there, with our reference, customer, date, currency and amounts. Where it differs the answer says in what (`ErpContentDiffers`); `accept_difference` confirms that it is the document all the same.',
    params: pathId,
    body: markDoneBody,
    bodyExample: { erp_number: '10023', reason: 'Booked there by hand.' },
    answers: {
      ...settledSpec,
      202: { description: 'The ERP has not answered yet: repeat with the same key.' },
    },
    errors: [
      'InvalidTransition',
      'WriteUnderWay',
      'ErpNumberNotFound',
      'ErpContentDiffers',
      'ErpNumberLinked',
      'ConnectionPaused',
      'ErpCredentialsRefused',
      'ErpCredentialsUnproven',
      'ErpRateLimited',
      'ErpUnavailable',
      'EngineUnavailable',
    ],
  },
  async ({ params, body }, context) => {
    const asked = await ask(context, params.id, 'mark-done', body, body.erp_number);
    if ('status' in asked) return asked;
    if (asked.found === 'absent') throw new DomainError('ErpNumberNotFound', { number: body.erp_number });
    const { found: verdict, ...told } = asked;
    const found = {
      ...told,
      ...(verdict === 'other' && told.difference === undefined && { difference: 'its content' }),
      isConfirmed: body.accept_difference === true,
    };
    const decision = {
      actor: context.caller.actor,
      reason: body.reason ?? `Stands there as invoice ${body.erp_number}.`,
    };
    const answer = await once(context, body, async (em) =>
      settled(em, params.id, await markTransferDone(em, params.id, found, decision), context.language),
    );
    await tellTransfer(context, params.id);
    return answer;
  },
);

type Told = Exclude<ErpLookUpResult, { readonly found: 'unanswered' }>;

/**
 * Asks the ERP, by a short workflow through the lane, about a transfer that allows the verb. An answer instead, where this key
 * was answered before or the ERP is not there in time. Throws what refuses the verb, a closed gate, and an ERP without answer.
 */
async function ask(
  context: Context,
  id: string,
  verb: TransferVerb,
  body: unknown,
  erpNumber?: string,
): Promise<Told | Answer> {
  const { orm, engine } = context.deps;
  const { agreementNumber } = context.caller;
  const begun = await withAgreement(orm, agreementNumber, async (em): Promise<ErpLookUpRef | Answer> => {
    const earlier = await answeredBefore(em, context, body);
    if (earlier !== undefined) return earlier;
    const { connectionId } = await requireVerb(em, id, verb);
    requireOpenGate(await findConnection(em, connectionId));
    return {
      ...(await transferRefOf(em, agreementNumber, id)),
      ...(erpNumber !== undefined && { erpNumber }),
    };
  });
  if ('status' in begun) return begun;
  const start = erpLookUpStart(begun);
  const result = await engine.run<ErpLookUpResult>({
    type: erpLookUpWorkflowType,
    start,
    repeat: 'run-again',
  });
  if (result === undefined)
    return {
      status: 202,
      headers: { 'retry-after': String(askAgainSeconds), location: `/api/transfers/${id}` },
    };
  if (result.found !== 'unanswered') return result;
  throw new DomainError(result.code, result.params);
}

const lookUp = endpoint(
  {
    method: 'POST',
    path: `${path}/look-up`,
    scope: 'support',
    tag,
    summary: 'Ask the ERP now whether the document stands there.',
    description: 'By our reference, among drafts and booked ones. It changes nothing but the history.',
    params: pathId,
    answers: {
      200: { description: 'What the ERP said.', schema: single('look_up', lookUpRow) },
      202: { description: 'The ERP has not answered yet: repeat with the same key.' },
    },
    errors: [
      'ConnectionPaused',
      'ErpCredentialsRefused',
      'ErpCredentialsUnproven',
      'ErpRateLimited',
      'ErpUnavailable',
      'EngineUnavailable',
    ],
  },
  async ({ params }, context) => {
    const asked = await ask(context, params.id, 'look-up', {});
    if ('status' in asked) return asked;
    const { identity, difference } = asked.found === 'absent' ? noDocument : asked;
    const erp = identity === undefined || Object.keys(identity).length === 0 ? null : identity;
    return once(context, {}, async (em) => {
      const { state } = await findTransfer(em, params.id);
      const told = {
        found: asked.found,
        ...(erp && { erp }),
        ...(difference !== undefined && { difference }),
      };
      await tellTransferEvent(em, params.id, context.caller.actor, 'transfer-looked-up', told);
      const isUnderWay = state === 'sending' || state === 'unknown';
      const note = isUnderWay && asked.found === 'absent' ? notYet : null;
      return singleAnswer(200, 'look_up', { found: asked.found, erp, difference: difference ?? null, note });
    });
  },
);

const noDocument: { readonly identity?: Record<string, string>; readonly difference?: string } = {};
const notYet = 'A write of it is under way and may still become visible there.';

export const transferActionEndpoints: readonly Endpoint[] = [retryChosen, retry, skip, markDone, lookUp];
