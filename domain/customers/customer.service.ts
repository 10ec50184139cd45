import type { EntityManager } from '@mikro-orm/postgresql';
import { Agreement } from '../agreements/agreement.entity.ts';
import { referToCurrency } from '../currencies/currency.service.ts';
import { employeeRegister } from '../employees/employee.service.ts';
import type { VatZone } from '../erp/documents.ts';
import { DomainError } from '../errors.ts';
import { checkFields, given, invalidInput } from '../field-rules.ts';
import type { Language } from '../languages.ts';
import { layoutRegister } from '../layouts/layout.service.ts';
import { listRows } from '../lists.ts';
import type { ListQuery, ListResult } from '../lists.ts';
import {
  deleteRow,
  findRow,
  nextNumber,
  referTo,
  referToOptional,
  register,
  storeChange,
  storeNew,
} from '../registers.ts';
import type { Actor, ChangeOptions } from '../registers.ts';
import { agreementOf } from '../tenant.ts';
import { paymentTermsRegister } from '../terms/payment-terms.service.ts';
import { CustomerContact } from './customer-contact.entity.ts';
import { customerGroupRegister } from './customer-group.service.ts';
import { Customer } from './customer.entity.ts';
import type { CustomFields } from './customer.entity.ts';
import { customerRules } from './customer.rules.ts';

/** Fields of a customer that people type. */
export interface CustomerFields {
  /** 1 to 255 characters (help page H-00031). */
  readonly name: string;
  readonly groupNumber: number;
  readonly vatZone: VatZone;
  /** Default: those of the agreement's settings; without them it is required. */
  readonly paymentTermsNumber?: number | undefined;
  /** ISO 4217, opened in the agreement. Default: the base currency. */
  readonly currency?: string | undefined;
  /** Default: that of the agreement's settings, if any; null = none. */
  readonly layoutNumber?: number | null | undefined;
  /** Our reference on the customer's documents. */
  readonly employeeNumber?: number | null | undefined;
  /** Default: the agreement's. */
  readonly language?: Language | undefined;
  /** CVR, organisation number, Y-tunnus; up to 40 characters. */
  readonly corporateIdentificationNumber?: string | null | undefined;
  readonly vatNumber?: string | null | undefined;
  /** 13 digits with a right check digit. */
  readonly ean?: string | null | undefined;
  readonly street?: string | null | undefined;
  readonly street2?: string | null | undefined;
  readonly zip?: string | null | undefined;
  readonly city?: string | null | undefined;
  /** A name or an ISO code, as it is printed. */
  readonly country?: string | null | undefined;
  readonly phone?: string | null | undefined;
  readonly email?: string | null | undefined;
  readonly emailOffers?: string | null | undefined;
  readonly emailOrders?: string | null | undefined;
  readonly emailInvoices?: string | null | undefined;
  readonly website?: string | null | undefined;
  /** Base currency, not negative; null = no limit. */
  readonly creditLimit?: string | null | undefined;
  readonly deliveryTerms?: string | null | undefined;
  /** Nothing new is made for a barred customer. Default false. */
  readonly isBarred?: boolean | undefined;
  /** Number among this customer's contacts; can be set once the contact exists. */
  readonly attentionContact?: number | null | undefined;
  /** Default {}. */
  readonly customFields?: CustomFields | undefined;
}

export interface NewCustomer extends CustomerFields {
  /** 1 to 9 characters (help page H-00031). Default: one more than the largest whole number, from 1001. */
  readonly number?: string | undefined;
}

export type CustomerPatch = { readonly [K in keyof CustomerFields]?: CustomerFields[K] | undefined };

export const customerRegister = register(Customer, 'Customer', [
  'group',
  'paymentTerms',
  'layout',
  'employee',
]);

/** Number of the first customer of an agreement that names none. */
const firstNumber = 1001;

/** Makes a customer. Throws `InvalidInput`, `ReferenceNotFound` and `AlreadyExists`. */
export async function createCustomer(em: EntityManager, input: NewCustomer, actor: Actor): Promise<Customer> {
  checkFields(input, customerRules);
  if (input.attentionContact !== undefined && input.attentionContact !== null)
    throw invalidInput({ attention_contact: ['attention_contact can be set once the contact exists.'] });
  const agreement = await em.findOneOrFail(Agreement, { number: agreementOf(em) });
  const { groupNumber, paymentTermsNumber, layoutNumber, employeeNumber, ...own } = input;
  const terms = paymentTermsNumber ?? agreement.settings.defaultPaymentTermsNumber;
  if (terms === undefined)
    throw invalidInput({ payment_terms_number: ['payment_terms_number is required.'] });
  const layout = layoutNumber === undefined ? agreement.settings.defaultLayoutNumber : layoutNumber;
  const references = {
    group: await referTo(em, customerGroupRegister, groupNumber, 'groupNumber'),
    paymentTerms: await referTo(em, paymentTermsRegister, terms, 'paymentTermsNumber'),
    layout: (await referToOptional(em, layoutRegister, layout, 'layoutNumber')) ?? null,
    employee: (await referToOptional(em, employeeRegister, employeeNumber, 'employeeNumber')) ?? null,
  };
  const currency = (await referToCurrency(em, own.currency ?? agreement.baseCurrency)).code;
  const number = own.number ?? (await nextCustomerNumber(em));
  const customer = em.create(Customer, {
    ...newCustomerRow(own, agreement),
    ...references,
    number,
    currency,
    changedBy: actor,
  });
  await storeNew(em, customerRegister, customer);
  return customer;
}

