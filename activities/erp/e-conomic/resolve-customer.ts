import type { CustomerForErp, RegisterForErp } from '../../../domain/erp/documents.ts';
import type { Blocked } from '../adapter.ts';
import {
  contactAsRead,
  contactFields,
  customerAsRead,
  customerFields,
  customerHash,
  deliveryLocationAsRead,
  deliveryLocationFields,
} from './mappers/customer.ts';
import { type Body, compact, customerNumber, isBlocked, orBlocked, sameContent } from './mappers/shared.ts';
import { sameName } from './mappers/small-registers.ts';
import { createOf, linkedId, requiredId, type Resolved, type ResolveContext, updateOf } from './resolve.ts';
import {
  contactSchema,
  customerSchema,
  deliveryLocationSchema,
  type EconomicCustomer,
  layoutSchema,
} from './schemas.ts';

type Of<K extends RegisterForErp['kind']> = Extract<RegisterForErp, { kind: K }>;

/** By number. Throws `ErpReadError`. */
export async function resolveCustomer(context: ResolveContext, register: Of<'customer'>): Promise<Resolved> {
  const { calls, settings, links } = context;
  const { customer } = register;
  const { group, paymentTerms, number } = customer;
  const valid = orBlocked(() => ({ number: customerNumber(number) }));
  if (isBlocked(valid)) return valid;
  const references = {
    groupNumber: requiredId(links, 'customer-group', String(group.number)),
    paymentTermsNumber: requiredId(links, 'payment-terms', String(paymentTerms.number)),
  };
  const fields = (): Body => customerFields(customer, references, settings);
  const path = `/customers/${number}`;
  const expected = {
    number,
    group: `${group.number} ${group.name}`,
    paymentTerms: `${paymentTerms.number} ${paymentTerms.name}`,
  };
  const read = await calls.readIfThere(customerSchema, path);
  if (read !== undefined && settings.customerOwner === 'e-conomic') return { theirId: read.customerNumber };
  const impossible = read === undefined ? undefined : foreign(context, customer, read);
  if (impossible !== undefined) return impossible;
  if (await layoutIsMissing(context, customer, read))
    return { blocked: 'LayoutMissing', params: { layout: String(customer.layoutNumber) } };
  if (read === undefined) {
    return createOf(
      register,
      { kind: 'create-customer', method: 'POST', path: '/customers', reference: number, expected },
      fields,
    );
  }
  return updateOf(
    register,
    { kind: 'update-customer', method: 'PUT', path, reference: number, expected, theirId: number },
    customerAsRead(read),
    fields,
  );
}

/**
 * Why the customer of that number there is not to be changed: it is barred (unless ours was barred when it was sent
 * last and is not now), or it was never linked and is another company by its corporate identification number.
 */
function foreign(
  { links }: ResolveContext,
  customer: CustomerForErp,
  read: EconomicCustomer,
): Blocked | undefined {
  const link = links.find(({ kind, ourKey }) => kind === 'customer' && ourKey === customer.number);
  if (read.barred === true && !customer.isBarred && !opensCustomer(customer, link?.contentHash)) {
    return { blocked: 'CustomerBarred', params: { customer: customer.number } };
  }
  const [here, there] = [customer, read].map((party) =>
    (party.corporateIdentificationNumber ?? '').replaceAll(/[^0-9A-Za-z]/g, '').toUpperCase(),
  );
  if (link !== undefined || !here || !there || here === there) return undefined;
  const difference = `customer ${customer.number} is ${read.name} (${there}) there, ${customer.name} (${here}) here`;
  return { blocked: 'ErpContentDiffers', params: { difference } };
}

/** As `opensProduct`. */
export function opensCustomer(customer: CustomerForErp, sentHash: string | undefined): boolean {
  return !customer.isBarred && sentHash === customerHash({ ...customer, isBarred: true });
}

/** Read only where the customer is to get a layout that it has not there already. */
async function layoutIsMissing(
  { calls }: ResolveContext,
  customer: CustomerForErp,
  read: EconomicCustomer | undefined,
): Promise<boolean> {
  const wanted = customer.layoutNumber;
  if (wanted === null || read?.layout?.layoutNumber === String(wanted)) return false;
  const layout = await calls.readIfThere(layoutSchema, `/layouts/${wanted}`);
  return layout === undefined || layout.deleted === true;
}

/** By its link, else by name among the customer's contacts. Throws `ErpReadError`. */
export async function resolveContact(
  { calls, links }: ResolveContext,
  register: Of<'contact'>,
): Promise<Resolved> {
  const customer = requiredId(links, 'customer', register.customerNumber);
  const { contact } = register;
  const path = `/customers/${customer}/contacts`;
  const contacts = (await calls.list(contactSchema, path)).filter(({ deleted }) => deleted !== true);
  const linked = numberWithin(linkedId(links, 'contact', register.ourKey));
  const found =
    contacts.find((there) => there.customerContactNumber === linked) ??
    contacts.find((there) => sameName(contact.name, there.name));
  const fields = (): Body => contactFields(contact, register.customerNumber);
  const reference = contact.name;
  const expected = { parent: customer };
  if (found === undefined) {
    return createOf(register, { kind: 'create-contact', method: 'POST', path, reference, expected }, fields);
  }
  const number = found.customerContactNumber;
  return updateOf(
    register,
    {
      kind: 'update-contact',
      method: 'PUT',
      path: `${path}/${number}`,
      reference: number,
      expected,
      theirId: `${customer}/${number}`,
    },
    contactAsRead(found),
    fields,
  );
}

/** By its link, else by the address itself among the customer's delivery locations. Throws `ErpReadError`. */
export async function resolveDeliveryLocation(
  { calls, links }: ResolveContext,
  register: Of<'delivery-location'>,
): Promise<Resolved> {
  const customer = requiredId(links, 'customer', register.customerNumber);
  const fields = (): Body => deliveryLocationFields(register.address, register.customerNumber);
  const body = orBlocked(() => compact(fields()));
  if (isBlocked(body)) return body;
  const path = `/customers/${customer}/delivery-locations`;
  const there = await calls.list(deliveryLocationSchema, path);
  const linked = numberWithin(linkedId(links, 'delivery-location', register.ourKey));
  const found =
    there.find((location) => location.deliveryLocationNumber === linked) ??
    there.find((location) => sameContent(addressOnly(deliveryLocationAsRead(location)), body));
  const reference = register.ourKey;
  const expected = { parent: customer };
  if (found === undefined) {
    return createOf(
      register,
      { kind: 'create-delivery-location', method: 'POST', path, reference, expected },
      fields,
    );
  }
  const number = found.deliveryLocationNumber;
  return updateOf(
    register,
    {
      kind: 'update-delivery-location',
      method: 'PUT',
      path: `${path}/${number}`,
      reference: number,
      expected,
      theirId: `${customer}/${number}`,
    },
    deliveryLocationAsRead(found),
    fields,
  );
}

/** A delivery location's address alone, as ours compares. */
export function addressOnly(location: Body): Body {
  const { address, postalCode, city, country } = location;
  return compact({ address, postalCode, city, country });
}

/** The part after the customer's number in `<customer>/<number>`, the form in which such links are kept. */
export function numberWithin(theirId: string | undefined): string | undefined {
  return theirId?.split('/').at(1);
}
