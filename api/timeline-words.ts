import type { DocumentEvent } from '../domain/events/document-event.entity.ts';
import type { erpProviders } from '../domain/connections/connection.entity.ts';
import { errorCatalogue, errorMessage } from '../domain/errors.ts';
import type { ErrorCode, ErrorParams } from '../domain/errors.ts';
import type { ErpWrite } from '../domain/transfers/erp-write.entity.ts';
import { verbText } from './timeline-verbs.ts';

/** How the providers write their own names. */
const providerNames: Readonly<Record<(typeof erpProviders)[number], string>> = {
  'e-conomic': 'e-conomic',
  netvisor: 'Netvisor',
  '24sevenoffice': '24SevenOffice',
};

const providerName = (provider: string): string =>
  provider in providerNames ? providerNames[provider as (typeof erpProviders)[number]] : provider;

type Data = Readonly<Record<string, unknown>>;

const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(errorCatalogue, code);

/** A document's event as a sentence. An action that has no sentence yet is told by its name. */
export function eventText(
  event: Pick<DocumentEvent, 'action' | 'before' | 'after' | 'documentNumber'>,
): string {
  const after = (event.after ?? {}) as Data;
  if (typeof after['transfer'] === 'string') return transferText(event.action, after);
  const number = event.documentNumber;
  switch (event.action) {
    case 'create':
    case 'created':
      return `Made as draft ${number}.`;
    case 'createCreditNote':
      return `Made as draft credit note ${number}.`;
    case 'edit':
    case 'edited':
      return `Edited: ${fieldNames(after)}.`;
    case 'delete':
    case 'deleted':
      return `Draft ${number} was deleted; its number is not used again.`;
    case 'book':
    case 'booked':
      return `Booked as ${number}.`;
    case 'setLayout':
      return 'Given another layout; nothing is sent again.';
    case 'archive':
    case 'archived':
      return 'Archived: every transfer has its outcome.';
    default:
      return `${event.action}.`;
  }
}

const fieldNames = (after: Data): string => {
  const names = Object.keys(after);
  return names.length === 0 ? 'nothing that is kept here' : names.join(', ');
};

function transferText(action: string, after: Data): string {
  const { provider } = after;
  const erp = typeof provider === 'string' ? providerName(provider) : 'the ERP';
  const cause = causeText(after);
  const byPerson = verbText(action, erp, after);
  if (byPerson !== undefined) return byPerson;
  switch (after['transfer']) {
    case 'transferred':
      return `Stands in ${erp}${identityText(after['erp'])}.`;
    case 'blocked':
      return `Not sent to ${erp} yet: ${cause}`;
    case 'refused':
      return `${erp} refused: ${cause}`;
    case 'unknown':
      return `${erp} did not answer clearly; it is looked up before anything is sent again.`;
    case 'conflict':
      return `${erp} holds something else: ${cause}`;
    case 'skipped':
      return `Not sent to ${erp}: ${cause}`;
    case 'marked-done':
      return `Marked as done in ${erp}${identityText(after['erp'])}.`;
    default:
      return `Waits for its turn in ${erp}.`;
  }
}

function causeText(after: Data): string {
  const code = after['cause'];
  if (code === 'NotSentByPolicy') return "the connection's settings say so.";
  if (typeof code !== 'string' || !isErrorCode(code)) return 'the reason is not recorded.';
  return errorMessage(code, (after['params'] ?? {}) as ErrorParams);
}

/** The ERP's own number, where it is known: the booked one before the draft's. */
function identityText(identity: unknown): string {
  if (typeof identity !== 'object' || identity === null) return '';
  const ids = identity as Readonly<Record<string, string>>;
  if (ids['bookedInvoiceNumber'] !== undefined) return ` as invoice ${ids['bookedInvoiceNumber']}`;
  if (ids['draftInvoiceNumber'] !== undefined) return ` as draft ${ids['draftInvoiceNumber']}`;
  return ids['number'] === undefined ? '' : ` as ${ids['number']}`;
}

const writeNames: Readonly<Record<string, string>> = {
  'create-draft-invoice': 'the draft invoice',
  'book-invoice': 'the booking',
};

/** An attempt to write to an ERP as a sentence. */
export function attemptText(
  write: Pick<
    ErpWrite,
    'kind' | 'subject' | 'state' | 'outcome' | 'cause' | 'causeParams' | 'unknownReason' | 'identity'
  >,
  provider: string,
): string {
  const erp = providerName(provider);
  const what = writeNames[write.kind] ?? write.subject.replace(':', ' ');
  switch (write.outcome) {
    case 'accepted':
      return `${erp} took ${what}${identityText(write.identity)}.`;
    case 'adopted':
      return `Found ${what} in ${erp}${identityText(write.identity)}; not sent again.`;
    case 'refused':
      return `${erp} refused ${what}: ${causeText({ cause: write.cause, params: write.causeParams })}`;
    case 'not-sent':
      return `${erp} could not be reached with ${what}; nothing was sent.`;
    case 'rate-limited':
      return `${erp} asked to wait with ${what}.`;
    case 'unauthorized':
      return `${erp} refused our credentials with ${what}.`;
    case 'absent':
      return `Looked for ${what} in ${erp}: surely not there.`;
    case 'conflict':
      return `Found something else in ${erp} in place of ${what}.`;
    default:
      return write.state === 'unknown'
        ? `${erp} did not answer clearly about ${what} (${write.unknownReason ?? 'no answer'}).`
        : `Sending ${what} to ${erp}.`;
  }
}
