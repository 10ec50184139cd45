import { describe, expect, test } from '@jest/globals';
import type { JournalLine } from '../support/journal-lines.ts';
import { type DocumentRow, type Evidence, judge } from './referee.ts';

type Ledger = Evidence['ledger'];

const settledAt = Date.parse('2026-03-10T12:00:00.500Z');
const row = (
  changes: Partial<DocumentRow['transfer']> = {},
  more: Partial<DocumentRow> = {},
): DocumentRow => ({
  id: 'a',
  number: 7,
  kind: 'invoice',
  net: '100.0000',
  gross: '125.0000',
  isArchived: true,
  transfer: { state: 'transferred', cause: null, key: 'K1', settledAt, sentUnder: ['sent-1'], ...changes },
  ...more,
});
const there = (key = 'K1', gross = '125.00') => ({
  references: { other: `PO 4 · B-${key}` },
  netAmount: '100.00',
  grossAmount: gross,
});
const call = (at: string, changes: Partial<JournalLine> = {}): JournalLine => ({
  at,
  method: 'POST',
  path: '/invoices/booked',
  requestHeaders: { 'idempotency-key': 'sent-1' },
  requestBody: null,
  status: 201,
  ...changes,
});
const ledger = (booked: readonly object[], drafts: readonly object[] = []): Ledger =>
  ({ bookedInvoices: booked, drafts }) as unknown as Ledger;
const verdict = (documents: readonly DocumentRow[], changes: Partial<Evidence> = {}) => {
  const { findings, ...counts } = judge({
    documents,
    booked: documents.length,
    ledger: ledger([there()]),
    journal: [call('2026-03-10T12:00:00.100Z')],
    openTickets: [],
    gate: 'open',
    mayPark: false,
    mayEndAs: [],
    ...changes,
  });
  expect(findings.length > 0).toBe(Object.entries(counts).some(([name, n]) => isWrongCount(name) && n > 0));
  return Object.fromEntries(Object.entries(counts).filter(([name, n]) => name !== 'documents' && n > 0));
};
const isWrongCount = (name: string): boolean => name !== 'documents' && name !== 'parked';

describe('the referee', () => {
  test('finds nothing where each document stands there once, to the cent', () => {
    expect(verdict([row()])).toEqual({});
  });

  test.each([
    ['booked twice', ledger([there(), there()])],
    ['booked, and a draft of it survives', ledger([there()], [there()])],
  ])('counts a duplicate: %s', (_, both) => {
    expect(verdict([row()], { ledger: both })).toEqual({ duplicates: 1 });
  });

  test('counts a loss: said to be there and not there, promised to nobody, gone', () => {
    expect(verdict([row()], { ledger: ledger([]) })).toEqual({ losses: 1 });
    expect(verdict([row()], { ledger: ledger([], [there()]) })).toEqual({ losses: 1 });
    expect(verdict([row({}, { transfer: null })])).toEqual({ losses: 1 });
    expect(verdict([row()], { booked: 2 })).toEqual({ losses: 1 });
  });

  test.each(['skipped', 'marked-done'])(
    'counts as a loss what ends as %s, whatever stands there',
    (state) => {
      expect(verdict([row({ state })])).toEqual({ losses: 1 });
      expect(verdict([row({ state })], { ledger: ledger([]) })).toEqual({ losses: 1 });
      expect(verdict([row({ state })], { mayEndAs: [state] })).toEqual({});
    },
  );

  test('counts what does not come to an end', () => {
    expect(verdict([row({ state: 'sending', settledAt: null })])).toEqual({ stuck: 1 });
    expect(verdict([row({}, { isArchived: false })])).toEqual({ stuck: 1 });
    expect(verdict([row()], { openTickets: ['holding a flow'] })).toEqual({ stuck: 1 });
    expect(verdict([row()], { gate: 'severed' })).toEqual({ stuck: 1 });
  });

  test('lets a document stay parked with a cause where only a person decides', () => {
    const parked = row({ state: 'refused', cause: 'ErpNumberTaken', settledAt: null }, { isArchived: false });
    const left = { ledger: ledger([], [there()]) };
    expect(verdict([parked], { ...left, mayPark: true })).toEqual({ parked: 1 });
    expect(verdict([parked], left)).toEqual({ parked: 1, stuck: 1 });
    const silent = row({ state: 'refused', cause: null, settledAt: null }, { isArchived: false });
    expect(verdict([silent], { ...left, mayPark: true })).toEqual({ stuck: 1 });
  });

  test('counts amounts that differ by a cent; a credit note is negative there', () => {
    expect(verdict([row()], { ledger: ledger([there('K1', '125.01')]) })).toEqual({ cents: 1 });
    const note = row({}, { kind: 'credit-note' });
    expect(verdict([note])).toEqual({ cents: 1 });
    const negative = { ...there(), netAmount: '-100.00', grossAmount: '-125.00' };
    expect(verdict([note], { ledger: ledger([negative]) })).toEqual({});
  });

  test('counts a write or a look-up that came after the end, and no call of another document', () => {
    const after = '2026-03-10T12:00:00.501Z';
    const other = call(after, { requestHeaders: { 'idempotency-key': 'sent-2' } });
    expect(verdict([row()], { journal: [other] })).toEqual({});
    expect(verdict([row()], { journal: [call(after)] })).toEqual({ late: 1 });
    const lookUp = call(after, { method: 'GET', path: '/invoices/drafts?filter=B-K1', requestHeaders: {} });
    expect(verdict([row()], { journal: [lookUp] })).toEqual({ late: 1 });
  });
});