const emptyFields = {
  corporateIdentificationNumber: null,
  vatNumber: null,
  ean: null,
  street: null,
  street2: null,
  zip: null,
  city: null,
  country: null,
  phone: null,
  email: null,
  emailOffers: null,
  emailOrders: null,
  emailInvoices: null,
  website: null,
  creditLimit: null,
  deliveryTerms: null,
  attentionContact: null,
  lastContactNumber: 0,
  lastAddressNumber: 0,
};

/** What a new customer holds beside its number and what it refers to: the input, and the defaults of what is left out. */
export const newCustomerRow = (
  own: Omit<CustomerFields, 'groupNumber' | 'paymentTermsNumber' | 'layoutNumber' | 'employeeNumber'>,
  agreement: Pick<Agreement, 'baseCurrency' | 'language'>,
) => ({
  ...emptyFields,
  ...given(own),
  name: own.name,
  vatZone: own.vatZone,
  currency: own.currency ?? agreement.baseCurrency,
  language: own.language ?? agreement.language,
  isBarred: own.isBarred ?? false,
  customFields: own.customFields ?? {},
});

async function nextCustomerNumber(em: EntityManager): Promise<string> {
  const next = String(await nextNumber(em, customerRegister, firstNumber));
  if (next.length <= 9) return next;
  throw invalidInput({ number: ['number is required: there is no larger number of 9 digits.'] });
}

/**
 * Changes the fields that are given; documents keep what they have. Throws `NotFound`, `InvalidInput`,
 * `ReferenceNotFound` and `EditConflict`.
 */
export async function updateCustomer(
  em: EntityManager,
  number: string,
  patch: CustomerPatch,
  options: ChangeOptions,
  actor: Actor,
): Promise<Customer> {
  const customer = await findCustomer(em, number);
  checkFields(patch, customerRules, { isPatch: true });
  const { groupNumber, paymentTermsNumber, layoutNumber, employeeNumber, ...own } = patch;
  if (own.currency !== undefined) await referToCurrency(em, own.currency);
  if (own.attentionContact !== undefined) await requireContact(em, customer, own.attentionContact);
  const references = given({
    group:
      groupNumber === undefined
        ? undefined
        : await referTo(em, customerGroupRegister, groupNumber, 'groupNumber'),
    paymentTerms:
      paymentTermsNumber === undefined
        ? undefined
        : await referTo(em, paymentTermsRegister, paymentTermsNumber, 'paymentTermsNumber'),
    layout: await referToOptional(em, layoutRegister, layoutNumber, 'layoutNumber'),
    employee: await referToOptional(em, employeeRegister, employeeNumber, 'employeeNumber'),
  });
  const change = { ...given(own), ...references };
  await storeChange(em, customerRegister, customer, change, actor, { ...options, key: number });
  return customer;
}

async function requireContact(em: EntityManager, customer: Customer, number: number | null): Promise<void> {
  if (number === null || (await em.count(CustomerContact, { customer, number })) > 0) return;
  throw invalidInput({
    attention_contact: [`Customer ${customer.number} has no contact ${number}.`],
  });
}

/**
 * Deletes a customer that is on no document, with its contacts and delivery addresses. Throws `NotFound`, `InUse` and
 * `EditConflict`.
 */
export const deleteCustomer = (
  em: EntityManager,
  number: string,
  options: ChangeOptions = {},
): Promise<void> => deleteRow(em, customerRegister, number, options);

/** With its group, payment terms, layout and employee. Throws `NotFound`. */
export const findCustomer = (em: EntityManager, number: string): Promise<Customer> =>
  findRow(em, customerRegister, number);

/**
 * With group, payment terms, layout and employee. Filters: `number`, `name`, `email`, `ean`,
 * `corporateIdentificationNumber`, `vatZone`, `currency`, `country`, `isBarred`, `groupNumber`, `paymentTermsNumber`.
 */
export const listCustomers = (em: EntityManager, query?: ListQuery): Promise<ListResult<Customer>> =>
  listRows(
    em,
    {
      entity: Customer,
      order: ['number', 'name', 'city', 'createdAt', 'updatedAt'],
      filters: {
        number: 'property',
        name: 'property',
        email: 'property',
        ean: 'property',
        corporateIdentificationNumber: 'property',
        vatZone: 'property',
        currency: 'property',
        country: 'property',
        isBarred: 'property',
        groupNumber: (value) => ({ group: { number: value } }),
        paymentTermsNumber: (value) => ({ paymentTerms: { number: value } }),
      },
      populate: ['group', 'paymentTerms', 'layout', 'employee'],
    },
    query,
  );

/**
 * The next number for a contact or address of a customer; none is given twice, for links to an ERP and documents go by
 * them. Leaves the customer's version alone. Whoever asks next waits until this transaction ends.
 */
export async function nextSubNumber(
  em: EntityManager,
  customer: Customer,
  counter: 'last_contact_number' | 'last_address_number',
): Promise<number> {
  const [row] = await em.execute<{ next: number }[]>(
    `update customer set ${counter} = ${counter} + 1 where id = ? returning ${counter} as next`,
    [customer.id],
  );
  if (row === undefined) throw new DomainError('NotFound', { what: `Customer ${customer.number}` });
  return row.next;
}
