import type { EntityManager } from '@mikro-orm/postgresql';
import { Agreement } from '../agreements/agreement.entity.ts';
import { referToCurrency } from '../currencies/currency.service.ts';
import { bic, bool, currencyCode, iban, invalidInput, line, omittable, optional } from '../field-rules.ts';
import { numberedRegister } from '../numbered-register.ts';
import type { NewNumbered, NumberedFields, NumberedPatch } from '../numbered-register.ts';
import { register } from '../registers.ts';
import type { Actor } from '../registers.ts';
import { agreementOf } from '../tenant.ts';
import { BankAccount } from './bank-account.entity.ts';

/** Fields of a bank account that people type; an account number or an IBAN at least. */
export interface BankAccountFields extends NumberedFields {
  readonly bankName?: string | null | undefined;
  readonly registrationNumber?: string | null | undefined;
  readonly accountNumber?: string | null | undefined;
  /** Without spaces, with right check digits. */
  readonly iban?: string | null | undefined;
  /** 8 or 11 characters (ISO 9362). */
  readonly bic?: string | null | undefined;
  /** ISO 4217, opened in the agreement. Default: the base currency. */
  readonly currency?: string | undefined;
  /** The one that documents print; the agreement's other accounts lose it. Default false. */
  readonly isDefault?: boolean | undefined;
}

export const bankAccountRegister = register(BankAccount, 'Bank account');

const accounts = numberedRegister<BankAccount, BankAccountFields>(bankAccountRegister, {
  rules: {
    bankName: optional(line(255)),
    registrationNumber: optional(line(20)),
    accountNumber: optional(line(40)),
    iban: optional(iban),
    bic: optional(bic),
    currency: omittable(currencyCode),
    isDefault: omittable(bool),
  },
  empty: {
    bankName: null,
    registrationNumber: null,
    accountNumber: null,
    iban: null,
    bic: null,
    isDefault: false,
  },
  filters: ['currency', 'isDefault'],
  before: prepareAccount,
});

/** What can be done with bank accounts; each function says what it throws. */
export const {
  update: updateBankAccount,
  remove: deleteBankAccount,
  find: findBankAccount,
  list: listBankAccounts,
} = accounts;

/** Makes a bank account. Throws `InvalidInput`, `ReferenceNotFound` (currency) and `AlreadyExists`. */
export async function createBankAccount(
  em: EntityManager,
  input: NewNumbered<BankAccountFields>,
  actor: Actor,
): Promise<BankAccount> {
  const agreement = await em.findOneOrFail(Agreement, { number: agreementOf(em) });
  return accounts.create(em, { ...input, currency: input.currency ?? agreement.baseCurrency }, actor);
}

async function prepareAccount(
  em: EntityManager,
  fields: NumberedPatch<BankAccountFields>,
  row: BankAccount | null,
): Promise<void> {
  const accountNumber = fields.accountNumber === undefined ? row?.accountNumber : fields.accountNumber;
  const account = fields.iban === undefined ? row?.iban : fields.iban;
  if ((accountNumber ?? account ?? null) === null)
    throw invalidInput({ account_number: ['account_number or iban is required.'] });
  if (fields.currency !== undefined) await referToCurrency(em, fields.currency);
  if (fields.isDefault === true && row?.isDefault !== true)
    await em.nativeUpdate(BankAccount, { isDefault: true }, { isDefault: false });
}
