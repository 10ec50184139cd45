import type { EntityManager } from '@mikro-orm/postgresql';
import { Agreement } from '../agreements/agreement.entity.ts';
import { Currency } from '../currencies/currency.entity.ts';
import { baseRate } from '../currencies/currency.service.ts';
import { CustomerContact } from '../customers/customer-contact.entity.ts';
import { Customer } from '../customers/customer.entity.ts';
import { DeliveryAddress } from '../customers/delivery-address.entity.ts';
import { employeeRegister } from '../employees/employee.service.ts';
import type { Employee } from '../employees/employee.entity.ts';
import type { Address } from '../erp/documents.ts';
import { DomainError } from '../errors.ts';
import { invalidInput } from '../field-rules.ts';
import type { Layout } from '../layouts/layout.entity.ts';
import { layoutRegister } from '../layouts/layout.service.ts';
import { equal } from '../money.ts';
import type { Decimal } from '../money.ts';
import { projectNumberFor } from '../projects/project.register.ts';
import { referTo, referToOptional } from '../registers.ts';
import { agreementOf } from '../tenant.ts';
import type { DeliveryTerms } from '../terms/delivery-terms.entity.ts';
import { deliveryTermsRegister } from '../terms/delivery-terms.service.ts';
import type { PaymentTerms } from '../terms/payment-terms.entity.ts';
import { paymentTermsRegister } from '../terms/payment-terms.service.ts';
import type { BillingSnapshot, DeliverySnapshot, DeliveryTermsSnapshot } from './party.ts';
import type { BillingAddressInput, DeliveryAddressInput, SalesHeadInput } from './sales-input.ts';

/** The registers that a document's head names, found in this agreement. */
export interface HeadReferences {
  readonly paymentTerms: PaymentTerms;
  readonly layout: Layout | null;
  readonly employee: Employee | null;
  readonly theirReferenceContact: number | null;
  readonly attentionContact: number | null;
  readonly deliveryTerms: DeliveryTermsSnapshot | null;
}

/**
 * The customer with what documents take from it: one statement. Throws `ReferenceNotFound` (field `customer_id`), also
 * for another agreement's customer, and `Barred`.
 */
export async function findCustomer(em: EntityManager, number: string): Promise<Customer> {
  const customer = await em.findOne(
    Customer,
    { number },
    { populate: ['paymentTerms', 'layout', 'deliveryTerms', 'employee'], strategy: 'joined' },
  );
  if (customer === null) throw missingReferences(new Map([['customer_id', `Customer ${number}`]]));
  refuseBarredCustomer(customer);
  return customer;
}

/** Throws `Barred`: nothing is sold to a barred customer, though credit notes still reach it. */
export function refuseBarredCustomer(customer: Pick<Customer, 'number' | 'isBarred'>): void {
  if (customer.isBarred) refuseBarred(new Map([['customer_id', `Customer ${customer.number} is barred.`]]));
}

/** What the input names, and the given defaults where it names nothing: one statement per field that is given. */
export async function headReferences(
  em: EntityManager,
  customer: Customer,
  input: SalesHeadInput,
  defaults: HeadReferences,
): Promise<HeadReferences> {
  const theirReferenceContact =
    input.theirReferenceId === undefined ? defaults.theirReferenceContact : input.theirReferenceId;
  const attentionContact = input.attentionId === undefined ? defaults.attentionContact : input.attentionId;
  const layout = await referToOptional(em, layoutRegister, input.layoutId, 'layoutId');
  const employee = await referToOptional(em, employeeRegister, input.ourReferenceId, 'ourReferenceId');
  const deliveryTerms = await referToOptional(
    em,
    deliveryTermsRegister,
    input.deliveryTermsId,
    'deliveryTermsId',
  );
  await projectNumberFor(em, input.projectId);
  const terms = input.paymentTermsId;
  const found: HeadReferences = {
    paymentTerms:
      terms === undefined
        ? defaults.paymentTerms
        : await referTo(em, paymentTermsRegister, terms, 'paymentTermsId'),
    layout: layout === undefined ? defaults.layout : layout,
    employee: employee === undefined ? defaults.employee : employee,
    theirReferenceContact,
    attentionContact,
    deliveryTerms:
      deliveryTerms === undefined ? defaults.deliveryTerms : deliveryTermsSnapshot(deliveryTerms),
  };
  await refuseUnknownContacts(em, customer, found);
  return found;
}

