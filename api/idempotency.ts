import { randomUUID } from 'node:crypto';
import type { Request } from 'express';
import { claimCommand, claimCommandAnd, completeCommand } from '../domain/commands/command.service.ts';
import type { ClaimedCommand, NewCommand } from '../domain/commands/command.service.ts';
import type { Call } from '../domain/statements.ts';
import type { Answer, Context, Em } from './context.ts';
import { invalidField } from './validation.ts';

/** Printable ASCII, up to 255 characters: what fits the header of the answer and the column. */
const keyShape = /^[\x20-\x7e]{1,255}$/;

/** What of an answer is kept for a repeat; secrets that are shown once are left out. */
export type Recorded = (body: unknown) => unknown;

/** The request's Idempotency-Key, or a random one where none was sent. Throws `InvalidInput` where it is unusable. */
export function idempotencyKeyOf(request: Request): string {
  const given = request.headers['idempotency-key'];
  if (given === undefined) return randomUUID();
  if (typeof given !== 'string' || !keyShape.test(given))
    throw invalidField('Idempotency-Key', 'must have 1 to 255 printable ASCII characters');
  return given;
}

/** Which document a command is for. */
type Target = Pick<NewCommand, 'documentKind' | 'documentId' | 'invoiceNumber'>;

const commandOf = (context: Context, body: unknown, target: Target): NewCommand => ({
  method: context.method,
  path: context.path,
  key: context.idempotencyKey,
  body,
  actor: context.caller.actor,
  suppressesWebhooks: context.suppressesWebhooks,
  ...target,
});

/** Stores the request as a command under its key, or finds the earlier one. Throws `IdempotencyKeyReused`. */
export const claim = async (
  em: Em,
  context: Context,
  body: unknown,
  target: Target = {},
): Promise<ClaimedCommand> => claimCommand(em, commandOf(context, body, target));

/** As `claim`, with the rows of what is read before it, in the same round trip. */
export const claimAnd = async <Row>(
  em: Em,
  context: Context,
  body: unknown,
  target: Target,
  first: Call<Row>,
): Promise<{ readonly command: ClaimedCommand; readonly rows: Row[] }> =>
  claimCommandAnd(em, commandOf(context, body, target), first);

/** Marks an answer as the recorded one of an earlier request. */
export const replayed = (answer: Answer): Answer => ({
  ...answer,
  headers: { ...answer.headers, 'idempotency-replayed': 'true' },
});

interface StoredAnswer {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * The recorded answer of an earlier request with this key, or undefined: asked before work that no transaction can hold (a
 * question to an ERP), whose outcome `onceByKey` then records. Throws `IdempotencyKeyReused`.
 */
export async function answeredBefore(em: Em, context: Context, body: unknown): Promise<Answer | undefined> {
  const { status, result } = await claim(em, context, body);
  return status === null ? undefined : replayed({ status, ...(result as StoredAnswer) });
}

/**
 * Does the work once per key, in the caller's transaction: work and recorded answer are committed together. A refusal
 * rolls back both, so that the same key may be used again once its reason is gone.
 */
export async function onceByKey(
  em: Em,
  context: Context,
  body: unknown,
  recorded: Recorded | undefined,
  act: () => Promise<Answer>,
): Promise<Answer> {
  const command = await claim(em, context, body);
  if (command.status !== null) {
    const stored = command.result as StoredAnswer;
    return replayed({ status: command.status, ...stored });
  }
  const answer = await act();
  await em.flush();
  await completeCommand(em, command.id, answer.status, {
    body: recorded === undefined ? answer.body : recorded(answer.body),
    headers: answer.headers,
  });
  return answer;
}
