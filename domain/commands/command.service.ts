import { createHash } from 'node:crypto';
import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { DomainError } from '../errors.ts';
import { derivedId } from '../ids.ts';
import { prepare, together } from '../statements.ts';
import type { Call, Calls, RowsOf } from '../statements.ts';
import { agreementOf } from '../tenant.ts';
import { hasWebhooks, suppressWebhooks } from '../webhooks/emit-event.ts';
import { Command } from './command.entity.ts';

/** A request that changes something, before it is decided. */
export interface NewCommand {
  readonly method: string;
  /** The request's path, as it was called. */
  readonly path: string;
  /** The Idempotency-Key, 1–255 characters. */
  readonly key: string;
  /** The parsed body: what the command's execution reads. */
  readonly body: unknown;
  readonly actor: string;
  /** True where no webhook shall be told of what it does. */
  readonly suppressesWebhooks?: boolean;
  readonly documentKind?: string;
  readonly documentId?: string;
  /** The customer invoice it acts on, in place of `documentId`. */
  readonly invoiceNumber?: number;
}

export interface ClaimedCommand {
  readonly id: string;
  /** True where this key came here before, with the same body. */
  readonly repeated: boolean;
  /** The answer of the first time; null while it is not decided. */
  readonly status: number | null;
  readonly result: unknown;
  readonly documentId: string | null;
}

/** The command's id, which is its update's id too: the same for the same agreement, method, path and key. */
export const commandId = (agreementNumber: number, method: string, path: string, key: string): string =>
  derivedId('command', agreementNumber, method, path, key);

/** The id of the document that a command makes. */
export const commandDocumentId = (id: string): string => derivedId('document', id);

/** The same JSON value gives the same text, whatever the order of its properties. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

const hashOf = (body: unknown): string =>
  createHash('sha256')
    .update(canonical(body ?? null))
    .digest('hex');

const insertCommand = prepare<{ documentId: string | null }>(
  'insert_command',
  ['uuid', 'int', 'text', 'text', 'text', 'text', 'jsonb', 'text', 'text', 'uuid', 'int', 'boolean'],
  `insert into command (id, agreement_number, method, path, key, body_hash, body, actor, document_kind, document_id,
     suppresses_webhooks, requested_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9,
     coalesce($10, (select i.id from customer_invoice i where i.agreement_number = $2 and i.number = $11)), $12, now())
   on conflict do nothing returning document_id as "documentId"`,
);

/**
 * Stores the command, or finds what its key stored before. Two at once with one key: the second waits for the first one's
 * transaction and then finds it. Throws `IdempotencyKeyReused` where the body is another one.
 */
export async function claimCommand(em: EntityManager, input: NewCommand): Promise<ClaimedCommand> {
  const { id, bodyHash, call } = insertion(em, input);
  const [[inserted]] = await together<[{ documentId: string | null }]>(em, [call]);
  return claimed(em, id, bodyHash, inserted);
}

/** As `claimCommand`, with the rows of another statement that reads before it, in the same round trip. */
export async function claimCommandAnd<Row>(
  em: EntityManager,
  input: NewCommand,
  first: Call<Row>,
): Promise<{ readonly command: ClaimedCommand; readonly rows: Row[] }> {
  const { id, bodyHash, call } = insertion(em, input);
  const [rows, [inserted]] = await together<[Row, { documentId: string | null }]>(em, [first, call]);
  return { command: await claimed(em, id, bodyHash, inserted), rows };
}

function insertion(
  em: EntityManager,
  input: NewCommand,
): { readonly id: string; readonly bodyHash: string; readonly call: Call<{ documentId: string | null }> } {
  const agreementNumber = agreementOf(em);
  const id = commandId(agreementNumber, input.method, input.path, input.key);
  // What the client asked beside the body makes another request of it.
  const bodyHash = hashOf(
    input.suppressesWebhooks === true ? { body: input.body, suppressesWebhooks: true } : input.body,
  );
  const call = insertCommand.with([
    ...[id, agreementNumber, input.method, input.path, input.key, bodyHash],
    ...[JSON.stringify(input.body ?? null), input.actor, input.documentKind ?? null],
    ...[input.documentId ?? null, input.invoiceNumber ?? null, input.suppressesWebhooks ?? false],
  ]);
  return { id, bodyHash, call };
}

async function claimed(
  em: EntityManager,
  id: string,
  bodyHash: string,
  inserted: { readonly documentId: string | null } | undefined,
): Promise<ClaimedCommand> {
  if (inserted !== undefined)
    return { id, repeated: false, status: null, result: null, documentId: inserted.documentId };
  // Locked: where its first request is at work in another transaction, its answer is waited for.
  const lock = { refresh: true, lockMode: LockMode.PESSIMISTIC_WRITE } as const;
  const earlier = await em.findOneOrFail(Command, { id }, lock);
  if (earlier.bodyHash !== bodyHash) throw new DomainError('IdempotencyKeyReused');
  return {
    id,
    repeated: true,
    status: earlier.status ?? null,
    result: earlier.result ?? null,
    documentId: earlier.documentId ?? null,
  };
}

const complete = prepare(
  'complete_command',
  ['uuid', 'int', 'jsonb'],
  'update command set status = $2, result = $3, completed_at = now() where id = $1 and completed_at is null',
);

/** Stores a command's answer, with the next statement. */
export async function completeCommand(
  em: EntityManager,
  id: string,
  status: number,
  result: unknown,
): Promise<void> {
  await complete.later(em, [id, status, JSON.stringify(result ?? null)]);
}

/** A stored command, as its execution reads it. */
export interface StoredCommand {
  readonly id: string;
  readonly actor: string;
  readonly body: unknown;
}

type LockedCommand = StoredCommand & {
  readonly isCompleted: boolean;
  readonly result: unknown;
  /** Whether webhooks are told of what it does: the client did not ask for silence, and there are any. */
  readonly tellsWebhooks: boolean;
};

const lockCommand = prepare<LockedCommand>(
  'lock_command',
  ['uuid'],
  `select id, actor, body, result, completed_at is not null as "isCompleted",
     not suppresses_webhooks and ${hasWebhooks('command.agreement_number')} as "tellsWebhooks"
   from command where id = $1 for update`,
);

/**
 * Runs a stored command once, however often it is called: locks its row, answers what an earlier run stored, or runs `act`
 * in the same transaction and stores what it answers. Refusals are not stored: nothing was changed, and they are decided
 * afresh. `calls` are what `act` reads first, after the command's lock and in the same round trip. Throws `NotFound` where
 * the command is unknown, and what `act` throws.
 */
export async function runCommand<Rows extends readonly unknown[], Result>(
  em: EntityManager,
  id: string,
  calls: Calls<Rows>,
  act: (command: StoredCommand, rows: RowsOf<Rows>) => Promise<Result>,
): Promise<Result> {
  const all = [lockCommand.with([id]), ...calls] as Calls<[LockedCommand, ...Rows]>;
  const [[command], ...rows] = await together<[LockedCommand, ...Rows]>(em, all);
  if (command === undefined) throw new DomainError('NotFound', { what: `The command ${id}` });
  if (command.isCompleted) return command.result as Result;
  if (!command.tellsWebhooks) suppressWebhooks(em);
  const result = await act(command, rows);
  await em.flush();
  await completeCommand(em, id, 200, result);
  return result;
}
