import { defineEntity, p } from '@mikro-orm/core';
import { numberedColumns, numberedTable } from '../numbered-columns.ts';

const BankAccountSchema = defineEntity({
  name: 'BankAccount',
  ...numberedTable('bank_account'),
  indexes: [
    {
      name: 'bank_account_default_uq',
      expression:
        'create unique index "bank_account_default_uq" on "bank_account" ("agreement_number") where "is_default"',
    },
  ],
  checks: [
    { name: 'bank_account_named_check', expression: 'account_number is not null or iban is not null' },
  ],
  properties: {
    ...numberedColumns(),
    bankName: p.string().length(255).nullable(),
    /** Number of the bank's branch (Denmark: 4 digits). */
    registrationNumber: p.string().length(20).nullable(),
    accountNumber: p.string().length(40).nullable(),
    iban: p.string().length(34).nullable(),
    bic: p.string().length(11).nullable(),
    /** ISO 4217; in the agreement's currencies. */
    currency: p.character().length(3),
    /** At most one account is the one that documents print where their layout names none. */
    isDefault: p.boolean(),
  },
});

/** An account of the agreement, to which its customers pay. */
export class BankAccount extends BankAccountSchema.class {}
BankAccountSchema.setClass(BankAccount);
