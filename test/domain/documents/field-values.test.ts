import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { withAgreement } from '../../../domain/database.ts';
import { documentKinds } from '../../../domain/documents/kinds.ts';
import { definitionOf } from '../../../domain/documents/registry.ts';
import { createCustomField } from '../../../domain/fields/custom-field.service.ts';
import { setFieldValues } from '../../../domain/fields/field-values.service.ts';
import { newId } from '../../../domain/ids.ts';
import { customerInvoiceTransitions } from '../../../domain/invoices/customer-invoice.lifecycle.ts';
import { fieldDocuments } from '../../../domain/sql/fields.ts';
import { fieldRegisterEndpoints } from '../../../api/routes/fields.ts';
import { createTestAgreement, testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
let agreement: number;

beforeAll(async () => {
  database = await testDatabase();
  agreement = (await createTestAgreement(database.orm)).number;
});
afterAll(() => database.drop());

describe.each(documentKinds)('fields of a document of the kind %s', (kind) => {
  const table = kind === 'customer-invoice' ? undefined : definitionOf(kind).table;

  test('may change in the states in which it can be edited, says the database as its life does', () => {
    const [name, open] = fieldDocuments[kind];
    const { from } = table?.life.transitions['edit'] ?? customerInvoiceTransitions.edit;
    expect([name, [open]]).toEqual([table?.table ?? 'customer_invoice', [...from]]);
  });

  test('are kept', async () => {
    await withAgreement(database.orm, agreement, async (em) => {
      const { number } = await createCustomField(em, { name: 'Rute', for: kind, type: 'text' }, 'test');
      const filled = await setFieldValues(em, { kind, id: newId() }, [{ id: number, value: 'Nord' }]);
      expect(filled.map(({ value }) => value)).toEqual(['Nord']);
    });
  });
});

test('every kind of document is asked for its fields and told them', () => {
  const paths = fieldRegisterEndpoints.filter(({ path }) => path.endsWith('}/fields'));
  const [read, written] = ['GET', 'PUT'].map((method) =>
    paths.filter((endpoint) => endpoint.method === method).map(({ path }) => path),
  );
  // Items are read alone: they are products and BOMs.
  expect(read?.filter((path) => !written?.includes(path))).toEqual(['/api/items/{number}/fields']);
  expect(written).toHaveLength(documentKinds.length + ['products', 'lots', 'customers', 'suppliers'].length);
});
