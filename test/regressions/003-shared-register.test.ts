import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { ErpWrite } from '../../domain/transfers/erp-write.entity.ts';
import { withAgreement } from '../../domain/database.ts';
import {
  bookedInvoice,
  companyWithConnection,
  eventually,
  startSystem,
  transferIn,
  type Company,
  type System,
} from '../support/system.ts';

jest.setTimeout(150_000);

let system: System;
let company: Company;

beforeAll(async () => {
  // Far longer than the test waits: nobody may wait it out.
  system = await startSystem({ window: { deadlineMs: 30_000, processingMs: 60_000, visibilityMs: 60_000 } });
  company = await companyWithConnection(system);
});
afterAll(async () => {
  await system.stop();
});

/** True once a product is on its way to the ERP and its outcome not known yet. */
const isProductUnderWay = (): Promise<true | undefined> =>
  withAgreement(system.database.orm, company.agreementNumber, async (em) =>
    (await em.count(ErpWrite, { subject: 'product:A-1', state: 'claimed' })) > 0 ? true : undefined,
  );

describe('two invoices that need the same new product', () => {
  test('the second goes on as soon as the first has made it, not after the window of that write', async () => {
    system.sandbox.control.setFault({ kind: 'delay', method: 'POST', path: '/products', delayMs: 3_000 });
    const first = await bookedInvoice(system, company, { customerId: '101' });
    await eventually(isProductUnderWay, 'the product is under way', 40_000);
    const second = await bookedInvoice(system, company, { customerId: '102' });
    await transferIn(system, company, first, ['transferred'], 40_000);
    await transferIn(system, company, second, ['transferred'], 40_000);
    const { products } = system.sandbox.control.ledger().agreements[0]!;
    expect(products.filter(({ productNumber }) => productNumber === 'A-1')).toHaveLength(1);
  });
});
