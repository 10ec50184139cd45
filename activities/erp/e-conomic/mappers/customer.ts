import type {
  ContactForErp,
  CustomerForErp,
  DeliveryAddressForErp,
} from '../../../../domain/erp/documents.ts';
import { jsonNumber } from '../../exact-json.ts';
import type { EconomicContact, EconomicCustomer, EconomicDeliveryLocation } from '../schemas.ts';
import type { EconomicSettings } from '../settings.ts';
import {
  type Body,
  compact,
  customerNumber,
  fitting,
  fittingRequired,
  hashOf,
  referTo,
  streets,
} from './shared.ts';

/** Numbers there of what a customer refers to. */
export interface CustomerReferences {
  readonly groupNumber: string;
  readonly paymentTermsNumber: string;
}

/**
 * The fields of a customer that are ours, each with its value there or undefined where ours is empty, which clears it.
 * Left out, and so never touched: what we do not know (their website, sales person, default recipients, language, terms
 * of delivery) and two that an empty value of ours must not clear: layout and e-mail. The e-mail is sent only where
 * customers are ours.
 */
export function customerFields(
  customer: CustomerForErp,
  references: CustomerReferences,
  settings: EconomicSettings,
): Body {
  const of = (field: string): string => `customer ${customer.number}: ${field}`;
  const email = settings.customerOwner === 'bilag' ? fitting(customer.email, 255, of('e-mail')) : undefined;
  return {
    customerNumber: jsonNumber(customerNumber(customer.number)),
    name: fittingRequired(customer.name, 255, of('name')),
    currency: customer.currency,
    customerGroup: referTo('customerGroupNumber', references.groupNumber),
    paymentTerms: referTo('paymentTermsNumber', references.paymentTermsNumber),
    vatZone: referTo('vatZoneNumber', settings.vatZones[customer.vatZone]),
    address: streets(customer.address, 510, of('address')),
    zip: fitting(customer.address.zip, 30, of('zip')),
    city: fitting(customer.address.city, 50, of('city')),
    country: fitting(customer.address.country, 50, of('country')),
    telephoneAndFaxNumber: fitting(customer.phone, 255, of('phone')),
    corporateIdentificationNumber: fitting(
      customer.corporateIdentificationNumber,
      40,
      of('corporate identification number'),
    ),
    ean: fitting(customer.ean, 13, of('EAN')),
    creditLimit: customer.creditLimit === null ? undefined : jsonNumber(customer.creditLimit),
    barred: customer.isBarred,
    ...(customer.layoutNumber === null ? {} : { layout: referTo('layoutNumber', customer.layoutNumber) }),
    ...(email === undefined ? {} : { email }),
  };
}

/** Everything of a customer that may be written, as it was read. */
export function customerAsRead(read: EconomicCustomer): Body {
  const number = (key: string, value: string | undefined): Body | undefined =>
    value === undefined ? undefined : referTo(key, value);
  return compact({
    customerNumber: jsonNumber(read.customerNumber),
    name: read.name,
    currency: read.currency,
    customerGroup: referTo('customerGroupNumber', read.customerGroup.customerGroupNumber),
    paymentTerms: referTo('paymentTermsNumber', read.paymentTerms.paymentTermsNumber),
    vatZone: referTo('vatZoneNumber', read.vatZone.vatZoneNumber),
    address: read.address,
    zip: read.zip,
    city: read.city,
    country: read.country,
    email: read.email,
    telephoneAndFaxNumber: read.telephoneAndFaxNumber,
    mobilePhone: read.mobilePhone,
    corporateIdentificationNumber: read.corporateIdentificationNumber,
    vatNumber: read.vatNumber,
    pNumber: read.pNumber,
    ean: read.ean,
    publicEntryNumber: read.publicEntryNumber,
    website: read.website,
    creditLimit: read.creditLimit === undefined ? undefined : jsonNumber(read.creditLimit),
    barred: read.barred ?? false,
    eInvoicingDisabledByDefault: read.eInvoicingDisabledByDefault,
    layout: number('layoutNumber', read.layout?.layoutNumber),
    salesPerson: number('employeeNumber', read.salesPerson?.employeeNumber),
    attention: number('customerContactNumber', read.attention?.customerContactNumber),
    customerContact: number('customerContactNumber', read.customerContact?.customerContactNumber),
    defaultDeliveryLocation: number(
      'deliveryLocationNumber',
      read.defaultDeliveryLocation?.deliveryLocationNumber,
    ),
    priceGroup: read.priceGroup,
  });
}

/** SHA-256 (hex) over what a customer would send, without contacts and delivery addresses: they have their own. */
export function customerHash(customer: CustomerForErp): string {
  const own: Record<string, unknown> = { ...customer };
  delete own['contacts'];
  delete own['deliveryAddresses'];
  return hashOf({ ...own, group: customer.group.number, paymentTerms: customer.paymentTerms.number });
}

/** A contact's fields that are ours; mail and phone are never cleared by an empty one of ours. */
export function contactFields(contact: ContactForErp, customer: string): Body {
  const of = (field: string): string => `customer ${customer}, contact ${contact.number}: ${field}`;
  return compact({
    name: fittingRequired(contact.name, 255, of('name')),
    email: fitting(contact.email, 255, of('e-mail')),
    phone: fitting(contact.phone, 50, of('phone')),
  });
}

/** Everything of a contact that may be written, as it was read. */
export function contactAsRead(read: EconomicContact): Body {
  return compact({
    customerContactNumber: jsonNumber(read.customerContactNumber),
    name: read.name,
    email: read.email,
    phone: read.phone,
    eInvoiceId: read.eInvoiceId,
    notes: read.notes,
    emailNotifications: read.emailNotifications,
  });
}

export function contactHash(contact: ContactForErp): string {
  return hashOf({ name: contact.name, email: contact.email, phone: contact.phone });
}

/**
 * A delivery address's fields that are ours: the address alone. There is no place for a name, and its mail and phone do
 * not travel.
 */
export function deliveryLocationFields(address: DeliveryAddressForErp, customer: string): Body {
  const of = (field: string): string => `customer ${customer}, delivery address ${address.number}: ${field}`;
  return {
    address: streets(address, 255, of('address')),
    postalCode: fitting(address.zip, 15, of('zip')),
    city: fitting(address.city, 50, of('city')),
    country: fitting(address.country, 50, of('country')),
  };
}

/** Everything of a delivery location that may be written, as it was read. */
export function deliveryLocationAsRead(read: EconomicDeliveryLocation): Body {
  return compact({
    address: read.address,
    postalCode: read.postalCode,
    city: read.city,
    country: read.country,
    termsOfDelivery: read.termsOfDelivery,
    sortKey: read.sortKey === undefined ? undefined : jsonNumber(read.sortKey),
    barred: read.barred ?? false,
  });
}

export function deliveryLocationHash(address: DeliveryAddressForErp): string {
  const { street, street2, zip, city, country } = address;
  return hashOf({ street, street2, zip, city, country });
}
