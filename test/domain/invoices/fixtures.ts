import type { EntityManager } from '@mikro-orm/postgresql';
import { createCurrency } from '../../../domain/currencies/currency.service.ts';
import { createContact } from '../../../domain/customers/customer-contact.service.ts';
import { createCustomerGroup } from '../../../domain/customers/customer-group.service.ts';
import { createCustomer } from '../../../domain/customers/customer.service.ts';
import { createDeliveryAddress } from '../../../domain/customers/delivery-address.service.ts';
import { withAgreement } from '../../../domain/database.ts';
import { createEmployee } from '../../../domain/employees/employee.service.ts';
import {
  archiveInvoice,
  bookInvoice,
  createDraftInvoice,
} from '../../../domain/invoices/customer-invoice.service.ts';
import type { BookedInvoice } from '../../../domain/invoices/book-invoice.service.ts';
import {
  lockDocumentCalls,
  lockedDocument,
  type DocumentRows,
} from '../../../domain/invoices/invoice-head.ts';
import { findStanding } from '../../../domain/invoices/invoice-store.ts';
import type { DraftInvoiceInput, InvoiceContext } from '../../../domain/invoices/customer-invoice.service.ts';
import type { CustomerInvoice } from '../../../domain/invoices/customer-invoice.entity.ts';
import { together } from '../../../domain/statements.ts';
import { createLayout } from '../../../domain/layouts/layout.service.ts';
import { createProductGroup } from '../../../domain/products/product-group.service.ts';
import { createProduct } from '../../../domain/products/product.service.ts';
import { createProject } from '../../../domain/projects/project.service.ts';
import { createUnit } from '../../../domain/products/unit.service.ts';
import { createDeliveryTerms } from '../../../domain/terms/delivery-terms.service.ts';
import { createPaymentTerms } from '../../../domain/terms/payment-terms.service.ts';
import { createTestAgreement } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';

const actor = 'user:Mette';

/** Who acts in these tests, at a moment that never moves. */
export const context = (now = '2026-03-10T09:30:00.000Z'): InvoiceContext => ({
  actor: 'api-key:shop',
  commandId: null,
  now: new Date(now),
});

/**
 * An agreement with registers of every kind that invoices refer to: customers 1001 (domestic, net 8 days), 1002 (EU, euro,
 * typed due date) and 1003 (barred); products CHAIR (25 %, 100.00), BOOK (0 %, 19.9875) and OLD (barred).
 */
export async function agreementWithRegisters(database: TestDatabase): Promise<number> {
  const { number } = await createTestAgreement(database.orm);
  await withAgreement(database.orm, number, async (em) => {
    await createRegisters(em);
    await createCustomers(em);
  });
  return number;
}

async function createRegisters(em: EntityManager): Promise<void> {
  await createCurrency(em, { code: 'EUR', rate: '745.5' }, actor);
  await createPaymentTerms(em, { number: 10, name: 'Due date', type: 'due-date' }, actor);
  await createLayout(em, { number: 2, name: 'Export' }, actor);
  await createDeliveryTerms(
    em,
    { number: 1, name: 'Ab fabrik', translations: { en: { name: 'Ex works' } } },
    actor,
  );
  await createDeliveryTerms(em, { number: 2, name: 'Frit leveret' }, actor);
  await createProject(em, { number: 5, name: 'Molen' }, actor);
  await createProject(em, { number: 6, name: 'Afsluttet', isBarred: true }, actor);
  await createUnit(em, { number: 2, name: 'box' }, actor);
  await createEmployee(em, { number: 1, name: 'Søren Ærø' }, actor);
  await createCustomerGroup(em, { number: 1, name: 'Shops' }, actor);
  const vat = { vatEu: '0', vatAbroad: '0', vatDomesticExempt: '0' };
  await createProductGroup(em, { number: 1, name: 'Furniture', vatDomestic: '25', ...vat }, actor);
  await createProductGroup(em, { number: 2, name: 'Books', vatDomestic: '0', ...vat }, actor);
  await createProductGroup(
    em,
    { number: 3, name: 'Internal', vatDomestic: '25', ...vat, isSellable: false },
    actor,
  );
  const product = { groupNumber: 1, unitNumber: 1 };
  await createProduct(
    em,
    {
      number: 'CHAIR',
      name: 'Stol',
      ...product,
      salesPrice: '100',
      recommendedCostPrice: '60',
      barcode: '57',
    },
    actor,
  );
  await createProduct(
    em,
    { ...product, number: 'BOOK', name: 'Bog', groupNumber: 2, salesPrice: '19.9875' },
    actor,
  );
  await createProduct(
    em,
    { ...product, number: 'OLD', name: 'Udgået', salesPrice: '1', isBarred: true },
    actor,
  );
  await createProduct(
    em,
    { ...product, number: 'INTERNAL', name: 'Intern', groupNumber: 3, salesPrice: '1' },
    actor,
  );
}

