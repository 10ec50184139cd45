import type { Customer } from '../../domain/customers/customer.entity.ts';
import type { PartyContact } from '../../domain/parties/contact.service.ts';
import type { PartyAddress } from '../../domain/parties/delivery-address.service.ts';
import type { Supplier } from '../../domain/suppliers/supplier.entity.ts';
import { decimalView, groupView, groupViewOrNull } from './registers.ts';

/** How customers and suppliers look in answers. */

interface Place {
  readonly street?: string | null | undefined;
  readonly street2?: string | null | undefined;
  readonly zip?: string | null | undefined;
  readonly city?: string | null | undefined;
  readonly country?: string | null | undefined;
}

export const placeView = (row: Place) => ({
  street: row.street ?? null,
  street2: row.street2 ?? null,
  zipcode: row.zip ?? null,
  city: row.city ?? null,
  country: row.country ?? null,
});

const partyView = (party: Customer | Supplier) => ({
  vat_zone: party.vatZone,
  currency: party.currency,
  payment_terms: groupView(party.paymentTerms),
  layout: groupViewOrNull(party.layout),
  delivery_terms: groupViewOrNull(party.deliveryTerms),
  employee: groupViewOrNull(party.employee),
  language: party.language,
  corporate_identification_number: party.corporateIdentificationNumber ?? null,
  vat_number: party.vatNumber ?? null,
  ean: party.ean ?? null,
  ...placeView(party),
  phone: party.phone ?? null,
  email: party.email ?? null,
  website: party.website ?? null,
  credit_limit: decimalView(party.creditLimit),
  is_barred: party.isBarred,
  attention_contact_id: party.attentionContact ?? null,
});

export const customerView = (customer: Customer): object => ({
  number: customer.number,
  name: customer.name,
  customer_group: groupView(customer.group),
  ...partyView(customer),
  self: `/api/customers/${encodeURIComponent(customer.number)}`,
  email_offers: customer.emailOffers ?? null,
  email_orders: customer.emailOrders ?? null,
  email_invoices: customer.emailInvoices ?? null,
});

export const supplierView = (supplier: Supplier): object => ({
  number: supplier.number,
  name: supplier.name,
  supplier_group: groupView(supplier.group),
  ...partyView(supplier),
  self: `/api/suppliers/${encodeURIComponent(supplier.number)}`,
  email_purchase_orders: supplier.emailPurchaseOrders ?? null,
  payment_type: supplier.paymentType ?? null,
  bank_name: supplier.bankName ?? null,
  bank_registration_number: supplier.bankRegistrationNumber ?? null,
  bank_account_number: supplier.bankAccountNumber ?? null,
  iban: supplier.iban ?? null,
  bic: supplier.bic ?? null,
  creditor_number: supplier.creditorNumber ?? null,
});

export const contactView = (contact: PartyContact) => ({
  number: contact.number,
  name: contact.name,
  email: contact.email ?? null,
  phone: contact.phone ?? null,
});

export const addressView = (address: PartyAddress) => ({
  number: address.number,
  name: address.name ?? null,
  ...placeView(address),
  email: address.email ?? null,
  phone: address.phone ?? null,
  is_default: address.isDefault,
});
