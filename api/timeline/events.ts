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
  mail: 'mailedTo',
  send: 'sentOut',
  reject: 'rejectedBy',
  convertToOrder: 'becameOrder',
  convertToInvoice: 'becameInvoice',
  reopen: 'reopened',
  cancel: 'cancelled',
  createBackorder: 'backordered',
  createShipment: 'shipmentMade',
  pick: 'picked',
  ship: 'shipped',
  createReceipt: 'receiptMade',
  receive: 'received',
  start: 'started',
  finish: 'finishedBy',
  moved: 'movedOn',
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
    to: textIn(after, 'to') ?? '',
  });
}

/** What became of a transfer, on what cause, by whom. */
function transferText({ action, actor }: Event, after: Data, teller: Teller): string {
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
  const byVerb = verbText(action, after, words, teller);
  if (byVerb !== undefined) return byVerb;
  switch (state) {
    case 'transferred':
    case 'blocked':
    case 'refused':
    case 'conflict':
    case 'unknown':
      return teller.say(state, words);
    case 'skipped':
      if (cause === 'NotSentByPolicy') return teller.say('skippedByPolicy', words);
      return told(teller.say(reason === undefined ? 'skipped' : 'skippedBecause', words), after, teller);
    case 'marked-done':
      return told(
        teller.say(reason === undefined ? 'markedDone' : 'markedDoneBecause', words),
        after,
        teller,
      );
    case 'waiting':
      if (actor === 'system') return teller.say('resumed', words);
      return teller.say(reason === undefined ? 'retried' : 'retriedBecause', words);
    default:
      return teller.say('moved', words);
  }
}

type Words = Parameters<Teller['say']>[1];

const foundSentences: Readonly<Record<string, Sentence>> = {
  absent: 'askedAbsent',
  same: 'askedSame',
  other: 'askedOther',
};

/** What a person did that moves nothing; undefined for everything else. */
function verbText(action: string, after: Data, words: Words, teller: Teller): string | undefined {
  if (action === 'exchanges-downloaded') return teller.say('downloaded', words);
  if (action !== 'transfer-looked-up') return undefined;
  const difference = textIn(after, 'difference') ?? '';
  return teller.say(foundSentences[textIn(after, 'found') ?? ''] ?? 'askedOther', { ...words, difference });
}

/** A decision with what was known of the ERP when it was made. */
function told(decision: string, after: Data, teller: Teller): string {
  const difference = textIn(after, 'difference');
  const standing = textIn(after, 'standing');
  return [
    decision,
    ...(difference === undefined ? [] : [teller.say('differenceAccepted', { difference })]),
    ...(standing === undefined ? [] : [teller.say('standsAllTheSame', { standing })]),
  ].join(' ');
}
