import { describe, expect, test } from '@jest/globals';
import { attemptEntries } from '../../api/timeline/attempts.ts';
import type { Attempt, Written } from '../../api/timeline/attempts.ts';
import { erpWords } from '../../api/timeline/erp-words.ts';
import { eventEntry } from '../../api/timeline/events.ts';
import { Teller, timelineWords } from '../../api/timeline/teller.ts';
import { en } from '../../api/timeline/words/en.ts';
import type { Sentence } from '../../api/timeline/words/en.ts';
import { messageLanguages } from '../../domain/languages.ts';

const placeholders = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).sort();

describe.each(messageLanguages)('the sentences of histories in %s', (language) => {
  test.each(Object.keys(en) as Sentence[])('%s has the placeholders of the English one', (sentence) => {
    const text = timelineWords[language][sentence];
    expect(text.trim()).not.toBe('');
    expect(placeholders(text)).toEqual(placeholders(en[sentence]));
  });
});

const teller = new Teller('en', new Map([['blg_12345678', 'Webshop']]));
const at = new Date('2026-11-02T10:00:00Z');
const later = new Date('2026-11-02T10:02:30Z');

const textOf = (actor: string, action: string, after: object): string =>
  eventEntry({ at, actor, action, documentNumber: 7, before: null, after: { ...after } }, teller).text;

describe('what became of a transfer', () => {
  const transfer = (state: string, rest: object = {}) => ({ transfer: state, provider: 'netvisor', ...rest });

  test.each([
    [
      'api-key:blg_12345678',
      'transfer-skipped',
      transfer('skipped', { params: { reason: 'Sendt pr. brev.' } }),
      'Not to be sent to Netvisor: the API key "Webshop" decided so. Reason: Sendt pr. brev.',
    ],
    ['user:Åse', 'transfer-skipped', transfer('skipped'), 'Not to be sent to Netvisor: Åse decided so.'],
    [
      'user:Åse',
      'transfer-marked-done',
      transfer('marked-done', { erp: { bookedInvoiceNumber: '31' }, reason: 'Tastet.' }),
      'Marked as done in Netvisor as invoice 31 by Åse. Reason: Tastet.',
    ],
    [
      'settings',
      'transfer-skipped',
      transfer('skipped', { cause: 'NotSentByPolicy' }),
      "Not sent to Netvisor: the connection's settings say so.",
    ],
    ['system', 'transfer-waits', transfer('waiting'), 'Goes on to Netvisor: what had stopped it is gone.'],
    [
      'system',
      'transfer-blocked',
      transfer('blocked', { cause: 'CreditedInvoiceNotTransferred', params: { invoice: 12 } }),
      'Parked before anything was sent to Netvisor: Invoice 12, which this credit note credits, is not in the ERP yet. It goes as soon as that one has its outcome.',
    ],
    [
      'system',
      'transfer-refused',
      transfer('refused', { cause: 'NoLongerACode' }),
      'Parked, for Netvisor refused: the reason is not recorded.',
    ],
    ['api-key:blg_gone', 'pack', {}, 'pack by the API key "blg_gone".'],
  ])('by %s, %s', (actor, action, after, says) => {
    expect(textOf(actor, action, after)).toBe(says);
  });

  test('keeps a person’s words, and what looks like a placeholder in them', () => {
    const reason = '{by} $& <b>bøger</b>';
    expect(textOf('user:x', 'transfer-skipped', transfer('skipped', { reason }))).toContain(
      `Reason: ${reason}`,
    );
  });
});

