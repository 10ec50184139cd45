import type { EntityManager } from '@mikro-orm/postgresql';
import { Agreement } from '../agreements/agreement.entity.ts';
import { BankAccount } from '../bank-accounts/bank-account.entity.ts';
import { Customer } from '../customers/customer.entity.ts';
import { Supplier } from '../suppliers/supplier.entity.ts';
import { DomainError } from '../errors.ts';
import { checkFields, currencyCode, given, notNegative } from '../field-rules.ts';
import type { FieldErrors, Rule } from '../field-rules.ts';
import { listDeep } from '../lists.ts';
import type { DeepListQuery, DeepListResult } from '../lists.ts';
import { deleteRow, findRow, referTo, storeChange, storeNew } from '../registers.ts';
import type { Actor, ChangeOptions, Register } from '../registers.ts';
import { agreementOf } from '../tenant.ts';
import { Currency } from './currency.entity.ts';

export interface NewCurrency {
  /** ISO 4217, capitals. */
  readonly code: string;
  /** Units of the base currency for 100 units of this one; more than 0, up to 9 digits and 6 decimals. */
  readonly rate: string;
}

export interface CurrencyPatch {
  readonly rate?: string | undefined;
}

/** Rate of the base currency. */
export const baseRate = '100';

export const currencyRegister: Register<Currency> = { entity: Currency, key: 'code', what: 'Currency' };

const rate: Rule = (value) =>
  notNegative(9, 6)(value) ?? (Number(value) === 0 ? 'must be more than 0' : undefined);

/** Rules of a currency's fields. */
export const currencyRules = { code: currencyCode, rate };

const baseCurrencyOf = async (em: EntityManager): Promise<string> =>
  (await em.findOneOrFail(Agreement, { number: agreementOf(em) })).baseCurrency;

const rateFits = async (em: EntityManager, code: string, value: string | undefined): Promise<FieldErrors> =>
  rateFitsBase(await baseCurrencyOf(em), code, value);

/** The base currency has the rate 100 for ever. */
export const rateFitsBase = (baseCurrency: string, code: string, value: string | undefined): FieldErrors =>
  value !== undefined && code === baseCurrency && Number(value) !== Number(baseRate)
    ? { rate: [`rate of the base currency ${baseCurrency} is always ${baseRate}.`] }
    : {};

/** Opens a currency. Throws `InvalidInput` and `AlreadyExists`. */
export async function createCurrency(em: EntityManager, input: NewCurrency, actor: Actor): Promise<Currency> {
  checkFields(input, currencyRules, { also: await rateFits(em, input.code, input.rate) });
  const currency = em.create(Currency, { code: input.code, rate: input.rate, changedBy: actor });
  await storeNew(em, currencyRegister, currency);
  return currency;
}

/** Sets the rate for new documents; those made before keep theirs. Throws `NotFound`, `InvalidInput`, `EditConflict`. */
export async function updateCurrency(
  em: EntityManager,
  code: string,
  patch: CurrencyPatch,
  options: ChangeOptions,
  actor: Actor,
): Promise<Currency> {
  const currency = await findRow(em, currencyRegister, code);
  checkFields(patch, currencyRules, { isPatch: true, also: await rateFits(em, code, patch.rate) });
  await storeChange(em, currencyRegister, currency, given(patch), actor, { ...options, key: code });
  return currency;
}

/** Closes a currency that no customer, supplier or bank account has; the base currency stays. Throws `NotFound`, `InUse` and `EditConflict`. */
export async function deleteCurrency(
  em: EntityManager,
  code: string,
  options: ChangeOptions = {},
): Promise<void> {
  const usedBy =
    code === (await baseCurrencyOf(em))
      ? 'the agreement as its base currency'
      : (await em.count(Customer, { currency: code })) > 0
        ? 'customers'
        : (await em.count(Supplier, { currency: code })) > 0
          ? 'suppliers'
          : (await em.count(BankAccount, { currency: code })) > 0
            ? 'bank accounts'
            : undefined;
  if (usedBy !== undefined) throw new DomainError('InUse', { what: `Currency ${code}`, usedBy });
  await deleteRow(em, currencyRegister, code, options);
}

/** Throws `NotFound`. */
export const findCurrency = (em: EntityManager, code: string): Promise<Currency> =>
  findRow(em, currencyRegister, code);

/** The currency that an input's field names. Throws `ReferenceNotFound`. */
export const referToCurrency = (em: EntityManager, code: string, property = 'currency'): Promise<Currency> =>
  referTo(em, currencyRegister, code, property);

/** Filters: `code`. */
export const listCurrencies = (em: EntityManager, query?: DeepListQuery): Promise<DeepListResult<Currency>> =>
  listDeep(
    em,
    { entity: Currency, order: ['code', 'rate', 'createdAt', 'updatedAt'], filters: { code: 'property' } },
    query,
  );
