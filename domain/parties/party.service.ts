import type { EntityManager } from '@mikro-orm/postgresql';
import { Agreement } from '../agreements/agreement.entity.ts';
import type { AgreementSettings } from '../agreements/agreement.entity.ts';
import { referToCurrency } from '../currencies/currency.service.ts';
import { employeeRegister } from '../employees/employee.service.ts';
import type { VatZone } from '../erp/documents.ts';
import { DomainError } from '../errors.ts';
import { given, invalidInput } from '../field-rules.ts';
import { layoutRegister } from '../layouts/layout.service.ts';
import { numberPart } from '../lists.ts';
import type { ListSpec } from '../lists.ts';
import type { NumberedRow } from '../numbered-register.ts';
import { nextNumber, referTo, referToOptional } from '../registers.ts';
import type { Register } from '../registers.ts';
import { agreementOf } from '../tenant.ts';
import { deliveryTermsRegister } from '../terms/delivery-terms.service.ts';
import { paymentTermsRegister } from '../terms/payment-terms.service.ts';
import { emptyPartyFields } from './party.rules.ts';
import type { PartyFields, PartyPatch } from './party.rules.ts';

/** What customers and suppliers do alike: take defaults of the agreement, refer to other registers, number themselves. */

/** Relations that are loaded with a party. */
export const partyRelations = ['group', 'paymentTerms', 'layout', 'deliveryTerms', 'employee'] as const;

/** What a party's row has at least. */
export interface PartyRow {
  readonly id: string;
  readonly number: string;
  readonly version: number;
  changedBy: string;
  attentionContact?: number | null | undefined;
}

/** Number of the first party of its kind of an agreement that names none. */
const firstNumber = 1001;

/** The registers of one kind of party. */
export interface PartyRegisters<G extends NumberedRow> {
  readonly group: Register<G>;
  readonly party: Register<PartyRow>;
  /** What a party that leaves them out has by the agreement's settings. */
  readonly defaults: (settings: AgreementSettings) => PartyDefaults;
}

/** Undefined: there is none. */
interface PartyDefaults {
  readonly groupNumber?: number | undefined;
  readonly vatZone?: VatZone | undefined;
  readonly paymentTermsNumber?: number | undefined;
  readonly layoutNumber?: number | undefined;
}

type NewPartyFields = PartyFields & { readonly number?: string | undefined };

/**
 * The columns of a new party: what the input gives, what it refers to, and the agreement's defaults for what it does not
 * name. Throws `InvalidInput` and `ReferenceNotFound`.
 */
export async function newParty<G extends NumberedRow, T extends NewPartyFields>(
  em: EntityManager,
  registers: PartyRegisters<G>,
  input: T,
) {
  if (input.attentionContact !== undefined && input.attentionContact !== null)
    throw invalidInput({ attention_contact: ['attention_contact can be set once the contact exists.'] });
  const agreement = await em.findOneOrFail(Agreement, { number: agreementOf(em) });
  const { groupNumber, paymentTermsNumber, layoutNumber, deliveryTermsNumber, employeeNumber, ...own } =
    input;
  const defaults = registers.defaults(agreement.settings);
  const { group, vatZone, terms } = required(defaults, {
    groupNumber,
    vatZone: input.vatZone,
    paymentTermsNumber,
  });
  const layout = layoutNumber === undefined ? defaults.layoutNumber : layoutNumber;
  return {
    ...emptyPartyFields,
    ...given(own),
    name: input.name,
    vatZone,
    group: await referTo(em, registers.group, group, 'groupNumber'),
    paymentTerms: await referTo(em, paymentTermsRegister, terms, 'paymentTermsNumber'),
    layout: (await referToOptional(em, layoutRegister, layout, 'layoutNumber')) ?? null,
    deliveryTerms: (await deliveryTermsOf(em, deliveryTermsNumber)) ?? null,
    employee: (await referToOptional(em, employeeRegister, employeeNumber, 'employeeNumber')) ?? null,
    currency: (await referToCurrency(em, input.currency ?? agreement.baseCurrency)).code,
    language: input.language ?? agreement.language,
    number: input.number ?? (await nextPartyNumber(em, registers.party)),
  };
}

