import type { CustomerForErp, InvoiceForErp, RegisterForErp } from '../../../domain/erp/documents.ts';
import {
  contactFields,
  contactHash,
  customerHash,
  deliveryLocationFields,
  deliveryLocationHash,
} from './mappers/customer.ts';
import { productHash } from './mappers/product.ts';
import { isBlocked, orBlocked } from './mappers/shared.ts';
import { groupHash, paymentTermsHash, unitHash } from './mappers/small-registers.ts';

/**
 * The registers of an invoice in the order in which they have to stand: units and product groups with their sales
 * account for the invoice's VAT zone, products, payment terms and customer group, the customer, then his contacts and delivery addresses, which travel with him.
 */
export function registersOf(invoice: InvoiceForErp): readonly RegisterForErp[] {
  const { customer, lines } = invoice;
  const products = lines.flatMap(({ product }) => (product === null ? [] : [product]));
  const units = [...lines.map(({ unit }) => unit), ...products.map(({ unit }) => unit)];
  // The customer's terms are the register row as it is now; the invoice's may be an older wording of the same number.
  const terms = [customer.paymentTerms, invoice.paymentTerms];
  return distinct([
    ...units
      .filter((unit) => unit !== null)
      .map((unit): RegisterForErp => ({ kind: 'unit', ourKey: String(unit.number), unit })),
    ...products.map(({ group }): RegisterForErp => ({
      kind: 'product-group',
      ourKey: String(group.number),
      group,
    })),
    ...products.map(({ group }): RegisterForErp => ({
      kind: 'product-group-zone',
      ourKey: `${group.number}/${invoice.vatZone}`,
      group,
      zone: invoice.vatZone,
    })),
    ...products.map((product): RegisterForErp => ({ kind: 'product', ourKey: product.number, product })),
    ...terms.map((paymentTerms): RegisterForErp => ({
      kind: 'payment-terms',
      ourKey: String(paymentTerms.number),
      paymentTerms,
    })),
    { kind: 'customer-group', ourKey: String(customer.group.number), group: customer.group },
    { kind: 'customer', ourKey: customer.number, customer },
    ...contactsOf(customer, [invoice.theirReferenceContact, invoice.attentionContact]),
    ...deliveryLocationsOf(customer),
  ]);
}

/** SHA-256 (hex) over what a register would send. */
export function registerHash(register: RegisterForErp): string {
  switch (register.kind) {
    case 'unit':
      return unitHash(register.unit);
    case 'payment-terms':
      return paymentTermsHash(register.paymentTerms);
    case 'customer-group':
    case 'product-group':
    case 'product-group-zone':
      return groupHash(register.group);
    case 'product':
      return productHash(register.product);
    case 'customer':
      return customerHash(register.customer);
    case 'contact':
      return contactHash(register.contact);
    case 'delivery-location':
      return deliveryLocationHash(register.address);
  }
}

/**
 * The contacts that the invoice names, and those of the others that the ERP takes: one that it would refuse must not
 * hold an invoice that does not need it. Of two with one name, which the ERP could not tell apart, the first goes.
 */
function contactsOf(customer: CustomerForErp, named: readonly (number | null)[]): RegisterForErp[] {
  const names = new Set<string>();
  const isNamed = (number: number): boolean => named.includes(number);
  return [...customer.contacts]
    .sort((a, b) => Number(isNamed(b.number)) - Number(isNamed(a.number)))
    .filter((contact) => {
      const name = contact.name.trim().toLowerCase();
      if (isNamed(contact.number)) return names.add(name);
      const fits = !names.has(name) && !isBlocked(orBlocked(() => contactFields(contact, customer.number)));
      if (fits) names.add(name);
      return fits;
    })
    .map((contact) => ({
      kind: 'contact',
      ourKey: `${customer.number}/${contact.number}`,
      customerNumber: customer.number,
      contact,
    }));
}

/** The delivery addresses that the ERP takes, each address once. No invoice refers to one, so none may hold one. */
function deliveryLocationsOf(customer: CustomerForErp): RegisterForErp[] {
  const seen = new Set<string>();
  return customer.deliveryAddresses
    .filter((address) => {
      const hash = deliveryLocationHash(address);
      const fields = orBlocked(() => deliveryLocationFields(address, customer.number));
      if (seen.has(hash) || isBlocked(fields)) return false;
      if (Object.values(fields).every((value) => value === undefined)) return false;
      seen.add(hash);
      return true;
    })
    .map((address) => ({
      kind: 'delivery-location',
      ourKey: `${customer.number}/${address.number}`,
      customerNumber: customer.number,
      address,
    }));
}

function distinct(registers: readonly RegisterForErp[]): RegisterForErp[] {
  const seen = new Set<string>();
  return registers.filter((register) => {
    const key = `${register.kind}:${register.ourKey}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
