import type { Exchange, LookUpResult, PreparedWrite } from '../adapter.ts';
import { parseExactJson } from '../exact-json.ts';
import type { EconomicCalls } from './calls.ts';
import { asFoundBooked, asFoundDraft, findByKey, type FoundInvoice } from './found-invoices.ts';
import { contactAsRead, customerAsRead, deliveryLocationAsRead } from './mappers/customer.ts';
import { productAsRead } from './mappers/product.ts';
import { type Body, hashOf, isPlainObject, sameContent } from './mappers/shared.ts';
import { sameName } from './mappers/small-registers.ts';
import { readGroupZones, readPaymentTerms, readUnits } from './registers.ts';
import { addressOnly } from './resolve-customer.ts';
import {
  contactSchema,
  customerGroupSchema,
  customerSchema,
  deliveryLocationSchema,
  productGroupSchema,
  productSchema,
} from './schemas.ts';
import { pathSegment } from './filter.ts';

/** A look-up's answer, without its exchanges. */
export type Found = LookUpResult extends infer R
  ? R extends { readonly exchanges: readonly Exchange[] }
    ? Omit<R, 'exchanges'>
    : never
  : never;

export const absent: Found = { found: 'absent' };

/** Whether what a write was to make is there. Throws `ErpReadError`. */
export async function lookUp(calls: EconomicCalls, write: PreparedWrite): Promise<Found> {
  switch (write.kind) {
    case 'create-draft-invoice':
      return lookUpDraft(calls, write);
    case 'book-invoice':
      return lookUpBooking(calls, write);
    case 'create-unit': {
      const unit = (await readUnits(calls)).find(({ name }) => sameName(write.reference, name));
      return unit === undefined ? absent : same(unit.unitNumber);
    }
    case 'create-payment-terms':
      return lookUpPaymentTerms(calls, write);
    case 'create-customer-group': {
      const group = await calls.readIfThere(customerGroupSchema, `/customer-groups/${write.reference}`);
      return group === undefined ? absent : same(group.customerGroupNumber);
    }
    case 'create-product-group': {
      const group = await calls.readIfThere(productGroupSchema, `/product-groups/${write.reference}`);
      return group === undefined ? absent : same(group.productGroupNumber);
    }
    case 'create-product-group-zone': {
      const group = parentOf(write);
      const zones = await readGroupZones(calls, group);
      return zones.includes(write.reference) ? same(`${group}/${write.reference}`) : absent;
    }
    case 'create-product':
    case 'update-product': {
      const product = await calls.readIfThere(productSchema, `/products/${pathSegment(write.reference)}`);
      if (product === undefined) return absent;
      // The cost price may be the inventory module's own there, so it proves nothing.
      return compared(write, productAsRead(product), product.productNumber, ['costPrice']);
    }
    case 'create-customer':
    case 'update-customer': {
      const customer = await calls.readIfThere(customerSchema, `/customers/${write.reference}`);
      if (customer === undefined) return absent;
      return compared(write, customerAsRead(customer), customer.customerNumber);
    }
    case 'create-contact':
    case 'update-contact':
      return lookUpContact(calls, write);
    case 'create-delivery-location':
    case 'update-delivery-location':
      return lookUpDeliveryLocation(calls, write);
  }
}

/** One document with our key, draft or booked, is the draft's outcome: a person may have booked it meanwhile. */
export async function lookUpDraft(
  calls: EconomicCalls,
  write: Pick<PreparedWrite, 'reference' | 'expected'>,
): Promise<Found> {
  const { drafts, booked } = await findByKey(calls, write.reference);
  const all = [
    ...booked.map((invoice) => asFoundBooked(invoice, write.expected)),
    ...drafts.map((invoice) => asFoundDraft(invoice, write.expected)),
  ];
  return all.length === 0 ? absent : theOnly(all);
}

/** Booked, whoever did it; or the draft still stands, so that it was not booked; or a person has deleted the draft. */
async function lookUpBooking(calls: EconomicCalls, write: PreparedWrite): Promise<Found> {
  const { drafts, booked } = await findByKey(calls, write.reference);
  if (booked.length > 0) return theOnly(booked.map((invoice) => asFoundBooked(invoice, write.expected)));
  const number = String(write.expected['draftInvoiceNumber']);
  const [draft, ...others] = drafts;
  if (draft === undefined) {
    const difference = `draft ${number} was deleted there and never booked`;
    return { found: 'other', identity: {}, difference };
  }
  if (others.length > 0) return theOnly(drafts.map((invoice) => asFoundDraft(invoice, write.expected)));
  return draft.draftInvoiceNumber === number
    ? absent
    : standsInstead(asFoundDraft(draft, write.expected), number);
}

