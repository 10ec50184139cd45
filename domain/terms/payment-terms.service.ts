import type { EntityManager } from '@mikro-orm/postgresql';
import { paymentTermsTypes } from '../erp/documents.ts';
import type { PaymentTermsType } from '../erp/documents.ts';
import {
  checkFields,
  given,
  line,
  lines,
  oneOf,
  omittable,
  optional,
  registerNumber,
  whole,
} from '../field-rules.ts';
import type { FieldErrors } from '../field-rules.ts';
import { listDeep } from '../lists.ts';
import type { DeepListQuery, DeepListResult } from '../lists.ts';
import { deleteRow, findRow, nextNumber, register, storeChange, storeNew } from '../registers.ts';
import type { Actor, ChangeOptions } from '../registers.ts';
import { translations } from '../translations.ts';
import type { Translations } from '../translations.ts';
import { typesWithDays } from './due-date.ts';
import { PaymentTerms } from './payment-terms.entity.ts';

/** Fields of payment terms that people type. */
export interface PaymentTermsFields {
  /** 1 to 255 characters. */
  readonly name: string;
  readonly type: PaymentTermsType;
  /** 0 to 999; 0 with the types that count no days. Default 0. */
  readonly maturityDays?: number | undefined;
  /** Up to 2,000 characters. */
  readonly description?: string | null | undefined;
  /** Name and description by language; replaced as a whole. Default {}. */
  readonly translations?: Translations | undefined;
}

export interface NewPaymentTerms extends PaymentTermsFields {
  /** Default: one more than the largest. */
  readonly number?: number | undefined;
}

export type PaymentTermsPatch = {
  readonly [K in keyof PaymentTermsFields]?: PaymentTermsFields[K] | undefined;
};

export const paymentTermsRegister = register(PaymentTerms, 'Payment terms');

/** Rules of the fields of payment terms. */
export const paymentTermsRules = {
  number: omittable(registerNumber),
  name: line(255),
  type: oneOf(paymentTermsTypes),
  maturityDays: omittable(whole(0, 999)),
  description: optional(lines(2_000)),
  translations: omittable(translations),
};

/** Whether the type counts days at all, where there are any. */
export const daysFit = (type: PaymentTermsType, days: number): FieldErrors =>
  days !== 0 && !typesWithDays.includes(type)
    ? { maturity_days: [`maturity_days must be 0 with the type ${type}, which counts no days.`] }
    : {};

/** What new payment terms hold beside their number: the input, and the defaults of what is left out. */
export const newPaymentTermsRow = (input: PaymentTermsFields) => ({
  name: input.name,
  type: input.type,
  maturityDays: input.maturityDays ?? 0,
  description: input.description ?? null,
  translations: input.translations ?? {},
});

/** Makes payment terms. Throws `InvalidInput` and `AlreadyExists`. */
export async function createPaymentTerms(
  em: EntityManager,
  input: NewPaymentTerms,
  actor: Actor,
): Promise<PaymentTerms> {
  checkFields(input, paymentTermsRules, { also: daysFit(input.type, input.maturityDays ?? 0) });
  const number = input.number ?? (await nextNumber(em, paymentTermsRegister, 1));
  const terms = em.create(PaymentTerms, {
    number,
    ...newPaymentTermsRow(input),
    changedBy: actor,
  });
  await storeNew(em, paymentTermsRegister, terms);
  return terms;
}

/**
 * Changes the fields that are given. Documents keep the terms they were made with. Throws `NotFound`, `InvalidInput` and
 * `EditConflict`.
 */
export async function updatePaymentTerms(
  em: EntityManager,
  number: number,
  patch: PaymentTermsPatch,
  options: ChangeOptions,
  actor: Actor,
): Promise<PaymentTerms> {
  const terms = await findRow(em, paymentTermsRegister, number);
  const also = daysFit(patch.type ?? terms.type, patch.maturityDays ?? terms.maturityDays);
  checkFields(patch, paymentTermsRules, { isPatch: true, also });
  await storeChange(em, paymentTermsRegister, terms, given(patch), actor, { ...options, key: number });
  return terms;
}

/** Deletes payment terms that no customer and no document has. Throws `NotFound`, `InUse` and `EditConflict`. */
export const deletePaymentTerms = (
  em: EntityManager,
  number: number,
  options: ChangeOptions = {},
): Promise<void> => deleteRow(em, paymentTermsRegister, number, options);

/** Throws `NotFound`. */
export const findPaymentTerms = (em: EntityManager, number: number): Promise<PaymentTerms> =>
  findRow(em, paymentTermsRegister, number);

/** Filters: `number`, `name`, `type`. */
export const listPaymentTerms = (
  em: EntityManager,
  query?: DeepListQuery,
): Promise<DeepListResult<PaymentTerms>> =>
  listDeep(
    em,
    {
      entity: PaymentTerms,
      order: ['number', 'name', 'type', 'createdAt', 'updatedAt'],
      filters: { number: 'property', name: 'property', type: 'property' },
    },
    query,
  );
