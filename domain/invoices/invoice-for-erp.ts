import type { EntityManager } from '@mikro-orm/postgresql';
import { CustomerContact } from '../customers/customer-contact.entity.ts';
import type { Customer } from '../customers/customer.entity.ts';
import { DeliveryAddress } from '../customers/delivery-address.entity.ts';
import type {
  ContactForErp,
  CustomerForErp,
  DeliveryAddressForErp,
  GroupForErp,
  InvoiceForErp,
  InvoiceLineForErp,
  ProductForErp,
  UnitForErp,
} from '../erp/documents.ts';
import { DomainError } from '../errors.ts';
import { combineDiscounts, plain, round } from '../money.ts';
import type { Decimal } from '../money.ts';
import { partySnapshot, termsSnapshot } from './book-invoice.service.ts';
import { CustomerInvoice } from './customer-invoice.entity.ts';
import { findLines } from './invoice-line-rows.ts';
import type { InvoiceLine, LineProduct } from './invoice-line-rows.ts';

/**
 * The document as ERP adapters see it: four statements, however many lines. The document is as it was at booking (a draft
 * as it is now, so that what an ERP would refuse can be found before booking); its customer and products are as their
 * registers are now. A line's discount is its own and the document's as one. Throws `NotFound`.
 */
export async function invoiceForErp(em: EntityManager, id: string): Promise<InvoiceForErp> {
  const invoice = await em.findOne(
    CustomerInvoice,
    { id },
    {
      populate: [
        'customer.group',
        'customer.paymentTerms',
        'customer.layout',
        'paymentTerms',
        'layout',
        'employee',
      ],
      strategy: 'joined',
    },
  );
  if (invoice === null) throw new DomainError('NotFound', { what: `Customer invoice ${id}` });
  const { customer } = invoice;
  const lines = await findLines(em, id);
  const contacts = await em.find(CustomerContact, { customer }, { orderBy: { number: 'asc' } });
  const addresses = await em.find(DeliveryAddress, { customer }, { orderBy: { number: 'asc' } });
  const party = invoice.party ?? partySnapshot(customer);
  const { name, street, street2, zip, city, country, corporateIdentificationNumber } = party;
  return {
    id: invoice.id,
    agreementNumber: invoice.agreementNumber,
    number: invoice.number,
    kind: invoice.kind,
    date: invoice.date,
    dueDate: invoice.dueDate ?? null,
    currency: invoice.currency,
    exchangeRate: plain(invoice.exchangeRate),
    vatZone: invoice.vatZone,
    paymentTerms: invoice.terms ?? termsSnapshot(invoice.paymentTerms),
    layoutNumber: invoice.layout?.number ?? null,
    employeeNumber: invoice.employee?.number ?? null,
    heading: invoice.heading ?? null,
    note: invoice.note ?? null,
    otherReference: invoice.otherReference ?? null,
    theirReferenceContact: invoice.theirReferenceContact ?? null,
    attentionContact: invoice.attentionContact ?? null,
    ean: invoice.ean ?? null,
    projectNumber: invoice.projectNumber ?? null,
    recipient: { name, street, street2, zip, city, country, corporateIdentificationNumber },
    deliveryAddress: deliveryAddressOf(invoice),
    deliveryDate: invoice.deliveryDate ?? null,
    customer: customerForErp(customer, contacts.map(contactForErp), addresses.map(deliveryAddressForErp)),
    lines: lines.map((line) => lineForErp(line, invoice.discountPercentage)),
    netAmount: round(invoice.netAmount, 2),
    vatAmount: round(invoice.vatAmount, 2),
    grossAmount: round(invoice.grossAmount, 2),
  };
}

function deliveryAddressOf(invoice: CustomerInvoice): InvoiceForErp['deliveryAddress'] {
  if (!invoice.deliveryAddress) return null;
  const { name, street, street2, zip, city, country } = invoice.deliveryAddress;
  return { name, street, street2, zip, city, country };
}

const lineForErp = (line: InvoiceLine, documentDiscount: Decimal): InvoiceLineForErp => ({
  position: line.position,
  product: line.product ? productForErp(line.product) : null,
  description: line.description,
  quantity: plain(line.quantity),
  unitPrice: plain(line.unitPrice),
  discountPercentage: combineDiscounts(line.discountPercentage, line.product ? documentDiscount : '0'),
  unitCostPrice: plainOrNull(line.unitCostPrice),
  unit: line.unit ? unitForErp(line.unit) : null,
  vatPercentage: plain(line.vatPercentage),
  netAmount: round(line.netAmount, 2),
});

const plainOrNull = (value: Decimal | null | undefined): Decimal | null =>
  value === null || value === undefined ? null : plain(value);

const groupForErp = ({ number, name }: GroupForErp): GroupForErp => ({ number, name });

const unitForErp = ({ number, name }: UnitForErp): UnitForErp => ({ number, name });

/** A product as its register is now; its group and unit have to be loaded. */
export const productForErp = (product: LineProduct): ProductForErp => ({
  number: product.number,
  name: product.name,
  description: product.description ?? null,
  group: groupForErp(product.group),
  unit: product.unit ? unitForErp(product.unit) : null,
  barcode: product.barcode ?? null,
  salesPrice: plain(product.salesPrice),
  recommendedSalesPrice: plainOrNull(product.recommendedSalesPrice),
  costPrice: plainOrNull(product.costPrice),
  recommendedCostPrice: plainOrNull(product.recommendedCostPrice),
  isBarred: product.isBarred,
});

const contactForErp = (contact: CustomerContact): ContactForErp => ({
  number: contact.number,
  name: contact.name,
  email: contact.email ?? null,
  phone: contact.phone ?? null,
});

const deliveryAddressForErp = (address: DeliveryAddress): DeliveryAddressForErp => ({
  number: address.number,
  name: address.name ?? null,
  street: address.street ?? null,
  street2: address.street2 ?? null,
  zip: address.zip ?? null,
  city: address.city ?? null,
  country: address.country ?? null,
  email: address.email ?? null,
  phone: address.phone ?? null,
});

/** A customer as its register is now; its group, terms and layout have to be loaded. */
export const customerForErp = (
  customer: Customer,
  contacts: readonly ContactForErp[],
  deliveryAddresses: readonly DeliveryAddressForErp[],
): CustomerForErp => ({
  number: customer.number,
  name: customer.name,
  group: groupForErp(customer.group),
  corporateIdentificationNumber: customer.corporateIdentificationNumber ?? null,
  ean: customer.ean ?? null,
  address: {
    name: customer.name,
    street: customer.street ?? null,
    street2: customer.street2 ?? null,
    zip: customer.zip ?? null,
    city: customer.city ?? null,
    country: customer.country ?? null,
  },
  phone: customer.phone ?? null,
  email: customer.email ?? null,
  currency: customer.currency,
  creditLimit: plainOrNull(customer.creditLimit),
  vatZone: customer.vatZone,
  paymentTerms: termsSnapshot(customer.paymentTerms),
  layoutNumber: customer.layout?.number ?? null,
  isBarred: customer.isBarred,
  contacts,
  deliveryAddresses,
});
