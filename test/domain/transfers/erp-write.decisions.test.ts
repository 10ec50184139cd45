import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  mayLookUp,
  nextWriteStep,
  retryDelayMs,
  windowEndsAt,
  type WriteOutcome,
  type WriteRow,
} from '../../../domain/transfers/erp-write.decisions.ts';

const window = { processingMs: 60_000, visibilityMs: 60_000 };
const now = 1_000_000;
const kinds = ['create-draft-invoice', 'book-invoice'];
const plan = { kinds, endsWith: 'bookedInvoiceNumber', round: 1, looksFirstSince: null };

const row = (over: Partial<WriteRow>): WriteRow => ({
  id: `${over.kind ?? 'create-draft-invoice'}-${over.number ?? 1}`,
  kind: 'create-draft-invoice',
  number: 1,
  round: 1,
  state: 'settled',
  outcome: null,
  lookUpFirst: false,
  claimedAt: null,
  deadlineAt: null,
  settledAt: null,
  retryAt: null,
  cause: null,
  params: null,
  identity: null,
  ...over,
});
const draftAccepted = row({ outcome: 'accepted', identity: { draftInvoiceNumber: '7' } });

describe('the next step of a write', () => {
  test('without rows the first kind is intended', () => {
    expect(nextWriteStep([], plan, window, now)).toEqual({
      do: 'intend',
      kind: 'create-draft-invoice',
      lookUpFirst: false,
      repeats: false,
    });
  });

  test('an unclaimed intent may be sent: the claim decides who does', () => {
    expect(nextWriteStep([row({ state: 'intended' })], plan, window, now)).toEqual({
      do: 'send',
      writeId: 'create-draft-invoice-1',
    });
  });

  test.each(['claimed', 'unknown'] as const)(
    'a %s write is neither sent nor looked up before its window is over',
    (state) => {
      const open = row({ state, claimedAt: now - 1_000, deadlineAt: now + 29_000 });
      const until = now + 29_000 + 120_000;
      expect(windowEndsAt(open, window)).toBe(until);
      expect(nextWriteStep([open], plan, window, now)).toEqual({ do: 'wait', until, reason: 'window' });
      expect(nextWriteStep([open], plan, window, until)).toEqual({ do: 'look-up', writeId: open.id });
    },
  );

  test('an accepted draft is followed by its booking, and the booking by the end', () => {
    expect(nextWriteStep([draftAccepted], plan, window, now)).toMatchObject({
      do: 'intend',
      kind: 'book-invoice',
    });
    const booked = row({
      kind: 'book-invoice',
      outcome: 'adopted',
      identity: { bookedInvoiceNumber: '31' },
    });
    expect(nextWriteStep([draftAccepted, booked], plan, window, now)).toEqual({
      do: 'finish',
      identity: { draftInvoiceNumber: '7', bookedInvoiceNumber: '31' },
    });
  });

  test('a draft that a person has booked already needs no booking of ours', () => {
    const adopted = row({ outcome: 'adopted', identity: { bookedInvoiceNumber: '31' } });
    expect(nextWriteStep([adopted], plan, window, now)).toMatchObject({ do: 'finish' });
  });

  test.each(['refused', 'conflict'] as const)(
    'a %s write parks until a person asks for another round',
    (outcome) => {
      const parked = row({ outcome, cause: 'ProductBarred', params: { product: 'A' } });
      expect(nextWriteStep([parked], plan, window, now)).toEqual({
        do: 'park',
        state: outcome,
        cause: 'ProductBarred',
        params: { product: 'A' },
      });
      expect(nextWriteStep([parked], { ...plan, round: 2 }, window, now)).toMatchObject({
        do: 'intend',
        lookUpFirst: true,
      });
    },
  );

  test.each([
    ['not-sent', true],
    ['rate-limited', false],
    ['unauthorized', false],
    ['absent', true],
  ] as const)(
    'after %s the write is intended again, not before it may be (out of the retry budget: %s)',
    (outcome, repeats) => {
      const waiting = row({ outcome, retryAt: now + 5_000 });
      expect(nextWriteStep([waiting], plan, window, now)).toEqual({
        do: 'wait',
        until: now + 5_000,
        reason: 'retry',
      });
      expect(nextWriteStep([waiting], plan, window, now + 5_000)).toEqual({
        do: 'intend',
        kind: 'create-draft-invoice',
        lookUpFirst: false,
        repeats,
      });
    },
  );

  test("the send that a person's retry leads to is free, whatever it found", () => {
    const looked = row({ round: 2, lookUpFirst: true, outcome: 'absent' });
    expect(nextWriteStep([looked], { ...plan, round: 2 }, window, now)).toMatchObject({
      do: 'intend',
      repeats: false,
    });
  });

  test('in a new round an accepted draft is looked up before anything builds on it', () => {
    const refused = row({ kind: 'book-invoice', outcome: 'refused', cause: 'PeriodClosed' });
    expect(nextWriteStep([draftAccepted, refused], { ...plan, round: 2 }, window, now)).toEqual({
      do: 'intend',
      kind: 'create-draft-invoice',
      lookUpFirst: true,
      repeats: false,
    });
    const looking = row({ number: 2, round: 2, state: 'intended', lookUpFirst: true });
    expect(nextWriteStep([draftAccepted, refused, looking], { ...plan, round: 2 }, window, now)).toEqual({
      do: 'look-up',
      writeId: looking.id,
    });
  });

  test.each([
    ['accepted', { draftInvoiceNumber: '7' }],
    ['conflict', { draftInvoiceNumber: '7' }],
  ] as const)('what was %s a moment ago is not looked up before it is surely seen', (outcome, identity) => {
    const settledAt = now - 20_000;
    const draft = row({ outcome, identity, settledAt });
    const refused = row({ kind: 'book-invoice', outcome: 'refused', settledAt: now - 10_000 });
    const rows = outcome === 'accepted' ? [draft, refused] : [draft];
    const until = settledAt + window.visibilityMs;
    const again = { ...plan, round: 2 };
    expect(nextWriteStep(rows, again, window, now)).toEqual({ do: 'wait', until, reason: 'retry' });
    expect(nextWriteStep(rows, again, window, until)).toMatchObject({ do: 'intend', lookUpFirst: true });
  });

  test('a draft sent anew in a new round is booked without looking for a booking first', () => {
    const rows = [
      draftAccepted,
      row({ kind: 'book-invoice', outcome: 'conflict', cause: 'ErpContentDiffers' }),
      row({ number: 2, round: 2, outcome: 'absent', lookUpFirst: true }),
      row({
        number: 3,
        round: 2,
        outcome: 'accepted',
        settledAt: now,
        identity: { draftInvoiceNumber: '8' },
      }),
    ];
    expect(nextWriteStep(rows, { ...plan, round: 2 }, window, now)).toEqual({
      do: 'intend',
      kind: 'book-invoice',
      lookUpFirst: false,
      repeats: false,
    });
  });

  describe('of a transfer that looks first', () => {
    const since = now - 10_000;
    const looking = { ...plan, looksFirstSince: since };
    const before = since - 600_000;
    const first = (kind: string) => ({ do: 'intend', kind, lookUpFirst: true, repeats: false });
    const draft = { outcome: 'accepted', identity: { draftInvoiceNumber: '7' } } as const;
    const absent = { lookUpFirst: true, outcome: 'absent', settledAt: since } as const;

    test.each<[string, WriteRow[], object]>([
      ['nothing is written down', [], first('create-draft-invoice')],
      ...(['not-sent', 'rate-limited', 'unauthorized', 'absent'] as const).map(
        (outcome): [string, WriteRow[], object] => [
          `the draft was ${outcome} before`,
          [row({ outcome, settledAt: before })],
          first('create-draft-invoice'),
        ],
      ),
      ['the draft was accepted before', [row({ ...draft, settledAt: before })], first('book-invoice')],
      [
        'the draft was adopted by the look-up',
        [row({ ...draft, outcome: 'adopted', settledAt: since })],
        first('book-invoice'),
      ],
      [
        'its booking was not sent before',
        [
          row({ ...draft, settledAt: before }),
          row({ kind: 'book-invoice', outcome: 'not-sent', settledAt: before }),
        ],
        first('book-invoice'),
      ],
    ])('a look-up comes first where %s', (_name, rows, step) => {
      expect(nextWriteStep(rows, looking, window, now)).toEqual(step);
    });

    test.each<[string, WriteRow[], string]>([
      ['the draft was found absent', [row(absent)], 'create-draft-invoice'],
      [
        'the draft was sent since',
        [row(absent), row({ ...draft, number: 2, settledAt: since + 1 })],
        'book-invoice',
      ],
      [
        'the draft stands and its booking was found absent',
        [row({ ...draft, settledAt: before }), row({ ...absent, kind: 'book-invoice' })],
        'book-invoice',
      ],
    ])('once only: no other comes, and no retry is spent, where %s', (_name, rows, kind) => {
      const step = { do: 'intend', kind, lookUpFirst: false, repeats: false };
      expect(nextWriteStep(rows, looking, window, now)).toEqual(step);
    });

    test('what the ERP told us to wait for is waited for all the same', () => {
      const limited = row({ outcome: 'rate-limited', settledAt: before, retryAt: now + 1 });
      expect(nextWriteStep([limited], looking, window, now)).toMatchObject({ do: 'wait', until: now + 1 });
    });

    test('a refusal waits for a person, and what was sent since and not got there is a repetition', () => {
      const refused = row({ outcome: 'refused', cause: 'ProductBarred', settledAt: before });
      expect(nextWriteStep([refused], looking, window, now)).toMatchObject({ do: 'park' });
      const sent = row({ number: 2, outcome: 'not-sent', settledAt: since + 1 });
      expect(nextWriteStep([row(absent), sent], looking, window, now)).toMatchObject({
        lookUpFirst: false,
        repeats: true,
      });
    });

    test('each kind is looked up once at most, whatever the ERP answers, before it is transferred', () => {
      const answers = fc.array(fc.constantFrom('not-sent', 'rate-limited', 'absent', 'accepted'), {
        minLength: 1,
        maxLength: 12,
      });
      fc.assert(
        fc.property(answers, (outcomes: WriteOutcome[]) => {
          const rows: WriteRow[] = [];
          for (const answer of outcomes) {
            const step = nextWriteStep(rows, looking, window, now);
            if (step.do !== 'intend') break;
            const { kind, lookUpFirst } = step;
            const outcome = lookUpFirst ? 'absent' : answer;
            rows.push(row({ kind, number: rows.length + 1, lookUpFirst, outcome, settledAt: now }));
          }
          const lookUps = rows.filter(({ lookUpFirst }) => lookUpFirst);
          expect(lookUps.map(({ kind }) => kind)).toEqual(['create-draft-invoice']);
        }),
      );
    });
  });

  test('a look-up is never trusted before its window is over, nor after the outcome is known', () => {
    const open = row({ state: 'claimed', deadlineAt: now });
    expect(mayLookUp(open, window, now + 119_999)).toBe(false);
    expect(mayLookUp(open, window, now + 120_000)).toBe(true);
    expect(mayLookUp(row({ state: 'intended' }), window, now)).toBe(true);
    expect(mayLookUp(draftAccepted, window, now + 120_000)).toBe(false);
  });

  test('whatever the rows, nothing is intended or sent beside an open write of the same kind', () => {
    const outcomes: WriteOutcome[] = [
      'refused',
      'not-sent',
      'rate-limited',
      'unauthorized',
      'absent',
      'conflict',
    ];
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...outcomes), { maxLength: 4 }),
        fc.constantFrom('claimed' as const, 'unknown' as const),
        fc.integer({ min: -200_000, max: 200_000 }),
        (earlier, state, deadline) => {
          const rows = earlier.map((outcome, index) => row({ outcome, number: index + 1 }));
          const open = row({ state, number: rows.length + 1, claimedAt: now, deadlineAt: now + deadline });
          const step = nextWriteStep([...rows, open], plan, window, now);
          expect(['wait', 'look-up']).toContain(step.do);
        },
      ),
    );
  });

  test('waiting to send again grows from 5 seconds to 5 minutes', () => {
    expect([1, 2, 3, 20].map(retryDelayMs)).toEqual([5_000, 10_000, 20_000, 300_000]);
  });
});
