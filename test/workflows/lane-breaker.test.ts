import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findConnection } from '../../domain/connections/connection.service.ts';
import { Notification } from '../../domain/notifications/notification.entity.ts';
import {
  companyWithLedger,
  exchanges,
  type LedgerCompany,
  moreCustomers,
  standing,
  within,
} from '../support/ledgers.ts';
import { bookedInvoice, eventually, startSystem, transferIn, type System } from '../support/system.ts';

/** Of the lane's waits and the ERP's alike. */
const timeScale = 0.02;

let system: System;

beforeAll(async () => {
  system = await startSystem({ timeScale });
  system.sandbox.control.setSwitches({ timeScale });
});
afterAll(async () => {
  await system.stop();
});

const connectionOf = (company: LedgerCompany) =>
  within(system, company, (em) => findConnection(em, company.connectionId));

const gateIs = (company: LedgerCompany, gate: string) =>
  eventually(async () => {
    const connection = await connectionOf(company);
    return connection.gate === gate ? connection : undefined;
  }, `the gate is ${gate}`);

/** A company whose registers stand there, so that the next thing its invoices say is their draft. */
async function companyAtWork(customers: number) {
  const company = await companyWithLedger(system);
  const numbers = await moreCustomers(system, company, customers);
  for (const customerId of numbers)
    await transferIn(system, company, await bookedInvoice(system, company, { customerId }), ['transferred']);
  return { company, numbers };
}

const bookForEach = (company: LedgerCompany, numbers: readonly string[]) =>
  Promise.all(numbers.map((customerId) => bookedInvoice(system, company, { customerId })));

async function standsOnce(company: LedgerCompany, documents: readonly string[]): Promise<void> {
  for (const documentId of documents) {
    const transfer = await transferIn(system, company, documentId, ['transferred']);
    expect(standing(company, transfer)).toMatchObject({ drafts: [], booked: [expect.anything()] });
  }
}

describe('an ERP that answers nobody', () => {
  test('closes the gate once, is probed, and lets everything go when it answers again', async () => {
    const { company, numbers } = await companyAtWork(7);
    const fault = system.sandbox.control.setFault({ kind: 'status', status: 503, times: null });
    const documents = await bookForEach(company, numbers);
    const closed = await gateIs(company, 'failing');
    expect(closed).toMatchObject({ gateBy: 'system', gateUntil: expect.any(Date) });
    await eventually(async () => {
      const { meter } = await connectionOf(company);
      return (meter?.trips ?? 0) >= 2 || undefined;
    }, 'a probe fails');
    system.sandbox.control.clearFaults(fault);
    await standsOnce(company, documents);
    const { gate, meter } = await connectionOf(company);
    expect({ gate, trips: meter?.trips }).toEqual({ gate: 'open', trips: 0 });
    // However often a probe failed in between, people are told once each.
    const told = await within(system, company, (em) =>
      em.find(Notification, { connection: company.connectionId }),
    );
    expect(told.map(({ kind, cause }) => [kind, cause ?? null]).sort()).toEqual([
      ['gate-closed', 'ErpUnavailable'],
      ['gate-opened', null],
    ]);
  });

  test('for one document only stays open for all others', async () => {
    const { company, numbers } = await companyAtWork(3);
    system.sandbox.control.setFault({
      kind: 'status',
      method: 'POST',
      path: '/invoices/drafts',
      status: 500,
    });
    const [first = '', ...others] = numbers;
    const poisoned = await bookedInvoice(system, company, { customerId: first });
    await transferIn(system, company, poisoned, ['unknown']);
    const documents = await bookForEach(company, others);
    await standsOnce(company, documents);
    expect(await connectionOf(company)).toMatchObject({ gate: 'open', meter: { trips: 0 } });
    await standsOnce(company, [poisoned]);
  });
});

describe('an ERP that limits our calls', () => {
  test('is left alone until the time it asks for is over, by all documents at once', async () => {
    const { company, numbers } = await companyAtWork(8);
    system.sandbox.control.setSwitches({ rateLimitTokens: 60, rateWindowSeconds: 150 });
    system.sandbox.control.clearJournal();
    const documents = [
      ...(await bookForEach(company, numbers)),
      ...(await bookForEach(company, numbers)),
      ...(await bookForEach(company, numbers)),
    ];
    await gateIs(company, 'exhausted');
    await standsOnce(company, documents);
    system.sandbox.control.setSwitches({ rateLimitTokens: 10_000, rateWindowSeconds: 60 });
    const calls = exchanges(system);
    const refused = calls.filter(({ status }) => status === 429).length;
    expect(refused).toBeGreaterThan(0);
    // At most those who were under way when the budget ran out, each time that it did.
    const windows = Math.ceil((calls.length * 3) / 60) + 1;
    expect(refused).toBeLessThanOrEqual(windows * 8);
    const { gate, meter } = await gateIs(company, 'open');
    expect(gate).toBe('open');
    expect(meter).toMatchObject({ window: { limit: 60, windowMs: 150_000 } });
    expect(meter?.calls).toBeGreaterThanOrEqual(calls.length);
  });
});
