import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '../../../domain/ids.ts';
import { createProject, deleteProject } from '../../../domain/projects/project.service.ts';
import { createDraftSupplierInvoice } from '../../../domain/supplier-invoices/supplier-invoice.service.ts';
import { refusalOf } from '../../support/refusals.ts';
import { Buyer } from './fixtures.ts';

let buyer: Buyer;

beforeAll(async () => {
  buyer = await Buyer.make();
});
afterAll(() => buyer.database.drop());

test.each([
  ['purchase orders', 5, (projectId: number) => buyer.draft({ projectId })],
  [
    'supplier invoices',
    6,
    (projectId: number) =>
      buyer.inside((em) =>
        createDraftSupplierInvoice(em, newId(), { supplierId: 'L-1', projectId }, buyer.context()),
      ),
  ],
] as const)('a project that is on %s is not deleted', async (usedBy, number, put) => {
  await buyer.inside((em) => createProject(em, { number, name: 'Havnen' }, 'test'));
  await put(number);
  const refusal = await refusalOf(buyer.inside((em) => deleteProject(em, number)));
  expect([refusal.code, refusal.params['usedBy']]).toEqual(['InUse', usedBy]);
});