/** What the input names, else the defaults. Throws `InvalidInput` with every one that is in neither. */
function required(defaults: PartyDefaults, input: PartyDefaults) {
  const group = input.groupNumber ?? defaults.groupNumber;
  const vatZone = input.vatZone ?? defaults.vatZone;
  const terms = input.paymentTermsNumber ?? defaults.paymentTermsNumber;
  if (group !== undefined && vatZone !== undefined && terms !== undefined) return { group, vatZone, terms };
  const lacking = Object.entries({ group_number: group, vat_zone: vatZone, payment_terms_number: terms })
    .filter(([, value]) => value === undefined)
    .map(([field]) => field);
  throw invalidInput(Object.fromEntries(lacking.map((field) => [field, [`${field} is required.`]])));
}

const deliveryTermsOf = (em: EntityManager, number: number | null | undefined) =>
  referToOptional(em, deliveryTermsRegister, number, 'deliveryTermsNumber');

async function nextPartyNumber(em: EntityManager, register: Register<PartyRow>): Promise<string> {
  const next = String(await nextNumber(em, register, firstNumber));
  if (next.length <= 9) return next;
  throw invalidInput({ number: ['number is required: there is no larger number of 9 digits.'] });
}

/** The columns that a patch changes; what it does not name stays. Throws `ReferenceNotFound`. */
export async function changedParty<G extends NumberedRow>(
  em: EntityManager,
  group: Register<G>,
  patch: PartyPatch,
): Promise<Readonly<Record<string, unknown>>> {
  const { groupNumber, paymentTermsNumber, layoutNumber, deliveryTermsNumber, employeeNumber, ...own } =
    patch;
  if (own.currency !== undefined) await referToCurrency(em, own.currency);
  return given({
    ...own,
    group: groupNumber === undefined ? undefined : await referTo(em, group, groupNumber, 'groupNumber'),
    paymentTerms:
      paymentTermsNumber === undefined
        ? undefined
        : await referTo(em, paymentTermsRegister, paymentTermsNumber, 'paymentTermsNumber'),
    layout: await referToOptional(em, layoutRegister, layoutNumber, 'layoutNumber'),
    deliveryTerms: await deliveryTermsOf(em, deliveryTermsNumber),
    employee: await referToOptional(em, employeeRegister, employeeNumber, 'employeeNumber'),
  });
}

/** What lists of parties can be sorted and filtered by. */
export const partyList = {
  order: ['number', 'name', 'city', 'createdAt', 'updatedAt'],
  filters: {
    number: 'property',
    numberPart,
    name: 'property',
    email: 'property',
    ean: 'property',
    simpleEan: (value) => ({ ean: value }),
    corporateIdentificationNumber: 'property',
    vatZone: 'property',
    currency: 'property',
    country: 'property',
    isBarred: 'property',
    groupNumber: (value) => ({ group: { number: value } }),
    paymentTermsNumber: (value) => ({ paymentTerms: { number: value } }),
  },
  populate: partyRelations,
} as const satisfies Omit<ListSpec<never>, 'entity' | 'order'> & { order: readonly string[] };

/**
 * The next number for a contact or address of a party; none is given twice, for links to an ERP and documents go by
 * them. Leaves the party's version alone. Whoever asks next waits until this transaction ends.
 */
export async function nextSubNumber(
  em: EntityManager,
  of: Register<PartyRow>,
  party: PartyRow,
  counter: 'last_contact_number' | 'last_address_number',
): Promise<number> {
  const table = em.getMetadata().get(of.entity).tableName;
  const [row] = await em.execute<{ next: number }[]>(
    `update "${table}" set ${counter} = ${counter} + 1 where id = ? returning ${counter} as next`,
    [party.id],
  );
  if (row === undefined) throw new DomainError('NotFound', { what: `${of.what} ${party.number}` });
  return row.next;
}
