import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { PreparedWrite } from '../../../../activities/erp/adapter.ts';
import { type AtSandbox, startAtSandbox } from './at-sandbox.ts';
import { anInvoice } from './samples.ts';

const { signal } = new AbortController();
const key = '7K2MQ4ZT9B';
let at: AtSandbox;
beforeEach(async () => {
  at = await startAtSandbox();
});
afterEach(() => at.close());

const draftNumber = (booking: PreparedWrite): string => String(booking.expected['draftInvoiceNumber']);

describe('a draft whose answer was lost', () => {
  const lost = [
    { kind: 'commit-then-reset' },
    { kind: 'commit-then-status', status: 502 },
    { kind: 'half-body' },
    { kind: 'unreadable-answer' },
  ] as const;

  test.each(lost)('by $kind is found by our key', async (fault) => {
    await at.registers(anInvoice());
    const write = at.draft(anInvoice({ otherReference: 'PO (7) $1' }), key);
    at.sandbox.control.setFault({ ...fault, method: 'POST', path: '/invoices/drafts' });
    expect(await at.send(write)).toMatchObject({ outcome: 'unknown' });
    expect(at.ledger('drafts')).toHaveLength(1);
    expect(await at.lookUp(write)).toMatchObject({
      found: 'same',
      identity: { draftInvoiceNumber: String(at.ledger('drafts')[0]?.['draftInvoiceNumber']) },
      amounts: { net: '414.29', gross: '517.86' },
    });
  });

  test('is absent where it never arrived', async () => {
    await at.registers(anInvoice());
    const write = at.draft(anInvoice(), key);
    at.sandbox.control.setFault({ kind: 'reset-before', method: 'POST' });
    expect(await at.send(write)).toMatchObject({ outcome: 'unknown' });
    expect(await at.lookUp(write)).toMatchObject({ found: 'absent' });
  });

  test('sent again under its key is answered from the cache, and under the key with other bytes is unknown', async () => {
    await at.registers(anInvoice());
    const write = at.draft(anInvoice(), key);
    const options = { signal, idempotencyKey: 'transfer-1:draft:1' };
    const first = await at.adapter.send(at.session, write, options);
    expect(await at.adapter.send(at.session, write, options)).toMatchObject({ outcome: 'accepted' });
    expect(first.outcome).toBe('accepted');
    expect(at.ledger('drafts')).toHaveLength(1);
    const other = { ...write, body: write.body.replace('"quantity":3', '"quantity":4') };
    expect(await at.adapter.send(at.session, other, options)).toMatchObject({ outcome: 'unknown' });
  });

  test('and that a person booked is found among the booked', async () => {
    const booking = await at.drafted(anInvoice(), key);
    at.sandbox.control.bookRecord('draft', draftNumber(booking));
    const identity = {
      draftInvoiceNumber: draftNumber(booking),
      bookedInvoiceNumber: String(at.ledger('bookedInvoices')[0]?.['bookedInvoiceNumber']),
    };
    expect(await at.lookUp(at.draft(anInvoice(), key))).toMatchObject({ found: 'same', identity });
    expect(await at.send(booking)).toMatchObject({ outcome: 'unknown' });
    expect(await at.lookUp(booking)).toMatchObject({ found: 'same', identity });
  });

  test('and that a person changed is another one', async () => {
    const booking = await at.drafted(anInvoice(), key);
    at.sandbox.control.editRecord('draft', draftNumber(booking), { date: '2026-03-25' });
    expect(await at.lookUp(at.draft(anInvoice(), key))).toMatchObject({
      found: 'other',
      difference: 'date 2026-03-25 there, 2026-03-24 here',
    });
    expect(await at.send(booking)).toMatchObject({ outcome: 'refused', cause: 'ErpContentDiffers' });
  });

  test('twice there is for a person to decide', async () => {
    await at.registers(anInvoice());
    const write = at.draft(anInvoice(), key);
    await at.send(write);
    await at.send(write);
    expect(await at.lookUp(write)).toMatchObject({
      found: 'other',
      difference: expect.stringContaining('several'),
    });
  });
});

describe('a booking whose answer was lost', () => {
  test('is found where it was committed, and absent while the draft stands', async () => {
    const booking = await at.drafted(anInvoice(), key);
    expect(await at.lookUp(booking)).toMatchObject({ found: 'absent' });
    at.sandbox.control.setFault({ kind: 'commit-then-reset', path: '/invoices/booked' });
    expect(await at.send(booking)).toMatchObject({ outcome: 'unknown' });
    expect(await at.lookUp(booking)).toMatchObject({
      found: 'same',
      identity: { bookedInvoiceNumber: expect.any(String), draftInvoiceNumber: draftNumber(booking) },
      amounts: { net: '414.29', gross: '517.86' },
    });
  });

  test('and whose draft a person deleted is for a person to decide', async () => {
    const booking = await at.drafted(anInvoice(), key);
    at.sandbox.control.removeRecord('draft', draftNumber(booking));
    expect(await at.send(booking)).toMatchObject({ outcome: 'unknown' });
    expect(await at.lookUp(booking)).toMatchObject({
      found: 'other',
      difference: expect.stringContaining('was deleted there'),
    });
  });

  test('and whose draft a person copied and deleted is for a person to decide', async () => {
    const booking = await at.drafted(anInvoice(), key);
    const { draftInvoiceNumber } = at.sandbox.control.copyRecord('draft', draftNumber(booking)) as {
      draftInvoiceNumber: number;
    };
    const copied = String(draftInvoiceNumber);
    expect(await at.lookUp(booking)).toMatchObject({
      found: 'other',
      difference: expect.stringContaining('several'),
    });
    at.sandbox.control.removeRecord('draft', draftNumber(booking));
    expect(await at.send(booking)).toMatchObject({ outcome: 'unknown' });
    const stands = `it stands there as draft ${copied} instead of ${draftNumber(booking)}`;
    const found = { found: 'other', identity: { draftInvoiceNumber: copied }, difference: stands };
    expect(await at.lookUp(booking)).toMatchObject(found);
    expect(await at.lookUp(at.draft(anInvoice(), key))).toMatchObject({
      found: 'same',
      identity: { draftInvoiceNumber: copied },
    });
    at.sandbox.control.editRecord('draft', copied, { date: '2026-03-25' });
    expect(await at.lookUp(booking)).toMatchObject({
      ...found,
      difference: `${stands}; date 2026-03-25 there, 2026-03-24 here`,
    });
  });

  test('never books another document that got the number of our deleted draft', async () => {
    const booking = await at.drafted(anInvoice(), key);
    at.sandbox.control.removeRecord('draft', draftNumber(booking));
    const other = await at.send(at.draft(anInvoice(), 'OTHERKEY'));
    expect(other).toMatchObject({ identity: { draftInvoiceNumber: draftNumber(booking) } });
    expect(await at.send(booking)).toMatchObject({ outcome: 'unknown' });
    expect(at.ledger('bookedInvoices')).toHaveLength(0);
  });
});