/** A copy that a person has made of our draft, whose original is gone: what books the old number meets nothing, ever. */
function standsInstead({ identity, difference }: FoundInvoice, number: string): Found {
  const stands = `it stands there as draft ${String(identity['draftInvoiceNumber'])} instead of ${number}`;
  return {
    found: 'other',
    identity,
    difference: difference === undefined ? stands : `${stands}; ${difference}`,
  };
}

function theOnly(found: readonly FoundInvoice[]): Found {
  const [first, ...others] = found;
  if (first === undefined) return absent;
  if (others.length > 0) {
    const numbers = found.map(({ identity }) =>
      identity['bookedInvoiceNumber'] === undefined
        ? `draft ${String(identity['draftInvoiceNumber'])}`
        : `invoice ${identity['bookedInvoiceNumber']}`,
    );
    return { found: 'other', identity: {}, difference: `several carry our key: ${numbers.join(', ')}` };
  }
  const { identity, amounts, difference } = first;
  return difference === undefined
    ? { found: 'same', identity, amounts }
    : { found: 'other', identity, difference };
}

async function lookUpPaymentTerms(calls: EconomicCalls, write: PreparedWrite): Promise<Found> {
  const sent = sentBody(write);
  const terms = (await readPaymentTerms(calls)).find(
    (there) =>
      sameName(write.reference, there.name) &&
      there.paymentTermsType === sent['paymentTermsType'] &&
      (sent['daysOfCredit'] ?? '0') === (there.daysOfCredit ?? '0'),
  );
  return terms === undefined ? absent : same(terms.paymentTermsNumber);
}

async function lookUpContact(calls: EconomicCalls, write: PreparedWrite): Promise<Found> {
  const customer = parentOf(write);
  const contacts = await calls.list(contactSchema, `/customers/${customer}/contacts`);
  const contact = contacts
    .filter(({ deleted }) => deleted !== true)
    .find((there) =>
      write.kind === 'update-contact'
        ? there.customerContactNumber === write.reference
        : sameName(write.reference, there.name),
    );
  if (contact === undefined) return absent;
  return compared(write, contactAsRead(contact), `${customer}/${contact.customerContactNumber}`);
}

async function lookUpDeliveryLocation(calls: EconomicCalls, write: PreparedWrite): Promise<Found> {
  const customer = parentOf(write);
  const locations = await calls.list(deliveryLocationSchema, `/customers/${customer}/delivery-locations`);
  const sent = sentBody(write);
  const location = locations.find((there) =>
    write.kind === 'update-delivery-location'
      ? there.deliveryLocationNumber === write.reference
      : sameContent(addressOnly(deliveryLocationAsRead(there)), addressOnly(sent)),
  );
  if (location === undefined) return absent;
  const theirId = `${customer}/${location.deliveryLocationNumber}`;
  return compared(write, deliveryLocationAsRead(location), theirId);
}

/** The number there of the record that this one belongs to. */
function parentOf(write: PreparedWrite): string {
  const parent = write.expected['parent'];
  if (parent === undefined) throw new Error(`${write.subject} names nothing that it belongs to`);
  return parent;
}

/**
 * What was sent against what stands there now. An update that is not there is absent only while the record is as it was
 * read for it; changed by somebody else meanwhile, sending the stored bytes would undo that change.
 */
function compared(
  write: PreparedWrite,
  there: Body,
  theirId: string,
  leftOut: readonly string[] = [],
): Found {
  const sent = sentBody(write);
  const differing = Object.keys(sent).filter(
    (key) => !leftOut.includes(key) && !sameContent({ [key]: sent[key] }, { [key]: there[key] }),
  );
  // An update also cleared what it left out.
  const cleared = write.method === 'PUT' ? Object.keys(there).filter((key) => !(key in sent)) : [];
  const differences = [...differing, ...cleared.filter((key) => !leftOut.includes(key))];
  if (differences.length === 0) return same(theirId);
  if (write.method === 'PUT' && hashOf(there) === write.expected['before']) return absent;
  return {
    found: 'other',
    identity: { number: theirId },
    difference: `${differences.join(', ')} of ${write.subject} differ there`,
  };
}

function same(number: string): Found {
  return { found: 'same', identity: { number } };
}

function sentBody(write: PreparedWrite): Body {
  const sent = parseExactJson(write.body);
  return isPlainObject(sent) ? sent : {};
}
