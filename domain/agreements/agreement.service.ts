import { UniqueConstraintViolationException } from '@mikro-orm/postgresql';
import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { acrossAgreements, withAgreement } from '../database.ts';
import { DomainError } from '../errors.ts';
import {
  bool,
  checkFields,
  countryCode,
  currencyCode,
  email,
  given,
  line,
  omittable,
  oneOf,
  optional,
  whole,
} from '../field-rules.ts';
import { languages } from '../languages.ts';
import type { Language } from '../languages.ts';
import type { Actor, ChangeOptions } from '../registers.ts';
import { inventoryPrinciples } from '../stock/engine/state.ts';
import type { InventoryPrinciple } from '../stock/engine/state.ts';
import { hasOpenDocuments } from '../stock/open-documents.ts';
import { agreementOf } from '../tenant.ts';
import { Agreement, negativeStockValues } from './agreement.entity.ts';
import type { AgreementSettings, NegativeStockValue } from './agreement.entity.ts';
import { apiScopes } from './api-key.entity.ts';
import { createApiKey } from './api-key.service.ts';
import { seedAgreement } from './agreement.seeds.ts';

/** Fields of an agreement that people type. */
export interface AgreementFields {
  /** The company's name, 1 to 255 characters. */
  readonly name: string;
  readonly corporateIdentificationNumber?: string | null | undefined;
  readonly language?: Language | undefined;
  readonly street?: string | null | undefined;
  readonly street2?: string | null | undefined;
  readonly zip?: string | null | undefined;
  readonly city?: string | null | undefined;
  readonly email?: string | null | undefined;
  readonly phone?: string | null | undefined;
  readonly settings?: AgreementSettings | undefined;
  /** What negative quantity is worth (average cost). Chosen once, then locked; not chosen: nothing. */
  readonly negativeStockValue?: NegativeStockValue | null | undefined;
  /** Whether invoices move the stock instead of shipments and receipts. Changes only while no document is open. */
  readonly stockFollowsInvoices?: boolean | undefined;
}

export interface NewAgreement extends AgreementFields {
  /** 1000 to 99999. Default: one more than the largest. */
  readonly number?: number | undefined;
  /** ISO 3166-1 alpha-2. Default DK. Cannot be changed. */
  readonly country?: string | undefined;
  /** ISO 4217. Default DKK. Cannot be changed. */
  readonly baseCurrency?: string | undefined;
  /** How stock is valued. Default average cost. Cannot be changed. */
  readonly inventoryPrinciple?: InventoryPrinciple | undefined;
}

export type AgreementPatch = { readonly [K in keyof AgreementFields]?: AgreementFields[K] | undefined };

const rules = {
  number: omittable(whole(1_000, 99_999)),
  name: line(255),
  country: omittable(countryCode),
  baseCurrency: omittable(currencyCode),
  corporateIdentificationNumber: optional(line(40)),
  language: omittable(oneOf(languages)),
  street: optional(line(255)),
  street2: optional(line(255)),
  zip: optional(line(30)),
  city: optional(line(255)),
  email: optional(email),
  phone: optional(line(255)),
  inventoryPrinciple: omittable(oneOf(inventoryPrinciples)),
  negativeStockValue: optional(oneOf(negativeStockValues)),
  stockFollowsInvoices: omittable(bool),
};

/** Language of a new agreement that names none, by its country. */
const languageOf: Readonly<Record<string, Language>> = { DK: 'da', NO: 'nb', FI: 'fi', SE: 'sv' };

/** Tries at a number that somebody else takes between the question and the answer. */
const numberTries = 5;

/**
 * Makes an agreement with what every one needs (base currency, payment terms, a layout, a unit) and its first admin
 * key, in one transaction. The plain key is given back this once. Throws `InvalidInput` and `AlreadyExists`.
 */
