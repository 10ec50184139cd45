import type { RegisterForErp } from '../../../domain/erp/documents.ts';
import { resolveContact, resolveCustomer, resolveDeliveryLocation } from './resolve-customer.ts';
import { resolveProduct } from './resolve-product.ts';
import { createOf, requiredId, type Resolved, type ResolveContext } from './resolve.ts';
import {
  customerGroupBody,
  groupZoneBody,
  paymentTermsBody,
  productGroupBody,
  matchingTerms,
  sameName,
  unitBody,
} from './mappers/small-registers.ts';
import { readGroupZones, readPaymentTerms, readUnits } from './registers.ts';
import { customerGroupSchema, productGroupSchema } from './schemas.ts';

type Of<K extends RegisterForErp['kind']> = Extract<RegisterForErp, { kind: K }>;

/** Matches one register, or says what to write. Throws `ErpReadError`. */
export async function resolveRegister(context: ResolveContext, register: RegisterForErp): Promise<Resolved> {
  switch (register.kind) {
    case 'unit':
      return resolveUnit(context, register);
    case 'payment-terms':
      return resolvePaymentTerms(context, register);
    case 'customer-group':
      return resolveCustomerGroup(context, register);
    case 'product-group':
      return resolveProductGroup(context, register);
    case 'product-group-zone':
      return resolveGroupZone(context, register);
    case 'product':
      return resolveProduct(context, register);
    case 'customer':
      return resolveCustomer(context, register);
    case 'contact':
      return resolveContact(context, register);
    case 'delivery-location':
      return resolveDeliveryLocation(context, register);
  }
}

/** By name: the numbers of units are the ERP's own. */
async function resolveUnit({ calls }: ResolveContext, register: Of<'unit'>): Promise<Resolved> {
  const units = await readUnits(calls);
  const { name } = register.unit;
  const found = units.find((unit) => unit.name === name) ?? units.find((unit) => sameName(name, unit.name));
  if (found !== undefined) return { theirId: found.unitNumber };
  const target = { kind: 'create-unit', method: 'POST', path: '/units', reference: name } as const;
  return createOf(register, target, () => unitBody(register.unit));
}

/** What is made there gets the ERP's own number. */
async function resolvePaymentTerms(
  { calls, settings }: ResolveContext,
  register: Of<'payment-terms'>,
): Promise<Resolved> {
  const { paymentTerms } = register;
  const found = matchingTerms(paymentTerms, await readPaymentTerms(calls));
  if (found !== undefined) return { theirId: found.paymentTermsNumber };
  const target = {
    kind: 'create-payment-terms',
    method: 'POST',
    path: '/payment-terms',
    reference: paymentTerms.name,
    expected: { paymentTerms: `${paymentTerms.number} ${paymentTerms.name}` },
  } as const;
  return createOf(register, target, () => paymentTermsBody(paymentTerms, settings));
}

async function resolveCustomerGroup(
  { calls, settings }: ResolveContext,
  register: Of<'customer-group'>,
): Promise<Resolved> {
  const { number, name } = register.group;
  const found = await calls.readIfThere(customerGroupSchema, `/customer-groups/${number}`);
  if (found !== undefined) return { theirId: found.customerGroupNumber };
  const target = {
    kind: 'create-customer-group',
    method: 'POST',
    path: '/customer-groups',
    reference: String(number),
    expected: { group: `${number} ${name}` },
  } as const;
  return createOf(register, target, () => customerGroupBody(register.group, settings));
}

/** Read on the older surface, made on the newer one: each can only do that. */
async function resolveProductGroup(
  { calls, settings }: ResolveContext,
  register: Of<'product-group'>,
): Promise<Resolved> {
  const { number, name } = register.group;
  const found = await calls.readIfThere(productGroupSchema, `/product-groups/${number}`);
  if (found !== undefined) return { theirId: found.productGroupNumber };
  const target = {
    kind: 'create-product-group',
    method: 'POST',
    host: 'openApi',
    path: '/productsapi/v2.0.0/productgroups',
    reference: String(number),
    expected: { group: `${number} ${name}` },
  } as const;
  return createOf(register, target, () => productGroupBody(register.group, settings));
}

/** By its zone: what a line of the group is posted to, without which the ERP refuses the invoice. */
async function resolveGroupZone(
  { calls, settings, links }: ResolveContext,
  register: Of<'product-group-zone'>,
): Promise<Resolved> {
  const { group, zone } = register;
  const parent = requiredId(links, 'product-group', String(group.number));
  const number = String(settings.vatZones[zone]);
  if ((await readGroupZones(calls, parent)).includes(number)) return { theirId: `${parent}/${number}` };
  const target = {
    kind: 'create-product-group-zone',
    method: 'POST',
    host: 'openApi',
    path: `/productsapi/v2.0.0/productgroups/${parent}/zones`,
    reference: number,
    expected: { parent, group: `${group.number} ${group.name}`, vatZone: zone },
  } as const;
  return createOf(register, target, () => groupZoneBody(group, zone, settings));
}