describe('an attempt', () => {
  const write = (changes: Partial<Written>): Written => ({
    id: 'w',
    kind: 'book-invoice',
    subject: 'customer-invoice:d',
    number: 2,
    state: 'settled',
    outcome: null,
    cause: null,
    unknownReason: null,
    identity: null,
    transferId: null,
    settledAt: null,
    retryAt: null,
    reference: 'B-1',
    lookUpFirst: false,
    connection: { id: 'c' },
    intendedAt: at,
    claimedAt: at,
    deadlineAt: new Date('2026-11-02T10:00:30Z'),
    ...changes,
  });
  const said = (attempt: Partial<Attempt> & Pick<Attempt, 'write'>): string[] =>
    attemptEntries(
      { before: undefined, sent: undefined, lookedUp: undefined, ...attempt },
      'e-conomic',
      teller,
    ).map(({ text }) => text);

  test('whose worker died tells that no answer came, and what was found', () => {
    const unknownReason = 'no answer was recorded before the deadline';
    const died = write({ unknownReason, outcome: 'absent', settledAt: later });
    const entries = attemptEntries(
      { write: died, before: undefined, sent: undefined, lookedUp: undefined },
      'e-conomic',
      teller,
    );
    expect(entries.map(({ text }) => text)).toEqual([
      'Sent the booking to e-conomic (attempt 2).',
      'No answer to the booking came from e-conomic.',
      `Decided to look the booking up before anything is sent again: whether it stands in e-conomic is not known (${unknownReason}).`,
      'Looked the booking up in e-conomic by B-1: it is surely not there, so it may be sent.',
    ]);
    expect(entries.map((entry) => entry.order)).toEqual([
      at.getTime(),
      died.deadlineAt?.getTime(),
      died.deadlineAt?.getTime(),
      later.getTime(),
    ]);
  });

  test('that is under way, or not begun, tells no answer', () => {
    expect(said({ write: write({ state: 'claimed' }) })).toEqual([
      'Sent the booking to e-conomic (attempt 2).',
    ]);
    expect(said({ write: write({ state: 'intended', claimedAt: null }) })).toEqual([
      'About to send the booking to e-conomic (attempt 2).',
    ]);
  });

  test('that never reached the ERP tells until when it waits, and why it was sent again', () => {
    const before = write({ outcome: 'not-sent', settledAt: at, retryAt: later });
    expect(said({ write: before })).toEqual([
      'Sent the booking to e-conomic (attempt 2).',
      'e-conomic could not be reached with the booking; nothing was sent.',
      'Waits until 2026-11-02 10:02:30 UTC before the booking is sent again.',
    ]);
    expect(said({ write: write({ number: 3 }), before })[0]).toBe(
      'Sent the booking to e-conomic again (attempt 3), for the attempt before surely did nothing.',
    );
  });

  test('whose look-up has no clear answer yet tells how often it was asked', () => {
    const open = write({ state: 'unknown', unknownReason: 'answered 500' });
    const exchanged = { writeId: 'w', count: 4, at: later, status: 502, body: null };
    expect(said({ write: open, lookedUp: { ...exchanged, purpose: 'look-up' } }).at(-1)).toBe(
      'Asked e-conomic for the booking without a clear answer so far (calls: 4).',
    );
  });

  test('that was found otherwise, or refused for its credentials, says so', () => {
    const conflict = write({
      outcome: 'conflict',
      unknownReason: 'x',
      settledAt: later,
      identity: { draftInvoiceNumber: '9' },
    });
    expect(said({ write: conflict }).at(-1)).toBe(
      'Looked the booking up in e-conomic by B-1: something else stands there as draft 9.',
    );
    const sent = { writeId: 'w', purpose: 'send', count: 1, at, status: 401, body: null } as const;
    expect(said({ write: write({ outcome: 'unauthorized', settledAt: later }), sent }).slice(1)).toEqual([
      'e-conomic answered 401 to the booking.',
      'e-conomic refused our credentials: nothing is sent before others work.',
    ]);
  });
});

describe('the words of an ERP', () => {
  test.each([
    [null, undefined],
    ['', undefined],
    ['<html>', undefined],
    ['"text"', undefined],
    ['{"message":"Nej.","errorCode":"E1"}', 'E1 Nej.'],
    [
      '{"message":"Validation failed.","errorCode":"E04300","errors":{"lines":{"items":[{"arrayIndex":0,"product":{"errors":[{"errorCode":"E06600","errorMessage":"Varen er spærret."}]}}]}}}',
      'E06600 Varen er spærret.',
    ],
    ['[{"title":"Conflict"}]', 'Conflict'],
    [`{"message":"${'x'.repeat(999)}"}`, 'x'.repeat(200)],
    [`${'['.repeat(9_000)}${']'.repeat(9_000)}`, undefined],
  ])('in %.60s are its innermost code and text, in short', (body, words) => {
    expect(erpWords(body)).toBe(words);
  });
});
