import type { ErrorParams } from '../../domain/errors.ts';
import type { DocumentEvent } from '../../domain/events/document-event.entity.ts';
import type { Entry } from './entry.ts';
import { providerName } from './teller.ts';
import type { Teller } from './teller.ts';
import type { Sentence } from './words/en.ts';

type Data = Readonly<Record<string, unknown>>;

type Event = Pick<DocumentEvent, 'action' | 'actor' | 'at' | 'before' | 'after' | 'documentNumber'>;

/** A document's event as an entry. An action that has no sentence yet is told by its name. */
export function eventEntry(event: Event, teller: Teller): Entry {
  const after = (event.after ?? {}) as Data;
  const isTransfer = typeof after['transfer'] === 'string';
  return {
    at: event.at,
    order: event.at.getTime(),
    text: isTransfer ? transferText(event, after, teller) : documentText(event, after, teller),
    kind: isTransfer ? 'transfer' : 'document',
    actor: event.actor,
    action: event.action,
    integrationId: textIn(after, 'connection') ?? null,
    cause: textIn(after, 'cause') ?? null,
    before: event.before ?? null,
    after: event.after ?? null,
  };
}

const textIn = (data: Data, field: string): string | undefined => {
  const value = data[field];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

const documentSentences: Readonly<Record<string, Sentence>> = {
  create: 'created',
  created: 'created',
  createCreditNote: 'createdCreditNote',
  edit: 'edited',
  edited: 'edited',
  delete: 'deleted',
  deleted: 'deleted',
  book: 'booked',
  booked: 'booked',
  setLayout: 'layoutSet',
  archive: 'archived',
  archived: 'archived',
};

function documentText({ action, actor, documentNumber }: Event, after: Data, teller: Teller): string {
  const sentence = documentSentences[action] ?? 'otherAction';
  const fields = Object.keys(after).join(', ');
  return teller.say(sentence === 'edited' && fields !== '' ? 'editedFields' : sentence, {
    number: documentNumber,
    by: teller.by(actor),
    action,
    fields,
  });
}

/** What became of a transfer, on what cause, by whom. */
function transferText({ actor }: Event, after: Data, teller: Teller): string {
  const params = (after['params'] ?? {}) as ErrorParams;
  const state = textIn(after, 'transfer') ?? '';
  const cause = textIn(after, 'cause');
  const reason = textIn(after, 'reason') ?? textIn(params, 'reason');
  const words = {
    erp: providerName(textIn(after, 'provider') ?? 'ERP'),
    by: teller.by(actor),
    identity: teller.identity(after['erp']),
    cause: teller.cause(cause, params),
    state: teller.kept('state', state),
    ...(reason !== undefined && { reason }),
  };
  switch (state) {
    case 'transferred':
    case 'blocked':
    case 'refused':
    case 'conflict':
    case 'unknown':
      return teller.say(state, words);
    case 'skipped':
      if (cause === 'NotSentByPolicy') return teller.say('skippedByPolicy', words);
      return teller.say(reason === undefined ? 'skipped' : 'skippedBecause', words);
    case 'marked-done':
      return teller.say(reason === undefined ? 'markedDone' : 'markedDoneBecause', words);
    case 'waiting':
      return teller.say(actor === 'system' ? 'resumed' : 'retried', words);
    default:
      return teller.say('moved', words);
  }
}