async function createCustomers(em: EntityManager): Promise<void> {
  await createCustomer(
    em,
    {
      number: '1001',
      name: 'Æbleskiver & Co ApS',
      groupNumber: 1,
      vatZone: 'domestic',
      paymentTermsNumber: 1,
      layoutNumber: 1,
      employeeNumber: 1,
      street: 'Gade 1',
      zip: '2100',
      city: 'København Ø',
      country: 'DK',
      corporateIdentificationNumber: '12345678',
      ean: '5790000000005',
      deliveryTermsNumber: 1,
    },
    actor,
  );
  await createDeliveryAddress(em, '1001', { name: 'Lager', street: 'Havnen 2', isDefault: true }, actor);
  await createContact(em, '1001', { name: 'Åse' }, actor);
  await createCustomer(
    em,
    {
      number: '1002',
      name: 'Müller GmbH',
      groupNumber: 1,
      vatZone: 'eu',
      paymentTermsNumber: 10,
      currency: 'EUR',
      layoutNumber: 2,
      language: 'en',
    },
    actor,
  );
  const barred = { name: 'Lukket', groupNumber: 1, vatZone: 'domestic', paymentTermsNumber: 1 } as const;
  await createCustomer(em, { number: '1003', ...barred, isBarred: true }, actor);
}

/** A line of `quantity` chairs at 100.00 and 25 % VAT. */
export const chairs = (quantity: string) => ({ itemId: 'CHAIR', quantity });

/** Makes a draft for customer 1001, with one chair unless told otherwise. */
export const draft = (
  database: TestDatabase,
  agreement: number,
  input: Partial<DraftInvoiceInput> & { readonly id?: string } = {},
  by = context(),
): Promise<CustomerInvoice> =>
  withAgreement(database.orm, agreement, (em) =>
    createDraftInvoice(em, { customerId: '1001', lines: [chairs('1')], ...input }, by),
  );

/** Books a document in a transaction of its own. */
export const book = (
  database: TestDatabase,
  agreement: number,
  key: string | number,
  by = context(),
): Promise<BookedInvoice> =>
  withAgreement(database.orm, agreement, async (em) =>
    bookInvoice(
      em,
      lockedDocument(key, 'book', await together<DocumentRows>(em, lockDocumentCalls(em, key))),
      by,
    ),
  );

/** Archives a document in a transaction of its own. */
export const archive = (database: TestDatabase, agreement: number, key: string | number): Promise<void> =>
  withAgreement(database.orm, agreement, async (em) =>
    archiveInvoice(em, await findStanding(em, key), context()),
  );

/** Makes and books an invoice. */
export async function booked(
  database: TestDatabase,
  agreement: number,
  input: Partial<DraftInvoiceInput> = {},
): Promise<BookedInvoice> {
  const { id } = await draft(database, agreement, input);
  return book(database, agreement, id);
}