/** One statement where a contact is named, none otherwise. Throws `ReferenceNotFound` for another customer's contact. */
export async function refuseUnknownContacts(
  em: EntityManager,
  customer: Pick<Customer, 'id' | 'number'>,
  head: Pick<HeadReferences, 'theirReferenceContact' | 'attentionContact'>,
): Promise<void> {
  const wanted = { their_reference_id: head.theirReferenceContact, attention_id: head.attentionContact };
  const numbers = Object.values(wanted).filter((number) => number !== null);
  if (numbers.length === 0) return;
  const contacts = await em.find(CustomerContact, { customer: customer.id, number: { $in: numbers } });
  const known = new Set(contacts.map((contact) => contact.number));
  const missing = Object.entries(wanted)
    .filter(([, number]) => number !== null && !known.has(number))
    .map(([field, number]): [string, string] => [
      field,
      `Contact ${number ?? ''} of customer ${customer.number}`,
    ]);
  refuseMissing(new Map(missing));
}

/**
 * The rate of a document: the one given, or the register's. Throws `CurrencyRateMissing`, and `InvalidInput` for a rate
 * of the base currency that is not 100.
 */
export async function exchangeRateFor(
  em: EntityManager,
  code: string,
  typed: Decimal | undefined,
): Promise<Decimal> {
  const currency = await em.findOne(Currency, { code });
  if (currency === null)
    throw new DomainError(
      'CurrencyRateMissing',
      { currency: code },
      { errors: { currency: [`There is no exchange rate for ${code}.`] } },
    );
  if (typed === undefined || equal(typed, currency.rate)) return currency.rate;
  const agreement = await em.findOneOrFail(Agreement, { number: agreementOf(em) });
  if (agreement.baseCurrency === code)
    throw invalidInput({
      exchange_rate: [`exchange_rate of the base currency ${code} is always ${baseRate}.`],
    });
  return typed;
}

/** The customer's default delivery address as a document keeps it, or null. */
export async function defaultDeliveryAddress(
  em: EntityManager,
  customer: Customer,
): Promise<DeliverySnapshot | null> {
  const address = await em.findOne(DeliveryAddress, { customer, isDefault: true });
  if (address === null) return null;
  return {
    name: address.name ?? null,
    street: address.street ?? null,
    street2: address.street2 ?? null,
    zip: address.zip ?? null,
    city: address.city ?? null,
    country: address.country ?? null,
    email: address.email ?? null,
    phone: address.phone ?? null,
  };
}

/** A typed delivery address as a document keeps it. */
export function deliverySnapshot(input: DeliveryAddressInput): DeliverySnapshot {
  return {
    name: input.name ?? null,
    street: input.street ?? null,
    street2: input.street2 ?? null,
    zip: input.zipcode ?? null,
    city: input.city ?? null,
    country: input.country ?? null,
    email: input.email ?? null,
    phone: input.phone ?? null,
  };
}

/** Delivery terms as a document keeps them. */
export const deliveryTermsSnapshot = (
  terms: DeliveryTerms | null | undefined,
): DeliveryTermsSnapshot | null =>
  terms
    ? {
        number: terms.number,
        name: terms.name,
        description: terms.description ?? null,
        translations: terms.translations,
      }
    : null;

/** A typed billing address as a document keeps it. */
export const billingSnapshot = (input: BillingAddressInput): BillingSnapshot => ({
  name: input.name ?? null,
  street: input.street ?? null,
  street2: input.street2 ?? null,
  zip: input.zipcode ?? null,
  city: input.city ?? null,
  country: input.country ?? null,
});

/** The customer as the document addresses it: by what it says itself, else as the register has it. */
export function addressedParty<P extends Address & { readonly name: string }>(
  customer: P,
  document: {
    readonly billingAddress: BillingSnapshot | null;
    readonly corporateIdentificationNumber: string | null;
  },
): P {
  const { billingAddress, corporateIdentificationNumber } = document;
  return {
    ...customer,
    ...(billingAddress && { ...billingAddress, name: billingAddress.name ?? customer.name }),
    ...(corporateIdentificationNumber !== null && { corporateIdentificationNumber }),
  };
}

/** Registers that do not exist, by the field that names them. */
export type MissingReferences = ReadonlyMap<string, string>;

/** Throws `ReferenceNotFound` with every field, where there is one. */
export function refuseMissing(missing: MissingReferences): void {
  if (missing.size > 0) throw missingReferences(missing);
}

function missingReferences(missing: MissingReferences): DomainError {
  const [[field, what] = ['', '']] = missing;
  const errors = Object.fromEntries([...missing].map(([name, row]) => [name, [`${row} does not exist.`]]));
  return new DomainError('ReferenceNotFound', { field, what }, { errors });
}

/** Throws `Barred` with every field, where there is one. */
export function refuseBarred(reasons: ReadonlyMap<string, string>): void {
  const [reason] = reasons.values();
  if (reason === undefined) return;
  const errors = Object.fromEntries([...reasons].map(([field, message]) => [field, [message]]));
  throw new DomainError('Barred', { reason }, { errors });
}
