import type { Connection } from '../../domain/connections/connection.entity.ts';
import type { WriteState } from '../../domain/transfers/erp-write.decisions.ts';
import type { ErpWrite } from '../../domain/transfers/erp-write.entity.ts';
import type { Entry, EntryKind } from './entry.ts';
import { erpWords } from './erp-words.ts';
import type { Exchanged } from './rows.ts';
import { providerName } from './teller.ts';
import type { Teller } from './teller.ts';
import type { Sentence } from './words/en.ts';

/** What of an attempt's row is told. */
export type Written = Readonly<
  Pick<
    ErpWrite,
    | ('id' | 'kind' | 'subject' | 'number' | 'transferId' | 'reference' | 'lookUpFirst')
    | ('outcome' | 'cause' | 'unknownReason' | 'identity')
    | ('intendedAt' | 'claimedAt' | 'deadlineAt' | 'settledAt' | 'retryAt')
  >
> & { readonly state: WriteState; readonly connection: Pick<Connection, 'id'> };

/** An attempt with what was exchanged for it, and the attempt at the same thing before it. */
export interface Attempt {
  readonly write: Written;
  readonly before: Written | undefined;
  readonly sent: Exchanged | undefined;
  readonly lookedUp: Exchanged | undefined;
}

const documentWrites: Readonly<Record<string, Sentence>> = {
  'create-draft-invoice': 'draftInvoice',
  'book-invoice': 'booking',
};

const registers: Readonly<Record<string, Sentence>> = {
  unit: 'unit',
  'payment-terms': 'paymentTerms',
  'customer-group': 'customerGroup',
  'product-group': 'productGroup',
  'product-group-zone': 'productGroupZone',
  product: 'product',
  customer: 'customer',
  contact: 'contact',
  'delivery-location': 'deliveryLocation',
};

/** What an attempt is to write, in business words. */
function whatOf({ kind, subject }: Written, teller: Teller): string {
  const document = documentWrites[kind];
  if (document !== undefined) return teller.say(document);
  const [register = '', ...key] = subject.split(':');
  const sentence = registers[register];
  return sentence === undefined ? subject : teller.say(sentence, { key: key.join(':') });
}

interface Step {
  readonly at: Date;
  readonly kind: EntryKind;
  readonly sentence: Sentence;
  readonly params?: Readonly<Record<string, string | number>>;
  readonly httpStatus?: number | null;
}

/** An attempt as entries: what was done, what came back, and what was decided on it. */
export function attemptEntries(attempt: Attempt, provider: string, teller: Teller): Entry[] {
  const { write } = attempt;
  const words = {
    erp: providerName(provider),
    what: whatOf(write, teller),
    attempt: write.number,
    reference: write.reference,
    identity: teller.identity(write.identity),
    reason: teller.kept('reason', write.unknownReason ?? ''),
  };
  const steps = [startOf(attempt), ...answerOf(attempt), ...decisionOf(attempt), ...lookUpOf(attempt)];
  let order = 0;
  return steps.map(({ at, kind, sentence, params, httpStatus }) => {
    order = Math.max(order, at.getTime());
    return {
      at,
      order,
      text: teller.say(sentence, { ...words, ...params }),
      kind,
      actor: 'system',
      action: write.kind,
      integrationId: write.connection.id,
      transferId: write.transferId ?? null,
      attemptId: write.id,
      httpStatus: httpStatus ?? null,
      cause: write.cause ?? null,
      after: write.identity ?? null,
    };
  });
}

function startOf({ write, before }: Attempt): Step {
  if (write.lookUpFirst) return { at: write.intendedAt, kind: 'decision', sentence: 'checkFirst' };
  const { claimedAt } = write;
  if (!claimedAt) return { at: write.intendedAt, kind: 'sending', sentence: 'toBeSent' };
  return { at: claimedAt, kind: 'sending', sentence: sentAs(before) };
}

function sentAs(before: Written | undefined): Sentence {
  switch (before?.outcome) {
    case 'absent':
      return 'sentAgainAbsent';
    case 'refused':
    case 'not-sent':
    case 'rate-limited':
    case 'unauthorized':
      return 'sentAgainUndone';
    default:
      return 'sent';
  }
}

/** What the ERP answered to what was sent; nothing while the answer is awaited, or where nothing was sent. */
function answerOf({ write, sent }: Attempt): Step[] {
  if (!write.claimedAt || (write.state === 'claimed' && sent === undefined)) return [];
  if (sent?.status === undefined || sent.status === null) {
    const sentence = write.outcome === 'not-sent' ? 'notReached' : 'noAnswer';
    return [{ at: answeredAt(write, sent), kind: 'answer', sentence }];
  }
  const { status, body } = sent;
  const said = status >= 400 ? erpWords(body) : undefined;
  const answered = said === undefined ? 'answered' : 'answeredSaying';
  return [
    {
      at: answeredAt(write, sent),
      kind: 'answer',
      sentence: write.outcome === 'accepted' ? 'took' : answered,
      params: { status, ...(said !== undefined && { said }) },
      httpStatus: status,
    },
  ];
}

/** A definite answer settles its attempt; one that is not known was there before the look-up, or never came. */
function answeredAt(write: Written, sent: Exchanged | undefined): Date {
  const settled = write.unknownReason ? undefined : write.settledAt;
  return settled ?? sent?.at ?? write.deadlineAt ?? write.intendedAt;
}

function decisionOf({ write, sent }: Attempt): Step[] {
  const at = answeredAt(write, sent);
  if (write.claimedAt && write.unknownReason) return [{ at, kind: 'decision', sentence: 'outcomeUnknown' }];
  if (write.outcome === 'unauthorized') return [{ at, kind: 'decision', sentence: 'credentialsRefused' }];
  if (!write.retryAt) return [];
  return [{ at, kind: 'wait', sentence: 'waitsUntil', params: { until: momentText(write.retryAt) } }];
}

/** `2026-11-28 08:40:05 UTC`. */
const momentText = (moment: Date): string => `${moment.toISOString().slice(0, 19).replace('T', ' ')} UTC`;

const found: Readonly<Record<string, Sentence>> = {
  adopted: 'foundOurs',
  absent: 'foundNothing',
  conflict: 'foundOther',
};

function lookUpOf({ write, lookedUp }: Attempt): Step[] {
  const wasLookedUp = write.lookUpFirst || Boolean(write.unknownReason);
  const sentence = wasLookedUp && write.outcome ? found[write.outcome] : undefined;
  if (sentence !== undefined && write.settledAt)
    return [{ at: write.settledAt, kind: 'look-up', sentence, httpStatus: lookedUp?.status ?? null }];
  if (lookedUp === undefined || write.state === 'settled') return [];
  const { at, count, status } = lookedUp;
  return [{ at, kind: 'look-up', sentence: 'noClearLookUp', params: { count }, httpStatus: status }];
}