export async function createAgreement(
  orm: MikroORM,
  input: NewAgreement,
  actor: Actor,
): Promise<{ readonly agreement: Agreement; readonly plainKey: string }> {
  checkFields(input, rules);
  for (let tries = 1; ; tries += 1) {
    const number = input.number ?? (await nextAgreementNumber(orm));
    try {
      return await withAgreement(orm, number, (em) => storeAgreement(em, number, input, actor));
    } catch (error) {
      if (!(error instanceof UniqueConstraintViolationException)) throw error;
      if (input.number === undefined && tries < numberTries) continue;
      throw new DomainError(
        'AlreadyExists',
        { what: `Agreement ${number}` },
        { errors: { number: [`Agreement ${number} exists already.`] }, cause: error },
      );
    }
  }
}

async function nextAgreementNumber(orm: MikroORM): Promise<number> {
  const [row] = await acrossAgreements<{ next: number }>(
    orm,
    'select bilag_next_agreement_number() as next',
    [],
  );
  if (row === undefined) throw new Error('No number for a new agreement was given.');
  return row.next;
}

async function storeAgreement(
  em: EntityManager,
  number: number,
  input: NewAgreement,
  actor: Actor,
): Promise<{ agreement: Agreement; plainKey: string }> {
  const country = input.country ?? 'DK';
  const agreement = em.create(Agreement, {
    number,
    name: input.name,
    corporateIdentificationNumber: input.corporateIdentificationNumber ?? null,
    country,
    baseCurrency: input.baseCurrency ?? 'DKK',
    language: input.language ?? languageOf[country] ?? 'en',
    street: input.street ?? null,
    street2: input.street2 ?? null,
    zip: input.zip ?? null,
    city: input.city ?? null,
    email: input.email ?? null,
    phone: input.phone ?? null,
    settings: input.settings ?? {},
    inventoryPrinciple: input.inventoryPrinciple ?? 'average',
    negativeStockValue: input.negativeStockValue ?? null,
    stockFollowsInvoices: input.stockFollowsInvoices ?? false,
    changedBy: actor,
  });
  await em.flush();
  await seedAgreement(em, agreement, actor);
  const { plainKey } = await createApiKey(em, { name: 'First admin key', scopes: apiScopes }, actor);
  return { agreement, plainKey };
}

/** The agreement of the entity manager. Throws `NotFound` where it was never made. */
export async function findAgreement(em: EntityManager): Promise<Agreement> {
  const number = agreementOf(em);
  const agreement = await em.findOne(Agreement, { number });
  if (agreement === null) throw new DomainError('NotFound', { what: `Agreement ${number}` });
  return agreement;
}

/**
 * Changes the fields that are given; settings as a whole. Throws `NotFound`, `InvalidInput`, `EditConflict`, `SettingLocked`
 * where negative quantity has its value already, and `OpenDocuments`.
 */
export async function updateAgreement(
  em: EntityManager,
  patch: AgreementPatch,
  options: ChangeOptions,
  actor: Actor,
): Promise<Agreement> {
  const agreement = await findAgreement(em);
  checkFields(patch, rules, { isPatch: true });
  if (options.version !== undefined && options.version !== agreement.version)
    throw new DomainError('EditConflict', { what: `Agreement ${agreement.number}` });
  await requireValuation(em, agreement, patch);
  Object.assign(agreement, given(patch), { changedBy: actor });
  await em.flush();
  return agreement;
}

/** Throws where the patch would change how stock was and is valued. */
async function requireValuation(
  em: EntityManager,
  agreement: Agreement,
  patch: AgreementPatch,
): Promise<void> {
  const { negativeStockValue: chosen } = agreement;
  if (chosen && patch.negativeStockValue !== undefined && patch.negativeStockValue !== chosen)
    throw new DomainError('SettingLocked', { setting: 'value_of_negative_quantity', value: chosen });
  const { stockFollowsInvoices } = patch;
  if (stockFollowsInvoices === undefined || stockFollowsInvoices === agreement.stockFollowsInvoices) return;
  if (await hasOpenDocuments(em))
    throw new DomainError('OpenDocuments', { setting: 'inventory_value_associated_with_invoicing' });
}
