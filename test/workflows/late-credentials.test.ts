import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ErpAdapter } from '../../activities/erp/adapter.ts';
import { createEconomicAdapter } from '../../activities/erp/e-conomic/adapter.ts';
import { readErp } from '../../activities/erp/flow/read-erp.ts';
import { sessionOf } from '../../activities/erp/sessions.ts';
import { findConnection, replaceCredentials } from '../../domain/connections/connection.service.ts';
import { Notification } from '../../domain/notifications/notification.entity.ts';
import { connectionTestStart, connectionTestWorkflowType } from '../../workflows/erp/connection/contract.ts';
import { activityDeps } from '../support/activity-deps.ts';
import { attemptsOf, companyWithLedger, type LedgerCompany, standing, within } from '../support/ledgers.ts';
import { bookedInvoice, shortWindow, startSystem, transferIn, type System } from '../support/system.ts';

/** Answers of the ERP that reach their flow only when a test lets them. */
const held = new Map<string, { readonly arrived: () => void; readonly released: Promise<void> }>();

/** Holds the next answer to a call; answers when it is there, and how to let it go. */
function hold(call: 'send' | 'resolveRegister' | 'self'): {
  readonly isThere: Promise<void>;
  release(): void;
} {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const isThere = new Promise<void>((resolve) => held.set(call, { arrived: resolve, released }));
  return { isThere, release };
}

async function slowly<T>(call: string, answer: Promise<T>): Promise<T> {
  const holding = held.get(call);
  held.delete(call);
  await answer.catch(() => undefined);
  holding?.arrived();
  await holding?.released;
  return answer;
}

let system: System;

beforeAll(async () => {
  system = await startSystem();
  const real = createEconomicAdapter({
    baseUrls: { rest: system.sandbox.restUrl, openApi: system.sandbox.openApiUrl },
    window: shortWindow,
  });
  const adapter: ErpAdapter = {
    ...real,
    self: (...args) => slowly('self', real.self(...args)),
    send: (...args) => slowly('send', real.send(...args)),
    resolveRegister: (...args) => slowly('resolveRegister', real.resolveRegister(...args)),
  };
  await system.worker.stop();
  await system.startWorker({ adapter });
});
afterAll(async () => {
  await system.stop();
});

const connectionOf = (company: LedgerCompany) =>
  within(system, company, (em) => findConnection(em, company.connectionId));

const revoke = (company: LedgerCompany): void => {
  const token = { agreement: company.ledgerNumber, token: company.grantToken };
  system.sandbox.control.setToken({ ...token, action: 'revoke' });
};

/** A person gives the connection another token, of its account or of another one; untested yet. */
async function replace(company: LedgerCompany, account = company): Promise<void> {
  const token = `${account.grantToken}-${randomUUID()}`;
  system.sandbox.control.setToken({ agreement: account.ledgerNumber, token, action: 'add' });
  const credentials = { ...system.sandbox.credentials, agreementGrantToken: token };
  await within(system, company, (em) =>
    replaceCredentials(em, system.vault, company.connectionId, credentials),
  );
}

const tested = (company: LedgerCompany) =>
  system.client.workflow.execute(
    connectionTestWorkflowType,
    connectionTestStart(company.connection, randomUUID(), system.taskQueue),
  );

/** It went with the new credentials, by itself, and nobody heard of the old ones' refusal. */
async function expectGone(company: LedgerCompany, documentId: string): Promise<void> {
  const transfer = await transferIn(system, company, documentId, ['transferred']);
  expect(standing(company, transfer).booked).toHaveLength(1);
  expect((await connectionOf(company)).gate).toBe('open');
  expect(await within(system, company, (em) => em.count(Notification, {}))).toBe(0);
}

describe('credentials that are refused late', () => {
  test('to a write do not close the gate on those that replaced them, and it goes again with these', async () => {
    const company = await companyWithLedger(system);
    await transferIn(system, company, await bookedInvoice(system, company), ['transferred']);
    revoke(company);
    const answer = hold('send');
    const documentId = await bookedInvoice(system, company);
    await answer.isThere;
    await replace(company);
    expect(await tested(company)).toMatchObject({ ok: true });
    answer.release();
    await expectGone(company, documentId);
    expect(await attemptsOf(system, company, documentId)).toEqual([
      'create-draft-invoice#1 unauthorized',
      'create-draft-invoice#2 accepted',
      'book-invoice#1 accepted',
    ]);
  });

  test('while those that replaced them are not tested yet leave the write in line until they are', async () => {
    const company = await companyWithLedger(system);
    await transferIn(system, company, await bookedInvoice(system, company), ['transferred']);
    revoke(company);
    const answer = hold('send');
    const documentId = await bookedInvoice(system, company);
    await answer.isThere;
    await replace(company);
    answer.release();
    await transferIn(system, company, documentId, ['waiting']);
    expect(await connectionOf(company)).toMatchObject({ gate: 'severed', isProven: false });
    expect(await tested(company)).toMatchObject({ ok: true });
    await expectGone(company, documentId);
  });

  test('to a read do not close the gate either, and it is read again', async () => {
    const company = await companyWithLedger(system);
    revoke(company);
    const answer = hold('resolveRegister');
    const documentId = await bookedInvoice(system, company);
    await answer.isThere;
    await replace(company);
    expect(await tested(company)).toMatchObject({ ok: true });
    answer.release();
    await expectGone(company, documentId);
  });
});

describe('a test whose credentials are replaced under way', () => {
  test.each([
    {
      of: 'refused ones',
      spoil: (company: LedgerCompany) => {
        revoke(company);
        return Promise.resolve();
      },
    },
    {
      of: "another account's",
      spoil: async (company: LedgerCompany) => replace(company, await companyWithLedger(system)),
    },
  ])('by good ones says what these are worth, and nothing of $of', async ({ spoil }) => {
    const company = await companyWithLedger(system);
    await spoil(company);
    const answer = hold('self');
    const result = tested(company);
    await answer.isThere;
    await replace(company);
    answer.release();
    expect(await result).toMatchObject({ ok: true, erpAgreement: String(company.ledgerNumber) });
    expect(await connectionOf(company)).toMatchObject({ gate: 'open', isProven: true });
  });
});

test('nothing is read with credentials that are not proven, however old the place in the lane', async () => {
  const company = await companyWithLedger(system);
  await replace(company);
  const deps = activityDeps(system);
  const session = sessionOf(deps, await connectionOf(company));
  const read = readErp(deps, company.connection, { session, purpose: 'resolve' }, () =>
    Promise.reject(new Error('It was asked.')),
  );
  expect(await read).toMatchObject({ read: 'gate-closed', code: 'ErpCredentialsUnproven' });
});
