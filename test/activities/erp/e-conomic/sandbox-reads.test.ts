import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { EconomicCalls } from '../../../../activities/erp/e-conomic/calls.ts';
import { EconomicClient } from '../../../../activities/erp/e-conomic/client.ts';
import * as registers from '../../../../activities/erp/e-conomic/registers.ts';
import { type AtSandbox, startAtSandbox } from './at-sandbox.ts';

describe("the ERP's registers", () => {
  let at: AtSandbox;
  let client: EconomicClient;
  let calls: EconomicCalls;
  beforeAll(async () => {
    at = await startAtSandbox();
    client = new EconomicClient({ baseUrls: { rest: at.sandbox.restUrl, openApi: at.sandbox.openApiUrl } });
    calls = new EconomicCalls(client, at.session, new AbortController().signal);
  });
  afterAll(async () => {
    await client.close();
    await at.close();
  });

  test('are read whole, each with what we rely on', async () => {
    expect(await registers.readUnits(calls)).toContainEqual({ unitNumber: '2', name: 'kg' });
    expect(await registers.readPaymentTerms(calls)).toContainEqual({
      paymentTermsNumber: '4',
      name: 'Løbende måned 30 dage',
      paymentTermsType: 'invoiceMonth',
      daysOfCredit: '30',
    });
    expect(await registers.readCustomerGroups(calls)).toHaveLength(2);
    expect(await registers.readProductGroups(calls)).toHaveLength(3);
    expect((await registers.readLayouts(calls)).map(({ layoutNumber }) => layoutNumber)).toEqual([
      '19',
      '20',
    ]);
    expect(await registers.readEmployees(calls)).toHaveLength(2);
    expect((await registers.readVatZones(calls)).map(({ vatZoneNumber }) => vatZoneNumber)).toEqual([
      '1',
      '2',
      '3',
      '4',
    ]);
    expect(await registers.readCurrencies(calls)).toEqual(expect.arrayContaining(['DKK', 'EUR']));
  });

  test('have accounting years with their periods, closed and barred ones told apart from open ones', async () => {
    const years = await registers.readAccountingYears(calls);
    expect(years.map(({ year }) => year)).toEqual(expect.arrayContaining(['2025', '2026', '2027']));
    at.sandbox.control.setPeriod({ date: '2026-01-15', state: 'closed' });
    at.sandbox.control.setPeriod({ date: '2026-02-15', state: 'barred' });
    const periods = await registers.readAccountingPeriods(calls, '2026');
    expect(periods).toHaveLength(12);
    expect(periods.filter(({ closed }) => closed === true).map(({ fromDate }) => fromDate)).toContain(
      '2026-01-01',
    );
    expect(await registers.readBarredPeriods(calls)).toEqual(
      expect.arrayContaining([{ fromDate: '2026-02-01', toDate: '2026-02-28' }]),
    );
  });
});
