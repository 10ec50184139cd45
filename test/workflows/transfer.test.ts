import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  bookedInvoice,
  companyWithConnection,
  eventually,
  invoiceRow,
  startSystem,
  transferIn,
  type Company,
  type System,
} from '../support/system.ts';

let system: System;
let company: Company;

beforeAll(async () => {
  system = await startSystem();
  company = await companyWithConnection(system);
});
afterAll(async () => {
  await system.stop();
});

const ledger = () => system.sandbox.control.ledger().agreements[0]!;

describe('a booked invoice', () => {
  test('stands in the ledger once, to the cent, and is archived', async () => {
    const documentId = await bookedInvoice(system, company);
    const transfer = await transferIn(system, company, documentId, ['transferred']);
    expect(transfer.identity).toMatchObject({ bookedInvoiceNumber: expect.any(String) });
    const number = Number(transfer.identity?.['bookedInvoiceNumber']);
    const booked = ledger().bookedInvoices.filter((invoice) => invoice.bookedInvoiceNumber === number);
    expect(booked).toHaveLength(1);
    const row = await eventually(async () => {
      const invoice = await invoiceRow(system, company, documentId);
      return invoice.archivedAt ? invoice : undefined;
    }, 'archived');
    expect(row.grossAmount).toBe('46.88');
  });
});
